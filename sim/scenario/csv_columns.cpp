// Records, cells and the wanted ones of them, in one pass.
#include "scenario/csv_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "scenario/number.h"
#include "scenario/suggest.h"
#include "scenario/text_check.h"

namespace rapport::scenario {

namespace {

constexpr std::size_t kMostColumnFaults = 50;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view bare(std::string_view text) {
  const std::size_t from = std::min(text.find_first_not_of(" \t"), text.size());
  const std::size_t last = text.find_last_not_of(" \t");
  return last == std::string_view::npos ? "" : text.substr(from, last + 1 - from);
}

bool is_missing(std::string_view text) {
  constexpr std::array<std::string_view, 7> kMissing{"", "NA", "N/A", "NaN", "nan", "NULL", "."};
  return std::find(kMissing.begin(), kMissing.end(), text) != kMissing.end();
}

/// As scenarios write numbers, and ".5" as statistics programs do.
ReadNumber number_in(std::string_view text) {
  const bool negative = text.starts_with('-');
  const std::string_view size = text.substr(negative ? 1 : 0);
  if (!size.starts_with('.')) return read_number(text);
  return read_number(std::string(negative ? "-0" : "0").append(size));
}

std::optional<double> flag_in(std::string_view text) {
  std::string word(text);
  for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (word == "1" || word == "true") return 1.0;
  if (word == "0" || word == "false") return 0.0;
  return std::nullopt;
}

std::optional<int> digits_in(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = 10 * value + (c - '0');
  }
  return value;
}

int days_in_month(int year, int month) {
  constexpr std::array<int, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kDays[static_cast<std::size_t>(month - 1)] + (leap && month == 2 ? 1 : 0);
}

/// Days since 1970-01-01 of YYYY-MM-DD, years 1 to 9999; nothing for another text or a day that no month has.
std::optional<double> day_in(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits_in(text.substr(0, 4)), month = digits_in(text.substr(5, 2));
  const auto day = digits_in(text.substr(8, 2));
  if (!year || !month || !day || *year < 1 || *month < 1 || *month > 12) return std::nullopt;
  if (*day < 1 || *day > days_in_month(*year, *month)) return std::nullopt;
  const int before = *year - 1;
  int days = 365 * before + before / 4 - before / 100 + before / 400 + *day - 1;
  for (int m = 1; m < *month; ++m) days += days_in_month(*year, m);
  return static_cast<double>(days - 719162);  // days from 0001-01-01 to 1970-01-01
}

}  // namespace

CsvColumns::CsvColumns(const std::string& path, std::string_view text, Diagnostics& faults)
    : source_(std::make_shared<const Source>(Source{path, ""})), text_(text), faults_(faults) {
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  if (text_.empty()) {
    fault("is empty");
    return;
  }
  if (!is_plain_text(text_, source_, faults_)) {
    ++fault_count_;
    return;
  }
  if (!split(next_record())) return;
  for (std::size_t k = 0; k < cell_count_; ++k) names_.emplace_back(bare(cells_[k].text));
}

std::string_view CsvColumns::next_record() {
  const std::size_t from = at_;
  line_ = next_line_;
  bool open = false;
  while (at_ < text_.size()) {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const std::string_view line = text_.substr(at_, end - at_);
    open = open != (std::count(line.begin(), line.end(), '"') % 2 == 1);
    at_ = end + 1;
    ++next_line_;
    if (!open) break;
  }
  record_ = text_.substr(from, std::min(at_, text_.size() + 1) - 1 - from);
  if (record_.ends_with('\r')) record_.remove_suffix(1);
  return record_;
}

bool CsvColumns::split(std::string_view record) {
  cell_count_ = 0;
  for (std::size_t i = 0;; ++i) {
    if (cell_count_ == cells_.size()) cells_.emplace_back();
    CsvCell& cell = cells_[cell_count_];
    cell.column = static_cast<int>(i) + 1;
    if (!read_csv_cell(record, i, cell)) {
      fault_at(line_, cell.column, "a quote stands in the wrong place, or is not closed");
      return false;
    }
    if (++cell_count_ > kMostColumns) {
      fault_at(line_, cell.column, fmt::format("more than {} columns", kMostColumns));
      return false;
    }
    if (i >= record.size()) return true;
  }
}

void CsvColumns::find(std::vector<CsvColumn>& wanted, std::vector<Target>& targets) {
  for (CsvColumn& column : wanted) {
    const auto found = std::find(names_.begin(), names_.end(), column.name);
    const auto count = std::count(names_.begin(), names_.end(), column.name);
    if (count == 1)
      targets.push_back({&column, static_cast<std::size_t>(found - names_.begin()), {}, false});
    else if (count > 1)
      fault_at(1, 0, fmt::format("column {} is given twice", shown(column.name)));
    else
      fault_at(1, 0,
               fmt::format("there is no column {}; the file has {}.{}", shown(column.name),
                           shown(fmt::format("{}", fmt::join(names_, ", "))),
                           did_you_mean(nearest(column.name, names_))));
  }
}

void CsvColumns::read(std::vector<CsvColumn>& wanted) {
  if (fault_count_ > 0) return;
  std::vector<Target> targets;
  find(wanted, targets);
  if (fault_count_ > 0) return;
  while (at_ < text_.size() && fault_count_ < kMostColumnFaults) {
    const std::string_view record = next_record();
    const bool blank = record.empty() && (names_.size() > 1 || at_ >= text_.size());
    if (blank) continue;
    if (++rows_ > kMostColumnRows) {
      fault(fmt::format("has more than {} rows: more are not read", kMostColumnRows));
      return;
    }
    if (!split(record)) continue;
    if (cell_count_ != names_.size()) {
      fault_at(line_, 0, fmt::format("has {} cells; the header has {}", cell_count_, names_.size()));
      continue;
    }
    for (Target& target : targets) take(target);
  }
  if (rows_ == 0) fault("has a header and no rows");
}

void CsvColumns::take(Target& target) {
  const CsvCell& cell = cells_[target.index];
  if (is_missing(bare(cell.text)))
    cell_fault(target, cell, "a value is missing: leave out the row, or fill it in");
  else if (target.column->kind == CsvKind::name)
    take_name(target, cell);
  else if (target.column->kind == CsvKind::moment)
    take_moment(target, cell);
  else
    take_value(target, cell);
}

void CsvColumns::take_name(Target& target, const CsvCell& cell) {
  CsvColumn& column = *target.column;
  const auto next = static_cast<std::uint32_t>(column.labels.size());
  const auto [known, is_new] = target.known.try_emplace(cell.text, next);
  if (is_new) column.labels.push_back(cell.text);
  column.ids.push_back(known->second);
}

void CsvColumns::take_moment(Target& target, const CsvCell& cell) {
  const std::string_view text = bare(cell.text);
  const std::optional<double> day = day_in(text);
  const ReadNumber number = day ? ReadNumber{} : number_in(text);
  if (!day && !number.value) {
    cell_fault(target, cell, fmt::format("{} is neither a number nor a day like 2024-01-31", shown(text)));
    return;
  }
  if (target.column->numbers.empty()) target.has_days = day.has_value();
  if (target.has_days == day.has_value())
    keep(target, cell, day ? *day : *number.value);
  else
    cell_fault(target, cell, "numbers and days stand in one column");
}

void CsvColumns::take_value(Target& target, const CsvCell& cell) {
  const std::string_view text = bare(cell.text);
  if (target.column->kind == CsvKind::flag) {
    const std::optional<double> flag = flag_in(text);
    if (flag) keep(target, cell, *flag);
    if (!flag) cell_fault(target, cell, fmt::format("{} is none of 0, 1, true, false", shown(text)));
    return;
  }
  const ReadNumber number = number_in(text);
  if (number.value)
    keep(target, cell, *number.value);
  else
    cell_fault(target, cell, number.fault);
}

void CsvColumns::keep(Target& target, const CsvCell& cell, double value) {
  const Range bounds = target.column->bounds;
  if (bounds.contains(value))
    target.column->numbers.push_back(value);
  else
    cell_fault(target, cell,
               value < bounds.lo ? fmt::format("{} is below {}", shown(cell.text), number_text(bounds.lo))
                                 : fmt::format("{} is above {}", shown(cell.text), number_text(bounds.hi)));
}

void CsvColumns::cell_fault(const Target& target, const CsvCell& cell, std::string_view message) {
  const std::string_view before = record_.substr(0, static_cast<std::size_t>(cell.column - 1));
  const auto lines = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t start = lines > 0 ? before.rfind('\n') + 1 : 0;
  fault_at(line_ + lines, cell.column - static_cast<int>(start),
           fmt::format("{}: {}", target.column->name, message));
}

void CsvColumns::fault_at(int line, int column, std::string message) {
  if (++fault_count_ > kMostColumnFaults) return;
  report(faults_, {source_, line, column}, std::move(message));
}

}  // namespace rapport::scenario
