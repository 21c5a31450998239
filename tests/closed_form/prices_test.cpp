// Price of a stay against its formula: mean, spread, and luck of its own for each stay (PR-2).
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "payment/settle.h"
#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::prices_test {

using namespace worlds;
using statistics::expect_truth;

/// What everybody pays for `stays` stays of mean length in one step [USD], all insured alike.
std::vector<double> paid_for(World& world, int stays) {
  world.set("prices.hospital_medicare_index", 1.0);
  world.set("prices.professional_fee_ratio", 1.0);
  Life life(world);
  Market& market = life.market;
  const double days = world.params.acute.stay_days_mean;
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    market.patients.insurance[i] = static_cast<std::uint8_t>(Insurance::medicare);
    market.patients.period_cents[i] = 0;
    for (int k = 0; k < stays; ++k) market.buy(i, ServiceKind::stay, static_cast<float>(days));
  }
  settle::services(market, world.params.prices, days, step_at(3, world.steps_per_year));
  std::vector<double> usd;
  for (std::uint32_t i = 0; i < market.patients.count; ++i)
    usd.push_back(market.patients.period_cents[i] / 100.0);
  return usd;
}

TEST(Prices, PR_2_MeanOverStaysIsThePrice) {
  const auto rule = [](double scale) {
    World world = singles(8000);
    world.set("prices.stay_usd", 10'000.0 * scale);
    world.set("prices.stay_log_sd", 0.5);
    return statistics::mean_of(paid_for(world, 1));
  };
  expect_truth("price of a stay [USD]", rule, 10'000.0, 500.0);
}

TEST(Prices, PR_2_StaysOfEqualLengthDiffer) {
  const auto rule = [](double scale) {
    World world = singles(12'000);
    world.set("prices.stay_log_sd", 0.8 * scale);
    std::vector<double> logs;
    for (const double usd : paid_for(world, 1)) logs.push_back(std::log(usd));
    return statistics::variance_of(logs);
  };
  expect_truth("variance of the log price of a stay", rule, 0.64, 0.0656);
}

TEST(Prices, PR_2_ASecondStayHasItsOwnLuck) {
  World world = singles(500);
  const std::vector<double> once = paid_for(world, 1), twice = paid_for(world, 2);
  for (std::size_t i = 0; i < once.size(); ++i) EXPECT_GT(std::abs(twice[i] - 2.0 * once[i]), 0.015) << i;
}

}  // namespace rapport::prices_test
