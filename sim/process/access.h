// From requests to visits: minutes are a stock, one's own clinician comes first. Equations AC-1 to AC-3, PN-2.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::access {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/access.params.def"
#undef PARAM
};

// AC-1  Minutes of a clinician in a step: FTE at work x practice.face_minutes_per_week x weeks, whole minutes; the
//   fraction is carried to the next step, unused minutes are not. A visit books the practice's template.
//   Order: acute needs before planned ones, then who asked first, then identifier. Form: our assumption A-46.

// AC-2  Taking a colleague when one's own clinician is full, or, for an acute need, not in that day
//
//     logit p = c0 - c_T (T - T_ref),   P(in) = FTE of the own clinician
//
//   T  trust in the usual clinician   c0  colleague_logit   c_T  wait_for_own
//   Form and size: A-21. Who is not in on a day follows from part-time work [Arndt2024].
constexpr double colleague_probability(double trust, const References& ref, const Params& p) {
  return elementary::logistic(p.colleague_logit - p.wait_for_own * (trust - ref.trust));
}

// PN-2  Slots for people without a clinician
//
//     c' = min(c, m) + s x open minutes of the step   [min]
//
//   c  credit of a clinician for such visits, less m for each one booked   m  template   s  new_patient_share,
//   1 for a locum, who has no patients of their own. Where credit or minutes are short of m there is no slot.
//   They come first, in the order of asking whatever the need; what they leave is everybody's. Form: our assumption A-52. Size: the wait of [AMNwait2025].
constexpr std::int64_t newcomer_credit(std::int64_t credit, std::int64_t fresh, std::int64_t one_visit) {
  return (credit < one_visit ? credit : one_visit) + fresh;
}

// AC-3  Giving up: hazard 1 / patience_days; an acute need given up turns up at the ED with probability
//   diverted_share. Form: exponential patience, our assumption. Size.

/// Serves the queue and leaves the step's visits in `encounters`, in order of day. Diverted people are left
/// in `services` as emergency visits. Asserts in every build that no clinician gives more minutes than there
/// are.
void schedule(Market& market, const Params& params, double face_minutes_per_week, const Step& step);

}  // namespace rapport::access
