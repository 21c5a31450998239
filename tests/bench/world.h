// A market after its warm-up, and lives lived from there with the clock running.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bench/uses.h"
#include "engine/simulation.h"
#include "scenario/scenario.h"

namespace rapport::bench {

/// What to measure: one replicate of one market under the scenario's contract.
struct Plan {
  std::uint32_t people = 0;
  std::int64_t warm_up_years = 0;
  std::int64_t years = 0;
  bool quick = false;
};

/// Synthesised and warmed up. Stays where it is: the market points at its rates.
class World {
 public:
  World(const Scenario& scenario, const Plan& plan);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  const Scenario& scenario;
  Plan plan;
  LifeRates rates;
  Market market;
  Tally tally;
  double synthesis_seconds = 0.0;
  double warm_up_seconds = 0.0;
};

struct Timing {
  double wall_seconds = 0.0;
  double cpu_seconds = 0.0;
  std::uint64_t digest = 0;
};
/// The engine's own steps and outcomes from policy start to the end, as a task runs them.
Timing live(const World& world);

struct Lap {
  std::string_view name;
  double cpu_seconds = 0.0;
};
struct Breakdown {
  std::vector<Lap> laps;  ///< the schedule's processes in order, then the outcomes
  RowCounts rows{};       ///< rows that passes worked on, by their basis
  double conditions_per_person = 0.0;
  double person_weeks = 0.0;  ///< of people alive
  std::uint64_t digest = 0;
};
/// The same life, process by process with a clock between them.
Breakdown live_timed(const World& world);

/// How many times as much work two threads do than one in the same wall time: two is perfect.
double two_thread_speedup(const World& world);

}  // namespace rapport::bench
