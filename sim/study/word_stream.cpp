// Addresses by counting.
#include "study/word_stream.h"

#include <algorithm>
#include <iterator>

namespace rapport {

namespace {

constexpr unsigned kStepBits = 20, kMarketBits = 20, kWordBits = 32;

/// Adds to a number of `bits` bits and gives what does not fit into it.
std::uint64_t add_with_carry(std::uint32_t& part, std::uint64_t more, unsigned bits) {
  const std::uint64_t sum = part + more;
  part = static_cast<std::uint32_t>(sum & ((std::uint64_t{1} << bits) - 1));
  return sum >> bits;
}

void add_to_seed(WordAddress& at, std::uint64_t more) {
  const std::uint64_t seed = (std::uint64_t{at.key.seed_hi} << 32 | at.key.seed_lo) + more;
  at.key.seed_lo = static_cast<std::uint32_t>(seed);
  at.key.seed_hi = static_cast<std::uint32_t>(seed >> 32);
}

void add_to_replicate(WordAddress& at, std::uint64_t more) {
  add_to_seed(at, add_with_carry(at.key.replicate, more, kWordBits));
}

}  // namespace

std::optional<Along> along_of(std::string_view name) {
  const auto* found = std::find(std::begin(kAlongNames), std::end(kAlongNames), name);
  if (found == std::end(kAlongNames)) return std::nullopt;
  return static_cast<Along>(found - std::begin(kAlongNames));
}

WordAddress WordStream::at(std::uint64_t n, Along along) const {
  WordAddress there = first;
  switch (along) {
    case Along::step: add_to_replicate(there, add_with_carry(there.step, n, kStepBits)); break;
    case Along::id: there.id += n; break;
    case Along::partner: there.id += add_with_carry(there.partner, n, kWordBits); break;
    case Along::replicate: add_to_replicate(there, n); break;
    case Along::market: add_to_replicate(there, add_with_carry(there.key.market, n, kMarketBits)); break;
    case Along::seed: add_to_seed(there, n); break;
    case Along::interleaved:
      there.id += n % kInterleavedIds;
      add_to_replicate(there, add_with_carry(there.step, n / kInterleavedIds % kInterleavedSteps, kStepBits) +
                                  n / (kInterleavedIds * kInterleavedSteps));
      break;
  }
  return there;
}

std::uint32_t WordStream::word(std::uint64_t n, Along along) const {
  const WordAddress there = at(n / words.size(), along);
  return luck(there.key, kind, there.id, there.partner, there.step, address).v[words[n % words.size()]];
}

std::optional<DrawEntry> draw_named(std::string_view name) {
  const auto* found =
      std::find_if(kDraws.begin(), kDraws.end(), [&](const DrawEntry& e) { return e.name == name; });
  if (found == kDraws.end()) return std::nullopt;
  return *found;
}

}  // namespace rapport
