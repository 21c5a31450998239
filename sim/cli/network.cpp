// `rapport network export`: people and relations of one market, for programs that analyse networks.
#include "study/network.h"

#include <array>

#include "cli/output.h"
#include "cli/study_files.h"
#include "cli/verbs.h"
#include "outcome/file_ops.h"
#include "scenario/own_model.h"
#include "study/task_pool.h"
#include "study/version.h"

namespace rapport::cli {

namespace {

/// What the scenario cannot answer: a market that it does not have, a year that it does not reach.
ExitCode asked_for(const NetworkOptions& options, const Scenario& scenario) {
  const std::int64_t years = scenario.time.warm_up_years + scenario.time.years;
  if (options.market >= scenario.population.markets) {
    note("rapport: --market {}: the scenario has {}, numbered from 0.\n", options.market,
         counted(scenario.population.markets, "market"));
    return ExitCode::usage;
  }
  if (options.year <= years) return ExitCode::ok;
  note("rapport: --year {}: the scenario ends after {} of warm-up and {} more.\n", options.year,
       counted(scenario.time.warm_up_years, "year"), counted(scenario.time.years, "year"));
  return ExitCode::usage;
}

ExitCode targets_free(const NetworkOptions& options, const std::vector<std::string>& inputs) {
  if (is_one_file(options.people, options.edges)) {
    note("rapport: '{}' would be written twice. Choose another name.\n", printable(options.edges, false));
    return ExitCode::usage;
  }
  for (const std::string* path : {&options.people, &options.edges}) {
    const ExitCode kept = input_kept(*path, inputs);
    if (kept != ExitCode::ok) return kept;
    const ExitCode free = report(write_fault(*path, options.force));
    if (free != ExitCode::ok) return free;
  }
  return ExitCode::ok;
}

StudyPlan plan_of(const NetworkOptions& options, std::vector<Scenario> scenarios) {
  StudyPlan plan;
  plan.arms = std::move(scenarios);
  plan.replicates = 1;
  plan.seed = options.seed.value_or(plan.arms.front().seed);
  return plan;
}

void print_counts(const NetworkOptions& options, const StudyPlan& plan, const network::Network& network) {
  print("{}: {}\n{}:", printable(options.people, false), counted(network.people_count, "row"),
        printable(options.edges, false));
  for (std::size_t k = 0; k < network::kKinds.size(); ++k)
    print("{} {} {}", k == 0 ? "" : ",", network.edge_count[k], network::kKinds[k]);
  print("\nrapport {} ({}) · scenario {} · seed {} · replicate {} · market {} · year {}\n", version(),
        commit(), plan.arms.front().hash.substr(0, 12), plan.seed, options.replicate, options.market,
        options.year);
}

ExitCode write_and_print(const NetworkOptions& options, const StudyPlan& plan) {
  const std::int64_t index = options.replicate * plan.arms.front().population.markets + options.market;
  const network::Network network = network::network_after(plan, index, options.year);
  const std::array texts{std::pair{&options.people, &network.people},
                         std::pair{&options.edges, &network.edges}};
  for (const auto& [path, text] : texts) {
    const ExitCode written = report(write_file(*path, *text, options.force, system_file_ops()));
    if (written != ExitCode::ok) return written;
  }
  print_counts(options, plan, network);
  return ExitCode::ok;
}

}  // namespace

ExitCode export_network(const NetworkOptions& options) {
  if (is_own_model(options.scenario)) {
    note("rapport: {} is a state-transition model: its people have no relations.\n",
         printable(options.scenario, false));
    return ExitCode::invalid_input;
  }
  Options shared;
  shared.scenarios = {options.scenario};
  shared.overrides = options.overrides;
  std::optional<std::vector<Scenario>> scenarios = read_all(shared);
  if (!scenarios) return ExitCode::invalid_input;
  const ExitCode asked = asked_for(options, scenarios->front());
  if (asked != ExitCode::ok) return asked;
  const ExitCode free = targets_free(options, scenarios->front().inputs);
  if (free != ExitCode::ok) return free;
  const StudyPlan plan = plan_of(options, std::move(*scenarios));
  const Diagnostics large = memory_faults(plan);
  say(large);
  if (!large.empty()) return ExitCode::resource_limit;
  try {
    return write_and_print(options, plan);
  } catch (const Interrupted&) {
    note("interrupted: nothing was written.\n");
    return static_cast<ExitCode>(128 + interrupted());
  }
}

}  // namespace rapport::cli
