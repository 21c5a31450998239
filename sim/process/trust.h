// Trust in a clinician: where it starts, what a visit does, what time does. Equations TR-1 to TR-4.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::trust {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/trust.params.def"
#undef PARAM
};

// TR-1  Trust at a first contact
//
//     T0 = logistic(logit(general) + a z)
//
//   general  trust in physicians in general   z  trust disposition   a  disposition_effect
//   Form: logit, our assumption A-27. Level: [Hall2002b].
constexpr double at_first_contact(double disposition, const Params& p) {
  return elementary::logistic(elementary::logit(p.general) + p.disposition_effect * disposition);
}

// TR-2  Trust after a visit
//
//     T' = X + (T - X) exp(-eta w),   eta = gain if X >= T, gain x loss_ratio if X < T
//
//   T  trust in this clinician, 0 to 1   X  felt quality of the visit, 0 to 1
//   w  1, home_weight for a visit at home (HV-1)
//   Form: exponential smoothing, composes exactly over visits of equal quality; our assumption. Asymmetry and
//   size.
constexpr double after_visit(double trust, double quality, const Params& p, double weight = 1.0) {
  const double eta = quality >= trust ? p.gain : p.gain * p.loss_ratio;
  return quality + (trust - quality) * elementary::exp(-eta * weight);
}
static_assert(after_visit(0.5, 0.5, {}) == 0.5, "a visit as good as trust expects changes nothing");

// TR-3  Trust without contact: T(t + dt) = T0 + (T - T0) exp(-decay dt). Form: our assumption. Size: A-28.

// TR-4  A mistake that comes to light (DX-3): logit T' = logit T - h for the one it happened to, and
//   logit T' = logit T - s h for those of the household who have a tie with the same clinician
//
//   h  harm: 4.30 of 100 points at T = 0.75   s  household_share: 3.20 / 4.30
//   Form: logit, so that trust stays within 0 and 1, our assumption. Size: [Suzuki2021].
constexpr double after_harm(double trust, double harm) {
  const double odds = trust * elementary::exp(-harm);
  return odds / (1.0 - trust + odds);
}

/// TR-2 for every visit of the step, then TR-4.
void learn(Market& market, const Params& params);
/// TR-3 for all ties, once a period.
void fade(Market& market, const Params& params, const Step& step);

}  // namespace rapport::trust
