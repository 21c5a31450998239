// `rapport compare`: arms that share people, ties and warm-up to the bit, as paired differences.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/output.h"
#include "cli/verbs.h"
#include "study/paired.h"
#include "study/settings.h"

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
  print("{:<40} {:>10} {:>10} {:>10} {:>9} {:>22} {:>8}  {}\n", spec.label,
        shown(row.first.mean, row.first.standard_error), shown(row.second.mean, row.second.standard_error),
        shown(row.difference.mean, error), shown(error, error), shown_interval(row.difference), percent(row),
        spec.unit);
}

/// One arm against the first, and how the two were made comparable.
void print_table(const Options& options, const StudyResult& result, std::size_t second) {
  print("{:<40} {:>10} {:>10} {:>10} {:>9} {:>22} {:>8}  {}\n", "outcome", "A", "B", "B - A", "SE",
        "95 % interval of B - A", "%", "unit");
  const std::vector<Comparison> rows = compare_arms(result, 0, second);
  for (const Outcome outcome : outcomes_shown(options)) print_row(rows[static_cast<std::size_t>(outcome)]);
}

std::string difference(const Comparison& row) {
  return fmt::format("{} ({})", shown(row.difference.mean, row.difference.standard_error),
                     shown_interval(row.difference));
}

/// B - A in the settings that are not the headline.
void print_other_settings(const Options& options, const StudyResult& result, std::size_t arm,
                          std::size_t arms) {
  const auto written = compare_arms(result, 0, place_of(arm, Setting::as_written, arms));
  const auto hired = compare_arms(result, 0, place_of(arm, Setting::hired, arms));
  print("\nB - A in other settings, with 95 % interval\n{:<40} {:>34} {:>34}\n", "outcome",
        "amounts as written", "and clinicians hired");
  for (const Outcome outcome : outcomes_shown(options)) {
    const auto k = static_cast<std::size_t>(outcome);
    print("{:<40} {:>34} {:>34}\n", kOutcomes[k].label, difference(written[k]), difference(hired[k]));
  }
}

void print_names(const StudyResult& result, std::size_t second) {
  const auto& arms = result.provenance.scenarios;
  print("A  {}: {}\nB  {}: {}\n", arms[0].name, arms[0].title, arms[second].name, arms[second].title);
  print("Same people, same luck, two worlds: {}, {} from policy start. In the model.\n",
        counted(result.replicates, "paired replicate"), counted(result.provenance.years, "year"));
}

/// Amounts are whole cents, so that a thousandth is left.
bool outlay_is_equal(const StudyResult& result, std::size_t arm) {
  const Comparison row = compare_arms(result, 0, arm)[static_cast<std::size_t>(Outcome::payer_outlay)];
  return std::abs(row.difference.mean) <= 0.001 * std::abs(row.first.mean);
}

void print_arm(const Options& options, const StudyResult& result, std::size_t arm, std::size_t arms) {
  print_names(result, arm);
  if (options.as_written) {
    print("\n");
    print_table(options, result, arm);
  } else {
    const std::size_t equal = place_of(arm, Setting::equal_outlay, arms);
    const double factor = equal_outlay_factor(result, 0, arm);
    if (outlay_is_equal(result, equal)) {
      print("Equal clinician time, equal payer outlay: B's amounts x {:.4g}.\n\n", factor);
    } else {
      print(
          "Equal clinician time. Payer outlay is NOT equal: no multiple of B's amounts reaches A's (tried x "
          "{:.4g}).\n\n",
          factor);
    }
    print_table(options, result, equal);
    print_other_settings(options, result, arm, arms);
  }
  print("\n{}\n\n", provenance_line(result));
}

/// How many of the result's scenarios were files.
std::size_t arms_read(const Options& options, const StudyResult& result) {
  return options.as_written ? result.scenarios.size() : (result.scenarios.size() + 2) / 3;
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
  const std::size_t arms = arms_read(options, result);
  for (std::size_t arm = 1; arm < arms; ++arm) print_arm(options, result, arm, arms);
}

}  // namespace

ExitCode compare(const Options& options) {
  const Runner in_settings{run_in_settings, arms_in_settings, person_weeks_in_settings, are_settings_of};
  return study(options, options.as_written ? Runner{} : in_settings, print_comparison);
}

}  // namespace rapport::cli
