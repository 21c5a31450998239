// What a primitive costs on this machine, in this run.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rapport::bench {

/// Nanoseconds of one; the fastest of some repetitions.
struct PrimitiveCosts {
  double word = 0.0;          ///< a word of Threefry, rows in cache
  double exp = 0.0;           ///< an exp in float, rows in cache
  double small_gather = 0.0;  ///< 4 bytes from a table by sex and age
  double gather = 0.0;        ///< 4 bytes from a random row of a column of people
  double market_byte = 0.0;   ///< a byte read or written in order, in as much memory as a market takes
  double memory_byte = 0.0;   ///< the same in more memory than any cache holds
};

PrimitiveCosts measure_primitives(std::uint32_t people, std::size_t market_bytes, bool quick);

}  // namespace rapport::bench
