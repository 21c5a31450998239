// Rows in the order of the store's dims; numbers are the shortest text that reads back to the same bits.
#include "outcome/tidy_csv.h"

#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <functional>

#include "state/strata.h"

namespace rapport {

namespace {

template <class Number>
void add_number(std::string& row, Number number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  row.append(text.data(), end);
}

/// A stretch of time: its first day, counted from policy start, and its days.
struct Stretch {
  std::int64_t first_day;
  std::int64_t days;
};

/// The cells that all outcomes of one stretch and stratum share.
std::string row_start(const StudyResult& result, std::size_t tally, Stretch time, std::size_t stratum) {
  const auto markets = static_cast<std::size_t>(result.markets);
  const auto replicates = static_cast<std::size_t>(result.replicates);
  std::string row = csv_name(result.scenarios[tally / markets / replicates]) + ',';
  add_number(row, tally / markets % replicates);
  row += ',';
  add_number(row, tally % markets);
  row += ',';
  add_number(row, time.first_day);
  row += ',';
  add_number(row, time.days);
  row += ',';
  row += csv_name(result.strata[stratum]);
  row += ',';
  return row;
}

void add_outcome(std::string& row, const OutcomeSpec& spec, const Cell& cell) {
  row += spec.name;
  row += ',';
  add_number(row, natural(cell.numerator, spec.numerator_unit));
  row += ',';
  add_number(row, natural(cell.denominator, spec.denominator_unit));
  row += ',';
  const double value = value_of(spec, cell);
  if (!std::isnan(value)) add_number(row, value);
  row += ',';
  row += csv_name(spec.unit);
  row += '\n';
}

using Sink = std::function<void(std::string_view)>;

void append_period(const Sink& sink, const StudyResult& result, std::size_t tally, std::int64_t period) {
  const Stretch time{period_start_day(result.provenance, period), kPeriodDays};
  const std::string start = row_start(result, tally, time, kEverybody);
  std::string rows;
  for (std::size_t o = 0; o < kOutcomeCount; ++o) {
    rows += start;
    add_outcome(rows, kOutcomes[o], result.tallies[tally].at(static_cast<Outcome>(o), period));
  }
  sink(rows);
}

void append_year(const Sink& sink, const StudyResult& result, std::size_t tally, std::int64_t year) {
  constexpr std::int64_t kDays = kPeriodDays * kPeriodsInYear;
  const Stretch time{year_label(result.provenance, year) * kDays, kDays};
  for (std::size_t stratum = kEverybody + 1; stratum < result.strata.size(); ++stratum) {
    const std::string start = row_start(result, tally, time, stratum);
    std::string rows;
    for (std::size_t o = 0; o < kOutcomeCount; ++o) {
      if (!kOutcomes[o].by_stratum) continue;
      rows += start;
      add_outcome(rows, kOutcomes[o], result.tallies[tally].in_year(static_cast<Outcome>(o), year, stratum));
    }
    sink(rows);
  }
}

void append_all(const Sink& sink, const StudyResult& result) {
  sink("scenario,replicate,market,first_day,days,stratum,outcome,numerator,denominator,value,unit\n");
  for (std::size_t tally = 0; tally < result.tallies.size(); ++tally) {
    for (std::int64_t period = 0; period < result.periods; ++period)
      append_period(sink, result, tally, period);
    for (std::int64_t year = 0; year < years_of(result.periods); ++year)
      append_year(sink, result, tally, year);
  }
}

}  // namespace

std::string csv_name(std::string_view name) {
  constexpr std::string_view kFormula = "=+-@\t\r";
  std::string cell;
  if (!name.empty() && kFormula.find(name.front()) != std::string_view::npos) cell += '\'';
  cell += name;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char letter : cell) quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return quoted + '"';
}

FileReport write_tidy_csv(const std::string& path, const StudyResult& result, bool force, FileOps& ops) {
  const std::string fault = shape_fault(result);
  if (!fault.empty()) return file_fault(ExitCode::internal_error, path, "cannot be written: " + fault + '.');
  AtomicFile file(path, force, ops);
  append_all([&](std::string_view rows) { file.append(rows); }, result);
  return file.commit();
}

bool is_tidy_csv_of(const std::string& path, const StudyResult& result) {
  std::ifstream file(path, std::ios::binary);
  std::string there;
  bool same = file.good();
  append_all(
      [&](std::string_view rows) {
        if (!same) return;
        there.resize(rows.size());
        file.read(there.data(), static_cast<std::streamsize>(rows.size()));
        same = static_cast<std::size_t>(file.gcount()) == rows.size() && there == rows;
      },
      result);
  return same && file.peek() == std::ifstream::traits_type::eof();
}

}  // namespace rapport
