// Lines to cells, cells to numbers.
#include "scenario/csv_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/number.h"
#include "scenario/suggest.h"
#include "scenario/text_check.h"

namespace rapport::scenario {

namespace {

constexpr std::size_t kMostTableFaults = 50;
constexpr std::size_t kMostCells = 100;

bool names(const std::vector<std::string_view>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

bool read_csv_cell(std::string_view line, std::size_t& i, CsvCell& cell) {
  cell.text.clear();
  cell.quoted = i < line.size() && line[i] == '"';
  if (!cell.quoted) {
    const std::size_t end = std::min(line.find(',', i), line.size());
    cell.text.assign(line.substr(i, end - i));
    i = end;
    return cell.text.find('"') == std::string::npos;
  }
  for (++i; i < line.size(); ++i) {
    const bool doubled = line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"';
    if (line[i] == '"' && !doubled) break;
    if (doubled) ++i;
    cell.text += line[i];
  }
  const bool closed = i < line.size();
  i += closed ? 1 : 0;
  return closed && (i == line.size() || line[i] == ',');
}

CsvTable::CsvTable(const std::string& path, std::string_view text, const CsvHeader& header,
                   Diagnostics& faults)
    : source_(std::make_shared<const Source>(Source{path, ""})), faults_(faults) {
  if (text.empty()) {
    fault("is empty");
    return;
  }
  if (!is_plain_text(text, source_, faults_)) {
    ++fault_count_;
    return;
  }
  read_lines(text, header);
  if (rows_.empty() && fault_count_ == 0) fault("has a header and no rows");
}

void CsvTable::read_lines(std::string_view text, const CsvHeader& header) {
  int line_number = 0;
  for (std::size_t start = 0; start < text.size() && fault_count_ < kMostTableFaults;) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string_view line = text.substr(start, end - start);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    start = end + 1;
    CsvRow row;
    row.line = ++line_number;
    const bool is_good = read_cells(line, row);
    if (line_number == 1 && (!is_good || !take_header(row, header))) return;
    if (line_number > 1 && is_good) take_row(std::move(row));
    if (rows_.size() > kMostCsvRows) {
      fault(fmt::format("has more than {} rows", kMostCsvRows));
      return;
    }
  }
}

bool CsvTable::read_cells(std::string_view line, CsvRow& row) {
  for (std::size_t i = 0;; ++i) {
    CsvCell cell;
    cell.column = static_cast<int>(i) + 1;
    const bool is_good = read_csv_cell(line, i, cell) && cell.text.find('\r') == std::string::npos;
    if (!is_good || row.cells.size() >= kMostCells) {
      fault_at(row.line, cell.column,
               is_good ? fmt::format("more than {} cells in a row", kMostCells)
                       : "a quote or line end stands in the wrong place");
      return false;
    }
    row.cells.push_back(std::move(cell));
    if (i >= line.size()) return true;
  }
}

bool CsvTable::take_header(const CsvRow& row, const CsvHeader& header) {
  std::vector<std::string> allowed(header.required.begin(), header.required.end());
  allowed.insert(allowed.end(), header.optional.begin(), header.optional.end());
  for (const CsvCell& cell : row.cells) {
    const bool twice = std::find(columns_.begin(), columns_.end(), cell.text) != columns_.end();
    if (twice) fault_at(row.line, cell.column, fmt::format("column {} is given twice", shown(cell.text)));
    const bool known = names(header.required, cell.text) || names(header.optional, cell.text);
    if (!known && !header.may_have_others) {
      fault_at(
          row.line, cell.column,
          fmt::format("unknown column {}.{}", shown(cell.text), did_you_mean(nearest(cell.text, allowed))));
    }
    columns_.push_back(cell.text);
  }
  for (const std::string_view column : header.required) {
    if (has(column)) continue;
    const std::string hint = header.may_have_others ? '.' + did_you_mean(nearest(column, columns_)) : "";
    fault_at(row.line, 0, fmt::format("column '{}' is missing{}", column, hint));
  }
  return fault_count_ == 0;
}

void CsvTable::take_row(CsvRow row) {
  if (row.cells.size() == columns_.size()) {
    rows_.push_back(std::move(row));
    return;
  }
  fault_at(row.line, 0, fmt::format("has {} cells; the header has {}", row.cells.size(), columns_.size()));
}

int CsvTable::index_of(std::string_view column) const {
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  return found == columns_.end() ? -1 : static_cast<int>(found - columns_.begin());
}

const CsvCell& CsvTable::cell(const CsvRow& row, std::string_view column) const {
  static const CsvCell kNone;
  const int index = index_of(column);
  return index < 0 ? kNone : row.cells[static_cast<std::size_t>(index)];
}

const std::string& CsvTable::text(const CsvRow& row, std::string_view column) const {
  return cell(row, column).text;
}

double CsvTable::number(const CsvRow& row, std::string_view column, Range bounds) {
  const CsvCell& read = cell(row, column);
  const ReadNumber number = read_number(read.text);
  if (read.quoted || !number.value) {
    fault(row, column,
          fmt::format("{}: {}", column, read.quoted ? "a number stands in quotes" : number.fault));
    return bounds.lo;
  }
  if (bounds.contains(*number.value)) return *number.value;
  fault(row, column,
        fmt::format("{} = {} is outside {} to {}", column, read.text.substr(0, 40), number_text(bounds.lo),
                    number_text(bounds.hi)));
  return bounds.lo;
}

int CsvTable::whole(const CsvRow& row, std::string_view column, int lo, int hi) {
  const CsvCell& read = cell(row, column);
  const ReadWhole whole = read_whole(read.text);
  if (read.quoted || !whole.fault.empty()) {
    fault(row, column,
          fmt::format("{}: {}", column, read.quoted ? "a number stands in quotes" : whole.fault));
    return lo;
  }
  if (!whole.beyond && *whole.value >= lo && *whole.value <= hi) return static_cast<int>(*whole.value);
  fault(row, column, fmt::format("{} = {} is outside {} to {}", column, read.text.substr(0, 40), lo, hi));
  return lo;
}

bool CsvTable::filled(const CsvRow& row, std::string_view column) {
  if (!text(row, column).empty()) return true;
  fault(row, column, fmt::format("{} is empty", column));
  return false;
}

void CsvTable::fault(const CsvRow& row, std::string_view column, std::string message) {
  fault_at(row.line, cell(row, column).column, std::move(message));
}

void CsvTable::fault(std::string message) { fault_at(0, 0, std::move(message)); }

void CsvTable::fault_at(int line, int column, std::string message) {
  if (++fault_count_ > kMostTableFaults) return;
  report(faults_, {source_, line, column}, std::move(message));
}

}  // namespace rapport::scenario
