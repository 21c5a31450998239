// Threefry against its published answers and against Random123; the layout of addresses.
#include "base/draw_batch.h"
#include "base/random.h"

#include <Random123/threefry.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

namespace rapport::base_random_test {

using u32 = std::uint32_t;
using Four = std::array<u32, 4>;

Four ours(Four c, Four k) {
  const Words w = threefry(c[0], c[1], c[2], c[3], k[0], k[1], k[2], k[3]);
  return {w.v[0], w.v[1], w.v[2], w.v[3]};
}

Four theirs(Four c, Four k) {
  const threefry4x32_ctr_t counter = {{c[0], c[1], c[2], c[3]}};
  const threefry4x32_key_t key = {{k[0], k[1], k[2], k[3]}};
  const threefry4x32_ctr_t words = threefry4x32_R(20, counter, key);
  return {words.v[0], words.v[1], words.v[2], words.v[3]};
}

// Random123's known-answer file (tests/kat_vectors), rows threefry4x32 20: counter, key, expected.
struct Known {
  Four counter, key, expected;
};
constexpr u32 kOnes = 0xffffffff;
constexpr std::array kKnown{
    Known{{0, 0, 0, 0}, {0, 0, 0, 0}, {0x9c6ca96a, 0xe17eae66, 0xfc10ecd4, 0x5256a7d8}},
    Known{{kOnes, kOnes, kOnes, kOnes},
          {kOnes, kOnes, kOnes, kOnes},
          {0x2a881696, 0x57012287, 0xf6c7446e, 0xa16a6732}},
    Known{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
          {0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89},
          {0x59cd1dbb, 0xb8879579, 0x86b5d00c, 0xac8b6d84}},
};

static_assert(threefry(0, 0, 0, 0, 0, 0, 0, 0).v[0] == 0x9c6ca96a, "usable at compile time");

// V38
TEST(BaseRandom, GivesThePublishedKnownAnswers) {
  for (const Known& known : kKnown) {
    EXPECT_EQ(ours(known.counter, known.key), known.expected);
    EXPECT_EQ(theirs(known.counter, known.key), known.expected);
  }
}

RC_GTEST_PROP(BaseRandom, EqualsRandom123, (Four counter, Four key)) {
  RC_ASSERT(ours(counter, key) == theirs(counter, key));
}

TEST(BaseRandom, AddressFieldsLieWhereDocumented) {
  const LuckKey key{0x11111111, 0x22222222, 0x33333333, 0x45678};
  const Words words = luck(key, Kind::clinician, 0xAAAAAAAABBBBBBBB, 0xCCCCCCCC, 0x12345, 0xDEF, 0x9A);
  const Four expected = theirs({0xBBBBBBBB, 0xAAAAAAAA, 0xCCCCCCCC, 0x12345DEF},
                               {0x11111111, 0x22222222, 0x33333333, 0x4567829A});
  EXPECT_EQ((Four{words.v[0], words.v[1], words.v[2], words.v[3]}), expected);
}

TEST(BaseRandom, ANamedDrawIsItsWordAtItsAddress) {
  const LuckKey key{1, 2, 3, 4};
  for (const DrawEntry& entry : kDraws) {
    const Words words = luck(key, entry.id.kind, 99, 7, 5, entry.id.address);
    EXPECT_EQ(word(key, 99, 7, 5, entry.id), words.v[entry.id.word]) << entry.name;
    EXPECT_EQ(word(key, entry.id.kind, 99, 7, 5, entry.id), words[entry.id]) << entry.name;
  }
}

TEST(BaseRandom, ABatchIsItsDrawsOneByOne) {
  const LuckKey key{1, 2, 3, 4};
  for (const std::size_t rows : {0, 1, 7, 64, 1001}) {
    std::vector<std::uint64_t> ids;
    std::vector<std::uint32_t> partners;
    for (std::size_t row = 0; row < rows; ++row) {
      ids.push_back(std::uint64_t{row % 5} << 40 | row);
      partners.push_back(static_cast<std::uint32_t>(row * 2654435761U));
    }
    const DrawBatch batch(key, 5, draws::own_suits, ids, partners);
    for (std::size_t row = 0; row < rows; ++row) {
      for (const DrawId draw : {draws::own_suits, draws::accepts_colleague})
        ASSERT_EQ(batch.word(draw, row), word(key, ids[row], partners[row], 5, draw)) << row;
    }
  }
}

TEST(BaseRandom, DrawsHaveDistinctNamesAndPlaces) {
  std::set<std::string_view> names;
  std::set<std::array<int, 3>> places;
  for (const DrawEntry& entry : kDraws) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name;
    EXPECT_TRUE(places.insert({static_cast<int>(entry.id.kind), entry.id.address, entry.id.word}).second)
        << entry.name;
  }
}

constexpr DrawEntry entry_at(std::uint16_t address, std::uint8_t word, Kind kind) {
  return {"x", {address, word, kind}, "about"};
}
constexpr bool accepted(DrawEntry a, DrawEntry b) { return random_detail::well_numbered(std::array{a, b}); }

TEST(BaseRandom, TheCompilerRejectsDrawsThatShareAWord) {
  const DrawEntry first = entry_at(3, 1, Kind::patient);
  static_assert(!accepted(entry_at(3, 1, Kind::patient), entry_at(3, 1, Kind::patient)));
  EXPECT_TRUE(accepted(first, entry_at(3, 2, Kind::patient)));
  EXPECT_TRUE(accepted(first, entry_at(4, 1, Kind::patient)));
  EXPECT_TRUE(accepted(first, entry_at(3, 1, Kind::clinician)));
  EXPECT_FALSE(accepted(first, entry_at(4, 4, Kind::patient)));
  EXPECT_FALSE(accepted(first, entry_at(4096, 0, Kind::patient)));
  EXPECT_FALSE(accepted(first, entry_at(0, 0, Kind::patient)));
}

}  // namespace rapport::base_random_test
