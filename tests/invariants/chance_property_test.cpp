// What holds for every random word: certainty is certain, a raised probability takes no event away, samples stay
// in their range and turn one way, and sums do not know their order.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "base/fixed_sum.h"
#include "base/probability.h"
#include "base/sample.h"
#include "support/properties.h"

namespace rapport::chance_property_test {

using namespace properties;

using u32 = std::uint32_t;

/// Any double but NaN: of all sizes, both signs, infinite and smallest ones too.
double any_real() {
  const double x = std::bit_cast<double>(any<std::uint64_t>());
  const double share = any<u32>() * 0x1p-32;
  const double chosen = *rc::gen::element(x, share, share * 1e-9, 1.0 - share * 1e-9, 0.0, -0.0, 1.0,
                                          std::numeric_limits<double>::infinity());
  return std::isnan(chosen) ? share : chosen;
}

RC_GTEST_PROP(ChanceProperties, CertaintyIsCertain, ()) {
  repeated(30, [] {
    const double p = any_real();
    for (const u32 word : {0U, 0xFFFFFFFFU, any<u32>()}) {
      if (p <= 0.0) RC_ASSERT(!happens(word, p) && !happens(word, static_cast<float>(p)));
      if (p >= 1.0) RC_ASSERT(happens(word, p) && happens(word, static_cast<float>(p)));
      RC_ASSERT(!happens(word, 0.0) && !happens(word, -0.0f));
      RC_ASSERT(happens(word, 1.0) && happens(word, 1.0f));
    }
  });
}

/// Coupling: with the same word, what happens at p happens at every q above.
RC_GTEST_PROP(ChanceProperties, RaisingAProbabilityTakesNoEventAway, ()) {
  repeated(30, [] {
    const double a = any_real(), b = any_real();
    const double p = std::min(a, b), q = std::max(a, b);
    RC_ASSERT(threshold(p) <= threshold(q));
    RC_ASSERT(threshold(static_cast<float>(p)) <= threshold(static_cast<float>(q)));
    const u32 edge = threshold(p);
    for (const u32 word : {edge - 1, edge, edge + 1, any<u32>()}) {
      RC_ASSERT(!happens(word, p) || happens(word, q));
      RC_ASSERT(!happens(word, static_cast<float>(p)) || happens(word, static_cast<float>(q)));
    }
  });
}

RC_GTEST_PROP(ChanceProperties, TheScreenLetsEveryEventThrough, ()) {
  repeated(30, [] {
    const u32 a = any<u32>(), b = any<u32>();
    const float rate = static_cast<float>(std::ldexp(uniform(a), static_cast<int>(a % 40) - 30));
    const float time = static_cast<float>(uniform(b));
    RC_ASSERT(threshold(rate_to_probability(rate, time)) <= threshold_above(rate, time));
  });
}

RC_GTEST_PROP(ChanceProperties, ProbabilitiesOfRatesAreProbabilities, ()) {
  repeated(30, [] {
    const u32 a = any<u32>(), b = any<u32>();
    const double low = std::ldexp(uniform(std::min(a, b)), 6), high = std::ldexp(uniform(std::max(a, b)), 6);
    const double p = rate_to_probability(low, 1.0), q = rate_to_probability(high, 1.0);
    RC_ASSERT(p >= 0.0 && p <= q && q <= 1.0);
    RC_ASSERT(rate_to_probability(0.0, 1.0) == 0.0 && rate_to_probability(0.0f, 1.0f) == 0.0f);
    const float single = rate_to_probability(static_cast<float>(high), 1.0f);
    RC_ASSERT(single >= 0.0f && single <= 1.0f);
  });
}

RC_GTEST_PROP(ChanceProperties, SamplesStayInRangeAndTurnOneWay, ()) {
  repeated(30, [] {
    const u32 a = any<u32>(), b = any<u32>(), n = any<u32>();
    const u32 word = std::min(a, b), later = std::max(a, b);
    RC_ASSERT(uniform(word) > 0.0 && uniform(later) < 1.0 && uniform(word) <= uniform(later));
    const u32 count = std::max(n >> (b % 32), 1U);
    RC_ASSERT(below(later, count) < count && below(word, count) <= below(later, count));
    RC_ASSERT(normal(word) <= normal(later) && std::fabs(normal(word)) < 6.4);
    RC_ASSERT(normal_float(word) <= normal_float(later) && std::fabs(normal_float(word)) < 6.4f);
    RC_ASSERT(exponential(word) >= exponential(later) && exponential(later) > 0.0);
    const double sigma = 3.0 * uniform(n);
    RC_ASSERT(lognormal_mean_one(word, sigma) > 0.0 &&
              lognormal_mean_one(word, sigma) <= lognormal_mean_one(later, sigma));
    RC_ASSERT(lognormal_mean_one(word, 0.0) == 1.0);
    RC_ASSERT(poisson_count(word, sigma) >= poisson_count(later, sigma) && poisson_count(word, 0.0) == 0);
  });
}

/// Cumulative shares of up to a dozen choices, some of them without a share.
std::vector<double> any_shares() {
  auto sizes = *rc::gen::container<std::vector<int>>(
      between<std::size_t>(1, 13), rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 4)));
  *std::max_element(sizes.begin(), sizes.end()) += 1;
  double all = 0.0, sum = 0.0;
  for (const int size : sizes) all += size;
  std::vector<double> cumulative;
  for (const int size : sizes) cumulative.push_back((sum += size) / all);
  return cumulative;
}

RC_GTEST_PROP(ChanceProperties, PicksHaveAShareAndMoveWithIt, ()) {
  repeated(30, [] {
    const u32 word = any<u32>(), by = any<u32>();
    const std::vector<double> shares = any_shares();
    const std::size_t chosen = pick(std::span<const double>(shares), word);
    RC_ASSERT(chosen < shares.size());
    RC_ASSERT(shares[chosen] > (chosen == 0 ? 0.0 : shares[chosen - 1]));
    std::vector<double> earlier = shares;  // all that comes later gives something to the first
    for (double& share : earlier) share += (1.0 - share) * uniform(by);
    RC_ASSERT(pick(std::span<const double>(earlier), word) <= chosen);
  });
}

RC_GTEST_PROP(ChanceProperties, SumsDoNotKnowTheirOrder, ()) {
  std::vector<double> values(between<std::size_t>(0, 200));
  for (double& value : values) value = any<std::int64_t>() * 0x1p-43;
  const auto sum_of = [](std::span<const double> part) {
    std::int64_t sum = 0;
    for (const double value : part) sum += to_fixed(value);
    return sum;
  };
  const std::int64_t sum = sum_of(values);
  for (std::size_t k = values.size(); k > 1; --k)
    std::swap(values[k - 1], values[between<std::size_t>(0, k)]);
  const std::size_t cut = between<std::size_t>(0, values.size() + 1);
  const std::span<const double> all(values);
  RC_ASSERT(sum_of(all.first(cut)) + sum_of(all.subspan(cut)) == sum);
  double plain = 0.0;
  for (const double value : values) plain += value;
  RC_ASSERT(std::fabs(from_fixed(sum) - plain) <= static_cast<double>(values.size() + 1) * 0x1p-23);
}

}  // namespace rapport::chance_property_test
