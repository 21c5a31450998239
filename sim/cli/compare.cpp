// `rapport compare`: arms that share people, ties and warm-up to the bit, as paired differences.
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/output.h"
#include "cli/verbs.h"
#include "study/paired.h"

namespace rapport::cli {

namespace {

std::string percent(const Comparison& row) {
  if (std::isnan(row.percent)) return "-";
  const double error = 100.0 * row.difference.standard_error / std::abs(row.first.mean);
  return shown(row.percent, error);
}

void print_row(const Comparison& row) {
  const OutcomeSpec& spec = kOutcomes[static_cast<std::size_t>(row.outcome)];
  const double error = row.difference.standard_error;
  print("{:<34} {:>10} {:>10} {:>10} {:>9} {:>22} {:>8}  {}\n", spec.label,
        shown(row.first.mean, row.first.standard_error), shown(row.second.mean, row.second.standard_error),
        shown(row.difference.mean, error), shown(error, error), shown_interval(row.difference), percent(row),
        spec.unit);
}

void print_table(const StudyResult& result, std::size_t second) {
  const auto& arms = result.provenance.scenarios;
  print("A  {}: {}\nB  {}: {}\n", arms[0].name, arms[0].title, arms[second].name, arms[second].title);
  print("Same people, same luck, two worlds: {}, {} from policy start. In the model.\n\n",
        counted(result.replicates, "paired replicate"), counted(result.provenance.years, "year"));
  print("{:<34} {:>10} {:>10} {:>10} {:>9} {:>22} {:>8}  {}\n", "outcome", "A", "B", "B - A", "SE",
        "95 % interval of B - A", "%", "unit");
  for (const Comparison& row : compare_arms(result, 0, second)) print_row(row);
  print("\n{}\n", provenance_line(result));
}

nlohmann::ordered_json as_json(const Estimate& e) {
  return {{"mean", e.mean}, {"se", e.standard_error}, {"lo", e.lo}, {"hi", e.hi}};
}

void print_table_json(const StudyResult& result) {
  nlohmann::ordered_json pairs = nlohmann::ordered_json::array();
  for (std::size_t second = 1; second < result.scenarios.size(); ++second) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const Comparison& row : compare_arms(result, 0, second)) {
      const OutcomeSpec& spec = kOutcomes[static_cast<std::size_t>(row.outcome)];
      rows.push_back({{"outcome", spec.name},
                      {"unit", spec.unit},
                      {"a", as_json(row.first)},
                      {"b", as_json(row.second)},
                      {"difference", as_json(row.difference)},
                      {"percent", row.percent}});
    }
    pairs.push_back({{"a", result.scenarios[0]}, {"b", result.scenarios[second]}, {"outcomes", rows}});
  }
  const nlohmann::ordered_json all{
      {"comparisons", pairs}, {"replicates", result.replicates}, {"provenance", provenance_line(result)}};
  print("{}\n", all.dump(2));
}

void print_comparison(const Options& options, const StudyResult& result) {
  if (options.json) return print_table_json(result);
  for (std::size_t second = 1; second < result.scenarios.size(); ++second) print_table(result, second);
}

}  // namespace

ExitCode compare(const Options& options) { return study(options, print_comparison); }

}  // namespace rapport::cli
