// A CSV file, read strictly: a header that is known, as many cells in each row, quotes closed in their line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/declare.h"
#include "scenario/place.h"

namespace rapport::scenario {

inline constexpr std::size_t kMostCsvBytes = 4000000;
inline constexpr std::size_t kMostCsvRows = 100000;

struct CsvCell {
  std::string text;
  int column = 1;  ///< of its first character in the line
  bool quoted = false;
};

/// One cell from `i` on; leaves `i` after it, at the comma or the end. False for a quote in the wrong place.
bool read_csv_cell(std::string_view line, std::size_t& i, CsvCell& cell);

struct CsvRow {
  int line = 0;
  std::vector<CsvCell> cells;
};

/// What a table must and may have as columns.
struct CsvHeader {
  std::vector<std::string_view> required;
  std::vector<std::string_view> optional;
  bool may_have_others = false;  ///< further columns are passed over, not refused
};

/// A file's rows and their typed reading. Faults go to `faults`, at most 50 a table; a cell at fault reads as
/// the lower bound or "".
class CsvTable {
 public:
  /// Reads the text of the file `path`; `rows()` stays empty when the header is at fault.
  CsvTable(const std::string& path, std::string_view text, const CsvHeader& header, Diagnostics& faults);

  const std::vector<CsvRow>& rows() const { return rows_; }
  bool has(std::string_view column) const { return index_of(column) >= 0; }

  /// Text of the cell, "" for a column the file does not have.
  const std::string& text(const CsvRow& row, std::string_view column) const;
  double number(const CsvRow& row, std::string_view column, Range bounds);
  int whole(const CsvRow& row, std::string_view column, int lo, int hi);

  /// True when the cell is not empty; reports an empty one.
  bool filled(const CsvRow& row, std::string_view column);

  void fault(const CsvRow& row, std::string_view column, std::string message);
  /// About the file as a whole.
  void fault(std::string message);
  std::size_t fault_count() const { return fault_count_; }

 private:
  void read_lines(std::string_view text, const CsvHeader& header);
  bool read_cells(std::string_view line, CsvRow& row);
  bool take_header(const CsvRow& row, const CsvHeader& header);
  void take_row(CsvRow row);
  void fault_at(int line, int column, std::string message);
  int index_of(std::string_view column) const;
  const CsvCell& cell(const CsvRow& row, std::string_view column) const;

  std::shared_ptr<const Source> source_;
  Diagnostics& faults_;
  std::size_t fault_count_ = 0;
  std::vector<std::string> columns_;
  std::vector<CsvRow> rows_;
};

}  // namespace rapport::scenario
