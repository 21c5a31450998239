// ME-1 to ME-5 beside published numbers, beside the definition computed another way, and at their ends.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

#include "metrics/continuity.h"
#include "metrics/inequality.h"
#include "metrics/sum.h"
#include "metrics/survival.h"
#include "support/properties.h"

namespace rapport::metrics_indices_test {

using metrics::concentration_index;
using metrics::gini;
using metrics::top_share;
using Amounts = std::vector<double>;

Continuity of_visits(std::string_view visits) {
  std::vector<std::uint64_t> clinicians;
  for (const char letter : visits) clinicians.push_back(static_cast<std::uint64_t>(letter));
  return continuity_of(clinicians);
}

TEST(Metrics, ME_1_ThePublishedExample) {
  const Continuity index = of_visits("AAAAABBBCC");
  EXPECT_DOUBLE_EQ(index.upc, 0.5);
  EXPECT_NEAR(index.coc, 0.311111, 5e-7);
  EXPECT_NEAR(index.secon, 0.777778, 5e-7);
  EXPECT_NEAR(index.mmci, 0.780220, 5e-7);
  EXPECT_EQ(index.clinicians, 3u);
}

TEST(Metrics, ME_1_Ends) {
  EXPECT_EQ(of_visits("AAAA").mmci, 1.0);
  EXPECT_EQ(of_visits("ABABBBA").mmci, of_visits("AAAAAAB").mmci) << "who was seen how often plays no part";
  EXPECT_NEAR(of_visits("ABCDEFGHIJ").mmci, 0.1 / 9.1, 1e-12);
  EXPECT_TRUE(std::isnan(of_visits("A").mmci)) << "undefined, neither 0 nor 1";
  EXPECT_TRUE(std::isnan(modified_continuity(0, 0)));
}

TEST(Metrics, ME_2_TheTextbookErrors) {
  std::vector<Followed> people;
  for (const double weeks : {6.,   6.,   6.,   7.,   10.,  13.,  16.,  22.,  23.,  -6., -9.,
                             -10., -11., -17., -19., -20., -25., -32., -32., -34., -35.})
    people.push_back({std::abs(weeks), weeks > 0.0});
  const std::vector<Surviving> curve = kaplan_meier(people);
  const Amounts known{.0764, .0869, .0963, .1068, .1141, .1282, .1346};
  ASSERT_EQ(curve.size(), known.size());
  for (std::size_t k = 0; k < known.size(); ++k) EXPECT_NEAR(curve[k].standard_error, known[k], 5e-5);
  EXPECT_EQ(curve[2].at_risk, 15u);
  EXPECT_EQ(curve[0].events, 3u);
  EXPECT_EQ(median_time(curve), 23.0);
}

TEST(Metrics, ME_2_WithoutCensoringItIsBinomial) {
  std::vector<Followed> people;
  for (int k = 1; k <= 20; ++k) people.push_back({static_cast<double>(k), true});
  const std::vector<Surviving> curve = kaplan_meier(people);
  for (std::size_t k = 0; k + 1 < curve.size(); ++k) {
    const double share = curve[k].share;
    EXPECT_NEAR(curve[k].standard_error, std::sqrt(share * (1.0 - share) / 20.0), 1e-12);
  }
  EXPECT_EQ(curve.back().share, 0.0);
  EXPECT_TRUE(std::isnan(curve.back().standard_error)) << "nobody is left to learn it from";
  EXPECT_EQ(median_time(curve), 10.0);
  EXPECT_TRUE(std::isnan(median_time({}))) << "S stays above one half";
}

TEST(Metrics, ME_3_SharesOfTheTop) {
  const Amounts costs{1, 2, 3, 4, 10};
  EXPECT_DOUBLE_EQ(top_share(costs, 0.2), 0.5);
  EXPECT_DOUBLE_EQ(top_share(costs, 0.4), 0.7);
  EXPECT_DOUBLE_EQ(top_share(costs, 0.1), 0.25) << "half a person takes half of the first one's amount";
  EXPECT_DOUBLE_EQ(top_share(costs, 0.5), (10.0 + 4.0 + 1.5) / 20.0);
  EXPECT_DOUBLE_EQ(top_share(costs, 1.0), 1.0);
  EXPECT_EQ(top_share(costs, 0.0), 0.0);
  EXPECT_DOUBLE_EQ(top_share(Amounts(100, 7.0), 0.05), 0.05);
  for (const Amounts& none : {Amounts{}, Amounts{0, 0}, Amounts{-1, 5}})
    EXPECT_TRUE(std::isnan(top_share(none, 0.5)));
}

TEST(Metrics, ME_4_Ends) {
  EXPECT_DOUBLE_EQ(gini(Amounts{1, 2, 3, 4, 5}), 20.0 / 75.0);
  EXPECT_EQ(gini(Amounts(7, 3.0)), 0.0);
  EXPECT_DOUBLE_EQ(gini(Amounts{0, 0, 0, 9}), 0.75);
  for (const Amounts& none : {Amounts{}, Amounts{5}, Amounts{0, 0}, Amounts{-1, 5}})
    EXPECT_TRUE(std::isnan(gini(none)));
}

TEST(Metrics, ME_5_Ends) {
  EXPECT_DOUBLE_EQ(concentration_index(Amounts{9, 0, 0, 0}, Amounts{1, 2, 3, 4}), -0.75);
  EXPECT_DOUBLE_EQ(concentration_index(Amounts{9, 0, 0, 0}, Amounts{4, 3, 2, 1}), 0.75);
  EXPECT_EQ(concentration_index(Amounts{9, 0, 0, 5}, Amounts{2, 2, 2, 2}), 0.0) << "no ranks, no gradient";
  EXPECT_TRUE(std::isnan(concentration_index(Amounts{1, 2}, Amounts{1})));
}

TEST(Metrics, CompensatedSumsLoseNothing) {
  metrics::Sum sum;
  sum.add(1e16);
  for (int k = 0; k < 10; ++k) sum.add(1.0);
  sum.add(-1e16);
  EXPECT_EQ(sum.value(), 10.0);
}

Amounts any_amounts(int least) {
  Amounts amounts;
  const int people = properties::between(least, 40);
  for (int k = 0; k < people; ++k) amounts.push_back(properties::between(0, 2000) / 7.0);
  amounts.front() += 1.0;
  return amounts;
}

/// Half the mean difference of two people over the mean: the definition without ranks.
double gini_of_pairs(const Amounts& amounts) {
  double sum = 0.0, differences = 0.0;
  for (const double a : amounts) {
    sum += a;
    for (const double b : amounts) differences += std::abs(a - b);
  }
  return differences / (2.0 * static_cast<double>(amounts.size()) * sum);
}

/// 2 cov(x, R) / mean, with each place counted by itself.
double concentration_by_covariance(const Amounts& amounts, const Amounts& ranking) {
  const auto n = static_cast<double>(amounts.size());
  double mean = 0.0, product = 0.0, ranks = 0.0;
  for (std::size_t k = 0; k < amounts.size(); ++k) {
    double below = 0.0, same = 0.0;
    for (const double other : ranking) {
      below += other < ranking[k] ? 1.0 : 0.0;
      same += other == ranking[k] ? 1.0 : 0.0;
    }
    const double rank = (below + same / 2.0) / n;
    mean += amounts[k] / n;
    ranks += rank / n;
    product += amounts[k] * rank / n;
  }
  return 2.0 * (product - mean * ranks) / mean;
}

RC_GTEST_PROP(MetricsProperty, ME_4_IsHalfTheMeanDifference, ()) {
  Amounts amounts = any_amounts(2);
  const double index = gini(amounts);
  RC_ASSERT(index >= 0.0 && index <= 1.0 - 1.0 / static_cast<double>(amounts.size()) + 1e-12);
  RC_ASSERT(std::abs(index - gini_of_pairs(amounts)) < 1e-12);
  std::reverse(amounts.begin(), amounts.end());
  RC_ASSERT(gini(amounts) == index);  // not even the last bit depends on the order of rows
  for (double& amount : amounts) amount *= 8.0;
  RC_ASSERT(gini(amounts) == index);
}

RC_GTEST_PROP(MetricsProperty, ME_5_IsTheCovarianceAndTurnsWithTheRanking, ()) {
  const Amounts amounts = any_amounts(2);
  Amounts ranking, turned;
  for (std::size_t k = 0; k < amounts.size(); ++k) {
    ranking.push_back(properties::between(0, 12));
    turned.push_back(-ranking.back());
  }
  const double index = concentration_index(amounts, ranking);
  RC_ASSERT(std::abs(index - concentration_by_covariance(amounts, ranking)) < 1e-12);
  RC_ASSERT(std::abs(index + concentration_index(amounts, turned)) < 1e-12);
  RC_ASSERT(std::abs(index) <= gini(amounts) + 1e-12);
  const Amounts backwards(amounts.rbegin(), amounts.rend()), their_ranking(ranking.rbegin(), ranking.rend());
  RC_ASSERT(concentration_index(backwards, their_ranking) == index);
}

RC_GTEST_PROP(MetricsProperty, ME_3_RisesToTheWhole, ()) {
  const Amounts amounts = any_amounts(1);
  double before = 0.0;
  for (const double top : {0.01, 0.05, 0.1, 0.2, 0.5, 1.0}) {
    const double share = top_share(amounts, top);
    RC_ASSERT(share >= top - 1e-12 && share >= before);
    before = share;
  }
  RC_ASSERT(std::abs(before - 1.0) < 1e-12);
}

}  // namespace rapport::metrics_indices_test
