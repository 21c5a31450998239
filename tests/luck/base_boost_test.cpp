// Boost.Random on an unrelated generator as an independent reference for counts and normals.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "base/sample.h"
#include "support/statistics.h"

namespace rapport::base_boost_test {

using namespace statistics;

constexpr std::size_t kMany = 1 << 18;

template <class Rule>
std::vector<double> ours(std::uint32_t test, Rule rule) {
  std::vector<double> sample(kMany);
  for (std::size_t i = 0; i < kMany; ++i)
    sample[i] = rule(luck({30, 0, 0, 0}, Kind::test, i, 0, 0, test).v[0]);
  return sample;
}

template <class Distribution>
std::vector<double> boosts(unsigned seed, Distribution distribution) {
  boost::random::mt19937 generator(seed);
  std::vector<double> sample(kMany);
  for (double& x : sample) x = static_cast<double>(distribution(generator));
  return sample;
}

/// Difference of a moment between our sample under the rule times `scale` and Boost's.
template <class Moment, class Ours>
void expect_same(const std::string& name, Moment moment, Ours draw, const std::vector<double>& reference,
                 double twin_error) {
  const Estimate theirs = moment(reference);
  const auto difference = [&](double scale) {
    const Estimate mine = moment(draw(scale));
    return Estimate{mine.value - theirs.value, std::hypot(mine.se, theirs.se)};
  };
  expect_truth(name, difference, 0.0, twin_error);
}

TEST(BaseBoost, CountsAgree) {
  for (const double mean : {0.5, 3.0, 20.0}) {
    const auto draw = [=](double s) {
      return ours(1, [=](std::uint32_t w) { return static_cast<double>(poisson_count(w, s * mean)); });
    };
    const auto reference = boosts(17, boost::random::poisson_distribution<int, double>(mean));
    const std::string name = "poisson against Boost, " + std::to_string(mean);
    expect_same(name + " mean", mean_of, draw, reference, 0.05 * mean);
    expect_same(name + " var", variance_of, draw, reference, 0.05 * mean);
  }
}

TEST(BaseBoost, NormalsAgree) {
  const auto draw = [](double s) {
    return ours(2, [=](std::uint32_t w) { return s * normal(w) + (s - 1.0); });
  };
  const auto reference = boosts(18, boost::random::normal_distribution<double>());
  expect_same("normal against Boost mean", mean_of, draw, reference, 0.05);
  expect_same("normal against Boost var", variance_of, draw, reference, 0.1025);
}

/// Kolmogorov and Smirnov's test of two samples of equal size.
TEST(BaseBoost, NormalsHaveTheSameDistribution) {
  std::vector<double> reference = boosts(19, boost::random::normal_distribution<double>());
  std::sort(reference.begin(), reference.end());
  const auto draw = [](double s) {
    return ours(3, [=](std::uint32_t w) { return s * normal(w) + (s - 1.0); });
  };
  const auto cdf = [&](double x) {
    const auto below_x = std::upper_bound(reference.begin(), reference.end(), x) - reference.begin();
    return static_cast<double>(below_x) / kMany;
  };
  expect_distribution("normal against Boost", draw, cdf, 0.0199, 0.5);
}

}  // namespace rapport::base_boost_test
