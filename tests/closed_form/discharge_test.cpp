// After a stay, against formulas: function lost and regained, coming back within 30 days at any step.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "state/hospital.h"
#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::discharge_test {

using namespace worlds;
using statistics::expect_truth;
using statistics::share_of;

World seniors(std::uint32_t people) {
  World world = singles(people);
  with_everybody_aged(world, 75);
  without_births(world);
  without_background_events(world);
  with_constant_death(world, 0.0);
  return world;
}

TEST(Discharge, HD_1_StaysThatCostFunction) {
  const auto rule = [&](double scale) {
    World world = seniors(28'000);
    world.set("discharge.loss_at_75", 0.4 * scale);
    world.set("discharge.more_losses", 0.0);
    world.set("discharge.lasting_share", 1.0);
    Life life(world);
    Market& market = life.market;
    std::fill_n(market.patients.disability, market.patients.count, std::uint8_t{0});
    std::fill_n(market.patients.discharge_day, market.patients.count, 3);
    life.only = {"discharges"};
    life.step();
    std::int64_t lost = 0;
    for (std::uint32_t i = 0; i < market.patients.count; ++i) lost += market.patients.disability[i];
    EXPECT_EQ(lost, market.total(Counter::function_losses)) << "one activity each";
    EXPECT_EQ(market.total(Counter::older_discharges), market.patients.count);
    return share_of(static_cast<std::size_t>(lost), market.patients.count, 0.4);
  };
  expect_truth("discharges with function lost", rule, 0.4, 0.02);
}

TEST(Discharge, HD_2_FunctionComesBack) {
  const double truth = std::exp(-2.0 * kDaysPerPeriod / (1.7 * kDaysPerYear / 12.0));
  const double twin = std::exp(-2.0 * kDaysPerPeriod / (1.05 * 1.7 * kDaysPerYear / 12.0));
  const auto rule = [&](double scale) {
    World world = seniors(9000);
    world.set("discharge.recovery_months", 1.7 * scale);
    Life life(world);
    Market& market = life.market;
    std::fill_n(market.patients.recovering, market.patients.count, std::uint8_t{6});
    std::fill_n(market.patients.disability, market.patients.count, std::uint8_t{6});
    life.only = {"discharges"};
    life.steps(2);
    std::size_t left = 0;
    for (std::uint32_t i = 0; i < market.patients.count; ++i) {
      EXPECT_EQ(market.patients.recovering[i], market.patients.disability[i]);
      left += market.patients.disability[i];
    }
    return share_of(left, std::size_t{6} * market.patients.count, truth);
  };
  expect_truth("function still lost after two periods", rule, truth, twin - truth);
}

/// Losing and regaining an activity leaves no trace in the hazard of death.
TEST(Discharge, HD_1_DeathFollowsFunction) {
  World world = seniors(2000);
  Life life(world);
  Market& market = life.market;
  const std::vector<std::int32_t> start(market.patients.mortality_log,
                                        market.patients.mortality_log + market.patients.count);
  const std::vector<std::uint8_t> lost(market.patients.disability,
                                       market.patients.disability + market.patients.count);
  life.only = {"background events", "discharges", "services paid"};
  std::fill_n(market.patients.discharge_day, market.patients.count, 3);
  life.step();
  const auto each = static_cast<std::int32_t>(std::llround(world.params.discharge.mortality_effect * 0x1p20));
  std::int64_t worse = 0;
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    const std::int32_t more = market.patients.disability[i] - lost[i];
    ASSERT_EQ(market.patients.mortality_log[i] - start[i], each * more);
    worse += more;
  }
  EXPECT_GT(worse, 200);
}

/// Everybody has just left hospital; nothing but RD-1 brings anybody back.
TEST(Discharge, RD_1_ShareReadmittedWithinThirtyDays) {
  for (const std::int64_t steps : {13, 52, 364}) {
    const auto rule = [&](double scale) {
      World world = seniors(20'000);
      world.steps_per_year = steps;
      world.set("acute.readmission_share", 0.5 * scale);
      for (const char* who : {"frailty", "disability", "visit", "support"})
        world.set(std::string("acute.readmission_") + who + "_effect", 0.0);
      Life life(world);
      Market& market = life.market;
      std::fill_n(market.patients.discharge_day, market.patients.count, -1);
      EventLog log;
      log.everybody = true;
      market.events = &log;
      life.only = {"readmissions", "services paid"};
      life.steps((2 * kDaysPerPeriod) / (kDaysPerYear / steps));
      std::set<std::uint64_t> back;
      for (const Event& event : log.events) {
        if (event.kind != EventKind::admitted || !back.insert(event.person).second) continue;
        EXPECT_GE(event.day, 0);
        EXPECT_LT(event.day, kReadmissionDays);
        EXPECT_EQ(event.other, kReadmission);
      }
      return share_of(back.size(), market.patients.count, 0.5);
    };
    expect_truth("back in hospital within 30 days", rule, 0.5, 0.025);
  }
}

/// RD-2 and RD-3: who leaves hospital asks for a visit that day; held in time, it is noted and lowers RD-1.
TEST(Discharge, RD_2_AVisitAfterAStay) {
  World world = seniors(3000);
  world.steps_per_year = 52;
  without_losses(world);
  with_ample_time(world);
  world.set("needs.after_stay_share", 1.0);
  Life life(world);
  Market& market = life.market;
  life.only = {"discharges"};
  std::fill_n(market.patients.discharge_day, market.patients.count, 2);
  life.step();
  ASSERT_EQ(market.requests.count, market.patients.count);
  EXPECT_EQ(market.requests.asked_day[7], 2);
  EXPECT_EQ(market.requests.kind[7], static_cast<std::uint8_t>(NeedKind::post_discharge));
  life.only = {"practice", "workload", "scheduling", "attendance", "encounters", "discharges"};
  life.step();
  std::size_t seen = 0;
  for (std::uint32_t i = 0; i < market.patients.count; ++i) seen += market.patients.seen_after_stay[i] >= 76;
  EXPECT_EQ(seen, static_cast<std::size_t>(market.total(Counter::post_discharge_visits)));
  EXPECT_GT(seen, market.patients.count / 2);
}

}  // namespace rapport::discharge_test
