// Consistency of contact with one clinician, and who the usual clinician is: equations CN-1 to CN-3.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::consistency {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/consistency.params.def"
#undef PARAM
};

// CN-1  Share of contact, newest visits weighing most: C_j' = C_j + g (1{visit with j} - C_j) for every tie
// j.
//   Form: exponentially weighted share, our assumption. Size: A-30.
constexpr double after_visit(double consistency, bool same, const Params& p) {
  return consistency + p.gain * ((same ? 1.0 : 0.0) - consistency);
}

// CN-2  Irregular contact: C(t + dt) = C exp(-fading dt). Form and size: A-30.

// CN-3  The usual clinician is the one with most visits of the trailing year; a change takes strictly more
//   than the present one's. Definition of attribution: plurality [PMC5083197].

/// CN-1 for every visit of the step.
void learn(Market& market, const Params& params);
/// CN-2 for all ties, once a period.
void fade(Market& market, const Params& params, const Step& step);
/// At a quarter's end: CN-3, then the oldest quarter of contacts is forgotten.
void attribute(Market& market, const Step& step);

}  // namespace rapport::consistency
