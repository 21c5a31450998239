// Care that the model does not follow, against its formulas: mean, memory, who is billed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::other_care_test {

using namespace worlds;
using statistics::expect_truth;

World spending(std::uint32_t people, double usd) {
  World world = singles(people);
  without_births(world);
  with_constant_death(world, 0.0);
  world.tables.spending.fill(usd);
  fill(world.tables.modelled_usd_per_year, 0.0);
  return world;
}

TEST(Rules, CT_1_FactorOfAPerson) {
  other_care::Params p{
      .share_without = 0.0, .log_sd = 1.5, .quarter_log_sd = 0.8, .memory = 0.7, .frailty_effect = 0.3};
  EXPECT_NEAR(other_care::factor(0.75, 0.4, 0.15, p), 1.0, 1e-9) << "at half the variance";
  EXPECT_NEAR(other_care::factor(1.0, 0.0, 0.0, p) / other_care::factor(0.0, 0.0, 0.0, p), std::exp(1.5),
              1e-12);
  p.share_without = 0.5;
  EXPECT_EQ(other_care::factor(-1e-6, 3.0, 3.0, p), 0.0) << "the lower half buys nothing";
  EXPECT_GT(other_care::factor(1e-6, -3.0, -3.0, p), 0.0);
  const other_care::Params even{
      .share_without = 0.0, .log_sd = 0.0, .quarter_log_sd = 0.0, .memory = 0.0, .frailty_effect = 0.0};
  EXPECT_NEAR(other_care::factor(3.0, 1.0, -2.0, even), 1.0, 1e-9) << "everybody the same";
}

/// The mean over levels by the midpoint rule, at frailty and moment where the rest of the factor is 1.
TEST(Rules, CT_1_MeanIsOneWhoeverBuysNothing) {
  for (const double without : {0.0, 0.3, 0.7, 0.9}) {
    const other_care::Params p{
        .share_without = without, .log_sd = 1.5, .quarter_log_sd = 0.8, .memory = 0.7, .frailty_effect = 0.3};
    const double from = std::max(other_care::two_parts(p).threshold, -9.0), width = (11.0 - from) / 40'000;
    double mean = 0.0;
    for (int k = 0; k < 40'000; ++k) {
      const double x = from + (k + 0.5) * width;
      mean += other_care::factor(x, 0.4, 0.15, p) * std::exp(-0.5 * x * x) /
              std::sqrt(2.0 * 3.14159265358979) * width;
    }
    EXPECT_NEAR(mean, 1.0, 1e-7) << without;
  }
}

/// What everybody's other care costs in a year [cents].
std::vector<std::int64_t> year_of_cents(Life& life, const World& world) {
  life.only = {"calendar", "other care"};
  std::vector<std::int64_t> cents(life.market.patients.count);
  for (std::int64_t k = 0; k < world.steps_per_year; ++k) {
    if (!life.step().ends_period()) continue;
    for (std::uint32_t i = 0; i < cents.size(); ++i) cents[i] += life.market.patients.period_cents[i];
  }
  return cents;
}

/// The log-normal is so wide that its mean needs a narrow one to be tested.
TEST(OtherCare, CT_1_MeanIsWhatIsNotModelled) {
  const auto rule = [&](double scale) {
    World world = spending(20'000, 4000.0 * scale);
    fill(world.tables.modelled_usd_per_year, 1000.0 * scale);
    world.set("other_care.log_sd", 0.4);
    world.set("other_care.quarter_log_sd", 0.4);
    world.set("other_care.share_without", 0.3);
    Life life(world);
    std::vector<double> usd;
    for (const std::int64_t cents : year_of_cents(life, world)) usd.push_back(usd_from_cents(cents));
    EXPECT_EQ(life.since_start(Counter::other_cents), account_total(life.market, Account::other_revenue));
    return statistics::mean_of(usd);
  };
  expect_truth("other care of a year [USD]", rule, 3000.0, 150.0);
}

/// Share of people without any in a year, and what the others' quarters have of their own.
TEST(OtherCare, CT_1_SomeBuyNothing) {
  const auto rule = [](double scale) {
    World world = spending(40'000, 4000.0);
    world.set("other_care.share_without", 0.4 * scale);
    Life life(world);
    const std::vector<std::int64_t> cents = year_of_cents(life, world);
    const auto none = static_cast<std::size_t>(std::count(cents.begin(), cents.end(), 0));
    return statistics::share_of(none, cents.size(), 0.4);
  };
  expect_truth("share without other care in a year", rule, 0.4, 0.02);
}

TEST(OtherCare, CT_1_QuartersDiffer) {
  const auto rule = [](double scale) {
    World world = spending(40'000, 4000.0);
    world.set("other_care.quarter_log_sd", 0.5 * scale);
    Life life(world);
    const auto early = other_care::bills(life.market, world.params.other_care, step_at(2, 13));
    const auto late = other_care::bills(life.market, world.params.other_care, step_at(5, 13));
    std::vector<double> squares;
    for (std::size_t i = 0; i < early.size(); ++i) {
      EXPECT_EQ(early[i] == 0, late[i] == 0) << "who buys none in one quarter buys none in the year";
      if (early[i] < 1000 || late[i] < 1000) continue;  // whole cents
      const double gap = std::log(static_cast<double>(early[i]) / static_cast<double>(late[i]));
      squares.push_back(0.5 * gap * gap);
    }
    return statistics::mean_of(squares);
  };
  expect_truth("variance of log cost between quarters", rule, 0.25, 0.0256);
}

TEST(OtherCare, CT_2_LevelsStayStandardNormalAndRemember) {
  const auto rule = [&](double scale) {
    World world = spending(60'000, 1000.0);
    world.set("other_care.memory", 0.7 * scale);
    Life life(world);
    life.only = {"calendar", "other care"};
    life.years(2);
    const Market& market = life.market;
    const std::vector<float> before(market.patients.care_level,
                                    market.patients.care_level + market.patients.count);
    life.years(1);
    std::vector<double> products, squares;
    for (std::uint32_t i = 0; i < market.patients.count; ++i) {
      const double now = static_cast<double>(market.patients.care_level[i]);
      products.push_back(static_cast<double>(before[i]) * now);
      squares.push_back(now * now);
    }
    const statistics::Estimate variance = statistics::mean_of(squares);
    EXPECT_TRUE(statistics::z_check(variance.value, 1.0, variance.se).passes) << variance.value;
    return statistics::mean_of(products);
  };
  expect_truth("correlation of levels a year apart", rule, 0.7, 0.035);
}

// V2
TEST(OtherCare, CT_1_TheDeadAreNotBilled) {
  World world = spending(500, 1000.0);
  world.set("other_care.share_without", 0.0);
  Life life(world);
  for (std::uint32_t i = 0; i < 250; ++i) life.market.patients.alive[i] = 0;
  life.only = {"other care"};
  life.years(1);
  for (std::uint32_t i = 0; i < 500; ++i) EXPECT_EQ(life.market.patients.period_cents[i] > 0, i >= 250) << i;
}

}  // namespace rapport::other_care_test
