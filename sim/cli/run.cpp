// `rapport run`: one scenario, levels after policy start.
#include <nlohmann/json.hpp>

#include "cli/output.h"
#include "cli/own_model.h"
#include "cli/verbs.h"
#include "study/paired.h"

namespace rapport::cli {

namespace {

void print_levels(const Options& options, const StudyResult& result) {
  print("{}\n{}, {} from policy start\n\n", result.provenance.scenarios.front().title,
        counted(result.replicates, "replicate"), counted(result.provenance.years, "year"));
  print("{:<36} {:>12} {:>10} {:>25}  {}\n", "outcome", "mean", "SE", "95 % interval", "unit");
  for (const Outcome outcome : outcomes_shown(options)) {
    const auto k = static_cast<std::size_t>(outcome);
    const Estimate e = estimate(values_after_policy(result, 0, outcome, 0));
    print("{:<36} {:>12} {:>10} {:>25}  {}\n", kOutcomes[k].label, shown(e.mean, e.standard_error),
          shown(e.standard_error, e.standard_error), shown_interval(e), kOutcomes[k].unit);
  }
  print("\n{}\n", provenance_line(result));
}

void print_levels_json(const StudyResult& result) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (std::size_t k = 0; k < kOutcomeCount; ++k) {
    const Estimate e = estimate(values_after_policy(result, 0, static_cast<Outcome>(k), 0));
    rows.push_back({{"outcome", kOutcomes[k].name},
                    {"unit", kOutcomes[k].unit},
                    {"mean", e.mean},
                    {"se", e.standard_error},
                    {"lo", e.lo},
                    {"hi", e.hi},
                    {"replicates", e.replicates}});
  }
  print("{}\n", nlohmann::ordered_json{{"outcomes", rows}, {"provenance", provenance_line(result)}}.dump(2));
}

void print_run(const Options& options, const StudyResult& result) {
  options.json ? print_levels_json(result) : print_levels(options, result);
}

}  // namespace

ExitCode run(const Options& options) {
  if (is_own_model(options.scenarios.front())) return run_own(options);
  if (!options.trace.empty() || !options.events.empty() || !options.people_csv.empty()) {
    note(
        "rapport: --trace, --events and --people-csv are tables of a state-transition model; {} has no "
        "states.\n",
        printable(options.scenarios.front(), false));
    return ExitCode::usage;
  }
  return study(options, {}, print_run);
}

}  // namespace rapport::cli
