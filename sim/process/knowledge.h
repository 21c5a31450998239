// What a clinician knows of a person: equations KN-1, KN-2.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::knowledge {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/knowledge.params.def"
#undef PARAM
};

// KN-1  Knowledge after a visit: K' = 1 - (1 - K) exp(-kappa w), w  1, home_weight for a visit at home (HV-1).
//   Form: saturating, our assumption. Size.
constexpr double after_visit(double knowledge, const Params& p, double weight = 1.0) {
  return 1.0 - (1.0 - knowledge) * elementary::exp(-p.gain * weight);
}

// KN-2  Knowledge without contact: K(t + dt) = K exp(-phi dt). Form and size: A-29.

/// KN-1 for every visit of the step.
void learn(Market& market, const Params& params);
/// KN-2 for all ties, once a period.
void fade(Market& market, const Params& params, const Step& step);

}  // namespace rapport::knowledge
