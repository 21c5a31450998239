// The layout of a store, said once for the writer and the reader: names, dims, units, ticks.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "outcome/h5.h"
#include "outcome/results.h"

namespace rapport::store {

/// The file is not what a store has to be. Never leaves sim/outcome.
struct Fault : std::runtime_error {
  Fault(ExitCode exit_code, const std::string& message) : std::runtime_error(message), code(exit_code) {}
  ExitCode code;
};

inline constexpr std::array<const char*, 5> kDims{"scenario", "replicate", "market", "period", "stratum"};
using Shape = std::array<hsize_t, kDims.size()>;

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

inline Shape shape_of(const StudyResult& result) {
  return {result.scenarios.size(), static_cast<hsize_t>(result.replicates),
          static_cast<hsize_t>(result.markets), static_cast<hsize_t>(result.periods), kStratumCount};
}

inline std::size_t cell_count(const Shape& shape) {
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
