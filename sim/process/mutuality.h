// Deciding together as a property of the relationship: equation MU-2 (whether a visit does so is MU-1).
#pragma once

#include "base/declare.h"
#include "state/market.h"

namespace rapport::mutuality {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/mutuality.params.def"
#undef PARAM
};

// MU-2  Mutuality after a visit: M' = M + g (1{shared} - M) for the tie of the visit; a new tie starts at 0.
//   shared  MU-1   g  mutuality.gain; between visits M stays
//   Form: exponentially weighted share, our assumption. Size: A-61.
constexpr double after_visit(double mutuality, bool shared, const Params& p) {
  return mutuality + p.gain * ((shared ? 1.0 : 0.0) - mutuality);
}

/// MU-2 for every visit of the step.
void learn(Market& market, const Params& params);

}  // namespace rapport::mutuality
