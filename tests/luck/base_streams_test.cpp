// Independence: between people, steps, partners, purposes, seeds and words; and no two addresses share a
// counter.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include "base/random.h"
#include "base/sample.h"
#include "support/statistics.h"

namespace rapport::base_streams_test {

using namespace statistics;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using Stream = std::function<u32(u64)>;

constexpr std::size_t kMany = 1 << 17;

double centred(u32 word) { return std::sqrt(12.0) * (uniform(word) - 0.5); }

/// Correlation of two streams; the twin mixes 5 % of the first one into the second.
Estimate correlation(const Stream& a, const Stream& b, double scale) {
  double sum = 0.0;
  for (u64 i = 0; i < kMany; ++i) {
    const double x = centred(a(i)), mixed = scale - 1.0;
    sum += x * (mixed * x + std::sqrt(1.0 - mixed * mixed) * centred(b(i)));
  }
  return {sum / kMany, 1.0 / std::sqrt(static_cast<double>(kMany))};
}

void expect_unrelated(const char* name, const Stream& a, const Stream& b) {
  expect_truth(
      name, [&](double scale) { return correlation(a, b, scale); }, 0.0, kShift);
}

struct At {
  LuckKey key{2024, 7, 3, 5};
  Kind kind = Kind::test;
  u64 shift = 0;
  u32 partner = 0, step = 100, address = 1, block = 0;
  int word = 0;
};
Stream stream(At at) {
  return [at](u64 i) {
    return luck(at.key, at.kind, i + at.shift, at.partner, at.step, at.address, at.block).v[at.word];
  };
}

// V39
TEST(BaseStreams, NeighboursAreIndependent) {
  const Stream base = stream({});
  expect_unrelated("next person", base, stream({.shift = 1}));
  expect_unrelated("person with another high half", base, stream({.shift = u64{1} << 32}));
  expect_unrelated("next step", base, stream({.step = 101}));
  expect_unrelated("a year later", base, stream({.step = 152}));
  expect_unrelated("next partner", base, stream({.partner = 1}));
  expect_unrelated("next address", base, stream({.address = 2}));
  expect_unrelated("next block", base, stream({.block = 1}));
  for (int word = 1; word < 4; ++word)
    expect_unrelated("another word of the address", base, stream({.word = word}));
}

// V39
TEST(BaseStreams, KeysAreIndependent) {
  const Stream base = stream({});
  expect_unrelated("seed + 1", base, stream({.key = {2025, 7, 3, 5}}));
  expect_unrelated("high half of the seed + 1", base, stream({.key = {2024, 8, 3, 5}}));
  expect_unrelated("next replicate", base, stream({.key = {2024, 7, 4, 5}}));
  expect_unrelated("next market", base, stream({.key = {2024, 7, 3, 6}}));
  expect_unrelated("another kind", base, stream({.kind = Kind::synthesis}));
  expect_unrelated("seed and person swapped", base, stream({.key = {2023, 7, 3, 5}, .shift = 1}));
}

// V39
TEST(BaseStreams, NamedDrawsAreIndependent) {
  const auto of = [](DrawId draw) { return [draw](u64 i) { return word({2024, 7, 3, 5}, i, 0, 9, draw); }; };
  expect_unrelated("dies, falls_ill", of(draws::dies), of(draws::falls_ill));
  expect_unrelated("dies, gives_birth", of(draws::dies), of(draws::gives_birth));
  expect_unrelated("severity_a, severity_b", of(draws::severity_a), of(draws::severity_b));
  expect_unrelated("admitted, dies_in_hospital", of(draws::admitted), of(draws::dies_in_hospital));
  expect_unrelated("dies, synth_age", of(draws::dies), of(draws::synth_age));
}

/// Pairs of equal 20-bit heads among many words: n (n - 1) / 2 cells. The twin has 5 % fewer cells.
// V39
TEST(BaseStreams, WordsCollideAsOftenAsChanceSays) {
  constexpr double kCells = 1 << 20;
  const auto pairs = [](double scale) {
    std::vector<u32> heads(2 * kMany);
    const double cells = kCells / scale;
    for (u64 i = 0; i < heads.size(); ++i)
      heads[i] = static_cast<u32>(cells * uniform(stream({.address = 9})(i)));
    std::sort(heads.begin(), heads.end());
    double equal = 0.0, run = 0.0;
    for (std::size_t i = 1; i < heads.size(); ++i) equal += run = heads[i] == heads[i - 1] ? run + 1.0 : 0.0;
    return Estimate{equal, std::sqrt(static_cast<double>(heads.size()) * heads.size() / 2.0 / cells)};
  };
  const double expected = 2.0 * kMany * (2.0 * kMany - 1.0) / 2.0 / kCells;
  expect_truth("equal pairs of heads", pairs, expected, 0.05 * expected);
}

using Counter = std::array<u32, 4>;

/// Repeated outputs over an enumerated block. Threefry is one-to-one under a key, so equal words are equal
/// counters.
template <class Luck>
std::size_t repeats(Luck words_at) {
  std::set<u32> addresses;
  for (const DrawEntry& entry : kDraws) addresses.insert(entry.id.address);
  addresses.insert({2047, 2048, 4095});
  std::vector<Counter> seen;
  for (const u64 id :
       {u64{1}, u64{2}, u64{1} << 16, u64{1} << 32, (u64{1} << 40) + 1, u64{0xFFFFFFFFFFFFFFFF}})
    for (const u32 partner : {0u, 1u, 2u, 4095u, 4096u, 0x80000000u, 0xFFFFFFFFu})
      for (u32 step = 0; step < 60; ++step)
        for (const u32 address : addresses) {
          const Words w = words_at(id, partner, step < 50 ? step : (1u << 20) - step, address);
          seen.push_back({w.v[0], w.v[1], w.v[2], w.v[3]});
        }
  std::sort(seen.begin(), seen.end());
  return seen.size() - static_cast<std::size_t>(std::unique(seen.begin(), seen.end()) - seen.begin());
}

// V39
TEST(BaseStreams, NoTwoAddressesShareACounter) {
  const LuckKey key{1, 2, 3, 4};
  EXPECT_EQ(repeats([&](u64 id, u32 p, u32 s, u32 a) { return luck(key, Kind::patient, id, p, s, a); }), 0u);
}

TEST(BaseStreams, APackingOneBitTooNarrowWouldBeNoticed) {
  const auto narrow = [](u64 id, u32 partner, u32 step, u32 address) {
    return threefry(static_cast<u32>(id), static_cast<u32>(id >> 32), partner, step << 11 | address, 1, 2, 3,
                    4);
  };
  EXPECT_GT(repeats(narrow), 0u);
}

// V39
TEST(BaseStreams, NoTwoKeysAgree) {
  std::set<Counter> seen;
  std::size_t n = 0;
  for (const u32 seed : {0u, 1u, 0xFFFFFFFFu})
    for (const u32 replicate : {0u, 1u, 19u})
      for (const u32 market : {0u, 1u, 255u, 256u, 4095u, 4096u, (1u << 20) - 1})
        for (const Kind kind : {Kind::patient, Kind::clinician, Kind::practice, Kind::synthesis, Kind::test})
          for (const u32 block : {0u, 1u, 255u}) {
            const Words w = luck({seed, 0, replicate, market}, kind, 1, 0, 0, 1, block);
            seen.insert({w.v[0], w.v[1], w.v[2], w.v[3]});
            ++n;
          }
  EXPECT_EQ(seen.size(), n);
}

}  // namespace rapport::base_streams_test
