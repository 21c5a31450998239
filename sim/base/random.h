// Luck by address: every random word is computed from who, with whom, when and why, and from nothing else.
// Threefry4x32 with 20 rounds (Salmon et al. 2011). The rounds are written out here, because Random123's own
// headers pull in <iostream>; tests compare them with that library and with its published known answers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rapport {

/// Shared by all draws of one market in one replicate. `market` is below 2^20.
struct LuckKey {
  std::uint32_t seed_lo = 0;
  std::uint32_t seed_hi = 0;
  std::uint32_t replicate = 0;
  std::uint32_t market = 0;
};

/// Whose id the address holds. Four bits; numbers are never reused.
enum class Kind : std::uint8_t {
  patient = 1,
  clinician = 2,
  practice = 3,
  market = 4,
  synthesis = 5,
  test = 15
};

/// A decision by name, from draws.def: which address it reads (below 2^12), which of its four words, of whom.
struct DrawId {
  std::uint16_t address;
  std::uint8_t word;
  Kind kind;
};

/// What one address yields: four independent words.
struct Words {
  std::uint32_t v[4];
  constexpr std::uint32_t operator[](DrawId draw) const { return v[draw.word]; }
};

/// `draws::NAME` for every row of draws.def.
namespace draws {
#define DRAW(name, address, word, kind, about) inline constexpr DrawId name{address, word, Kind::kind};
#include "base/draws.def"
#undef DRAW
}  // namespace draws

/// A row of draws.def, for tables and tests.
struct DrawEntry {
  std::string_view name;
  DrawId id;
  std::string_view about;
};

inline constexpr std::array kDraws{
#define DRAW(name, address, word, kind, about) DrawEntry{#name, draws::name, about},
#include "base/draws.def"
#undef DRAW
};

namespace random_detail {

constexpr bool same_place(DrawId a, DrawId b) {
  return a.kind == b.kind && a.address == b.address && a.word == b.word;
}

/// No two names share (kind, address, word), words are 0 to 3, addresses fit in 12 bits and 0 stays unused.
template <std::size_t N>
constexpr bool well_numbered(const std::array<DrawEntry, N>& entries) {
  for (std::size_t i = 0; i < N; ++i) {
    const DrawId id = entries[i].id;
    if (id.address == 0 || id.address >= 4096 || id.word >= 4 || entries[i].about.empty()) return false;
    for (std::size_t j = 0; j < i; ++j)
      if (same_place(id, entries[j].id)) return false;
  }
  return true;
}
static_assert(well_numbered(kDraws), "draws.def: two draws share a word, or a number is out of range");

[[gnu::always_inline]] constexpr void mix(std::uint32_t& a, std::uint32_t& b, unsigned rotation) {
  a += b;
  b = (b << rotation | b >> (32 - rotation)) ^ a;
}

/// Four rounds with the eight rotations of Threefry4x32's even or odd groups.
template <unsigned A, unsigned B, unsigned C, unsigned D, unsigned E, unsigned F, unsigned G, unsigned H>
[[gnu::always_inline]] constexpr void four_rounds(std::uint32_t (&x)[4]) {
  mix(x[0], x[1], A), mix(x[2], x[3], B);
  mix(x[0], x[3], C), mix(x[2], x[1], D);
  mix(x[0], x[1], E), mix(x[2], x[3], F);
  mix(x[0], x[3], G), mix(x[2], x[1], H);
}

template <unsigned R>
[[gnu::always_inline]] constexpr void add_key(std::uint32_t (&x)[4], const std::uint32_t (&key)[5]) {
  x[0] += key[R % 5];
  x[1] += key[(R + 1) % 5];
  x[2] += key[(R + 2) % 5];
  x[3] += key[(R + 3) % 5] + R;
}

[[gnu::always_inline]] constexpr void even_group(std::uint32_t (&x)[4]) {
  four_rounds<10, 26, 11, 21, 13, 27, 23, 5>(x);
}
[[gnu::always_inline]] constexpr void odd_group(std::uint32_t (&x)[4]) {
  four_rounds<6, 20, 17, 11, 25, 10, 18, 20>(x);
}

}  // namespace random_detail

/// The bare generator: 128 bits of counter under 128 bits of key, a bijection for each key.
[[gnu::always_inline]] constexpr Words threefry(std::uint32_t c0, std::uint32_t c1, std::uint32_t c2,
                                                std::uint32_t c3, std::uint32_t k0, std::uint32_t k1,
                                                std::uint32_t k2, std::uint32_t k3) {
  using namespace random_detail;
  const std::uint32_t key[5] = {k0, k1, k2, k3, 0x1BD11BDAu ^ k0 ^ k1 ^ k2 ^ k3};
  std::uint32_t x[4] = {c0 + k0, c1 + k1, c2 + k2, c3 + k3};
  even_group(x), add_key<1>(x, key);
  odd_group(x), add_key<2>(x, key);
  even_group(x), add_key<3>(x, key);
  odd_group(x), add_key<4>(x, key);
  even_group(x), add_key<5>(x, key);
  return {{x[0], x[1], x[2], x[3]}};
}

/// The four words at an address. `partner`: the clinician's id, the hash of a condition's name, or k for the
/// k-th event of a step; 0 when there is none. `step` is below 2^20, `address` below 2^12 (from draws.def),
/// `block` below 2^8 (more words under the same address). Larger numbers would run into their neighbour's
/// bits.
[[gnu::always_inline]] constexpr Words luck(const LuckKey& key, Kind kind, std::uint64_t id,
                                            std::uint32_t partner, std::uint32_t step, std::uint32_t address,
                                            std::uint32_t block = 0) {
  const std::uint32_t last_key = key.market << 12 | static_cast<std::uint32_t>(kind) << 8 | block;
  return threefry(static_cast<std::uint32_t>(id), static_cast<std::uint32_t>(id >> 32), partner,
                  step << 12 | address, key.seed_lo, key.seed_hi, key.replicate, last_key);
}

/// The one word of a named decision.
[[gnu::always_inline]] constexpr std::uint32_t word(const LuckKey& key, std::uint64_t id,
                                                    std::uint32_t partner, std::uint32_t step, DrawId draw) {
  return luck(key, draw.kind, id, partner, step, draw.address)[draw];
}

/// The same, where one decision is taken for several kinds (`kind` in place of the draw's own).
[[gnu::always_inline]] constexpr std::uint32_t word(const LuckKey& key, Kind kind, std::uint64_t id,
                                                    std::uint32_t partner, std::uint32_t step, DrawId draw) {
  return luck(key, kind, id, partner, step, draw.address)[draw];
}

}  // namespace rapport
