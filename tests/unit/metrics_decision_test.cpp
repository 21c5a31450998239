// ME-6 to ME-8: a published plane, every pair and triple of random ones, and samples that a pencil can follow.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "metrics/decision.h"
#include "metrics/frontier.h"
#include "support/properties.h"

namespace rapport::metrics_decision_test {

using metrics::decide;
using metrics::Decision;
using metrics::frontier;
using metrics::Placed;
using metrics::Samples;
using metrics::Standing;
using Numbers = std::vector<double>;

TEST(Metrics, ME_6_ThePublishedPlane) {
  // E, D, C, B, A and usual care.
  const auto placed = frontier(Numbers{55000, 35000, 25000, 10000, 12000, 5000}, Numbers{5, 4, 3, 2, 1.5, 1});
  EXPECT_EQ(placed[4].standing, Standing::dominated);
  EXPECT_EQ(placed[2].standing, Standing::extendedly_dominated);
  for (const std::size_t k : {5u, 3u, 1u, 0u}) EXPECT_EQ(placed[k].standing, Standing::on_frontier);
  EXPECT_DOUBLE_EQ(placed[3].icer, 5000.0);
  EXPECT_DOUBLE_EQ(placed[1].icer, 12500.0);
  EXPECT_DOUBLE_EQ(placed[0].icer, 20000.0);
  EXPECT_DOUBLE_EQ(placed[1].added_cost, 25000.0);
  EXPECT_DOUBLE_EQ(placed[1].added_effect, 2.0);
  for (const std::size_t k : {5u, 2u, 4u})
    EXPECT_TRUE(std::isnan(placed[k].icer)) << "nothing to compare with";
}

TEST(Metrics, ME_6_EqualsAndLines) {
  const auto twins = frontier(Numbers{5, 9, 9, 9}, Numbers{1, 2, 2, 1.5});
  EXPECT_EQ(twins[1].standing, Standing::on_frontier);
  EXPECT_EQ(twins[2].standing, Standing::on_frontier) << "the same point twice";
  EXPECT_EQ(twins[1].icer, twins[2].icer);
  EXPECT_EQ(twins[3].standing, Standing::dominated) << "as dear and less effective";
  const auto same_effect = frontier(Numbers{5, 4}, Numbers{1, 1});
  EXPECT_EQ(same_effect[0].standing, Standing::dominated) << "as effective and dearer";
  const auto line = frontier(Numbers{0, 1, 2, 3}, Numbers{0, 1, 2, 3});
  for (const Placed& point : line) EXPECT_EQ(point.standing, Standing::on_frontier);
  EXPECT_TRUE(frontier(Numbers{}, Numbers{}).empty());
  const auto bent = frontier(Numbers{0, 10, 19, 21}, Numbers{0, 1, 2, 3});
  EXPECT_EQ(bent[1].standing, Standing::extendedly_dominated);
  EXPECT_EQ(bent[2].standing, Standing::extendedly_dominated) << "two in a row";
  EXPECT_DOUBLE_EQ(bent[3].icer, 7.0);
}

bool is_dominated(const Numbers& costs, const Numbers& effects, std::size_t one) {
  for (std::size_t other = 0; other < costs.size(); ++other) {
    const bool no_worse = costs[other] <= costs[one] && effects[other] >= effects[one];
    if (no_worse && (costs[other] < costs[one] || effects[other] > effects[one])) return true;
  }
  return false;
}

bool is_mixed_better(const Numbers& costs, const Numbers& effects, std::size_t one) {
  for (std::size_t a = 0; a < costs.size(); ++a) {
    for (std::size_t b = 0; b < costs.size(); ++b) {
      if (effects[a] >= effects[one] || effects[b] <= effects[one]) continue;
      const double above = (costs[one] - costs[a]) * (effects[b] - effects[a]);
      if (above > (costs[b] - costs[a]) * (effects[one] - effects[a])) return true;
    }
  }
  return false;
}

RC_GTEST_PROP(MetricsProperty, ME_6_AgreesWithEveryPairAndTriple, ()) {
  Numbers costs, effects;
  const int strategies = properties::between(1, 9);
  for (int k = 0; k < strategies; ++k) {
    costs.push_back(properties::between(-5, 20));
    effects.push_back(properties::between(0, 12));
  }
  const auto placed = frontier(costs, effects);
  std::vector<std::pair<double, double>> steps;
  for (std::size_t k = 0; k < costs.size(); ++k) {
    const Standing expected = is_dominated(costs, effects, k)      ? Standing::dominated
                              : is_mixed_better(costs, effects, k) ? Standing::extendedly_dominated
                                                                   : Standing::on_frontier;
    RC_ASSERT(placed[k].standing == expected);
    if (!std::isnan(placed[k].icer)) steps.emplace_back(costs[k], placed[k].icer);
  }
  std::sort(steps.begin(), steps.end());
  for (std::size_t k = 1; k < steps.size(); ++k) RC_ASSERT(steps[k].second >= steps[k - 1].second);
}

/// Two strategies, three samples.
Samples few() { return {{{10, 10, 10}, {20, 20, 20}}, {{1, 1, 1}, {1, 2, 4}}}; }

TEST(Metrics, ME_7_AndME_8_OnPaper) {
  // At 10 for a unit of effect the benefits are 0, 0, 0 and -10, 0, 20.
  const Decision decision = decide(few(), 10.0);
  EXPECT_DOUBLE_EQ(decision.strategies[0].best_share, (1.0 + 0.5) / 3.0) << "the second sample is a tie";
  EXPECT_DOUBLE_EQ(decision.strategies[1].best_share, (0.5 + 1.0) / 3.0);
  EXPECT_DOUBLE_EQ(decision.strategies[0].expected_loss, 20.0 / 3.0);
  EXPECT_DOUBLE_EQ(decision.strategies[1].expected_loss, 10.0 / 3.0);
  EXPECT_EQ(decision.best_on_average, 1u);
  EXPECT_DOUBLE_EQ(decision.evpi, 10.0 / 3.0);
  EXPECT_EQ(decide(few(), 0.0).evpi, 0.0) << "the cheapest is the best in every sample";
}

TEST(Metrics, ME_7_MostOftenBestIsNotBestOnAverage) {
  const Decision decision = decide({{{0, 0, 0}, {1, 1, 1}}, {{1, 1, 1}, {1, 1, 9}}}, 1.0);
  EXPECT_GT(decision.strategies[0].best_share, decision.strategies[1].best_share);
  EXPECT_EQ(decision.best_on_average, 1u);
}

TEST(Metrics, ME_8_WithoutSamplesIsUndefined) {
  EXPECT_TRUE(std::isnan(decide({{{}, {}}, {{}, {}}}, 1.0).evpi));
  EXPECT_TRUE(std::isnan(decide({}, 1.0).evpi));
}

RC_GTEST_PROP(MetricsProperty, ME_8_IsWhatTheBestOfEachSampleAddsToTheBestMean, ()) {
  Samples samples;
  const int strategies = properties::between(2, 5), count = properties::between(1, 30);
  for (int j = 0; j < strategies; ++j) {
    samples.costs.emplace_back();
    samples.effects.emplace_back();
    for (int i = 0; i < count; ++i) {
      samples.costs.back().push_back(properties::between(0, 1000));
      samples.effects.back().push_back(properties::between(0, 100));
    }
  }
  const double wtp = properties::between(0, 50);
  const Decision decision = decide(samples, wtp);
  double best_of_each = 0.0, shares = 0.0;
  Numbers means(samples.costs.size(), 0.0);
  for (std::size_t i = 0; i < samples.costs.front().size(); ++i) {
    Numbers benefits;
    for (std::size_t j = 0; j < means.size(); ++j) {
      benefits.push_back(wtp * samples.effects[j][i] - samples.costs[j][i]);
      means[j] += benefits.back() / count;
    }
    best_of_each += *std::max_element(benefits.begin(), benefits.end()) / count;
  }
  for (const auto& one : decision.strategies) shares += one.best_share;
  RC_ASSERT(decision.evpi >= 0.0);
  RC_ASSERT(std::abs(decision.evpi - (best_of_each - *std::max_element(means.begin(), means.end()))) < 1e-8);
  RC_ASSERT(std::abs(shares - 1.0) < 1e-12);
}

}  // namespace rapport::metrics_decision_test
