// Care that the model does not follow, against its formulas: mean, memory, who is billed.
#include <gtest/gtest.h>

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
  const other_care::Params p{.log_sd = 1.5, .memory = 0.7, .frailty_effect = 0.3};
  EXPECT_NEAR(other_care::factor(0.75, 0.15, p), 1.0, 1e-14) << "at half the variance";
  EXPECT_NEAR(other_care::factor(1.0, 0.0, p) / other_care::factor(0.0, 0.0, p), std::exp(1.5), 1e-12);
  const other_care::Params even{.log_sd = 0.0, .memory = 0.0, .frailty_effect = 0.0};
  EXPECT_EQ(other_care::factor(3.0, -2.0, even), 1.0) << "everybody the same";
}

/// The log-normal is so wide that its mean needs a narrow one to be tested.
TEST(OtherCare, CT_1_MeanIsWhatIsNotModelled) {
  const auto rule = [&](double scale) {
    World world = spending(20'000, 4000.0 * scale);
    fill(world.tables.modelled_usd_per_year, 1000.0 * scale);
    world.set("other_care.log_sd", 0.4);
    Life life(world);
    life.only = {"calendar", "other care"};
    std::vector<double> usd(life.market.patients.count);
    for (std::int64_t k = 0; k < world.steps_per_year; ++k) {
      if (!life.step().ends_period()) continue;
      for (std::uint32_t i = 0; i < usd.size(); ++i) usd[i] += life.market.patients.period_cents[i] / 100.0;
    }
    EXPECT_EQ(life.since_start(Counter::other_cents), account_total(life.market, Account::other_revenue));
    return statistics::mean_of(usd);
  };
  expect_truth("other care of a year [USD]", rule, 3000.0, 150.0);
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
  Life life(world);
  for (std::uint32_t i = 0; i < 250; ++i) life.market.patients.alive[i] = 0;
  life.only = {"other care"};
  life.years(1);
  for (std::uint32_t i = 0; i < 500; ++i) EXPECT_EQ(life.market.patients.period_cents[i] > 0, i >= 250) << i;
}

}  // namespace rapport::other_care_test
