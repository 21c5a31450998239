// What queueing theory says of a practice whose requests come at random: waiting, being turned away, a panel on
// a busy day.
#pragma once

#include <cstdint>

#include "base/elementary.h"

namespace rapport::queueing {

// QU-1  Erlang's loss formula: share of requests turned away where nobody waits
//
//     B(0) = 1     B(k) = a B(k - 1) / (k + a B(k - 1))     B = B(c)
//
//   a  requests x mean length of a visit, a unit of time both [clinicians busy]     c  clinicians
//   Requests come independently of one another; the formula holds for visits of any distribution of lengths.
constexpr double erlang_b(std::int64_t clinicians, double offered) {
  double blocked = 1.0;
  for (std::int64_t k = 1; k <= clinicians; ++k)
    blocked = offered * blocked / (static_cast<double>(k) + offered * blocked);
  return blocked;
}

// QU-2  Erlang's delay formula: share of requests that wait where everybody does who must
//
//     C = B / (1 - (1 - B) a / c),   a < c
//
//   a, B, c  as in QU-1     Lengths of visits are exponential.
constexpr double erlang_c(std::int64_t clinicians, double offered) {
  const double blocked = erlang_b(clinicians, offered);
  return blocked / (1.0 - (1.0 - blocked) * offered / static_cast<double>(clinicians));
}

// QU-3  Mean wait and mean number waiting
//
//     W = C / (c - a)     L = a W
//
//   W  over all requests, in mean lengths of a visit     L  Little's law: requests in a mean visit x wait
//   a, C, c  as in QU-2     Any order of turns that does not know how long visits will take.
constexpr double mean_wait(std::int64_t clinicians, double offered) {
  return erlang_c(clinicians, offered) / (static_cast<double>(clinicians) - offered);
}
constexpr double mean_waiting(std::int64_t clinicians, double offered) {
  return offered * mean_wait(clinicians, offered);
}

/// A day of a panel.
struct PanelDay {
  double overflow;    ///< probability that more people ask than there are slots
  double used_slots;  ///< expected share of slots used
};

// QU-4  A day on which each of n people asks with probability p and there are s slots
//
//     P(overflow) = P(X > s)     used = E min(X, s) / s     X ~ Bin(n, p)
//
//   People ask independently of one another; who finds no slot is gone.
constexpr PanelDay panel_day(std::int64_t people, double asks, std::int64_t slots) {
  // Terms relative to that of the mode, so that large panels do not run below the smallest number.
  const auto mode = static_cast<std::int64_t>((static_cast<double>(people) + 1.0) * asks);
  const double odds = asks / (1.0 - asks);
  double all = 0.0, above = 0.0, used = 0.0;
  const auto add = [&](std::int64_t asked, double term) {
    all += term;
    above += asked > slots ? term : 0.0;
    used += term * static_cast<double>(asked < slots ? asked : slots);
  };
  double term = 1.0;
  for (std::int64_t k = mode; k <= people && term > 0.0; ++k) {
    add(k, term);
    term *= odds * static_cast<double>(people - k) / static_cast<double>(k + 1);
  }
  term = 1.0;
  for (std::int64_t k = mode; k > 0 && term > 0.0; --k) {
    term *= static_cast<double>(k) / (odds * static_cast<double>(people - k + 1));
    add(k - 1, term);
  }
  return {above / all, used / all / static_cast<double>(slots)};
}

// QU-5  A queue in steps of h, a fraction of a mean visit
//
//     P(a visit takes k steps) = h (1 - h)^(k - 1),  k = 1, 2, ...     requests of a step ~ Poisson(a h)
//     m = (4 m(h / 4) - m(h)) / 3
//
//   The mean length is 1 / h steps, as in continuous time, so that clinicians are as busy at any h.
//   m(h)  what is measured in steps of h   m  Richardson's extrapolation: it has lost the error that falls with h
inline constexpr double kFinerSteps = 4.0;
constexpr double extrapolated(double coarse, double fine) {
  return (kFinerSteps * fine - coarse) / (kFinerSteps - 1.0);
}

/// Steps that a visit takes, from a uniform number on (0, 1); `step` is below 1.
constexpr std::uint32_t visit_steps(double uniform, double step) {
  return 1 + static_cast<std::uint32_t>(elementary::log(uniform) / elementary::log1p(-step));
}

}  // namespace rapport::queueing
