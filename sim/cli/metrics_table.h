// A table of results with undefined values, for people, programs and spreadsheets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/diagnostic.h"

namespace rapport::cli {

/// A number that is NaN is undefined: NA in text and CSV, null in JSON.
using MetricCell = std::variant<std::string, std::int64_t, double>;

struct MetricTable {
  std::vector<std::string> columns;
  std::vector<std::vector<MetricCell>> rows;
};

/// What a verb of `metrics` answers: the table that was asked for, and what is said of it in a few rows, which may
/// be empty.
struct MetricAnswer {
  std::string metric;
  MetricTable summary;
  MetricTable table;
};

/// Aligned, with six significant digits.
std::string text_of(const MetricTable& table);
/// Numbers are the shortest text that reads back to the same bits.
std::string csv_of(const MetricTable& table);

struct MetricOutput {
  std::string out;  ///< CSV to write, empty for none
  bool force = false;
  bool json = false;
};
/// Writes the table to the file where one is named; prints summary and table, of a table that went to a file only
/// the summary where there is one.
ExitCode give(const MetricAnswer& answer, const MetricOutput& output);

}  // namespace rapport::cli
