// What an outsider's people are given: each distribution against its truth, with a twin 5 % off that must be noticed.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/statistics.h"
#include "transition/agents.h"
#include "transition/compile.h"
#include "transition/distribution.h"
#include "unit/own_models.h"

namespace rapport::transition_distribution_test {

using namespace statistics;
using namespace transition;
using namespace own_models;

constexpr std::size_t kDrawn = 1 << 18;
const LuckKey kKey{20, 26, 0, 0};

std::vector<double> sample_of(const Distribution& distribution, const std::string& name, double scale = 1.0) {
  std::vector<double> sample(kDrawn);
  for (std::size_t i = 0; i < kDrawn; ++i)
    sample[i] = scale * drawn(distribution, kKey, person_id(i), hash_of(name));
  return sample;
}

Distribution of(Form form, double a, double b) { return {form, a, b, {}, {}}; }

/// Mean and variance of a distribution that are not 0; the twin is multiplied by 1.05.
void expect_moments(const std::string& name, const Distribution& distribution, double mean, double variance) {
  expect_truth(
      name + " mean", [&](double scale) { return mean_of(sample_of(distribution, name, scale)); }, mean,
      0.05 * mean);
  expect_truth(
      name + " variance", [&](double scale) { return variance_of(sample_of(distribution, name, scale)); },
      variance, 0.1025 * variance);
}

TEST(TransitionDistribution, XT_3_UniformNormalAndLognormalHaveTheirMoments) {
  expect_moments("uniform 2 to 5", of(Form::uniform, 2.0, 5.0), 3.5, 9.0 / 12.0);
  expect_moments("normal 4, 2", of(Form::normal, 4.0, 2.0), 4.0, 4.0);
  const double spread = 0.3, mean = std::exp(0.5 + 0.5 * spread * spread);
  expect_moments("lognormal 0.5, 0.3", of(Form::lognormal, 0.5, spread), mean,
                 mean * mean * std::expm1(spread * spread));
}

TEST(TransitionDistributionSlow, XT_3_GammaHasItsMomentsAboveAndBelowShapeOne) {
  for (const double shape : {0.3, 0.8, 1.0, 2.5, 40.0}) {
    const std::string name = "gamma " + std::to_string(shape);
    expect_moments(name, of(Form::gamma, shape, 4.0), shape / 4.0, shape / 16.0);
  }
}

TEST(TransitionDistributionSlow, XT_3_BetaHasItsMomentsAboveAndBelowShapeOne) {
  const std::vector<std::pair<double, double>> shapes{
      {0.5, 0.5}, {0.3, 2.0}, {2.0, 0.7}, {2.0, 3.0}, {20.0, 5.0}};
  for (const auto& [a, b] : shapes) {
    const std::string name = "beta " + std::to_string(a) + " " + std::to_string(b);
    expect_moments(name, of(Form::beta, a, b), a / (a + b), a * b / ((a + b) * (a + b) * (a + b + 1.0)));
  }
}

TEST(TransitionDistribution, WholeShapesHaveTheirDistribution) {
  expect_distribution(
      "gamma 1 is exponential", [](double scale) { return sample_of(of(Form::gamma, 1.0, 1.0), "g", scale); },
      [](double x) { return -std::expm1(-x); }, 0.0179);
  expect_distribution(
      "beta 2, 1 is a root", [](double scale) { return sample_of(of(Form::beta, 2.0, 1.0), "b", scale); },
      [](double x) { return std::min(x, 1.0) * std::min(x, 1.0); }, 1.0 - 1.0 / 1.1025);
}

TEST(TransitionDistribution, SharesAreThoseGiven) {
  const auto share = [](const Distribution& distribution, double of_value, double truth) {
    std::size_t count = 0;
    for (const double x : sample_of(distribution, "share")) count += x == of_value ? 1 : 0;
    return share_of(count, kDrawn, truth);
  };
  expect_truth(
      "bernoulli 0.3", [&](double scale) { return share(of(Form::bernoulli, 0.3 * scale, 0.0), 1.0, 0.3); },
      0.3, 0.015);
  const auto groups = [](double scale) {
    return Distribution{
        Form::categorical, 0.0, 0.0, {7.0, 8.0, 9.0}, {0.2 * scale, 0.5 - 0.2 * (scale - 1.0), 0.3}};
  };
  expect_truth(
      "first of three", [&](double scale) { return share(groups(scale), 7.0, 0.2); }, 0.2, 0.01);
  expect_truth(
      "second of three", [&](double scale) { return share(groups(1.0 + 2.5 * (scale - 1.0)), 8.0, 0.5); },
      0.5, 0.025);
}

/// Both gammas of a beta with tiny shapes are far below the smallest number: their ratio is not.
TEST(TransitionDistribution, TinyShapesGiveNumbers) {
  std::size_t high = 0;
  for (const double x : sample_of(of(Form::beta, 0.001, 0.001), "tiny")) {
    ASSERT_TRUE(x >= 0.0 && x <= 1.0) << x;
    high += x > 0.5 ? 1 : 0;
  }
  EXPECT_LT(std::abs(share_of(high, kDrawn, 0.5).value - 0.5) / share_of(high, kDrawn, 0.5).se, kLimit);
  for (const double x : sample_of(of(Form::gamma, 0.001, 1.0), "tiny"))
    ASSERT_TRUE(x >= 0.0 && x < 100.0) << x;
  for (const double x : sample_of(of(Form::normal, 3.0, 0.0), "tiny")) ASSERT_EQ(x, 3.0);
}

Block block_of(const std::string& covariates, std::uint64_t first, std::size_t count) {
  const OwnModel own = good_model(two_states(covariates));
  return draw_block(own.model, own.compiled.people, kKey, first, count);
}

TEST(TransitionDistribution, XT_3_APersonIsTheSameInEveryBlock) {
  const std::string text = "covariates: {x: {gamma: {shape: 0.5, rate: 1}}, y: {normal: {mean: 0, sd: 1}}}\n";
  const Block whole = block_of(text, 0, 100), part = block_of(text, 40, 10);
  for (std::size_t row = 0; row < 10; ++row)
    for (std::size_t c = 0; c < 2; ++c) EXPECT_EQ(part.covariates[c][row], whole.covariates[c][40 + row]);
}

TEST(TransitionDistribution, AnotherCovariateChangesNobody) {
  const Block one = block_of("covariates: {x: {beta: {a: 2, b: 3}}}\n", 0, 50);
  const Block two = block_of(
      "covariates: {before: {uniform: {low: 0, high: 1}}, x: {beta: {a: 2, b: 3}}, behind: {normal: {mean: "
      "0, sd: "
      "1}}}\n",
      0, 50);
  EXPECT_EQ(one.covariates[0], two.covariates[1]);
  const Block renamed = block_of("covariates: {z: {beta: {a: 2, b: 3}}}\n", 0, 50);
  EXPECT_NE(one.covariates[0], renamed.covariates[0]);
}

TEST(TransitionDistribution, CovariatesOfAPersonAreUnrelated) {
  const auto product = [](double scale) {
    const std::vector<double> x = sample_of(of(Form::normal, 0.0, 1.0), "x");
    const std::vector<double> y = sample_of(of(Form::normal, 0.0, 1.0), "y");
    std::vector<double> products(kDrawn);
    for (std::size_t i = 0; i < kDrawn; ++i) products[i] = x[i] * (y[i] + (scale - 1.0) * x[i]);
    return mean_of(products);
  };
  expect_truth("correlation of two covariates", product, 0.0, 0.05);
}

}  // namespace rapport::transition_distribution_test
