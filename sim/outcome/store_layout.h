// The layout of a store, said once for the writer and the reader: names, dims, units, ticks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "outcome/h5.h"
#include "outcome/results.h"

namespace rapport::store {

/// The file is not what a store has to be. Never leaves sim/outcome.
struct Fault : std::runtime_error {
  Fault(ExitCode exit_code, const std::string& message) : std::runtime_error(message), code(exit_code) {}
  ExitCode code;
};

inline constexpr std::array<const char*, 6> kDims{"scenario", "replicate", "market",
                                                  "period",   "year",      "stratum"};
/// Lengths of kDims.
using Lengths = std::array<hsize_t, kDims.size()>;

/// The tables of an outcome: everybody by period, and where it is counted by stratum, strata by year.
enum class Table : std::uint8_t { by_period, by_year };

/// The dims of a table, as numbers of kDims.
inline std::vector<std::size_t> dims_of(Table table) {
  return table == Table::by_period ? std::vector<std::size_t>{0, 1, 2, 3}
                                   : std::vector<std::size_t>{0, 1, 2, 4, 5};
}
inline std::vector<hsize_t> shape_of(const Lengths& lengths, Table table) {
  std::vector<hsize_t> shape;
  for (const std::size_t dim : dims_of(table)) shape.push_back(lengths[dim]);
  return shape;
}
inline std::vector<Table> tables_of(const OutcomeSpec& spec) {
  return spec.by_stratum ? std::vector{Table::by_period, Table::by_year} : std::vector{Table::by_period};
}

inline constexpr std::string_view kStratumSuffix = "_by_stratum";
inline std::string name_of(const OutcomeSpec& spec, Table table) {
  return std::string(spec.name) + std::string(table == Table::by_period ? "" : kStratumSuffix);
}

/// The cells of one outcome in one tally, in the order of the table's last dims.
inline std::span<const Cell> cells_of(const Tally& tally, std::size_t outcome, Table table) {
  if (table == Table::by_period) {
    const auto periods = static_cast<std::size_t>(tally.periods);
    return std::span(tally.cells).subspan(outcome * periods, periods);
  }
  const auto cells = static_cast<std::size_t>(tally.years() * tally.strata);
  return std::span(tally.by_year).subspan(kStratifiedIndex[outcome] * cells, cells);
}
inline std::span<Cell> cells_of(Tally& tally, std::size_t outcome, Table table) {
  const std::span<const Cell> cells = cells_of(std::as_const(tally), outcome, table);
  return {const_cast<Cell*>(cells.data()), cells.size()};
}

inline constexpr std::string_view kNumeratorSuffix = "_numerator";
inline constexpr std::string_view kDenominatorSuffix = "_denominator";

/// xarray turns units of "days" into time spans and "days since ..." into dates: the singular stays a number.
constexpr std::string_view stored_unit(std::string_view unit) { return unit == "days" ? "day" : unit; }

/// The unit of a stored int64 in UDUNITS' words.
constexpr std::string_view tick_unit(Tick tick) {
  switch (tick) {
    case Tick::count: return "1";
    case Tick::fixed: return "2^-24";
    case Tick::cents: return "0.01 USD";
  }
  return "";
}

inline Lengths lengths_of(const StudyResult& result) {
  return {result.scenarios.size(),
          static_cast<hsize_t>(result.replicates),
          static_cast<hsize_t>(result.markets),
          static_cast<hsize_t>(result.periods),
          static_cast<hsize_t>(years_of(result.periods)),
          result.strata.size()};
}

inline std::size_t cell_count(std::span<const hsize_t> shape) {
  std::size_t product = 1;
  for (const hsize_t dim : shape) product *= static_cast<std::size_t>(dim);
  return product;
}

/// Follows the HDF5 bytes in the file, behind the end that HDF5 knows of: a tag and the XXH3-128 of all bytes
/// before it. One flipped bit can crash HDF5 1.10, so nothing reaches it that is not as it was written.
inline constexpr std::string_view kSealTag = "rapport-xxh3-128";
inline constexpr std::size_t kSealBytes = kSealTag.size() + 32;
std::string seal_of(std::string_view bytes);

/// A finished store in memory, without its seal. Throws Fault, h5::Error or std::bad_alloc.
h5::Image image_of(const StudyResult& result);

/// The study in a store's bytes, every part of it checked. Throws Fault, h5::Error or std::bad_alloc.
StudyResult result_in(std::span<std::byte> image);

}  // namespace rapport::store
