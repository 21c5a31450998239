// `rapport check` and `rapport params`: reading without running.
#include <fstream>

#include "cli/output.h"
#include "cli/own_model.h"
#include "cli/verbs.h"
#include "scenario/parameter_list.h"
#include "study/own_model_run.h"

namespace rapport::cli {

namespace {

/// What is known of the reference table: nothing to say where nobody noted the profile it was learnt from.
std::string reference_words(const Scenario& scenario) {
  if (scenario.reference_path.empty()) return "";
  std::ifstream file(profile_note_path(scenario.reference_path));
  std::string learnt_from;
  if (!(file >> learnt_from)) return "";
  if (learnt_from == scenario.profile_hash) return ", reference fresh";
  return ", reference learnt from another profile: learn it anew with `rapport reference`";
}

/// Checks the files that hold a state-transition model, and takes them out of the list.
ExitCode check_own_models(Options& options) {
  ExitCode code = ExitCode::ok;
  std::vector<std::string> rest;
  for (const std::string& path : options.scenarios) {
    if (!is_own_model(path)) {
      rest.push_back(path);
      continue;
    }
    const std::optional<OwnModel> own = read_own(path, options.overrides);
    const std::string fault = own ? quick_fault(*own) : "";
    if (!fault.empty()) note("{}.\n", printable(fault, false));
    const bool is_sound = own && fault.empty();
    if (!is_sound) code = ExitCode::invalid_input;
    if (is_sound) print("{}: ok, hash {}\n", printable(path, false), own->hash);
  }
  options.scenarios = std::move(rest);
  return code;
}

}  // namespace

ExitCode check(const Options& options) {
  Options rest = options;
  const ExitCode own = check_own_models(rest);
  if (rest.scenarios.empty()) return own;
  const std::optional<std::vector<Scenario>> scenarios = read_all(rest);
  if (!scenarios) return ExitCode::invalid_input;
  for (const Scenario& scenario : *scenarios)
    print("{}: ok, hash {}{}\n", printable(scenario.path, false), scenario.hash, reference_words(scenario));
  return own;
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
