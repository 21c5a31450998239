// Streams of words for outside test suites are the words of the model at their addresses.
#include "study/word_stream.h"

#include <gtest/gtest.h>

#include <limits>

namespace rapport::word_stream_test {

constexpr LuckKey kKey{7, 0, 3, 2};

WordStream stream(std::vector<std::uint8_t> words = {2}) {
  return {.first = {kKey, 11, 5, 9}, .kind = Kind::clinician, .address = 40, .words = std::move(words)};
}

TEST(WordStream, IsTheWordOfTheAddress) {
  const DrawId draw{40, 2, Kind::clinician};
  for (const std::uint32_t n : {0U, 1U, 17U}) {
    EXPECT_EQ(stream().word(n, Along::step), word(kKey, 11, 5, 9 + n, draw));
    EXPECT_EQ(stream().word(n, Along::id), word(kKey, 11 + n, 5, 9, draw));
    EXPECT_EQ(stream().word(n, Along::partner), word(kKey, 11, 5 + n, 9, draw));
    EXPECT_EQ(stream().word(n, Along::replicate), word({7, 0, 3 + n, 2}, 11, 5, 9, draw));
    EXPECT_EQ(stream().word(n, Along::market), word({7, 0, 3, 2 + n}, 11, 5, 9, draw));
    EXPECT_EQ(stream().word(n, Along::seed), word({7 + n, 0, 3, 2}, 11, 5, 9, draw));
  }
}

TEST(WordStream, FourWordsOfAnAddressComeBeforeTheNext) {
  const WordStream all = stream({0, 1, 2, 3});
  const Words second = luck(kKey, Kind::clinician, 11, 5, 10, 40);
  for (std::uint32_t n = 0; n < 4; ++n) EXPECT_EQ(all.word(4 + n, Along::step), second.v[n]);
}

TEST(WordStream, InterleavedGoesOverPeopleThenStepsThenReplicates) {
  const WordAddress person = stream().at(kInterleavedIds - 1, Along::interleaved);
  EXPECT_EQ(person.id, 11 + kInterleavedIds - 1);
  EXPECT_EQ(person.step, 9U);
  const WordAddress step = stream().at(kInterleavedIds, Along::interleaved);
  EXPECT_EQ(step.id, 11U);
  EXPECT_EQ(step.step, 10U);
  const WordAddress replicate = stream().at(kInterleavedIds * kInterleavedSteps + 1, Along::interleaved);
  EXPECT_EQ(replicate.id, 12U);
  EXPECT_EQ(replicate.step, 9U);
  EXPECT_EQ(replicate.key.replicate, 4U);
}

/// No part runs into its neighbour's bits, so that no address comes twice.
TEST(WordStream, WhatIsFullCarries) {
  constexpr std::uint32_t kField = (1U << 20) - 1, kWord = 0xFFFFFFFF;
  WordStream full = stream();
  full.first = {{kWord, 0, kWord, kField}, 11, kWord, kField};
  const WordAddress step = full.at(1, Along::step);
  EXPECT_EQ(step.step, 0U);
  EXPECT_EQ(step.key.replicate, 0U);
  EXPECT_EQ(step.key.seed_lo, 0U);
  EXPECT_EQ(step.key.seed_hi, 1U);
  EXPECT_EQ(full.at(1, Along::market).key.market, 0U);
  EXPECT_EQ(full.at(1, Along::partner).id, 12U);
  EXPECT_EQ(full.at(2, Along::partner).partner, 1U);
  EXPECT_EQ(full.at(1, Along::seed).key.seed_hi, 1U);
  full.first.id = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(full.at(1, Along::id).id, 0U);
}

TEST(WordStream, NamesAreFound) {
  for (const DrawEntry& entry : kDraws) {
    const auto found = draw_named(entry.name);
    ASSERT_TRUE(found) << entry.name;
    EXPECT_EQ(found->id.address, entry.id.address);
  }
  EXPECT_FALSE(draw_named("no_such_draw"));
  EXPECT_FALSE(draw_named(""));
  EXPECT_EQ(along_of("steps"), Along::step);
  EXPECT_EQ(along_of("interleaved"), Along::interleaved);
  EXPECT_FALSE(along_of("step"));
}

}  // namespace rapport::word_stream_test
