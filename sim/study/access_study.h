// The scheduling module against queueing theory: what is measured on it, and what the formula says.
#pragma once

#include <array>
#include <cstdint>

#include "study/controlled_mean.h"
#include "study/queueing.h"
#include "study/waiting_room.h"

namespace rapport::access_study {

/// A measured value beside that of a formula.
struct Held {
  Measured measured;
  double formula = 0.0;
  /// 0 where the two differ by rounding alone: known luck can explain all there is.
  double z() const {
    constexpr double kRounding = 1e-12;
    const double difference = measured.value - formula;
    const bool is_same = difference <= kRounding && -difference <= kRounding;
    return is_same ? 0.0 : difference / measured.standard_error;
  }
  /// The error that |z| <= 4 lets through once in a hundred times, as a share of the formula's value.
  double detectable() const { return 6.3263 * measured.standard_error / formula; }
};

/// How much is simulated.
struct Effort {
  double visits = 0.0;  ///< wanted at each length of the step, all practices together; 0: seconds of work
  std::uint64_t seed = 1;
  bool own_first = false;  ///< as in waiting_room::Queue: means stay, who waits does not
};

/// The longer of the two lengths of the step: so short that what extrapolation leaves is below the errors.
constexpr double waiting_step(double offered) { return offered < 10.0 ? 0.15 : 1.5 / offered; }
constexpr double losing_step(double offered) { return offered < 6.25 ? 0.04 : 0.25 / offered; }

/// A practice in which everybody waits. Times in mean lengths of a visit.
struct Waiting {
  double step = 0.0;                 ///< the longer of the two (QU-5)
  Held busy;                         ///< share of clinicians' time in visits: utilisation
  Held delayed;                      ///< Erlang C, share of visits that waited
  Held wait;                         ///< mean over all visits
  Held waiting;                      ///< mean number of people
  double arrivals_times_wait = 0.0;  ///< counted arrivals x mean counted wait, beside `waiting`
  Measured little;                   ///< number waiting less arrivals x wait, at the shorter step
};
Waiting waiting(std::uint32_t clinicians, double offered, const Effort& effort);

/// A practice in which nobody waits.
struct Losing {
  double step = 0.0;
  Held busy;  ///< offered x share served, over clinicians
  Held lost;  ///< Erlang B
};
Losing losing(std::uint32_t clinicians, double offered, const Effort& effort);

/// The largest offered load of a clinician for which a queue is simulated: beyond it the queue takes too long to
/// forget how it began.
inline constexpr double kMostLoad = 0.95;

/// One line of the classical table: Erlang B, Erlang C and the mean wait, each measured on the module.
struct QueueRow {
  std::uint32_t clinicians;
  double offered;
  Held lost;
  Held delayed;
  Held wait;
};
QueueRow queue_row(std::uint32_t clinicians, double offered, const Effort& effort);

struct Load {
  std::uint32_t clinicians;
  double offered;
};
/// The loads at which the module is held against theory.
inline constexpr std::array<Load, 8> kLoads{
    {{1, 0.8}, {2, 1.0}, {2, 1.6}, {3, 2.0}, {5, 4.0}, {10, 9.0}, {20, 18.0}, {50, 45.0}}};

/// Days of a panel.
struct Overflow {
  double days = 0.0;
  Held overflow;
  Held used_slots;
};
Overflow overflow(const waiting_room::Panel& panel, double days, std::uint64_t seed);

}  // namespace rapport::access_study
