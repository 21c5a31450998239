// Practices side by side are the independent runs from which errors come.
#include "study/access_study.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rapport::access_study {

namespace {

using waiting_room::Queue;
using waiting_room::Room;
using waiting_room::Sums;

constexpr std::uint32_t kPractices = 48;

/// Runs of one length of the step.
struct Runs {
  std::vector<Sums> sums;
  double steps = 0.0;
  Queue queue;
};

/// The time in which a queue forgets, in mean lengths of a visit.
double memory_of(const Queue& queue) {
  if (!queue.waits) return 1.0;
  const double gap = std::sqrt(static_cast<double>(queue.clinicians)) - std::sqrt(queue.offered);
  return 1.0 + 1.0 / (gap * gap);
}

/// Short queues need more of them for the same error, long ones take longer.
double visits_wanted(const Queue& queue, const Effort& effort) {
  if (effort.visits > 0.0) return effort.visits;
  constexpr double kOfOneClinician = 300'000.0, kMostTimes = 5.0;
  return kOfOneClinician * std::min(std::sqrt(static_cast<double>(queue.clinicians)), kMostTimes) *
         (queue.waits ? 1.0 : 0.5);
}

Runs run(const Queue& queue, const Effort& effort, std::uint32_t replicate) {
  constexpr double kTimesForgotten = 5.0;
  constexpr double kLastStep = 1 << 20;  // addresses of draws end there
  Room room(queue, kPractices, effort.seed, replicate);
  const double quiet = std::ceil(kTimesForgotten * memory_of(queue) / queue.step);
  const double wanted = std::ceil(visits_wanted(queue, effort) / (kPractices * queue.offered * queue.step));
  const double steps = std::max(std::min(wanted, kLastStep - 1.0 - quiet), 1.0);
  for (double step = 0.0; step < quiet; ++step) room.step();
  room.forget();
  for (double step = 0.0; step < steps; ++step) room.step();
  return {room.sums(), steps, queue};
}

template <class Value>
Measured mean_of(const Runs& runs, Value value) {
  std::vector<double> values;
  std::vector<std::vector<double>> luck(waiting_room::kLuck);
  for (const Sums& one : runs.sums) {
    values.push_back(value(one) / runs.steps);
    for (std::size_t z = 0; z < luck.size(); ++z) luck[z].push_back(one.luck[z] / runs.steps);
  }
  return controlled_mean(values, luck);
}

/// Two lengths of the step.
struct Pair {
  Runs coarse;
  Runs fine;

  /// `value(sums, queue)` of both, extrapolated (QU-5).
  template <class Value>
  Held held(double formula, Value value) const {
    const auto of = [&](const Runs& runs) {
      return mean_of(runs, [&](const Sums& one) { return value(one, runs.queue); });
    };
    const Measured a = of(coarse), b = of(fine);
    // Linear in both, so that the square of the error adds up with the squares of the two factors.
    const double of_coarse = queueing::extrapolated(a.standard_error, 0.0);
    const double of_fine = queueing::extrapolated(0.0, b.standard_error);
    return {{queueing::extrapolated(a.value, b.value), std::sqrt(of_coarse * of_coarse + of_fine * of_fine)},
            formula};
  }
};

Pair run_both(Queue queue, const Effort& effort) {
  Runs coarse = run(queue, effort, 0);
  queue.step /= queueing::kFinerSteps;
  return {std::move(coarse), run(queue, effort, 1)};
}

double busy(const Sums& one, const Queue& queue) { return one.busy / queue.clinicians; }
double expected(const Queue& queue) { return queue.offered * queue.step; }

}  // namespace

Waiting waiting(std::uint32_t clinicians, double offered, const Effort& effort) {
  Waiting found;
  found.step = waiting_step(offered);
  const Pair pair = run_both({clinicians, offered, found.step, true, effort.own_first}, effort);
  found.busy = pair.held(offered / clinicians, busy);
  found.delayed = pair.held(queueing::erlang_c(clinicians, offered),
                            [](const Sums& one, const Queue& q) { return one.delayed / expected(q); });
  found.wait = pair.held(queueing::mean_wait(clinicians, offered), [](const Sums& one, const Queue& q) {
    return one.wait_steps * q.step / expected(q);
  });
  found.waiting = pair.held(queueing::mean_waiting(clinicians, offered),
                            [](const Sums& one, const Queue&) { return one.waiting; });
  const auto arrivals_times_wait = [](const Sums& one, const Queue&) {
    return one.asked * one.wait_steps / std::max(one.visits, 1.0);
  };
  found.arrivals_times_wait = pair.held(1.0, arrivals_times_wait).measured.value;
  found.little = mean_of(
      pair.fine, [&](const Sums& one) { return one.waiting - arrivals_times_wait(one, pair.fine.queue); });
  return found;
}

Losing losing(std::uint32_t clinicians, double offered, const Effort& effort) {
  Losing found;
  found.step = losing_step(offered);
  const double blocked = queueing::erlang_b(clinicians, offered);
  const Pair pair = run_both({clinicians, offered, found.step, false, effort.own_first}, effort);
  found.busy = pair.held(offered * (1.0 - blocked) / clinicians, busy);
  found.lost = pair.held(blocked, [](const Sums& one, const Queue& q) { return one.lost / expected(q); });
  return found;
}

QueueRow queue_row(std::uint32_t clinicians, double offered, const Effort& effort) {
  const Waiting queue = waiting(clinicians, offered, effort);
  return {clinicians, offered, losing(clinicians, offered, effort).lost, queue.delayed, queue.wait};
}

Overflow overflow(const waiting_room::Panel& panel, double days, std::uint64_t seed) {
  const auto each = static_cast<std::uint32_t>(std::max(1.0, std::ceil(days / kPractices)));
  std::vector<double> overflows, used;
  std::vector<std::vector<double>> luck(2);
  for (const waiting_room::PanelSums& one : waiting_room::panel_days(panel, kPractices, each, seed)) {
    overflows.push_back(one.overflows / each);
    used.push_back(one.used_minutes / one.open_minutes);
    for (std::size_t z = 0; z < luck.size(); ++z) luck[z].push_back(one.luck[z] / each);
  }
  const queueing::PanelDay day = queueing::panel_day(panel.people, panel.asks, panel.slots);
  return {static_cast<double>(each) * kPractices,
          {controlled_mean(overflows, luck), day.overflow},
          {controlled_mean(used, luck), day.used_slots}};
}

}  // namespace rapport::access_study
