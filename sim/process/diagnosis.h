// Conditions that nobody has found yet, what finds them, and mistakes: equations DX-1 to DX-3.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::diagnosis {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/diagnosis.params.def"
#undef PARAM
};

// DX-1  Who does not know: a condition present at the start is unfound with probability undiagnosed_share, a
//   new one with onset_unnoticed, both x diagnosis.unnoticed. Unfound it has no medicine, no planned and no
//   specialist visits, adds no minutes, and its control drifts to undiagnosed_control (CO-1). An emergency
//   visit for it finds it. Form: our assumption A-66. Size: conditions.csv: [Fryar2024], [CDCdiabetes].

// DX-2  Finding it at a visit: p = 1 - exp(-d k a exp(-o (T - T_ref)))
//   d  finding_per_visit of the condition   k  competence of the clinician   a  adequacy (EN-2)
//   T  trust in this clinician   o  over_trust_effect: who knows each other looks less hard
//   Form: hazard by visit, our assumption. Size: conditions.csv; o: A-66.
constexpr double finding_probability(double finding, double competence, double adequacy, double trust,
                                     const References& ref, const Params& p) {
  const double look = elementary::exp(-p.over_trust_effect * (trust - ref.trust));
  return -elementary::expm1(-finding * competence * adequacy * look);
}

// DX-3  A mistake at a visit for an acute need that comes to light: p = min(1, m (1 - a) / k)
//   m  mistake_share   a  adequacy   k  competence. It costs trust (TR-4).
//   Form: what time does not cover, our assumption. Size: A-68.
constexpr double mistake_probability(double adequacy, double competence, const Params& p) {
  const double share = p.mistake_share * (1.0 - adequacy) / competence;
  return share < 1.0 ? share : 1.0;
}

/// DX-2 and DX-3 for every visit of the step.
void examine(Market& market, const Params& params, const Step& step);

}  // namespace rapport::diagnosis
