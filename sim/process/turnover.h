// Clinicians leave, seats stand vacant with a locum, successors start anew. Equations TO-1 to TO-4.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::turnover {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/turnover.params.def"
#undef PARAM
};

// TO-1  Hazard that a clinician leaves or retires
//
//     h = h(age) r^B / (1 + (r - 1) B_ref),   h(age) = h_1 before retirement_age, h_2 from then on   [1/year]
//
//   B  burned out at the last questionnaire, 0 or 1   r  burned_out_ratio   B_ref  mean of B in the reference
//   Form: proportional; the divisor is the mean of r^B, so that the mean hazard is h(age) whatever r.
//   Size: [BondTurnover]; r [Hamidi2018], [WillardGrace2019], A-53.
constexpr double age_hazard(double age, const Params& p) {
  return age < p.retirement_age ? p.leave_per_year : p.retire_per_year;
}
constexpr double exit_hazard(double age, bool burned_out, const References& ref, const Params& p) {
  const double mean_ratio = 1.0 + (p.burned_out_ratio - 1.0) * ref.burned_out;
  return age_hazard(age, p) * (burned_out ? p.burned_out_ratio : 1.0) / mean_ratio;
}

// TO-2  Vacancy: days until the successor starts
//
//     V = credential_years + search_years x Exp(1)
//
//   Form: a fixed time for contracts and credentials after an exponential search, our assumption.
//   Size: 207 days to fill a post [AAPPR2025]. Meanwhile a locum with traits of their own is at work for
//   locum_share of the seat's time, has no panel, and is gone when the successor comes.
constexpr double vacancy_years(double exponential, const Params& p) {
  return p.credential_years + p.search_years * exponential;
}

// TO-3  Successor: traits drawn anew, age even between entry_age_low and entry_age_high, an empty and open
//   panel; hiring costs the practice hire_usd. Every tie with the one who left ends on the day of leaving.
//   Form: A-54. Size: A-53, [AAPPR2025].

// TO-4  Years that a clinician of the start has been in the job, so that ages begin where TO-1 keeps them
//
//     P(years > t) = int_t^inf S(u) du / int_0^inf S(u) du,   S(u) = exp(-int_0^u h(entry age + v) dv)
//
//   Form: stationary renewal process; held below 40 years.
double tenure_years(double uniform, double entry_age, const Params& p);
/// Mean of the hazard over the clinicians of a stationary market, each of whom began at `entry_age`.
double stationary_hazard(double entry_age, const Params& p);

/// Clinicians of day 0: age, vulnerability, open panels, everybody at work.
void begin(Market& market, const Params& params, double vulnerability_sd);

/// Where the traits of a successor come from.
struct Newcomer {
  double empathy_sd;
  double skill_sd;
  double vulnerability_sd;
  double strain_logit;  ///< strain and exhaustion of a mean newcomer (BU-1)
  double scope_typical;
  double scope_sd;
  double competence_sd;
};
/// TO-1 to TO-3, each step, before anybody is seen.
void turn_over(Market& market, const Params& params, const Newcomer& newcomer, const Step& step);

}  // namespace rapport::turnover
