// From requests to visits: minutes are a stock, one's own clinician comes first. Equations AC-1 to AC-4, PN-2,
// UC-1, HV-1.
#pragma once

#include <vector>

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::access {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/access.params.def"
#undef PARAM
};

// AC-1  Minutes of a clinician in a step: FTE at work x practice.face_minutes_per_week x g x weeks, whole
//   minutes; the fraction is carried to the next step, unused minutes are not. A visit books the practice's
//   template. g  made_up of the minutes that missed visits lose in the reference run: practices overbook
//
//   Order: people without a clinician in the slots kept for them, own clinicians, colleagues; in each round acute
//   needs before planned ones, then who asked first, then identifier. Form: our assumption A-46.

// AC-2  Taking a colleague when one's own clinician is full, not in, or has no slot that suits
//
//     logit p = c0 - c_T (T - T_ref),   P(suits) = o FTE of the own clinician
//
//   T  trust in the usual clinician   c0  colleague_logit, acute_colleague_logit for an acute need
//   c_T  wait_for_own   o  open_share of the days at work
//   Form: our assumption A-21. Size: c0 [Shumer2025]; part-time work [Arndt2024]; o, c_T A-21.
constexpr double colleague_probability(double trust, bool planned, const References& ref, const Params& p) {
  const double at_reference = planned ? p.colleague_logit : p.acute_colleague_logit;
  return elementary::logistic(at_reference - p.wait_for_own * (trust - ref.trust));
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

// AC-3  Giving up: hazard 1 / patience_days, 1 / acute_patience_days for an acute need; an acute need given up
//   turns up at the ED with probability diverted_share, at urgent care with urgent_share, else it passes.
//   Form: exponential patience, our assumption. Size.

// UC-1  An acute need that goes elsewhere at once, without asking the practice
//
//     p / (1 - p) = s / (1 - s) exp(-u_r (reach - reach_ref) - u_T (T - T_ref) + u_n (1{no tie} - n_ref))
//
//   s  elsewhere_share   reach  share of hours in which the practice answers (acute.reach)   T  trust in the
//   usual clinician, T_ref without one   n_ref  share of people without one   u  elsewhere_reach_effect,
//   elsewhere_trust_effect, elsewhere_stranger_effect. To the emergency department with probability
//   elsewhere_ed_share, else to urgent care. Form: logit, our assumption. Size: A-73; reach: [AJMC2018].
struct Outlook {
  double reach;
  double trust;
  bool has_tie;
};
constexpr double elsewhere_probability(const Outlook& o, const References& ref, const Params& p) {
  const double effect = -p.elsewhere_reach_effect * (o.reach - ref.reach) -
                        p.elsewhere_trust_effect * (o.trust - ref.trust) +
                        p.elsewhere_stranger_effect * ((o.has_tie ? 0.0 : 1.0) - ref.unattached);
  const double odds = p.elsewhere_share / (1.0 - p.elsewhere_share) * elementary::exp(effect);
  return 1.0 - 1.0 / (1.0 + odds);
}

// AC-4  Third next available appointment of a clinician at the end of a step
//
//     A = (w + 3) m d / o   [day]
//
//   w  people with this usual clinician who wait for a visit   m  template [min]   o  face minutes open in the step
//   d  days of the step. Days until the third slot that nobody who waits takes, at the pace of this step. Visits
//   are not booked ahead in the model: a planned need asks when it is due. Form: our assumption A-141.
constexpr double third_next_available(std::uint32_t waiting, double template_minutes, double open_minutes,
                                      double days) {
  return (waiting + 3.0) * template_minutes * days / open_minutes;
}

/// What scheduling takes of other modules.
struct Practices {
  double face_minutes_per_week;  ///< of a full-time clinician
  double reach;                  ///< share of hours in which a practice answers
};

// HV-1  A planned follow-up or a visit after a stay is asked for at home with probability home_visit_share by
//   people of home_visit_age and above whose frailty is home_visit_frailty or more, and by people of that age
//   who have lost an activity of daily living. It books home_visit_slots of the own clinician and is never
//   missed (AT-1); who has no room for that sees the person in the office. Form: threshold, our assumption
//   Size: [AAFPtable6].
constexpr bool is_home_bound(int age, double frailty, int activities_lost, const Params& p) {
  return age >= p.home_visit_age && (frailty >= p.home_visit_frailty || activities_lost > 0);
}

/// Serves the queue and leaves the visits booked in `encounters`, in order of day. People who go elsewhere
/// are left in `services` as emergency or urgent visits. Asserts in every build that no clinician gives more
/// minutes than there are.
void schedule(Market& market, const Params& params, const Practices& practices, const Step& step);

/// People who wait for a visit, by row of their usual clinician; those without one are not in it.
std::vector<std::uint32_t> waiting_for(const Market& market);

}  // namespace rapport::access
