// `rapport check` and `rapport params`: reading without running.
#include "cli/output.h"
#include "cli/verbs.h"
#include "scenario/parameter_list.h"

namespace rapport::cli {

ExitCode check(const Options& options) {
  const std::optional<std::vector<Scenario>> scenarios = read_all(options);
  if (!scenarios) return ExitCode::invalid_input;
  for (const Scenario& scenario : *scenarios)
    print("{}: ok, hash {}\n", printable(scenario.path, false), scenario.hash);
  return ExitCode::ok;
}

ExitCode params(const Options& options) {
  const std::optional<std::vector<Scenario>> scenarios = read_all(options);
  if (!scenarios) return ExitCode::invalid_input;
  const ModelParams fallbacks;
  const bool named = !scenarios->empty();
  const auto rows = named ? list_parameters(scenarios->front().params, scenarios->front().tables.numbers)
                          : list_parameters(fallbacks, {});
  print("{}\n", options.json ? parameters_json(rows) : parameters_table(rows));
  return ExitCode::ok;
}

}  // namespace rapport::cli
