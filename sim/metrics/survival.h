// Time to an event when not everybody is followed to it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace rapport {

/// One person under observation: for how long, and whether it ended with the event.
struct Followed {
  double time;
  bool happened;
};

// The share without the event just after `time`.
//
// ME-2  Greenwood's standard error of the share without the event
//
//     SE(S(t)) = S(t) sqrt(sum over event times t_i <= t of d_i / (n_i (n_i - d_i)))
//
//   As VS-2. Undefined where everybody followed so long has had the event. Formula: [MathWorksEcdf].
struct Surviving {
  double time;
  double share;
  double standard_error;  ///< ME-2, NaN where the share is 0
  std::size_t at_risk;    ///< followed at least until `time`
  std::size_t events;     ///< at `time`
};

// VS-2  Kaplan and Meier's share without the event
//
//     S(t) = product over event times t_i <= t of (1 - d_i / n_i)
//
//   d_i  events at t_i     n_i  people followed at least until t_i; who is censored at t_i is among them
std::vector<Surviving> kaplan_meier(std::vector<Followed> people);

/// S(t); 1 before the first event. NaN with nobody, and where nobody is followed so long.
double share_without(const std::vector<Followed>& people, double time);

/// The first event time at which S is one half or less; NaN where it never comes so low.
double median_time(std::span<const Surviving> curve);

}  // namespace rapport
