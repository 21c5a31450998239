// Every number of a scenario with its unit, range, grade and source, for `rapport params`.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/declare.h"
#include "scenario/scenario.h"

namespace rapport {

/// A declared parameter or a number from a row of a table. Numbers from tables have no default apart from
/// their value and no bounds here.
struct ParameterRow {
  std::string key;
  double value = 0.0;
  std::optional<double> fallback;
  std::string unit;
  std::optional<Range> bounds;
  Range sweep{0.0, 0.0};
  std::string evidence;
  std::string source;
  std::string target;
  std::string about;
  bool from_table = false;
};

/// How many numbers have each grade, in the order of `Evidence`; declared ones and those of tables apart.
struct EvidenceCounts {
  std::array<int, 4> declared{};
  std::array<int, 4> tables{};
};

/// Declared parameters in the order of sim/engine/modules.def, then the numbers of tables.
std::vector<ParameterRow> list_parameters(const ModelParams& params, std::span<const SourcedNumber> numbers);
EvidenceCounts count_by_evidence(std::span<const ParameterRow> rows);

/// Columns aligned with spaces, one row a line, counts by grade at the end.
std::string parameters_table(std::span<const ParameterRow> rows);

/// {"parameters": [{"key": ..., "value": ..., ...}], "counts": {"declared": {...}, "tables": {...}}}
std::string parameters_json(std::span<const ParameterRow> rows);

}  // namespace rapport
