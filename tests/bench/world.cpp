// Running markets with the clock on.
#include "bench/world.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <numeric>

#include "engine/measure.h"
#include "engine/schedule.h"
#include "study/task_pool.h"

namespace rapport::bench {

namespace {

double wall_clock() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double cpu_clock() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

TaskSpec task_spec(const Scenario& scenario, const Plan& plan) {
  TaskSpec spec;
  spec.tables = &scenario.tables;
  spec.base_params = &scenario.base_params;
  spec.base_contract = &scenario.base_contract;
  spec.seed = static_cast<std::uint64_t>(scenario.seed);
  spec.people = plan.people;
  spec.steps_per_year = kWeeksPerYear;
  spec.warm_up_years = plan.warm_up_years;
  spec.years = plan.years;
  return spec;
}

struct Stretch {
  std::int64_t from;
  std::int64_t to;
};

Stretch measured_stretch(const Plan& plan) {
  return {plan.warm_up_years * kWeeksPerYear, (plan.warm_up_years + plan.years) * kWeeksPerYear};
}

std::int32_t first_day(const Stretch& stretch) {
  return static_cast<std::int32_t>(stretch.from) * kDaysPerYear / static_cast<std::int32_t>(kWeeksPerYear);
}

/// `run(step)` for every step, as run_task does it: counters are cleared before, outcomes read after.
template <class Run>
void run_stretch(Market& market, Tally& tally, const outcomes::Params& params, Stretch stretch, Run&& run) {
  const Origin origin = stretch.from == 0 ? Origin{} : origin_at(market, first_day(stretch));
  for (std::int64_t index = stretch.from; index < stretch.to; ++index) {
    const Step step = step_at(index, kWeeksPerYear);
    if (step.starts_period()) clear_counters(market);
    run(step);
    if (step.ends_period()) measure_period(market, params, origin, step, tally);
  }
}

double living(const Market& market) {
  return std::accumulate(market.patients.alive, market.patients.alive + market.patients.count, 0.0);
}

/// Reads the clock once a lap and takes off what reading it costs.
class Stopwatch {
 public:
  Stopwatch() {
    constexpr int kReadings = 1000;
    const double start = cpu_clock();
    for (int k = 0; k < kReadings; ++k) last_ = cpu_clock();
    reading_ = (last_ - start) / kReadings;
  }
  void start() { last_ = cpu_clock(); }
  void lap(double& seconds) {
    const double now = cpu_clock();
    seconds += std::max(now - last_ - reading_, 0.0);
    last_ = now;
  }

 private:
  double reading_ = 0.0;
  double last_ = 0.0;
};

/// The step as the schedule lists it: neighbours with scope tile take turns on each tile.
void run_step_timed(Market& market, const Rules& rules, const Step& step, Stopwatch& watch,
                    std::vector<Lap>& laps) {
  const std::span<const Process> all = schedule();
  const auto is_market_wide = [](const Process& process) { return process.scope == Scope::market; };
  for (std::size_t k = 0; k < all.size();) {
    if (is_market_wide(all[k])) {
      all[k].run(market, rules, step, {0, market.patients.count});
      watch.lap(laps[k++].cpu_seconds);
      continue;
    }
    const auto next = std::find_if(all.begin() + static_cast<std::ptrdiff_t>(k), all.end(), is_market_wide);
    const auto end = static_cast<std::size_t>(next - all.begin());
    for (Rows rows{0, 0}; rows.begin < market.patients.count; rows.begin += kTileRows) {
      rows.end = std::min(rows.begin + kTileRows, market.patients.count);
      for (std::size_t p = k; p < end; ++p) {
        all[p].run(market, rules, step, rows);
        watch.lap(laps[p].cpu_seconds);
      }
    }
    k = end;
  }
}

std::vector<Lap> laps_of_schedule() {
  std::vector<Lap> laps;
  for (const Process& process : schedule()) laps.push_back({process.name});
  laps.push_back({"outcomes"});
  return laps;
}

double rows_of_conditions(const Market& market) {
  double rows = 0.0;
  for (const ConditionList& list : market.conditions) rows += list.count;
  return rows;
}

}  // namespace

World::World(const Scenario& from, const Plan& planned)
    : scenario(from), plan(planned), rates(rates_of(from.tables, from.base_params)) {
  const TaskSpec spec = task_spec(scenario, plan);
  double start = wall_clock();
  market = begin_market(spec, rates);
  synthesis_seconds = wall_clock() - start;
  start = wall_clock();
  tally = spec.empty_tally();
  const Rules rules{scenario.base_params, scenario.base_contract};
  run_stretch(market, tally, rules.params.outcomes, {0, spec.warm_up_steps()},
              [&](const Step& step) { run_step(market, rules, step); });
  warm_up_seconds = wall_clock() - start;
}

Timing live(const World& world) {
  Market market = world.market;
  Tally tally = world.tally;
  const Rules rules{world.scenario.params, world.scenario.contract};
  Timing timing;
  const double wall = wall_clock(), cpu = cpu_clock();
  run_stretch(market, tally, rules.params.outcomes, measured_stretch(world.plan),
              [&](const Step& step) { run_step(market, rules, step); });
  timing.wall_seconds = wall_clock() - wall;
  timing.cpu_seconds = cpu_clock() - cpu;
  timing.digest = digest_of(market);
  return timing;
}

Breakdown live_timed(const World& world) {
  Market market = world.market;
  Tally tally = world.tally;
  const Rules rules{world.scenario.params, world.scenario.contract};
  Breakdown breakdown;
  breakdown.laps = laps_of_schedule();
  Stopwatch watch;
  const Stretch stretch = measured_stretch(world.plan);
  const outcomes::Params& params = rules.params.outcomes;
  const Origin origin = origin_at(market, first_day(stretch));
  double rows = 0.0;
  for (std::int64_t index = stretch.from; index < stretch.to; ++index) {
    const Step step = step_at(index, kWeeksPerYear);
    const double alive = living(market);
    breakdown.person_weeks += alive;
    rows += rows_of_conditions(market);
    count_rows(market, step, breakdown.rows);
    watch.start();
    if (step.starts_period()) clear_counters(market);
    run_step_timed(market, rules, step, watch, breakdown.laps);
    if (step.ends_period()) measure_period(market, params, origin, step, tally);
    watch.lap(breakdown.laps.back().cpu_seconds);
  }
  breakdown.conditions_per_person = rows / breakdown.person_weeks;
  breakdown.digest = digest_of(market);
  return breakdown;
}

double two_thread_speedup(const World& world) {
  const auto seconds_with = [&](std::int64_t threads) {
    Tasks tasks;
    tasks.count = threads;
    tasks.threads = threads;
    tasks.task = [&](std::int64_t) { live(world); };
    const double start = wall_clock();
    run_tasks(tasks);
    return wall_clock() - start;
  };
  double alone = seconds_with(1), together = seconds_with(2);
  const int more = alone < 0.5 ? 4 : 0;  // short ones are repeated, the fastest counts
  for (int k = 0; k < more; ++k) {
    alone = std::min(alone, seconds_with(1));
    together = std::min(together, seconds_with(2));
  }
  return 2.0 * alone / together;
}

}  // namespace rapport::bench
