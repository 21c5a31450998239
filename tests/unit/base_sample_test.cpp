// Samplers at their corners: thresholds, certainty, exact boundaries of counts, monotony in the parameter.
#include "base/sample.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "base/probability.h"

namespace rapport::base_sample_test {

using u32 = std::uint32_t;

TEST(BaseSample, NeverAndAlwaysAreCertain) {
  for (const u32 word : {0u, 1u, 0x7FFFFFFFu, 0xFFFFFFFEu, 0xFFFFFFFFu}) {
    EXPECT_FALSE(happens(word, 0.0));
    EXPECT_FALSE(happens(word, 0.0f));
    EXPECT_FALSE(happens(word, -1.0f));
    EXPECT_FALSE(happens(word, -std::numeric_limits<double>::infinity()));
    EXPECT_TRUE(happens(word, 1.0));
    EXPECT_TRUE(happens(word, 1.0f));
    EXPECT_TRUE(happens(word, 7.0));
    EXPECT_TRUE(happens(word, std::numeric_limits<float>::infinity()));
  }
}

TEST(BaseSample, ThresholdIsTheProbabilityOfAWord) {
  EXPECT_EQ(threshold(0.5f), 0x80000000u);
  EXPECT_EQ(threshold(0.25), 0x40000000u);
  EXPECT_EQ(threshold(0x1p-32), 1u);
  EXPECT_EQ(threshold(0x1p-32f), 1u);
  EXPECT_EQ(threshold(0x0.7p-32), 0u);
  EXPECT_EQ(threshold(0x1.8p-32f), 2u);
  EXPECT_EQ(threshold(0x1.fffffep-1f), 0xFFFFFF00u);
  EXPECT_EQ(threshold(1.0 - 0x1p-32), kCertain);
  EXPECT_EQ(threshold(1.0 - 0x1p-31), kCertain - 1);
  EXPECT_TRUE(happens(0u, 0x1p-32));
  EXPECT_FALSE(happens(1u, 0x1p-32));
}

RC_GTEST_PROP(BaseSample, ThresholdRoundsToTheNearestWord, (u32 word, u32 scale)) {
  const double p = uniform(word) * std::ldexp(1.0, -static_cast<int>(scale % 32));
  RC_ASSERT(std::fabs(threshold(p) - p * 0x1p32) <= 0.5 + 1e-6);
  const float single = static_cast<float>(p) < 1.0f ? static_cast<float>(p) : 0.5f;
  RC_ASSERT(std::fabs(threshold(single) - static_cast<double>(single) * 0x1p32) <= 0.5);
}

TEST(BaseSample, UniformNeverTouchesItsEnds) {
  EXPECT_GT(uniform(0), 0.0);
  EXPECT_LT(uniform(0xFFFFFFFFu), 1.0);
  EXPECT_EQ(uniform(0) + uniform(0xFFFFFFFFu), 1.0);
  EXPECT_EQ(below(0xFFFFFFFFu, 28), 27u);
  EXPECT_EQ(below(0, 28), 0u);
  EXPECT_EQ(below(0xFFFFFFFFu, 1), 0u);
}

/// How many words give a count of at least k: the count never rises with the word.
double words_at_least(int k, double mean) {
  std::uint64_t lo = 0, hi = std::uint64_t{1} << 32;
  while (lo < hi) {
    const std::uint64_t middle = (lo + hi) / 2;
    if (poisson_count(static_cast<u32>(middle), mean) >= k)
      lo = middle + 1;
    else
      hi = middle;
  }
  return static_cast<double>(lo);
}

/// P(count >= k), summed upwards from k in long double.
double poisson_tail(int k, double mean) {
  long double term = std::exp(-static_cast<long double>(mean) + k * std::log(static_cast<long double>(mean)) -
                              std::lgamma(static_cast<long double>(k) + 1));
  long double sum = 0;
  for (int i = k; i < k + 2000; ++i) sum += term, term *= mean / (i + 1);
  return static_cast<double>(sum);
}

TEST(BaseSample, PoissonCountsHaveTheirExactShareOfWords) {
  for (const double mean : {1e-9, 1e-4, 0.01, 0.3, 1.0, 4.0, 30.0, 200.0, 500.0}) {
    const int last = static_cast<int>(mean + 8.0 * std::sqrt(mean) + 3.0);
    for (int k = std::max(1, static_cast<int>(mean - 6.0 * std::sqrt(mean))); k <= last; ++k)
      EXPECT_NEAR(words_at_least(k, mean), poisson_tail(k, mean) * 0x1p32, 0.51) << mean << " " << k;
  }
}

TEST(BaseSample, PoissonTwinWithAShiftedMeanHasOtherShares) {
  EXPECT_GT(std::fabs(words_at_least(1, 0.3 * 1.05) - poisson_tail(1, 0.3) * 0x1p32), 1e7);
}

TEST(BaseSample, NoMeanNoEvents) {
  EXPECT_EQ(poisson_count(0, 0.0), 0);
  EXPECT_EQ(poisson_count(0xFFFFFFFFu, 0.0), 0);
  EXPECT_EQ(poisson_count(0xFFFFFFFFu, 1e-12), 0);
  EXPECT_LT(poisson_count(0, 500.0), 1000);
}

RC_GTEST_PROP(BaseSample, CountsNeverFallWhenTheMeanRises, (u32 word, u32 a, u32 b)) {
  const double low = 30.0 * uniform(std::min(a, b)), high = 30.0 * uniform(std::max(a, b));
  RC_ASSERT(poisson_count(word, low) <= poisson_count(word, high));
}

RC_GTEST_PROP(BaseSample, AThresholdScreensForCounts, (u32 word, u32 a)) {
  const double mean = 3.0 * uniform(a);
  const u32 limit = threshold(rate_to_probability(mean, 1.0));
  RC_PRE(word > limit + 1 || word + 1 < limit);
  RC_ASSERT(event(word, limit) == (poisson_count(word, mean) > 0));
}

RC_GTEST_PROP(BaseSample, MoreProbableNeverHappensLess, (u32 word, u32 a, u32 b)) {
  RC_ASSERT(!happens(word, uniform(std::min(a, b))) || happens(word, uniform(std::max(a, b))));
}

RC_GTEST_PROP(BaseSample, FloatNormalsEqualDoubleOnes, (u32 word)) {
  RC_ASSERT(std::fabs(normal(word) - normal_float(word)) < 1e-6 * std::max(1.0, std::fabs(normal(word))));
  RC_ASSERT(std::fabs(normal(word) + normal(~word)) < 1e-12);
}

RC_GTEST_PROP(BaseSample, TheSecondSmallestIsThat, (std::array<u32, 4> w)) {
  const u32 got = second_smallest(w[0], w[1], w[2], w[3]);
  std::sort(w.begin(), w.end());
  RC_ASSERT(got == w[1]);
}

TEST(BaseSample, PicksByCumulativeShares) {
  const std::vector<double> shares{0.25, 0.25, 0.75, 1.0};
  const std::span<const double> view(shares);
  EXPECT_EQ(pick(view, 0), 0u);
  EXPECT_EQ(pick(view, 0x3FFFFFFFu), 0u);
  EXPECT_EQ(pick(view, 0x40000000u), 2u);  // the second share is empty
  EXPECT_EQ(pick(view, 0xBFFFFFFFu), 2u);
  EXPECT_EQ(pick(view, 0xFFFFFFFFu), 3u);
  const std::vector<float> short_of_one{0.5f, 0.9f};
  EXPECT_EQ(pick(std::span<const float>(short_of_one), 0xFFFFFFFFu), 1u);
  const std::vector<float> single{1.0f};
  EXPECT_EQ(pick(std::span<const float>(single), 0x80000000u), 0u);
}

}  // namespace rapport::base_sample_test
