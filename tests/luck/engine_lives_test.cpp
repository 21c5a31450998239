// Families, coverage and the years of ties have the distributions that their equations name.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::engine_lives_test {

using namespace worlds;
using statistics::expect_truth;
using statistics::mean_of;
using statistics::share_of;

/// Slope of conflict on cohesion, and of the cohesion of one partner on the other's.
TEST(EngineLives, FA_1_FamiliesInTheSynthesis) {
  const auto slope = [](double scale) {
    World world = singles();
    world.set("population.conflict_cohesion_correlation", -0.8 * scale);
    const Life life(world);
    const Patients& people = life.market.patients;
    double products = 0.0, squares = 0.0;
    for (std::uint32_t i = 0; i < people.count; ++i) {
      products += static_cast<double>(people.conflict[i]) * static_cast<double>(people.cohesion[i]);
      squares += static_cast<double>(people.cohesion[i]) * static_cast<double>(people.cohesion[i]);
    }
    return statistics::Estimate{products / squares, std::sqrt((1.0 - 0.64) / squares)};
  };
  const auto shared = [](double scale) {
    World world = singles();
    world.set("population.partnered_share", 1.0);
    world.set("population.home_share", 0.9 * scale);
    const Life life(world);
    const Patients& people = life.market.patients;
    double products = 0.0, squares = 0.0;
    for (std::uint32_t i = 0; i < people.count; ++i) {
      if (people.partner[i] == kNobody || people.sex[i] == male) continue;
      products +=
          static_cast<double>(people.cohesion[i]) * static_cast<double>(people.cohesion[people.partner[i]]);
      squares += static_cast<double>(people.cohesion[i]) * static_cast<double>(people.cohesion[i]);
    }
    return statistics::Estimate{products / squares, std::sqrt((1.0 - 0.81) / squares)};
  };
  expect_truth("conflict on cohesion", slope, -0.8, 0.04);
  expect_truth("cohesion of partners", shared, 0.9, 0.045);
}

/// Mean years of the unsettled less those of the settled, in standard errors.
TEST(EngineLives, LH_1_UnsettledPeopleStartWithShorterTies) {
  const auto gap = [](double trait_effect) {
    World world = singles(20'000);
    for (const char* name : {"upheaval_per_year", "move_per_year", "departure_per_year"})
      world.set(std::string("instability.") + name, 0.1);
    world.set("instability.move_loses_doctor", 0.3);
    world.set("instability.trait_effect", trait_effect);
    const Life life(world);
    const Patients& people = life.market.patients;
    std::vector<double> unsettled, settled;
    for (std::uint32_t i = 0; i < people.count; ++i) {
      if (people.usual_slot[i] == kNoSlot) continue;
      (people.instability[i] > 0.0F ? unsettled : settled)
          .push_back(-life.market.ties.start_week[life.market.tie_row(0, i)] / 52.0);
    }
    const statistics::Estimate a = mean_of(unsettled), b = mean_of(settled);
    return (a.value - b.value) / std::hypot(a.se, b.se);
  };
  const double with = gap(0.8), without = gap(0.0);
  std::printf("  unsettled less settled: z %.1f, without the trait z %.1f\n", with, without);
  EXPECT_LT(with, -statistics::kLimit);
  EXPECT_LE(std::abs(without), statistics::kLimit);
}

/// Coverage drawn anew over and over keeps its shares by income.
TEST(EngineLives, IC_1_CoverageKeepsItsShares) {
  const auto rule = [](double scale) {
    World world = singles();
    for (auto& row : world.tables.insurance_by_income) row = {1.0, 0.0, 0.0, 0.0, 0.0};
    Life life(world);
    auto& tables = const_cast<Tables&>(*life.market.tables);
    for (auto& row : tables.insurance_by_income) row = {1.0 - 0.6 * scale, 0.0, 0.6 * scale, 0.0, 0.0};
    life.market.tables = &tables;
    ModelParams params = world.params;
    params.instability.coverage_per_year = 50.0;
    std::size_t medicaid = 0;
    const Contract contract;
    for (std::int64_t k = 0; k < 13; ++k)
      run_plain(life.market, {params, contract}, step_at(k, 13), kTileRows, {"unsettling", "upheavals"});
    for (std::uint32_t i = 0; i < 16'000; ++i)
      medicaid +=
          life.market.patients.insurance[i] == static_cast<std::uint32_t>(Insurance::medicaid) ? 1 : 0;
    return share_of(medicaid, 16'000, 0.6);
  };
  expect_truth("Medicaid after many redraws", rule, 0.6, 0.03);
}

}  // namespace rapport::engine_lives_test
