// From requests to visits: minutes are a stock, one's own clinician comes first. Equations AC-1 to AC-3, HV-1.
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

// AC-1  Minutes of a clinician in a step: FTE x practice.face_minutes_per_week x weeks, whole minutes; the
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

// AC-3  Giving up: hazard 1 / patience_days; an acute need given up turns up at the ED with probability
//   diverted_share. Form: exponential patience, our assumption. Size.

// HV-1  A planned visit is asked for at home with probability home_visit_share by people of home_visit_age and
//   above whose frailty is home_visit_frailty or more, and by people of that age who have lost an activity of
//   daily living. It books home_visit_slots of the own clinician; who has no room for that sees the person in
//   the office. Form: threshold, our assumption A-67. Size: [AAFPtable6].
constexpr bool is_home_bound(int age, double frailty, int activities_lost, const Params& p) {
  return age >= p.home_visit_age && (frailty >= p.home_visit_frailty || activities_lost > 0);
}

/// Serves the queue and leaves the step's visits in `encounters`, in order of day. Diverted people are left
/// in `services` as emergency visits. Asserts in every build that no clinician gives more minutes than there
/// are.
void schedule(Market& market, const Params& params, double face_minutes_per_week, const Step& step);

}  // namespace rapport::access
