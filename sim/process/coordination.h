// What one clinician's knowledge is worth to the next one, and tests made again: equations CD-1 to CD-3.
#pragma once

#include "base/declare.h"
#include "state/market.h"

namespace rapport::coordination {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/coordination.params.def"
#undef PARAM
};

// CD-1  Knowledge at a first contact: K_0 = w R
//   R  what the record holds (CD-2)   w  passed_on: successors, colleagues and the emergency department alike
//   Form: proportional, our assumption. Size: A-64.
constexpr double passed_on(double charted, const Params& p) { return p.passed_on * charted; }

// CD-2  The record after a visit: R' = max(R, K'), the most that any clinician has known; it does not fade.
//   Form: our assumption A-64.

// CD-3  Tests made again at a first contact with a clinician, and at an emergency visit: p = q (1 - w R)
//   q  repeat_share. Form: proportional to what is not known, our assumption. Size: A-65.
constexpr double repeat_probability(double charted, const Params& p) {
  return p.repeat_share * (1.0 - passed_on(charted, p));
}

/// CD-2 for every visit of the step.
void chart(Market& market);
/// CD-3 for the step's first contacts and emergency visits; adds to `services`.
void repeat_tests(Market& market, const Params& params, const Step& step);

}  // namespace rapport::coordination
