// Random words in a row for outside test suites: one part of the address counts up, the others stay.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/random.h"

namespace rapport {

/// Where a word stands.
struct WordAddress {
  LuckKey key{};
  std::uint64_t id = 1;
  std::uint32_t partner = 0;
  std::uint32_t step = 0;
};

/// Which part counts up from word to word. A part that is at its largest number begins anew and carries into the
/// next: step and market into the replicate, the replicate into the seed, the partner into the id.
enum class Along : std::uint8_t { step, id, partner, replicate, market, seed, interleaved };
inline constexpr std::string_view kAlongNames[] = {"steps",   "ids",   "partners",   "replicates",
                                                   "markets", "seeds", "interleaved"};
std::optional<Along> along_of(std::string_view name);

/// Named decisions of one address, in the order of their words.
struct WordStream {
  WordAddress first;
  Kind kind = Kind::patient;
  std::uint16_t address = 1;
  std::vector<std::uint8_t> words;  ///< of the four at each address

  /// Where the n-th address is.
  WordAddress at(std::uint64_t n, Along along) const;
  /// The n-th word of the stream.
  std::uint32_t word(std::uint64_t n, Along along) const;
};

/// Addresses of `interleaved`: so many ids, then so many steps, then the next replicate.
inline constexpr std::uint64_t kInterleavedIds = 64, kInterleavedSteps = 64;

/// The row of draws.def, nothing for another name.
std::optional<DrawEntry> draw_named(std::string_view name);

}  // namespace rapport
