// Contacts between visits, visits at home, and what both and the family do to taking medicines.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "engine/params.h"
#include "state/disease_book.h"
#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::rules_contacts_test {

using namespace worlds;
using statistics::expect_truth;

double sigma(double x) { return 1.0 / (1.0 + std::exp(-x)); }

TEST(Rules, NV_1_MessagesComeAtTheirRate) {
  World world = singles();
  world.set("contacts.frailty_effect", 0.0);
  world.set("population.attached_adult_share", 1.0);
  const auto rule = [&](double scale) {
    World scaled = world;
    scaled.set("contacts.messages_per_year", 1.65 * scale);
    Life life(scaled);
    life.only = {"contacts"};
    life.years(1);
    const double people = life.market.patients.count;
    const double mean = static_cast<double>(life.since_start(Counter::messages)) / people;
    return statistics::Estimate{mean, std::sqrt(1.65 / people)};
  };
  expect_truth("messages per person-year", rule, 1.65, 0.0825);
}

TEST(Rules, HV_1_WhoIsVisitedAtHome) {
  const access::Params p;
  EXPECT_TRUE(access::is_home_bound(75, 0.0, 0, p));
  EXPECT_FALSE(access::is_home_bound(74, 3.0, 6, p)) << "too young";
  EXPECT_FALSE(access::is_home_bound(90, -0.1, 0, p)) << "fit";
  EXPECT_TRUE(access::is_home_bound(90, -2.0, 1, p)) << "has lost an activity";
}

/// All planned follow-ups of people of 80 are asked for at home, and everybody would miss visits to the office.
TEST(Rules, HV_1_HomeVisitsTakeTheirSlotsAndAreNeverMissed) {
  World world;
  world.people = 600;
  with_everybody_aged(world, 80);
  world.set("access.home_visit_share", 1.0);
  world.set("access.home_visit_frailty", -10.0);
  world.set("attendance.miss_share", 0.9);
  Life life(world);
  std::int64_t held = 0, at_home = 0, in_office = 0;
  for (int week = 0; week < 26; ++week) {
    life.step();
    const Market& market = life.market;
    std::vector<std::int32_t> used(market.clinicians.count, 0);
    for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
      const bool home = market.encounters.home[e] != 0;
      const bool planned = market.encounters.kind[e] == static_cast<std::uint8_t>(NeedKind::follow_up);
      const std::uint32_t clinician = market.encounters.clinician[e];
      used[clinician] +=
          (home ? 2 : 1) * market.practices.visit_minutes[market.clinicians.practice[clinician]];
      held += planned ? 1 : 0;
      at_home += home ? 1 : 0;
      in_office += planned && !home ? 1 : 0;
    }
    for (std::uint32_t k = 0; k < market.clinicians.count; ++k)
      ASSERT_EQ(market.clinicians.minutes_used[k], used[k]);
  }
  EXPECT_GT(at_home, 100);
  EXPECT_LT(in_office, held / 10) << "nine in ten visits to the office are missed, none at home";
  EXPECT_EQ(life.since_start(Counter::home_visits), at_home);
}

/// Days covered in the first pass after a diagnosis are the target of AD-2 itself: who learns of a condition
/// starts where the equation leads.
TEST(Rules, AD_2_EveryTermMovesTheTargetByItsEffect) {
  World world;
  world.people = 400;
  world.steps_per_year = 13;  // every step is the medicine's turn
  world.set("adherence.stop_per_year", 0.0);
  world.set("contacts.checkins_per_year", 104.0);
  ConditionSpec spec = inert_condition("medicine", 0x1234568, 1.0);
  spec.of.treated = spec.of.undiagnosed_share = 1.0;
  world.tables.conditions = {spec};
  Life life(world);
  life.only = {"adherence"};
  const Patients& people = life.market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    people.support[i] = 1.0F + static_cast<float>(i % 2);
    people.cohesion[i] = 0.5F;
    people.conflict[i] = -1.0F;
    people.understanding[i] = 0.3F;
    if (people.usual_slot[i] != kNoSlot) life.market.ties.mutuality[i] = 0.9F;
    if (i % 4 != 0) diagnose(life.market, 0, i, 0);
  }
  life.step();
  const References& ref = world.tables.references;
  const auto shares = prices::coinsurance(world.params.prices);
  const adherence::Params& p = world.params.adherence;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const double tied = people.usual_slot[i] == kNoSlot ? 0.0 : 1.0;
    const double oop = std::log1p(shares[people.insurance[i]] * spec.of.drug_usd_per_year / 12.0);
    const double logit = p.behaviour_effect * static_cast<double>(people.behaviour[i]) +
                         p.understanding_effect * 0.3 +
                         tied * (p.trust_effect * (static_cast<double>(people.usual_trust[i]) - ref.trust) +
                                 p.mutuality_effect * (0.9 - ref.mutuality) + 2.0 * p.checkin_effect) +
                         p.support_effect * (1.0 + i % 2) + p.cohesion_effect * 0.5 + p.conflict_effect -
                         p.cost_effect * (oop - ref.drug_cost_log) + p.dose_effect;
    const double covered = i % 4 != 0 ? sigma(logit) : 0.0;
    ASSERT_NEAR(static_cast<double>(life.market.conditions[0].taking[i]), covered, 2e-6) << i;
    ASSERT_NEAR(static_cast<double>(life.market.conditions[0].pdc[i]), i % 4 != 0 ? covered : -1.0, 2e-6);
  }
  EXPECT_EQ(life.since_start(Counter::treated_steps), 300) << "what nobody knows of is not counted";
}

}  // namespace rapport::rules_contacts_test
