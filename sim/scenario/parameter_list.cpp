// Parameters as rows, and rows as an aligned table.
#include "scenario/parameter_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/params.h"
#include "scenario/number.h"

namespace rapport {

namespace {

constexpr std::array kGrades{Evidence::measured, Evidence::derived, Evidence::calibrated, Evidence::assumed};
constexpr std::size_t kTableColumns = 8;
using TextRow = std::array<std::string, kTableColumns>;

ParameterRow row_of(const ParamEntry& entry, double value) {
  ParameterRow row;
  row.key = fmt::format("{}.{}", entry.module, entry.name);
  row.value = value;
  row.fallback = entry.spec.fallback;
  row.unit = entry.spec.unit;
  row.bounds = entry.spec.bounds;
  row.sweep = entry.spec.sweep;
  row.evidence = name_of(entry.spec.evidence);
  row.source = entry.spec.source;
  row.target = entry.spec.target;
  row.about = entry.spec.about;
  return row;
}

ParameterRow row_of(const SourcedNumber& number) {
  ParameterRow row;
  row.key = number.key;
  row.value = number.value;
  row.unit = number.unit;
  row.sweep = {number.sweep_lo, number.sweep_hi};
  row.evidence = number.evidence;
  row.source = number.source;
  row.target = number.target;
  row.about = number.about;
  row.from_table = true;
  return row;
}

TextRow cells_of(const ParameterRow& row) {
  using scenario::number_text;
  const std::string bounds =
      row.bounds ? fmt::format("{} to {}", number_text(row.bounds->lo), number_text(row.bounds->hi)) : "";
  const std::string source =
      row.target.empty() ? row.source : fmt::format("{} -> {}", row.source, row.target);
  return {row.key,
          number_text(row.value),
          row.fallback ? number_text(*row.fallback) : "",
          row.unit,
          fmt::format("{} to {}", number_text(row.sweep.lo), number_text(row.sweep.hi)),
          bounds,
          fmt::format("{} [{}]", row.evidence, source),
          row.about};
}

std::string counts_line(std::string_view what, const std::array<int, 4>& counts) {
  std::string text = fmt::format("{}:", what);
  for (std::size_t grade = 0; grade < kGrades.size(); ++grade) {
    text += fmt::format("{} {} {}", grade == 0 ? "" : ",", counts[grade], name_of(kGrades[grade]));
  }
  return text + '\n';
}

}  // namespace

std::vector<ParameterRow> list_parameters(const ModelParams& params, std::span<const SourcedNumber> numbers) {
  std::vector<ParameterRow> rows;
  for (const ParamEntry& entry : parameter_entries()) rows.push_back(row_of(entry, parameter(params, entry)));
  for (const SourcedNumber& number : numbers) rows.push_back(row_of(number));
  return rows;
}

EvidenceCounts count_by_evidence(std::span<const ParameterRow> rows) {
  EvidenceCounts counts;
  for (const ParameterRow& row : rows) {
    for (std::size_t grade = 0; grade < kGrades.size(); ++grade) {
      if (name_of(kGrades[grade]) != row.evidence) continue;
      ++(row.from_table ? counts.tables : counts.declared)[grade];
    }
  }
  return counts;
}

std::string parameters_table(std::span<const ParameterRow> rows) {
  std::vector<TextRow> cells{{"key", "value", "default", "unit", "sweep", "bounds", "evidence", "about"}};
  for (const ParameterRow& row : rows) cells.push_back(cells_of(row));
  std::array<std::size_t, kTableColumns> widths{};
  for (const TextRow& row : cells) {
    for (std::size_t c = 0; c < kTableColumns; ++c) widths[c] = std::max(widths[c], row[c].size());
  }
  std::string text;
  for (const TextRow& row : cells) {
    for (std::size_t c = 0; c + 1 < kTableColumns; ++c) text += fmt::format("{:<{}}  ", row[c], widths[c]);
    text += row.back() + '\n';
  }
  const EvidenceCounts counts = count_by_evidence(rows);
  return text + '\n' + counts_line("declared parameters", counts.declared) +
         counts_line("numbers of tables", counts.tables);
}

}  // namespace rapport
