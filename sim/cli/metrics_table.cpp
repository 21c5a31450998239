// One table, three notations.
#include "cli/metrics_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/output.h"
#include "cli/study_files.h"
#include "outcome/file_ops.h"
#include "outcome/tidy_csv.h"

namespace rapport::cli {

namespace {

constexpr std::string_view kUndefined = "NA";

/// Amounts to the cent, the rest to six digits.
std::string brief_number(double value) {
  constexpr double kLargeAmount = 1000.0, kLargestAmount = 1e15;
  const double size = std::abs(value);
  if (std::isnan(value)) return std::string(kUndefined);
  if (value == std::trunc(value) && size < kLargestAmount)
    return fmt::format("{:.0f}", value == 0.0 ? 0.0 : value);
  return size >= kLargeAmount && size < kLargestAmount ? fmt::format("{:.2f}", value)
                                                       : fmt::format("{:.6g}", value);
}

std::string brief_cell(const MetricCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return printable(*text, false);
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *count);
  return brief_number(std::get<double>(cell));
}

std::string exact_cell(const MetricCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return csv_name(*text);
  if (const auto* count = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *count);
  const double value = std::get<double>(cell);
  return std::isnan(value) ? std::string(kUndefined) : fmt::format("{}", value == 0.0 ? 0.0 : value);
}

/// Characters, not bytes.
std::size_t width_of(std::string_view text) {
  const auto starts = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts));
}

nlohmann::ordered_json json_rows(const MetricTable& table) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const auto& row : table.rows) {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (std::size_t k = 0; k < row.size(); ++k)
      std::visit([&](const auto& value) { object[table.columns[k]] = value; }, row[k]);
    rows.push_back(std::move(object));
  }
  return rows;
}

void print_json(const MetricAnswer& answer, bool shows_table) {
  nlohmann::ordered_json all{{"metric", answer.metric}};
  if (!answer.summary.rows.empty()) all["summary"] = json_rows(answer.summary);
  if (shows_table) all["rows"] = json_rows(answer.table);
  print("{}\n", all.dump(2));
}

}  // namespace

std::string text_of(const MetricTable& table) {
  std::vector<std::vector<std::string>> lines{table.columns};
  for (const auto& row : table.rows) {
    lines.emplace_back();
    for (const MetricCell& cell : row) lines.back().push_back(brief_cell(cell));
  }
  std::vector<std::size_t> widths(table.columns.size(), 0);
  for (const auto& line : lines) {
    for (std::size_t k = 0; k < line.size(); ++k) widths[k] = std::max(widths[k], width_of(line[k]));
  }
  std::string text;
  for (std::size_t l = 0; l < lines.size(); ++l) {
    for (std::size_t k = 0; k < widths.size(); ++k) {
      const bool is_text = !table.rows.empty() && std::holds_alternative<std::string>(table.rows.front()[k]);
      const std::string gap(widths[k] - width_of(lines[l][k]), ' ');
      text += (k > 0 ? "  " : "") + (is_text ? lines[l][k] + gap : gap + lines[l][k]);
    }
    while (text.ends_with(' ')) text.pop_back();
    text += '\n';
  }
  return text;
}

std::string csv_of(const MetricTable& table) {
  std::string text;
  for (std::size_t k = 0; k < table.columns.size(); ++k) text += (k > 0 ? "," : "") + table.columns[k];
  text += '\n';
  for (const auto& row : table.rows) {
    for (std::size_t k = 0; k < row.size(); ++k) text += (k > 0 ? "," : "") + exact_cell(row[k]);
    text += '\n';
  }
  return text;
}

ExitCode give(const MetricAnswer& answer, const MetricOutput& output) {
  if (!output.out.empty()) {
    const ExitCode written =
        report(write_file(output.out, csv_of(answer.table), output.force, system_file_ops()));
    if (written != ExitCode::ok) return written;
  }
  const bool has_summary = !answer.summary.rows.empty();
  const bool shows_table = output.out.empty() || !has_summary;
  if (output.json) {
    print_json(answer, shows_table);
    return ExitCode::ok;
  }
  if (has_summary) print("{}", text_of(answer.summary));
  if (has_summary && shows_table) print("\n");
  if (shows_table) print("{}", text_of(answer.table));
  return ExitCode::ok;
}

}  // namespace rapport::cli
