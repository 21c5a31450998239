// VS-1 and VS-2 on lists whose answer is known: published examples, corners, and every sequence of visits.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "metrics/continuity.h"
#include "metrics/survival.h"

namespace rapport::study_lists_test {

Continuity of_letters(std::string_view visits) {
  std::vector<std::uint64_t> clinicians;
  for (const char letter : visits) clinicians.push_back(static_cast<std::uint64_t>(letter));
  return continuity_of(clinicians);
}

TEST(Studies, VS_1_ThePublishedExample) {
  const Continuity index = of_letters("AAAAABBBCC");
  EXPECT_DOUBLE_EQ(index.upc, 0.5);
  EXPECT_DOUBLE_EQ(index.coc, (38.0 - 10.0) / 90.0);
  EXPECT_DOUBLE_EQ(index.secon, 7.0 / 9.0);
}

TEST(Studies, VS_1_OrderMattersToSeconOnly) {
  const Continuity sorted = of_letters("AAAAABBBCC"), mixed = of_letters("ABACABACAB");
  EXPECT_EQ(mixed.upc, sorted.upc);
  EXPECT_EQ(mixed.coc, sorted.coc);
  EXPECT_EQ(mixed.secon, 0.0);
}

TEST(Studies, VS_1_Corners) {
  const Continuity one = of_letters("AAA"), none = of_letters("ABC");
  EXPECT_EQ(one.upc, 1.0);
  EXPECT_EQ(one.coc, 1.0);
  EXPECT_EQ(one.secon, 1.0);
  EXPECT_DOUBLE_EQ(none.upc, 1.0 / 3.0);
  EXPECT_EQ(none.coc, 0.0);
  EXPECT_EQ(none.secon, 0.0);
  for (const std::string_view few : {"", "A"}) {
    EXPECT_TRUE(std::isnan(of_letters(few).upc)) << "undefined, neither 0 nor 1";
    EXPECT_TRUE(std::isnan(of_letters(few).coc));
    EXPECT_TRUE(std::isnan(of_letters(few).secon));
  }
}

/// Mean of an index over all 3^n sequences of visits, weighted by their probability.
double expected(int n, const std::array<double, 3>& shares, double Continuity::*index) {
  double sum = 0.0;
  int sequences = 1;
  for (int k = 0; k < n; ++k) sequences *= 3;
  for (int code = 0; code < sequences; ++code) {
    std::vector<std::uint64_t> visits;
    double weight = 1.0;
    for (int k = 0, rest = code; k < n; ++k, rest /= 3) {
      visits.push_back(static_cast<std::uint64_t>(rest % 3));
      weight *= shares[static_cast<std::size_t>(rest % 3)];
    }
    sum += weight * (continuity_of(visits).*index);
  }
  return sum;
}

TEST(Studies, VS_1_RandomMixingGivesTheSumOfSquaredShares) {
  const std::array<double, 3> shares{0.5, 0.3, 0.2};
  for (const int visits : {2, 3, 5, 8}) {
    EXPECT_NEAR(expected(visits, shares, &Continuity::coc), 0.38, 1e-12) << visits << " visits";
    EXPECT_NEAR(expected(visits, shares, &Continuity::secon), 0.38, 1e-12) << visits << " visits";
    EXPECT_GT(expected(visits, shares, &Continuity::upc), 0.5) << "the largest of few is biased upwards";
  }
}

/// Weeks in remission under 6-MP in a trial that textbooks use; a negative number is a censored one.
std::vector<Followed> remissions() {
  std::vector<Followed> people;
  for (const double weeks : {6.,   6.,   6.,   7.,   10.,  13.,  16.,  22.,  23.,  -6., -9.,
                             -10., -11., -17., -19., -20., -25., -32., -32., -34., -35.})
    people.push_back({std::abs(weeks), weeks > 0.0});
  return people;
}

TEST(Studies, VS_2_TheTextbookCurve) {
  const std::vector<Surviving> curve = kaplan_meier(remissions());
  const std::vector<std::pair<double, double>> known{{6, .8571},  {7, .8067},  {10, .7529}, {13, .6902},
                                                     {16, .6275}, {22, .5378}, {23, .4482}};
  ASSERT_EQ(curve.size(), known.size());
  for (std::size_t k = 0; k < known.size(); ++k) {
    EXPECT_EQ(curve[k].time, known[k].first);
    EXPECT_NEAR(curve[k].share, known[k].second, 5e-5);
  }
  EXPECT_EQ(share_without(remissions(), 5.9), 1.0);
  EXPECT_NEAR(share_without(remissions(), 6.0), .8571, 5e-5);
  EXPECT_NEAR(share_without(remissions(), 35.0), .4482, 5e-5);
  EXPECT_TRUE(std::isnan(share_without(remissions(), 35.1))) << "nobody was followed so long";
}

TEST(Studies, VS_2_WithoutCensoringItIsTheShareThatRemains) {
  std::vector<Followed> people;
  for (int k = 1; k <= 20; ++k) people.push_back({static_cast<double>(k), true});
  for (int k = 0; k <= 20; ++k) EXPECT_NEAR(share_without(people, k), 1.0 - k / 20.0, 1e-12) << "after " << k;
  EXPECT_EQ(share_without(people, 30.0), 0.0) << "all are known to have had it";
  EXPECT_TRUE(std::isnan(share_without({}, 1.0)));
  EXPECT_TRUE(kaplan_meier({{5.0, false}}).empty());
}

}  // namespace rapport::study_lists_test
