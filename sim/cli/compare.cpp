// `rapport compare`: arms that share people, ties and warm-up to the bit, as paired differences.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

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
  fmt::print("{:<34} {:>10} {:>10} {:>10} {:>9} {:>22} {:>8}  {}\n", spec.label,
             shown(row.first.mean, row.first.standard_error),
             shown(row.second.mean, row.second.standard_error), shown(row.difference.mean, error),
             shown(error, error),
             fmt::format("{} to {}", shown(row.difference.lo, error), shown(row.difference.hi, error)),
             percent(row), spec.unit);
}

void print_table(const StudyResult& result, std::size_t second) {
  const auto& arms = result.provenance.scenarios;
  fmt::print("A  {}: {}\nB  {}: {}\n", arms[0].name, arms[0].title, arms[second].name, arms[second].title);
  fmt::print(
      "Same people, same luck, two worlds: {} paired replicates, {} years from policy start. In the "
      "model.\n\n",
      result.replicates, result.provenance.years);
  fmt::print("{:<34} {:>10} {:>10} {:>10} {:>9} {:>22} {:>8}  {}\n", "outcome", "A", "B", "B - A", "SE",
             "95 % interval of B - A", "%", "unit");
  for (const Comparison& row : compare_arms(result, 0, second)) print_row(row);
  fmt::print("\n{}\n", provenance_line(result));
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
  fmt::print("{}\n", all.dump(2));
}

/// Two arms need two names, even when they are one file twice (the A/A check).
void name_apart(std::vector<Scenario>& arms) {
  for (std::size_t later = 1; later < arms.size(); ++later) {
    int copy = 1;
    for (std::size_t k = 0; k < later; ++k) copy += arms[k].name == arms[later].name ? 1 : 0;
    if (copy > 1) arms[later].name += fmt::format("#{}", copy);
  }
}

}  // namespace

ExitCode compare(const Options& options) {
  std::optional<std::vector<Scenario>> scenarios = read_all(options);
  if (!scenarios) return ExitCode::invalid_input;
  name_apart(*scenarios);
  ExitCode code = ExitCode::ok;
  const std::optional<StudyPlan> plan = plan_study(options, std::move(*scenarios), code);
  if (!plan) return code;
  if (options.dry_run) {
    fmt::print("{} tasks with {} arms, {} person-weeks, about {:.0f} MB\n",
               plan->replicates * plan->arms.front().population.markets, plan->arms.size(),
               person_weeks(*plan), static_cast<double>(predicted_bytes(*plan)) / 1e6);
    return ExitCode::ok;
  }
  StudyResult result;
  code = run_and_write(options, *plan, result);
  if (code != ExitCode::ok) return code;
  if (options.json) {
    print_table_json(result);
    return ExitCode::ok;
  }
  for (std::size_t second = 1; second < result.scenarios.size(); ++second) print_table(result, second);
  return ExitCode::ok;
}

}  // namespace rapport::cli
