// What happens at most once in a step happens too seldom, by half the hazard times the length of the step: the
// error falls with the step as it should.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::step_length_test {

using namespace worlds;
using statistics::expect_truth;

constexpr double kHazard = 6.0;                              ///< exacerbations a year in continuous time
constexpr std::uint32_t kPeople = kQuick ? 20'000 : 10'000;  ///< errors below are those of 20,000

World flaring(double hazard, std::int64_t steps_per_year) {
  World world = singles(kPeople);
  world.steps_per_year = steps_per_year;
  ConditionSpec spec = inert_condition("flaring", 4242, 1.0);
  spec.states[0].exacerbations_per_year = hazard;
  world.tables.conditions = {spec};
  world.set("acute.admit_logit", -1e5);
  world.set("control.hazard_ceiling", 40.0);
  return world;
}

/// Exacerbations for a person in a year; with at most one a step the truth is n (1 - exp(-h / n)).
double per_year(double hazard, double steps) { return steps * -std::expm1(-hazard / steps); }

statistics::Estimate counted(double hazard, std::int64_t steps_per_year) {
  Life life(flaring(hazard, steps_per_year));
  life.only = {"exacerbations"};
  for (std::int64_t k = 0; k < steps_per_year; ++k) {
    life.step();
    life.market.services.count = 0;
  }
  const double p = -std::expm1(-kHazard / static_cast<double>(steps_per_year));
  const double variance = static_cast<double>(steps_per_year) * p * (1.0 - p);
  return {static_cast<double>(life.since_start(Counter::exacerbations)) / kPeople,
          std::sqrt(variance / kPeople)};
}

/// At 13, 52 and 364 steps a year each count is that of its step, and the distance from continuous time is
/// 1.19, 0.33 and 0.05 a year: it falls in proportion to the step, with an order of 1 in the limit and of 0.92 from
/// 13 to 52 steps (standard error 0.035). An error of 0.11 a year is noticed.
// V36
TEST(StepLength, EX_1_ErrorFallsWithTheStep) {
  std::map<std::int64_t, double> error;
  for (const std::int64_t steps : {13, 52, 364}) {
    const double n = static_cast<double>(steps);
    const statistics::Estimate right = counted(kHazard, steps), wrong = counted(1.05 * kHazard, steps);
    const auto rule = [&](double scale) { return scale == 1.0 ? right : wrong; };
    const double truth = per_year(kHazard, n);
    expect_truth("exacerbations at " + std::to_string(steps) + " steps a year", rule, truth,
                 per_year(1.05 * kHazard, n) - truth);
    error[steps] = kHazard - right.value;
  }
  EXPECT_NEAR(std::log(error[13] / error[52]) / std::log(4.0), 1.0, 0.3);
  EXPECT_LT(std::abs(error[364]), 0.5 * error[52]);
}

}  // namespace rapport::step_length_test
