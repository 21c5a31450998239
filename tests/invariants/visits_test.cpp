// Visits, minutes and panels add up in every step.
#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "state/relationships.h"
#include "support/worlds.h"

namespace rapport::visits_test {

using namespace worlds;

/// Too few minutes, so that people wait, give up, go elsewhere and change clinicians.
World crowded(std::int64_t steps_per_year) {
  World world;
  world.people = 7000;
  world.steps_per_year = steps_per_year;
  world.contract = relationship_centred().contract;
  world.set("practice.face_minutes_per_week", 1000.0);
  world.set("population.fte_per_clinician", 0.3);
  for (ByAge& of_sex : world.tables.death_per_year) {
    for (double& rate : of_sex) rate = 3.0 * rate + 0.02;
  }
  return world;
}

class Visits : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(StepsPerYear, Visits, testing::Values(13, 52));

// V5
TEST_P(Visits, EveryRequestHasOneFate) {
  Life life(crowded(GetParam()));
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    const std::int64_t served_before = life.since_start(Counter::served);
    life.step();
    ASSERT_EQ(life.since_start(Counter::asked),
              life.since_start(Counter::served) + life.since_start(Counter::missed) +
                  life.since_start(Counter::given_up) + life.since_start(Counter::diverted) +
                  life.since_start(Counter::urgent_visits) + life.since_start(Counter::withdrawn) +
                  life.market.requests.count);
    ASSERT_EQ(life.since_start(Counter::served) - served_before, life.market.encounters.count);
    ASSERT_EQ(life.since_start(Counter::left_unserved) + life.since_start(Counter::acute_elsewhere),
              life.since_start(Counter::given_up) + life.since_start(Counter::diverted) +
                  life.since_start(Counter::urgent_visits));
  }
  for (const Counter fate : {Counter::served, Counter::missed, Counter::given_up, Counter::diverted,
                             Counter::urgent_visits, Counter::withdrawn})
    EXPECT_GT(life.since_start(fate), 0) << static_cast<int>(fate);
  EXPECT_GT(life.since_start(Counter::served_own), 0);
  EXPECT_LT(life.since_start(Counter::served_own), life.since_start(Counter::served));
}

// V5
TEST_P(Visits, NobodyIsServedTwiceForOneRequestOrBeforeAsking) {
  Life life(crowded(GetParam()));
  std::set<std::pair<std::uint64_t, std::uint32_t>> answered;
  std::int64_t waited = 0;
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    const Step step = life.step();
    const Encounters& visits = life.market.encounters;
    for (std::uint32_t e = 0; e < visits.count; ++e) {
      ASSERT_TRUE(answered.emplace(life.market.patients.id[visits.person[e]], visits.request[e]).second);
      ASSERT_GE(visits.wait_days[e], 0);
      ASSERT_EQ(visits.day[e] - visits.wait_days[e], static_cast<std::int32_t>(visits.request[e] >> 8));
      ASSERT_GE(visits.day[e], step.first_day);
      ASSERT_LT(visits.day[e], step.end_day());
      waited += visits.wait_days[e];
    }
  }
  EXPECT_EQ(waited, life.since_start(Counter::wait_days));
}

// V5
TEST_P(Visits, TakeNoMoreMinutesThanThereAre) {
  Life life(crowded(GetParam()));
  Market& market = life.market;
  const World& world = life.world();
  const double overbooked = made_up(world.tables.references.lost_slots, world.params.access.overbooking);
  double opened = 0.0;
  std::int64_t open = 0, used = 0;
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    const std::int64_t lost_before = life.since_start(Counter::lost_minutes);
    const std::int64_t missed_before = life.since_start(Counter::missed);
    const Step step = life.step();
    const std::int64_t missed = life.since_start(Counter::missed) - missed_before;
    ASSERT_GE(life.since_start(Counter::lost_minutes) - lost_before,
              missed * market.practices.visit_minutes[0])
        << "all practices have the same template, and a visit at home takes more";
    std::vector<std::int32_t> held(market.clinicians.count, 0);
    for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
      const std::uint32_t clinician = market.encounters.clinician[e];
      held[clinician] += market.encounters.booked_minutes[e];
    }
    for (std::uint32_t c = 0; c < market.clinicians.count; ++c) {
      ASSERT_EQ(market.clinicians.minutes_used[c], held[c]) << "minutes of missed visits are unused";
      ASSERT_LE(market.clinicians.minutes_used[c], market.clinicians.minutes_open[c]);
      opened += static_cast<double>(market.clinicians.present[c]) * 1000.0 * overbooked * step.days / 7.0;
      open += market.clinicians.minutes_open[c];
      used += market.clinicians.minutes_used[c];
    }
  }
  // AC-1: whole minutes, the fraction carried on: nothing is lost but the last fraction of each clinician.
  EXPECT_LE(static_cast<double>(open), opened);
  EXPECT_GT(static_cast<double>(open), opened - market.clinicians.count - 1.0);
  EXPECT_GT(static_cast<double>(used + life.since_start(Counter::lost_minutes)), 0.9 * opened)
      << "this world is short of time";
}

void expect_panels_counted(Market& market) {
  std::vector<std::int32_t> panel(market.clinicians.count, 0);
  const Patients& people = market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const std::uint8_t usual = people.usual_slot[i];
    if (people.alive[i] == 0) continue;
    if (usual == kNoSlot) {
      ASSERT_EQ(people.usual_trust[i], kNoTrust);
      continue;
    }
    ASSERT_LT(usual, kSlots);
    const std::size_t tie = market.tie_row(usual, i);
    const std::uint32_t id = market.ties.clinician[tie];
    ASSERT_NE(id, kNoClinician) << "attributed to an empty slot";
    const std::uint32_t row = market.clinician_row(id);
    ASSERT_LT(row, market.clinicians.count);
    ASSERT_EQ(market.clinicians.id[row], id);
    ASSERT_EQ(people.usual_trust[i], market.ties.trust[tie]);
    ++panel[row];
  }
  for (std::uint32_t c = 0; c < market.clinicians.count; ++c) ASSERT_EQ(panel[c], market.clinicians.panel[c]);
}

// V6
TEST_P(Visits, PanelsAreTheirMembersInEveryStep) {
  Life life(crowded(GetParam()));
  std::vector<std::uint8_t> usual(life.market.patients.usual_slot,
                                  life.market.patients.usual_slot + life.market.patients.count);
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    life.step();
    expect_panels_counted(life.market);
    if (HasFatalFailure()) return;
  }
  std::size_t changed = 0;
  for (std::size_t i = 0; i < usual.size(); ++i) changed += usual[i] != life.market.patients.usual_slot[i];
  EXPECT_GT(changed, 0U) << "somebody's usual clinician changed";
}

TEST_P(Visits, TiesAreWithDifferentCliniciansAndHoldTheVisit) {
  Life life(crowded(GetParam()));
  Market& market = life.market;
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    life.step();
    for (std::uint32_t i = 0; i < market.patients.count; ++i) {
      for (std::uint32_t a = 0; a < kSlots; ++a) {
        for (std::uint32_t b = 0; b < a; ++b) {
          const std::uint32_t one = market.ties.clinician[market.tie_row(a, i)];
          ASSERT_TRUE(one == kNoClinician || one != market.ties.clinician[market.tie_row(b, i)]);
        }
      }
    }
    for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
      const std::size_t tie = market.tie_row(market.encounters.slot[e], market.encounters.person[e]);
      ASSERT_EQ(market.ties.clinician[tie], market.clinicians.id[market.encounters.clinician[e]]);
    }
  }
}

TEST(VisitsContacts, TrailingYearCountsEveryVisitOnce) {
  World world = crowded(52);
  Life life(world);
  Market& market = life.market;
  std::fill_n(market.patients.other_contacts, market.patients.count, 0U);
  std::fill_n(market.ties.contacts, market.further_row(market.further.count), 0U);
  std::vector<std::uint32_t> held(market.patients.count, 0);
  for (int week = 0; week < 51; ++week) {
    life.step();
    for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
      if (market.encounters.person[e] < held.size()) ++held[market.encounters.person[e]];
    }
  }
  for (std::uint32_t i = 0; i < held.size(); ++i) ASSERT_EQ(contacts_of(market, i).all, held[i]);
}

}  // namespace rapport::visits_test
