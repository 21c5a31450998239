// Rows in the order of the store's dims; numbers are the shortest text that reads back to the same bits.
#include "outcome/tidy_csv.h"

#include <array>
#include <charconv>
#include <cmath>

namespace rapport {

namespace {

template <class Number>
void add_number(std::string& row, Number number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  row.append(text.data(), end);
}

/// The cells that all outcomes of one period and stratum share.
std::string row_start(const StudyResult& result, std::size_t tally, std::int64_t period,
                      std::size_t stratum) {
  const auto markets = static_cast<std::size_t>(result.markets);
  const auto replicates = static_cast<std::size_t>(result.replicates);
  std::string row = csv_name(result.scenarios[tally / markets / replicates]) + ',';
  add_number(row, tally / markets % replicates);
  row += ',';
  add_number(row, tally % markets);
  row += ',';
  add_number(row, period_start_day(result.provenance, period));
  row += ',';
  row += kStrata[stratum];
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

void append_rows(AtomicFile& file, const StudyResult& result, std::size_t tally, std::int64_t period) {
  for (std::size_t stratum = 0; stratum < kStratumCount; ++stratum) {
    const std::string start = row_start(result, tally, period, stratum);
    std::string rows;
    for (std::size_t o = 0; o < kOutcomeCount; ++o) {
      if (stratum > 0 && !kOutcomes[o].by_stratum) continue;
      rows += start;
      add_outcome(rows, kOutcomes[o], result.tallies[tally].at(static_cast<Outcome>(o), period, stratum));
    }
    file.append(rows);
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
  file.append("scenario,replicate,market,period,stratum,outcome,numerator,denominator,value,unit\n");
  for (std::size_t tally = 0; tally < result.tallies.size(); ++tally) {
    for (std::int64_t period = 0; period < result.periods; ++period) append_rows(file, result, tally, period);
  }
  return file.commit();
}

}  // namespace rapport
