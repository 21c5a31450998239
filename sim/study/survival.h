// Time to an event when not everybody is followed to it.
#pragma once

#include <vector>

namespace rapport {

/// One person under observation: for how long, and whether it ended with the event.
struct Followed {
  double time;
  bool happened;
};

/// Share without the event just after `time`.
struct Surviving {
  double time;
  double share;
};

// VS-2  Kaplan and Meier's share without the event
//
//     S(t) = product over event times t_i <= t of (1 - d_i / n_i)
//
//   d_i  events at t_i     n_i  people followed at least until t_i; who is censored at t_i is among them
std::vector<Surviving> kaplan_meier(std::vector<Followed> people);

/// S(t); 1 before the first event. NaN with nobody, and where nobody is followed so long.
double share_without(const std::vector<Followed>& people, double time);

}  // namespace rapport
