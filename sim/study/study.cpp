// From a plan to sums: tasks in any order, results in their places.
#include "study/study.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/digest.h"
#include "engine/simulation.h"
#include "scenario/parameter_list.h"
#include "study/task_pool.h"
#include "study/version.h"

namespace rapport {

namespace {

/// Of one module, or of all where `module` is empty.
bool same_parameters(const ModelParams& a, const ModelParams& b, std::string_view module = {}) {
  return std::ranges::all_of(parameter_entries(), [&](const ParamEntry& entry) {
    const bool meant = module.empty() || entry.module == module;
    return !meant || parameter(a, entry) == parameter(b, entry);
  });
}

/// A finished task that could not be kept.
struct KeepFault {
  FileReport report;
};

/// All that the tallies of a task depend on but its replicate and market.
std::string study_key(const StudyPlan& plan) {
  std::string text = std::string(sources()) + '\n' + std::to_string(plan.seed) + '\n';
  for (const Scenario& arm : plan.arms) text += arm.hash + '\n';
  return digest128(text);
}

std::vector<Tally> fresh_tallies(const StudyPlan& plan, std::int64_t index) {
  return run_task(task_spec(plan, index), [](int, const Step&, Market&) { stop_if_interrupted(); });
}

/// Taken from the parts, or run and put there.
std::vector<Tally> tallies_of(const StudyPlan& plan, const std::string& key, const PartShape& shape,
                              std::int64_t index) {
  if (plan.parts == nullptr) return fresh_tallies(plan, index);
  const TaskSpec spec = task_spec(plan, index);
  const PartAddress address{key, spec.replicate, spec.market};
  std::optional<std::vector<Tally>> found = plan.parts->find(address, shape);
  if (found) return std::move(*found);
  std::vector<Tally> tallies = fresh_tallies(plan, index);
  FileReport kept = plan.parts->keep(address, tallies);
  if (!kept.ok()) throw KeepFault{std::move(kept)};
  return tallies;
}

}  // namespace

StudyProvenance provenance_of(const StudyPlan& plan) {
  const TimeSpec& time = plan.arms.front().time;
  StudyProvenance provenance;
  provenance.version = version();
  provenance.commit = commit();
  provenance.sources = sources();
  provenance.seed = plan.seed;
  provenance.steps_per_year = time.steps_per_year;
  provenance.warm_up_years = time.warm_up_years;
  provenance.years = time.years;
  provenance.policy_start_period = time.warm_up_years * 13;
  for (const Scenario& arm : plan.arms) {
    const auto rows = list_parameters(arm.params, arm.tables.numbers);
    provenance.scenarios.push_back({arm.name, arm.title, arm.hash, arm.text, parameters_json(rows)});
  }
  for (const TableFile& table : plan.arms.front().table_files)
    provenance.tables.push_back({table.key, table.bytes});
  return provenance;
}

bool are_arms_of(const StudyPlan& plan, const std::vector<ScenarioProvenance>& arms) {
  return arms == provenance_of(plan).scenarios;
}

StudyFacts facts_of(const StudyPlan& plan) {
  StudyFacts facts{{"sources of the program", std::string(sources())}, {"seed", std::to_string(plan.seed)}};
  for (const Scenario& arm : plan.arms) facts.emplace_back("scenario " + arm.name, arm.hash);
  return facts;
}

TaskSpec task_spec(const StudyPlan& plan, std::int64_t index) {
  const Scenario& first = plan.arms.front();
  TaskSpec spec;
  spec.tables = &first.tables;
  spec.base_params = &first.base_params;
  spec.base_contract = &first.base_contract;
  for (const Scenario& arm : plan.arms) spec.arms.push_back({&arm.params, &arm.contract});
  spec.seed = static_cast<std::uint64_t>(plan.seed);
  spec.replicate = static_cast<std::uint32_t>(index / first.population.markets);
  spec.market = static_cast<std::uint32_t>(index % first.population.markets);
  spec.people = static_cast<std::uint32_t>(first.population.people_per_market);
  spec.steps_per_year = first.time.steps_per_year;
  spec.warm_up_years = first.time.warm_up_years;
  spec.years = first.time.years;
  return spec;
}

Diagnostics shared_world_faults(const std::vector<Scenario>& arms) {
  Diagnostics faults;
  const Scenario& first = arms.front();
  const auto fault = [&](const Scenario& arm, std::string_view what) {
    faults.push_back(
        {arm.path, 0, 0,
         fmt::format("{} differs from that of {}. Arms of a comparison share people, ties and warm-up: only "
                     "payment and process parameters may differ, from policy start on.",
                     what, first.path)});
  };
  for (const Scenario& arm : arms) {
    if (!(arm.population == first.population)) fault(arm, "population");
    if (!(arm.time == first.time)) fault(arm, "time");
    if (arm.tables_hash != first.tables_hash) fault(arm, "tables");
    if (!same_parameters(arm.base_params, first.base_params))
      fault(arm, "a parameter of the scenario it extends");
    if (!same_parameters(arm.params, first.params, "outcomes")) {
      faults.push_back(
          {arm.path, 0, 0,
           fmt::format("outcomes differs from that of {}. Arms of a comparison are valued alike: set "
                       "discount rate and quality weights in the scenario they extend.",
                       first.path)});
    }
    if (!(arm.base_contract == first.base_contract)) fault(arm, "payment of the scenario it extends");
  }
  return faults;
}

std::int64_t person_weeks(const StudyPlan& plan) {
  const Scenario& first = plan.arms.front();
  const std::int64_t years =
      first.time.warm_up_years + first.time.years * static_cast<std::int64_t>(plan.arms.size());
  return first.population.people_per_market * first.population.markets * plan.replicates * years * 52;
}

StudyRun run_study(const StudyPlan& plan, const Progress& progress) {
  const Scenario& first = plan.arms.front();
  StudyRun run;
  StudyResult& result = run.result;
  result.provenance = provenance_of(plan);
  for (const ScenarioProvenance& scenario : result.provenance.scenarios)
    result.scenarios.push_back(scenario.name);
  result.replicates = plan.replicates;
  result.markets = first.population.markets;
  result.periods = (first.time.warm_up_years + first.time.years) * 13;
  const std::int64_t count = plan.replicates * result.markets;
  result.strata = stratum_names(first.tables);
  result.tallies.resize(plan.arms.size() * static_cast<std::size_t>(count));
  Tasks tasks;
  tasks.count = count;
  tasks.threads = plan.threads;
  tasks.stop = [] { return interrupted() != 0; };
  tasks.done = [&](std::int64_t finished) {
    if (progress) progress(finished, count);
  };
  const std::string key = study_key(plan);
  const PartShape shape{plan.arms.size(), result.periods, result.strata.size()};
  tasks.task = [&](std::int64_t index) {
    std::vector<Tally> tallies = tallies_of(plan, key, shape, index);
    for (std::size_t arm = 0; arm < tallies.size(); ++arm) {
      result.at(arm, static_cast<std::size_t>(index / result.markets),
                static_cast<std::size_t>(index % result.markets)) = std::move(tallies[arm]);
    }
  };
  try {
    run.complete = run_tasks(tasks) == count;
  } catch (const KeepFault& fault) {
    run.report = fault.report;
  }
  return run;
}

}  // namespace rapport
