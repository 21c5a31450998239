// A CSV file from anywhere: any columns, millions of rows. The caller names the columns that it wants; the rest is
// passed over.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/declare.h"
#include "scenario/csv_table.h"
#include "scenario/place.h"

namespace rapport::scenario {

inline constexpr std::size_t kMostColumnBytes = 2000000000;
inline constexpr std::size_t kMostColumnRows = 20000000;
inline constexpr std::size_t kMostColumns = 10000;

/// What the cells of a column are.
enum class CsvKind : std::uint8_t {
  number,  ///< "12", "-1.5e+05", ".5", in quotes or not
  flag,    ///< 0, 1, true, false in any case
  moment,  ///< numbers, or days as 2024-01-31; one of them throughout
  name,    ///< any text
};

/// A column that is wanted, and after reading what it holds: no cell of it is missing.
struct CsvColumn {
  std::string name;
  CsvKind kind = CsvKind::number;
  Range bounds{-std::numeric_limits<double>::max(), std::numeric_limits<double>::max()};
  std::vector<double> numbers;      ///< all but names; a day as days since 1970
  std::vector<std::uint32_t> ids;   ///< of a name: its place in `labels`
  std::vector<std::string> labels;  ///< names, in the order in which they first come
};

/// One file. Faults go to `faults`, at most 50, with line and column.
class CsvColumns {
 public:
  /// Reads the header of the text of the file `path`; text and faults must outlive the object.
  CsvColumns(const std::string& path, std::string_view text, Diagnostics& faults);

  /// As the header has them.
  const std::vector<std::string>& names() const { return names_; }

  /// Fills the wanted columns, each with one entry for a row. What they hold is of use only without faults.
  void read(std::vector<CsvColumn>& wanted);

  std::size_t rows() const { return rows_; }
  void fault(std::string message) { fault_at(0, 0, std::move(message)); }
  std::size_t fault_count() const { return fault_count_; }

 private:
  /// A wanted column while it is read.
  struct Target {
    CsvColumn* column;
    std::size_t index;
    std::unordered_map<std::string, std::uint32_t> known;
    bool has_days = false;
  };

  std::string_view next_record();
  bool split(std::string_view record);
  void find(std::vector<CsvColumn>& wanted, std::vector<Target>& targets);
  void take(Target& target);
  void take_name(Target& target, const CsvCell& cell);
  void take_moment(Target& target, const CsvCell& cell);
  void take_value(Target& target, const CsvCell& cell);
  void keep(Target& target, const CsvCell& cell, double value);
  void cell_fault(const Target& target, const CsvCell& cell, std::string_view message);
  void fault_at(int line, int column, std::string message);

  std::shared_ptr<const Source> source_;
  std::string_view text_;
  Diagnostics& faults_;
  std::vector<std::string> names_;
  std::vector<CsvCell> cells_;  ///< of the record at hand
  std::size_t cell_count_ = 0;
  std::string_view record_;
  std::size_t at_ = 0;  ///< where the next record starts
  int line_ = 0;        ///< of the record at hand
  int next_line_ = 1;
  std::size_t rows_ = 0;
  std::size_t fault_count_ = 0;
};

}  // namespace rapport::scenario
