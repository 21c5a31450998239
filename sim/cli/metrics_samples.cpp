// Samples as R's dampack and most spreadsheets have them: one file of costs, one of effects.
#include "cli/metrics_samples.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/output.h"
#include "metrics/decision.h"
#include "scenario/number.h"
#include "scenario/text_check.h"

namespace rapport::cli {

namespace {

using scenario::CsvColumn;
using scenario::CsvColumns;

constexpr double kMostPrices = 10001.0;

/// The numbers between separators; nothing where one is none, or below 0.
std::optional<std::vector<double>> numbers_in(std::string_view text, char separator) {
  std::vector<double> numbers;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find(separator, from), text.size());
    const auto value = scenario::read_number(text.substr(from, end - from)).value;
    if (!value || *value < 0.0) return std::nullopt;
    numbers.push_back(*value);
    from = end + 1;
  }
  return numbers;
}

/// Columns without a name are row numbers that R writes: they are left out.
std::vector<CsvColumn> all_columns(const CsvColumns& file) {
  std::vector<CsvColumn> columns;
  for (const std::string& name : file.names()) {
    if (!name.empty()) columns.push_back({name});
  }
  return columns;
}

std::vector<CsvColumn> same_columns(const std::vector<CsvColumn>& others) {
  std::vector<CsvColumn> columns;
  for (const CsvColumn& other : others) columns.push_back({other.name});
  return columns;
}

/// Whether each column that the effects have stands among the costs.
void check_matched(const std::vector<CsvColumn>& costs, CsvColumns& effects, const std::string& cost_file) {
  for (const CsvColumn& column : all_columns(effects)) {
    const auto is_it = [&](const CsvColumn& cost) { return cost.name == column.name; };
    if (std::none_of(costs.begin(), costs.end(), is_it))
      effects.fault(fmt::format("column {} has no costs in {}", scenario::shown(column.name),
                                scenario::shown(cost_file)));
  }
}

void check_shape(const CsvColumns& costs, CsvColumns& effects, std::size_t strategies) {
  if (costs.fault_count() + effects.fault_count() > 0) return;
  if (costs.rows() != effects.rows())
    effects.fault(fmt::format("has {} samples of effects for {} of costs", effects.rows(), costs.rows()));
  if (strategies < 2) effects.fault("a choice needs two strategies or more");
}

struct Reading {
  std::vector<CsvColumn> costs;
  std::vector<CsvColumn> effects;
};

std::optional<Reading> read_samples(const MetricsOptions& options, ExitCode& code) {
  const auto cost_bytes = bytes_of(options.cost_file, code),
             effect_bytes = bytes_of(options.effect_file, code);
  if (!cost_bytes || !effect_bytes) return std::nullopt;
  Diagnostics faults;
  CsvColumns cost_file(options.cost_file, *cost_bytes, faults);
  CsvColumns effect_file(options.effect_file, *effect_bytes, faults);
  Reading reading;
  for (const std::string& strategy : options.strategies) reading.costs.push_back({strategy});
  if (options.strategies.empty()) reading.costs = all_columns(cost_file);
  if (options.strategies.empty() && cost_file.fault_count() == 0)
    check_matched(reading.costs, effect_file, options.cost_file);
  reading.effects = same_columns(reading.costs);
  cost_file.read(reading.costs);
  effect_file.read(reading.effects);
  check_shape(cost_file, effect_file, reading.costs.size());
  say(faults);
  if (faults.empty()) return reading;
  code = ExitCode::invalid_input;
  return std::nullopt;
}

metrics::Samples samples_of(Reading reading) {
  metrics::Samples samples;
  for (CsvColumn& column : reading.costs) samples.costs.push_back(std::move(column.numbers));
  for (CsvColumn& column : reading.effects) samples.effects.push_back(std::move(column.numbers));
  return samples;
}

}  // namespace

std::optional<std::string> bytes_of(const std::string& path, ExitCode& code) {
  std::string why;
  std::optional<std::string> bytes = scenario::read_bytes(path, scenario::kMostColumnBytes, why);
  if (bytes) return bytes;
  say({{path, 0, 0, why}});
  code = ExitCode::io_error;
  return std::nullopt;
}

std::optional<std::vector<double>> willingness_in(const std::string& text, std::string& why) {
  why = fmt::format("{} is neither from:to:step, like 0:100000:5000, nor values with commas, from 0 up",
                    scenario::shown(text));
  if (text.find(':') == std::string::npos) return numbers_in(text, ',');
  const auto parts = numbers_in(text, ':');
  if (!parts || parts->size() != 3 || parts->at(2) <= 0.0 || parts->at(1) < parts->at(0)) return std::nullopt;
  const double from = parts->at(0), step = parts->at(2);
  const double steps = (parts->at(1) - from) / step + 1e-9;  // 0:1:0.1 ends with 1 although 0.1 is rounded
  if (steps >= kMostPrices) {
    why = fmt::format("{} is more than {} values", scenario::shown(text), kMostPrices);
    return std::nullopt;
  }
  std::vector<double> prices;
  for (int k = 0; k <= static_cast<int>(steps); ++k) prices.push_back(from + k * step);
  return prices;
}

std::optional<MetricAnswer> acceptability(const MetricsOptions& options, ExitCode& code) {
  std::string why;
  const auto prices = willingness_in(options.willingness, why);
  if (!prices) {
    note("rapport: --wtp {}.\n", printable(why, false));
    code = ExitCode::usage;
    return std::nullopt;
  }
  std::optional<Reading> reading = read_samples(options, code);
  if (!reading) return std::nullopt;
  std::vector<std::string> names;
  for (const CsvColumn& column : reading->costs) names.push_back(column.name);
  const metrics::Samples samples = samples_of(std::move(*reading));
  MetricAnswer answer{
      "ceac", {}, {{"wtp", "strategy", "best_share", "expected_loss", "best_on_average", "evpi"}, {}}};
  for (const double price : *prices) {
    const metrics::Decision decision = metrics::decide(samples, price);
    for (std::size_t j = 0; j < names.size(); ++j) {
      const bool best = j == decision.best_on_average;
      answer.table.rows.push_back({price, names[j], decision.strategies[j].best_share,
                                   decision.strategies[j].expected_loss, std::int64_t{best ? 1 : 0},
                                   decision.evpi});
    }
  }
  return answer;
}

}  // namespace rapport::cli
