// Worlds made in memory: base_us.yaml as the reader gives it, with a few numbers changed. A test says in one
// line what it switches off.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/measure.h"
#include "engine/mechanisms.h"
#include "engine/schedule.h"
#include "engine/simulation.h"
#include "scenario/scenario.h"
#include "state/ledger.h"

namespace rapport::worlds {

inline Scenario read(const std::string& name) {
  Diagnostics faults;
  Scenario scenario =
      read_scenario(std::string(RAPPORT_SOURCE_DIR) + "/scenarios/" + name + ".yaml", {}, faults);
  for (const Diagnostic& fault : faults) ADD_FAILURE() << to_text(fault);
  return scenario;
}
inline const Scenario& base_us() {
  static const Scenario scenario = read("base_us");
  return scenario;
}
inline const Scenario& relationship_centred() {
  static const Scenario scenario = read("relationship_centred");
  return scenario;
}

/// Sets "module.name"; a name that does not exist is a failure of the test.
inline void set(ModelParams& params, std::string_view key, double value) {
  for (const ParamEntry& entry : parameter_entries()) {
    const std::string name = std::string(entry.module) + "." + std::string(entry.name);
    if (name == key) return set_parameter(params, entry, value);
  }
  ADD_FAILURE() << "no parameter " << key;
}

/// What a policy arm changes.
struct Side {
  ModelParams params;
  Contract contract;
};

/// All that a task needs, owned. Without arms there is one, which changes nothing.
struct World {
  Tables tables = base_us().tables;
  ModelParams params = base_us().params;
  Contract contract = base_us().contract;
  std::vector<Side> arms;
  std::uint32_t people = 800;
  std::uint64_t seed = 11;
  std::uint32_t replicate = 0;
  std::uint32_t market = 0;
  std::int64_t steps_per_year = 52;
  std::int64_t warm_up_years = 0;
  std::int64_t years = 1;

  void set(std::string_view key, double value) { worlds::set(params, key, value); }

  /// Points into this world, which has to live longer.
  TaskSpec spec() const {
    TaskSpec task;
    task.tables = &tables;
    task.base_params = &params;
    task.base_contract = &contract;
    for (const Side& side : arms) task.arms.push_back({&side.params, &side.contract});
    if (arms.empty()) task.arms.push_back({&params, &contract});
    task.seed = seed;
    task.replicate = replicate;
    task.market = market;
    task.people = people;
    task.steps_per_year = steps_per_year;
    task.warm_up_years = warm_up_years;
    task.years = years;
    return task;
  }
};

inline void fill(ByAgeSex& table, double value) {
  for (ByAge& of_sex : table) of_sex.fill(value);
}

inline void without_conditions(World& world) { world.tables.conditions.clear(); }
inline void without_births(World& world) { world.tables.births_per_year.fill(0.0); }
inline void without_background_events(World& world) {
  world.tables.ed_visits.fill(0.0);
  world.tables.stays.fill(0.0);
}
inline void without_exacerbations(World& world) {
  for (ConditionSpec& spec : world.tables.conditions) {
    for (StateFields& state : spec.states) state.exacerbations_per_year = 0.0;
  }
}
inline void without(World& world, std::string_view mechanism) {
  if (!switch_off(world.params, mechanism)) ADD_FAILURE() << "no mechanism " << mechanism;
}
inline void without_preventive_visits(World& world) {
  for (const char* who : {"infant", "child", "adult", "older"})
    world.set(std::string("needs.preventive_") + who + "_share", 0.0);
}
/// Every need asks the practice and every booked visit is held.
inline void without_losses(World& world) {
  without(world, "attendance");
  without(world, "urgent_care");
}
/// Minutes without end.
inline void with_ample_time(World& world) {
  world.set("practice.face_minutes_per_week", 10080.0);
  world.set("population.people_per_fte", 100.0);
}
/// No upheavals, changes of coverage or moves; all places alike.
inline void without_instability(World& world) {
  for (const char* name : {"upheaval_per_year", "coverage_per_year", "move_per_year", "departure_per_year"})
    world.set(std::string("instability.") + name, 0.0);
  for (const char* name : {"place_mobility_sd", "place_deprivation_sd", "place_specialist_sd"})
    world.set(std::string("population.") + name, 0.0);
}
/// Nobody falls ill, gets worse or recovers.
inline void without_courses(World& world) {
  for (ConditionSpec& spec : world.tables.conditions) {
    fill(spec.incidence, 0.0);
    spec.transitions.clear();
    spec.of.remission_per_year = 0.0;
  }
}
/// The same hazard of death for everybody, and no deaths but these.
inline void with_constant_death(World& world, double per_year) {
  fill(world.tables.death_per_year, per_year);
  fill(world.tables.acute_deaths_per_year, 0.0);
  fill(world.tables.frailty_mean_factor, 1.0);
  world.tables.later_years.clear();
  world.set("demography.frailty_effect", 0.0);
  for (const char* name : {"family.social_effect", "family.widowed_men", "family.widowed_women"})
    world.set(name, 0.0);
}
inline void with_everybody_aged(World& world, int age) {
  fill(world.tables.population_share, 0.0);
  for (ByAge& of_sex : world.tables.population_share) of_sex[static_cast<std::size_t>(age)] = 0.5;
}
/// Deaths from the background only: no conditions, births, emergency visits, stays.
inline World only_deaths(double per_year) {
  World world;
  without_conditions(world);
  without_births(world);
  without_background_events(world);
  without_instability(world);
  with_constant_death(world, per_year);
  return world;
}

/// People of 40 who live alone: their income is their own and nobody depends on anybody. No conditions.
inline World singles(std::uint32_t people = 16'000) {
  World world;
  world.people = people;
  world.steps_per_year = 13;
  world.set("population.partnered_share", 0.0);
  without_instability(world);
  with_everybody_aged(world, 40);
  world.tables.household_size_share = {1.0};
  without_conditions(world);
  return world;
}

/// Couples who lose each other at ten times the usual rate.
inline World busy_families() {
  World world;
  world.people = 3000;
  without_conditions(world);
  without_background_events(world);
  for (ByAge& of_sex : world.tables.death_per_year) {
    for (double& rate : of_sex) rate = 10.0 * rate + 0.02;
  }
  return world;
}

/// A condition that everybody has from the start and keeps, with nothing that it does.
inline ConditionSpec inert_condition(const std::string& name, std::uint32_t hash, double prevalence) {
  ConditionSpec spec;
  spec.name = name;
  spec.name_hash = hash;
  spec.of.control_ceiling = 1.0;
  spec.control_reference = 0.5;
  spec.of.control_years = 1.0;
  spec.state_names = {"present"};
  spec.states.resize(1);
  spec.states[0].start_share = 1.0;
  spec.states[0].mortality_ratio = 1.0;
  fill(spec.prevalence, prevalence);
  return spec;
}

/// Runs the schedule without digests around its processes, over tiles of any size; `only` names those wanted.
inline void run_plain(Market& market, const Rules& rules, const Step& step, std::uint32_t tile = kTileRows,
                      const std::vector<std::string_view>& only = {}) {
  for (const Process& process : schedule()) {
    if (!only.empty() && std::find(only.begin(), only.end(), process.name) == only.end()) continue;
    if (process.scope == Scope::market) {
      process.run(market, rules, step, {0, market.patients.count});
      continue;
    }
    for (std::uint32_t row = 0; row < market.patients.count; row += tile)
      process.run(market, rules, step, {row, std::min(row + tile, market.patients.count)});
  }
}

/// Builds with assertions digest every column around every process of a task: they get smaller worlds where a
/// test does not need its size.
#ifdef NDEBUG
inline constexpr bool kQuick = true;
#else
inline constexpr bool kQuick = false;
#endif

/// One market lived through step by step under the warm-up's rules.
class Life {
 public:
  explicit Life(World world) : world_(std::move(world)), rates_(rates_of(world_.tables, world_.params)) {
    market = begin_market(world_.spec(), rates_);
    market.events = nullptr;
  }
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  Market market;
  std::uint32_t tile = kTileRows;
  std::vector<std::string_view> only;  ///< processes to run; empty: the whole step

  /// Clears the counters where a period starts, as run_task does, and runs the next step.
  Step step() {
    const Step now = step_at(next_++, world_.steps_per_year);
    if (now.starts_period()) {
      for (std::size_t k = 0; k < past_.size(); ++k) past_[k] += market.counters[k];
      clear_counters(market);
    }
    run_plain(market, {world_.params, world_.contract}, now, tile, only);
    return now;
  }
  void steps(std::int64_t count) {
    for (std::int64_t k = 0; k < count; ++k) step();
  }
  void years(std::int64_t count) { steps(count * world_.steps_per_year); }

  const World& world() const { return world_; }
  /// What was counted since day 0, over the periods, in one cell and in all.
  std::int64_t since_start(Counter counter, std::size_t cell) const {
    const std::size_t at = static_cast<std::size_t>(counter) * kCells + cell;
    return past_[at] + market.counters[at];
  }
  std::int64_t since_start(Counter counter) const {
    std::int64_t sum = 0;
    for (std::size_t cell = 0; cell < kCells; ++cell) sum += since_start(counter, cell);
    return sum;
  }

 private:
  World world_;
  LifeRates rates_;
  std::vector<std::int64_t> past_ = std::vector<std::int64_t>(kCounters * kCells);
  std::int64_t next_ = 0;
};

/// run_task without digests: warm-up once, then each arm from a copy of the market.
inline std::vector<Tally> run_arms_plain(const World& world, const Watcher& watch = {}) {
  const TaskSpec spec = world.spec();
  const LifeRates rates = rates_of(world.tables, world.params);
  Origin origin;
  const auto live = [&](Market& market, const Rules& rules, int arm, Tally& tally) {
    const std::int64_t from = arm < 0 ? 0 : spec.warm_up_steps();
    const std::int64_t to = arm < 0 ? spec.warm_up_steps() : spec.steps();
    for (std::int64_t index = from; index < to; ++index) {
      const Step step = step_at(index, world.steps_per_year);
      if (step.starts_period()) clear_counters(market);
      run_plain(market, rules, step);
      if (step.ends_period()) measure_period(market, rules.params.outcomes, origin, step, tally);
      if (watch) watch(arm, step, market);
    }
  };
  Market market = begin_market(spec, rates);
  Tally shared = spec.empty_tally();
  live(market, {world.params, world.contract}, -1, shared);
  origin = origin_at(market, static_cast<std::int32_t>(world.warm_up_years) * kDaysPerYear);
  std::vector<Tally> tallies(spec.arms.size(), shared);
  for (std::size_t arm = 0; arm < spec.arms.size(); ++arm) {
    Market branch = market;
    live(branch, {*spec.arms[arm].params, *spec.arms[arm].contract}, static_cast<int>(arm), tallies[arm]);
  }
  return tallies;
}

inline std::uint32_t living(const Market& market) {
  return static_cast<std::uint32_t>(
      std::count(market.patients.alive, market.patients.alive + market.patients.count, 1));
}

/// A counter of cents.
inline bool is_money(Counter counter) {
  constexpr std::array kUnits{
#define COUNTER(name, unit, about) std::string_view{unit},
#include "state/counters.def"
#undef COUNTER
  };
  return kUnits[static_cast<std::size_t>(counter)] == "US cent";
}

/// Names of the columns in which two markets differ.
inline std::vector<std::string> different_columns(Market& a, Market& b) {
  const auto of_a = column_digests(a), of_b = column_digests(b);
  std::vector<std::string> names;
  for (std::size_t k = 0; k < kColumns; ++k) {
    if (of_a[k] != of_b[k]) names.emplace_back(name_of(static_cast<Column>(k)));
  }
  return names;
}

/// The market at the end of each arm of a task.
inline std::vector<Market> final_markets(const World& world) {
  const TaskSpec spec = world.spec();
  std::vector<Market> markets(spec.arms.size());
  const auto last = static_cast<std::uint32_t>(spec.steps() - 1);
  run_task(spec, [&](int arm, const Step& step, Market& market) {
    if (arm >= 0 && step.index == last) markets[static_cast<std::size_t>(arm)] = market;
  });
  return markets;
}

}  // namespace rapport::worlds
