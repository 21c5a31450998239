// Hazards that differ from person to person, given who the people are: what happens is what each one's own
// equation says, summed over all.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::engine_hazards_test {

using namespace worlds;
using statistics::Estimate;
using statistics::expect_truth;

/// Shares of people left, summed from each one's own share, and how far a hazard of 5 % more would move them.
struct Expected {
  double mean = 0.0, variance = 0.0, twins = 0.0, people = 0.0;

  void add(double survival) {
    mean += survival;
    variance += survival * (1.0 - survival);
    twins += std::pow(survival, 1.05);
    people += 1.0;
  }
  Estimate of(double left) const { return {(left - mean) / people, std::sqrt(variance) / people}; }
};

constexpr double kHazard = 1.6;

TEST(EngineHazards, DE_1_DeathsFollowFrailty) {
  Expected expected;
  const auto rule = [&](double scale) {
    World world = singles(40'000);
    with_constant_death(world, kHazard * scale);
    world.set("demography.frailty_effect", 0.8);
    world.set("family.social_effect", 0.0);
    Life life(world);
    life.only = {"deaths"};
    expected = {};
    for (std::uint32_t i = 0; i < world.people; ++i) {
      const double z = life.market.patients.frailty[i];
      expected.add(std::exp(-kHazard * std::exp(0.8 * z - 0.32)));
    }
    life.years(1);
    return expected.of(living(life.market));
  };
  rule(1.0);
  expect_truth("survivors less those expected by frailty", rule, 0.0,
               (expected.mean - expected.twins) / expected.people);
}

TEST(EngineHazards, IB_2_DeathsFollowSupport) {
  Expected expected;
  const auto rule = [&](double scale) {
    World world = singles(40'000);
    with_constant_death(world, kHazard * scale);
    world.set("family.social_effect", 0.6);
    Life life(world);
    life.only = {"deaths"};
    expected = {};
    for (std::uint32_t i = 0; i < world.people; ++i) {
      const double support = life.market.patients.support[i];
      expected.add(std::exp(-kHazard * std::exp(-0.6 * support - 0.18)));
    }
    life.years(1);
    return expected.of(living(life.market));
  };
  rule(1.0);
  expect_truth("survivors less those expected by support", rule, 0.0,
               (expected.mean - expected.twins) / expected.people);
}

/// An upheaval leaves a trace for good, so that who was never struck still has none after a year.
TEST(EngineHazards, TV_1_UpheavalsFollowInstability) {
  Expected expected;
  const auto rule = [&](double scale) {
    World world = singles(40'000);
    world.set("instability.upheaval_per_year", kHazard * scale);
    world.set("instability.trait_effect", 0.7);
    world.set("population.place_mobility_sd", 0.0);
    Life life(world);
    life.only = {"unsettling"};
    expected = {};
    const Patients& people = life.market.patients;
    for (std::uint32_t i = 0; i < world.people; ++i) {
      const double z = people.instability[i];
      expected.add(std::exp(-kHazard * std::exp(0.7 * z - 0.245)));
    }
    life.years(1);
    return expected.of(
        static_cast<double>(std::count(people.upheaval, people.upheaval + world.people, 0.0F)));
  };
  rule(1.0);
  expect_truth("never struck less those expected", rule, 0.0,
               (expected.mean - expected.twins) / expected.people);
}

TEST(EngineHazards, DI_2_OnsetsFollowFrailtyAndBehaviour) {
  Expected expected;
  const auto rule = [&](double scale) {
    World world = singles(20'000);
    world.set("disease.frailty_effect", 0.5);
    world.set("disease.behaviour_effect", -0.4);
    for (std::uint32_t c = 0; c < 2; ++c) {
      world.tables.conditions.push_back(inert_condition("c" + std::to_string(c), 777 + c, 0.0));
      fill(world.tables.conditions.back().incidence, kHazard * scale);
    }
    Life life(world);
    life.only = {"onset"};
    expected = {};
    for (std::uint32_t i = 0; i < world.people; ++i) {
      const double z = life.market.patients.frailty[i], h = life.market.patients.behaviour[i];
      // Divided by the mean over the correlated traits (DI-4).
      const double hazard = kHazard * std::exp(0.5 * z - 0.125 - 0.4 * h - 0.08 + 0.5 * 0.4 * -0.3);
      for (int c = 0; c < 2; ++c) expected.add(std::exp(-hazard));
    }
    life.years(1);
    const double ill = life.market.conditions[0].count + life.market.conditions[1].count;
    return expected.of(expected.people - ill);
  };
  rule(1.0);
  expect_truth("still well less those expected", rule, 0.0,
               (expected.mean - expected.twins) / expected.people);
}

/// A condition that flares up, with nobody admitted or dying of it.
World flaring(double scale) {
  World world = singles(20'000);
  ConditionSpec spec = inert_condition("flaring", 4242, 1.0);
  spec.of.control_effect = 2.0;
  spec.of.frailty_effect = 0.5;
  spec.states[0].exacerbations_per_year = 4.0 * scale;
  world.tables.conditions = {spec};
  world.set("acute.admit_logit", -1e5);
  world.set("control.hazard_ceiling", 40.0);
  return world;
}

TEST(EngineHazards, EX_1_ExacerbationsFollowControlAndFrailty) {
  Expected expected;
  const auto rule = [&](double scale) {
    Life life(flaring(scale));
    life.only = {"exacerbations"};
    expected = {};
    const ConditionList& list = life.market.conditions[0];
    for (int period = 0; period < 6; ++period) {
      for (std::uint32_t row = 0; row < list.count; ++row) {
        const double z = life.market.patients.frailty[list.owner[row]], c = list.control[row];
        expected.add(std::exp(-4.0 / 13.0 * std::exp(2.0 * (0.5 - c) + 0.5 * z - 0.125)));
      }
      life.step();
      life.market.services.count = 0;
    }
    return expected.of(expected.people - static_cast<double>(life.since_start(Counter::exacerbations)));
  };
  rule(1.0);
  expect_truth("quiet periods less those expected", rule, 0.0,
               (expected.mean - expected.twins) / expected.people);
}

TEST(EngineHazards, EX_1_TheCeilingHolds) {
  World world = flaring(1000.0);
  world.set("control.hazard_ceiling", 1.0);
  Life life(world);
  life.only = {"exacerbations"};
  life.step();
  const double p = -std::expm1(-1.0 / 13.0), se = std::sqrt(20'000.0 * p * (1.0 - p));
  EXPECT_NEAR(life.since_start(Counter::exacerbations), 20'000.0 * p, 4.0 * se);
}

/// Everybody calls first and nobody is settled by it: whether the two doctors speak, and what is known,
/// decides.
TEST(EngineHazards, ED_1_OnlyADoctorWhoIsReachedAndKnowsKeepsPeopleOut) {
  const auto admitted = [](double called_back, float known) {
    World world = flaring(1.0);
    world.people = 3000;
    world.set("population.attached_adult_share", 1.0);
    world.set("acute.call_logit", 1e5);
    world.set("acute.remote_success", 0.0);
    world.set("acute.called_back_share", called_back);
    world.set("acute.admit_logit", 2.0);
    world.set("acute.admit_known_effect", 1e5);
    Life life(world);
    life.only = {"exacerbations"};
    std::fill_n(life.market.ties.knowledge + life.market.tie_row(0, 0), world.people, known);
    life.steps(3);
    EXPECT_GT(life.since_start(Counter::ed_visits), 500);
    EXPECT_EQ(life.since_start(Counter::settled_remotely), 0);
    return life.since_start(Counter::admissions);
  };
  EXPECT_EQ(admitted(1.0, 1.0F), 0);
  EXPECT_GT(admitted(0.0, 1.0F), 300);
  EXPECT_GT(admitted(1.0, 0.0F), 300);
}

TEST(EngineHazards, ES_2_WithoutAUsualClinicianNobodyCalls) {
  World world = flaring(1.0);
  world.people = 3000;
  world.set("population.attached_adult_share", 0.0);
  world.set("acute.call_logit", 1e5);
  world.set("acute.remote_success", 0.5);
  Life life(world);
  life.only = {"exacerbations"};
  life.steps(3);
  EXPECT_GT(life.since_start(Counter::exacerbations), 500);
  EXPECT_EQ(life.since_start(Counter::settled_remotely), 0);
  EXPECT_EQ(life.since_start(Counter::exacerbations), life.since_start(Counter::condition_ed_visits));
}

/// Only acute needs turn up at the emergency department, by AC-3's share of those given up.
TEST(EngineHazards, AC_3_OnlyAcuteNeedsAreDiverted) {
  const auto gave_up = [](double published, double planned, double share) {
    World world = singles(2000);
    world.steps_per_year = 52;
    ConditionSpec spec = inert_condition("planned", 99, 1.0);
    spec.of.visits_per_year = planned;
    world.tables.conditions = {spec};
    world.tables.primary_care_visits.fill(published);
    world.set("practice.face_minutes_per_week", 0.0);
    world.set("access.diverted_share", share);
    world.set("access.urgent_share", 0.0);
    without_losses(world);
    without_preventive_visits(world);
    Life life(world);
    life.only = {"practice", "needs", "scheduling"};
    life.years(1);
    return std::pair(life.since_start(Counter::given_up), life.since_start(Counter::diverted));
  };
  const auto planned = gave_up(6.0, 6.0, 1.0), acute = gave_up(6.0, 0.0, 1.0), none = gave_up(6.0, 0.0, 0.0);
  EXPECT_GT(planned.first, 1000);
  EXPECT_EQ(planned.second, 0) << "planned visits are never diverted";
  EXPECT_EQ(acute.first, 0);
  EXPECT_GT(acute.second, 1000);
  EXPECT_EQ(none.second, 0);
  EXPECT_GT(none.first, 1000);
}

}  // namespace rapport::engine_hazards_test
