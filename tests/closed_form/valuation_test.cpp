// Life-years, quality weights and present values against what can be worked out by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/worlds.h"

namespace rapport::valuation_test {

using namespace worlds;

constexpr std::int64_t kYears = 3;

/// Nobody is born, dies or changes; three years after a year of warm-up.
World eternal() {
  World world = only_deaths(0.0);
  world.people = kQuick ? 1500 : 400;
  world.steps_per_year = 13;
  world.warm_up_years = 1;
  world.years = kYears;
  return world;
}

Cell after_policy(const Tally& tally, Outcome outcome) {
  Cell sum;
  for (std::int64_t p = 13; p < tally.periods; ++p) {
    sum.numerator += tally.at(outcome, p).numerator;
    sum.denominator += tally.at(outcome, p).denominator;
  }
  return sum;
}
double value(const Tally& tally, Outcome outcome) {
  return value_of(kOutcomes[static_cast<std::size_t>(outcome)], after_policy(tally, outcome));
}

/// Mean of v^t over periods' middles, t in years: a geometric series.
double mean_factor(double rate) {
  const double v = 1.0 / (1.0 + rate), period = std::pow(v, 1.0 / 13.0);
  return std::pow(v, 0.5 / 13.0) * (1.0 - std::pow(v, static_cast<double>(kYears))) / (1.0 - period) /
         (13.0 * kYears);
}

TEST(Valuation, QA_1_QualityWeightAtItsCorners) {
  const outcomes::Params p{
      .quality_at_birth = 0.9, .quality_loss_per_year = 0.001, .condition_loss_scale = 0.5};
  EXPECT_DOUBLE_EQ(outcomes::quality_weight(0.0, 0.0, p), 0.9);
  EXPECT_DOUBLE_EQ(outcomes::quality_weight(50.0, 0.2, p), 0.9 - 0.05 - 0.1);
  EXPECT_EQ(outcomes::quality_weight(50.0, 9.0, p), 0.0) << "not below 0";
  EXPECT_LT(outcomes::quality_weight(51.0, 0.2, p), outcomes::quality_weight(50.0, 0.2, p));
}

TEST(Valuation, DC_1_DiscountFactorAtItsCorners) {
  EXPECT_EQ(outcomes::discount_factor(7.0, {.discount_rate = 0.0}), 1.0);
  EXPECT_EQ(outcomes::discount_factor(0.0, {.discount_rate = 0.03}), 1.0);
  EXPECT_NEAR(outcomes::discount_factor(10.0, {.discount_rate = 0.03}), std::pow(1.03, -10.0), 1e-14);
  EXPECT_NEAR(outcomes::discount_factor(1.0, {.discount_rate = 1.0}), 0.5, 1e-15);
}

/// With all weights 1 a QALY is a life-year, and without death life-years are the horizon.
// V11
TEST(Valuation, QA_1_QalysAreLifeYearsWhenAllWeightsAreOne) {
  World world = eternal();
  world.set("outcomes.quality_at_birth", 1.0);
  world.set("outcomes.quality_loss_per_year", 0.0);
  const Tally tally = run_arms_plain(world)[0];
  const std::int64_t days = world.people * kYears * kDaysPerYear;
  EXPECT_EQ(after_policy(tally, Outcome::life_years), (Cell{days, days}));
  EXPECT_EQ(after_policy(tally, Outcome::qalys), (Cell{days << 24, days}));
  EXPECT_EQ(after_policy(tally, Outcome::qalys_discounted),
            after_policy(tally, Outcome::life_years_discounted));
}

TEST(Valuation, QA_1_WeightOfPeopleWithOneConditionByHand) {
  const auto weight = [](double scale) {
    World world = eternal();
    world.set("outcomes.quality_at_birth", 0.9);
    world.set("outcomes.quality_loss_per_year", 0.0);
    world.set("outcomes.condition_loss_scale", 0.5 * scale);
    ConditionSpec spec = inert_condition("heavy", 98, 1.0);
    spec.of.utility_loss = 0.3;
    world.tables.conditions = {spec};
    return value(run_arms_plain(world)[0], Outcome::quality_weight);
  };
  EXPECT_NEAR(weight(1.0), 0.75, 1e-6);
  EXPECT_GT(std::abs(weight(1.05) - 0.75), 1e-3) << "a scale shifted by 5 %";
}

// V12
TEST(Valuation, DC_1_AtRateZeroNothingIsDiscounted) {
  World world = eternal();
  world.set("outcomes.discount_rate", 0.0);
  world.tables.stays.fill(0.2);
  const Tally tally = run_arms_plain(world)[0];
  EXPECT_EQ(value(tally, Outcome::life_years_discounted), value(tally, Outcome::life_years));
  EXPECT_EQ(after_policy(tally, Outcome::qalys_discounted), after_policy(tally, Outcome::qalys));
  const std::int64_t cost = after_policy(tally, Outcome::cost_discounted).numerator;
  EXPECT_EQ(cost, after_policy(tally, Outcome::cost_per_head).numerator);
  EXPECT_GT(cost, 0);
}

// V12
TEST(Valuation, DC_1_AConstantStreamIsAGeometricSeries) {
  double last = 2.0;
  for (const double rate : {0.015, 0.03, 0.08}) {
    World world = eternal();
    world.set("outcomes.discount_rate", rate);
    const Tally tally = run_arms_plain(world)[0];
    const double found = value(tally, Outcome::life_years_discounted);
    EXPECT_NEAR(found, mean_factor(rate), 1e-9);
    EXPECT_GT(std::abs(found - mean_factor(1.05 * rate)), 1e-4) << "a rate shifted by 5 %";
    EXPECT_NEAR(value(tally, Outcome::qalys_discounted) / found,
                value(tally, Outcome::qalys) / value(tally, Outcome::life_years), 2e-4)
        << "a constant weight is discounted alike; only ageing by three years is not";
    EXPECT_LT(found, last) << "a higher rate leaves less";
    last = found;
  }
}

/// Who lives when the policy starts is the denominator of all arms, deaths and births after it or not.
TEST(Valuation, CountsFromPolicyStart) {
  World world;
  world.people = kQuick ? 1500 : 400;
  world.steps_per_year = 13;
  world.warm_up_years = 1;
  world.years = 2;
  std::int64_t at_start = 0;
  const Tally tally = run_arms_plain(world, [&](int arm, const Step& step, const Market& market) {
    if (arm < 0 && step.index == 12) at_start = living(market);
  })[0];
  for (const Outcome outcome : {Outcome::life_years, Outcome::qalys_discounted, Outcome::cost_discounted}) {
    for (std::int64_t p = 0; p < 13; ++p) EXPECT_EQ(tally.at(outcome, p), Cell{});
    for (std::int64_t p = 13; p < 39; ++p) EXPECT_EQ(tally.at(outcome, p).denominator, at_start * 28);
  }
  EXPECT_LT(value(tally, Outcome::qalys_discounted), value(tally, Outcome::qalys));
  EXPECT_LT(value(tally, Outcome::qalys), value(tally, Outcome::life_years));
}

}  // namespace rapport::valuation_test
