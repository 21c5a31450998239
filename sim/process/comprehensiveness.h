// How much of what a person needs is taken up, and what is referred instead: equations CB-1 to CB-3.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::comprehensiveness {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/comprehensiveness.params.def"
#undef PARAM
};

// CB-1  Share of a person's needs that a visit takes up: b = s a
//   s  scope of the clinician (CL-1)   a  adequacy of the minutes (EN-2)
//   Form: product, so that both are needed; our assumption A-62.
constexpr double taken_up(double scope, double adequacy) { return scope * adequacy; }

// CB-2  Referral to a specialist at a visit
//
//     logit p = logit r_0 - r_b (b - b_ref)
//
//   r_0  referral_share   r_b  referral_effect   b_ref  mean of b at visits of the reference run
//   What is expected of referrals is taken out of specialist visits for other reasons (SP-1).
//   Form: logit, our assumption; direction: [Bazemore2015]. Size: A-63.
constexpr double referral_probability(double taken_up, const References& ref, const Params& p) {
  const double odds = p.referral_share * elementary::exp(-p.referral_effect * (taken_up - ref.breadth));
  return odds / (1.0 - p.referral_share + odds);
}

// CB-3  Comprehensiveness of a tie after a visit: B' = B + g (b - B); a new tie starts at 0.
//   g  comprehensiveness.gain. Form: exponential smoothing, our assumption. Size: A-62.
constexpr double after_visit(double breadth, double taken_up, const Params& p) {
  return breadth + p.gain * (taken_up - breadth);
}

/// CB-1 to CB-3 for every visit of the step; leaves in `encounters` what was taken up and who is referred.
void take_up(Market& market, const Params& params, const Step& step);

}  // namespace rapport::comprehensiveness
