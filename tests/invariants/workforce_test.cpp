// Clinicians' time, seats, panels and ties add up in every step, while people come and go.
#include <gtest/gtest.h>

#include <vector>

#include "base/fixed_sum.h"
#include "state/relationships.h"
#include "support/worlds.h"

namespace rapport::workforce_invariants_test {

using namespace worlds;

/// Clinicians who leave all the time, and panels that fill up.
World restless(std::int64_t steps_per_year) {
  World world;
  world.people = 6000;
  world.steps_per_year = steps_per_year;
  world.set("population.fte_per_clinician", 0.3);
  world.set("turnover.leave_per_year", 0.6);
  world.set("panels.leave_per_year", 0.3);
  world.set("practice.new_people_share", 0.95);
  return world;
}

class Workforce : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(StepsPerYear, Workforce, testing::Values(13, 52));

void expect_ties_with_those_who_are_there(const Market& market) {
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.patients.alive[i] == 0) continue;
    for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
      const std::uint32_t id = market.ties.clinician[market.tie_row(slot, i)];
      if (id == kNoClinician) continue;
      ASSERT_EQ(market.clinicians.id[market.clinician_row(id)], id) << "a tie with somebody who has left";
    }
    const std::uint8_t usual = market.patients.usual_slot[i];
    if (usual == kNoSlot) continue;
    const std::uint32_t own = market.clinician_row(market.ties.clinician[market.tie_row(usual, i)]);
    ASSERT_EQ(market.clinicians.vacant_until[own], 0) << "attributed to a locum";
  }
}

// V6
TEST_P(Workforce, NoTieOutlivesTheClinicianAndNoLocumHasAPanel) {
  Life life(restless(GetParam()));
  for (std::int64_t k = 0; k < 2 * GetParam(); ++k) {
    life.step();
    expect_ties_with_those_who_are_there(life.market);
    if (HasFatalFailure()) return;
  }
  for (const Counter counter :
       {Counter::clinician_exits, Counter::lost_clinician, Counter::left_clinician, Counter::found_clinician})
    EXPECT_GT(life.since_start(counter), 0) << static_cast<int>(counter);
}

TEST_P(Workforce, PeopleWithAClinicianAreThoseWhoWereLessThoseWhoLostThem) {
  Life life(restless(GetParam()));
  Market& market = life.market;
  const auto attached = [&] {
    std::int64_t n = 0;
    for (std::uint32_t i = 0; i < market.patients.count; ++i) n += market.patients.usual_slot[i] != kNoSlot;
    return n;
  };
  life.only = {"practice", "turnover", "panels"};
  const std::int64_t before = attached();
  life.years(1);
  std::int64_t rejoined = 0;  // who left by choice and found another at once
  EXPECT_EQ(life.since_start(Counter::deaths), 0);
  rejoined = attached() - before + life.since_start(Counter::lost_clinician) +
             life.since_start(Counter::left_clinician) - life.since_start(Counter::found_clinician);
  EXPECT_GE(rejoined, 0);
  EXPECT_LE(rejoined, life.since_start(Counter::left_clinician));
}

/// V7: open minutes are booked or idle, hours worked are visits, desk and the rest.
// V7
TEST_P(Workforce, MinutesOfAPeriodAddUp) {
  Life life(restless(GetParam()));
  Market& market = life.market;
  const Clinicians& staff = market.clinicians;
  const workload::Params& p = life.world().params.workload;
  std::int64_t open = 0, booked = 0, worked = 0;
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    const Step step = life.step();
    for (std::uint32_t c = 0; c < staff.count; ++c) {
      open += staff.minutes_open[c];
      booked += staff.minutes_used[c];
      if (!step.ends_period() || staff.vacant_until[c] != 0) continue;
      const double desk = staff.visits[c] * p.visit_desk_minutes + staff.messages[c] * p.message_minutes +
                          staff.panel[c] * p.inbox_minutes_per_person *
                              static_cast<double>(staff.fte_weeks[c]) /
                              (4.0 * static_cast<double>(staff.fte[c]));
      worked += to_fixed(staff.face_minutes[c] + desk +
                         static_cast<double>(staff.fte_weeks[c]) * p.other_minutes_per_week);
    }
    ASSERT_EQ(life.since_start(Counter::open_minutes), open);
    ASSERT_EQ(life.since_start(Counter::booked_minutes), booked);
    ASSERT_LE(booked, open);
  }
  EXPECT_NEAR(static_cast<double>(life.since_start(Counter::worked_minutes)), static_cast<double>(worked),
              0x1p24)
      << "within a minute in a year";
}

TEST_P(Workforce, SeatsAreFilledOrHeldByALocum) {
  World world = restless(GetParam());
  world.set("turnover.locum_share", 0.25);
  Life life(world);
  const Clinicians& staff = life.market.clinicians;
  std::int64_t seats = 0, vacant = 0;
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    const Step step = life.step();
    for (std::uint32_t c = 0; c < staff.count; ++c) {
      const bool locum = staff.vacant_until[c] != 0;
      ASSERT_FLOAT_EQ(staff.present[c], staff.fte[c] * (locum ? 0.25F : 1.0F));
      ASSERT_TRUE(!locum || staff.panel[c] == 0);
      seats += step.days;
      vacant += locum ? step.days : 0;
    }
    ASSERT_EQ(life.since_start(Counter::seat_days), seats);
    ASSERT_EQ(life.since_start(Counter::vacant_days), vacant);
  }
  EXPECT_GT(vacant, 0);
}

TEST_P(Workforce, TO_3_SuccessorsStartAnewAndCostTheirHiring) {
  World world = restless(GetParam());
  world.set("practice.cost_usd_per_fte_year", 0.0);
  world.set("turnover.hire_usd", 1000.0);
  Life life(world);
  const Clinicians& staff = life.market.clinicians;
  std::vector<bool> vacant(staff.count, false);
  std::int64_t hired = 0;
  for (std::int64_t k = 0; k < 2 * GetParam(); ++k) {
    const Step step = life.step();
    for (std::uint32_t c = 0; c < vacant.size(); ++c) {
      const bool begins = vacant[c] && staff.vacant_until[c] == 0;
      vacant[c] = staff.vacant_until[c] != 0;
      if (!begins) continue;
      ++hired;
      const double age = (step.first_day - staff.birth_day[c]) / static_cast<double>(kDaysPerYear);
      ASSERT_GE(age, world.params.turnover.entry_age_low);
      ASSERT_LE(age, world.params.turnover.entry_age_high);
    }
    ASSERT_EQ(-account_total(life.market, Account::practice_cost), hired * 100'000);
  }
  EXPECT_GT(hired, 5);
}

TEST_P(Workforce, PeopleWithoutAClinicianTakeNoMoreThanTheirMinutes) {
  World world = restless(GetParam());
  world.set("access.new_patient_share", 0.02);
  world.set("population.attached_adult_share", 0.4);
  world.set("panels.find_per_year", 0.0);
  Life life(world);
  Market& market = life.market;
  double allowed = 0.0, taken = 0.0;
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    life.step();
    for (std::uint32_t c = 0; c < market.clinicians.count; ++c)
      allowed += (market.clinicians.vacant_until[c] != 0 ? 1.0 : 0.02) * market.clinicians.minutes_open[c];
    for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
      if (market.patients.usual_slot[market.encounters.person[e]] != kNoSlot) continue;
      taken += market.practices.visit_minutes[market.clinicians.practice[market.encounters.clinician[e]]];
    }
    ASSERT_LE(taken, allowed);
  }
  EXPECT_GT(taken, 0.5 * allowed) << "they ask for far more than that";
  EXPECT_GT(life.since_start(Counter::newcomer_visits), 0);
}

/// Half of the minutes that people ask for, so that practices hire.
World short_of_time(double elasticity) {
  World world;
  world.people = 4000;
  world.steps_per_year = 13;
  world.set("practice.face_minutes_per_week", 700.0);
  world.set("supply.elasticity", elasticity);
  world.set("turnover.leave_per_year", 0.3);
  return world;
}

TEST(WorkforceSupply, HiredCliniciansHaveSeatsPanelsAndPatientsOfTheirOwn) {
  Life life(short_of_time(1.0));
  Market& market = life.market;
  const std::uint32_t seats = market.clinicians.count;
  std::int64_t with_hired = 0;
  for (int step = 0; step < 13 * 3; ++step) {
    life.step();
    expect_ties_with_those_who_are_there(market);
    if (HasFatalFailure()) return;
    for (std::uint32_t e = 0; e < market.encounters.count; ++e)
      with_hired += market.encounters.clinician[e] >= seats ? 1 : 0;
  }
  ASSERT_EQ(market.clinicians.count, seats + market.practices.count);
  for (std::uint32_t p = 0; p < market.practices.count; ++p) {
    const std::uint32_t k = market.practices.hired[p];
    ASSERT_EQ(market.clinician_row(market.clinicians.id[k]), k);
    EXPECT_EQ(market.clinicians.practice[k], p);
    EXPECT_GT(market.clinicians.fte[k], 0.0F);
  }
  EXPECT_GT(with_hired, 0);
  EXPECT_EQ(trial_balance(market), 0);
}

TEST(WorkforceSupply, ElasticityIsTheShareOfDemandThatIsMet) {
  double met[3] = {}, given_up[3] = {};
  const double elasticities[] = {0.0, 0.5, 1.0};
  for (int k = 0; k < 3; ++k) {
    Life life(short_of_time(elasticities[k]));
    life.years(4);
    const auto before = static_cast<double>(life.since_start(Counter::given_up));
    life.years(1);
    given_up[k] = static_cast<double>(life.since_start(Counter::given_up)) - before;
    for (std::uint32_t p = 0; p < life.market.practices.count; ++p)
      met[k] += static_cast<double>(life.market.practices.hired_fte[p]);
  }
  std::printf("  hired FTE %.3f %.3f %.3f, given up in a year %.0f %.0f %.0f\n", met[0], met[1], met[2],
              given_up[0], given_up[1], given_up[2]);
  EXPECT_EQ(met[0], 0.0);
  EXPECT_GT(met[1], 0.2 * met[2]);
  EXPECT_LT(met[1], 0.8 * met[2]);
  EXPECT_LT(given_up[2], given_up[1]);
  EXPECT_LT(given_up[1], given_up[0]);
}

TEST(WorkforceSupply, SeatsThatNobodyWantsAreClosed) {
  World world = short_of_time(1.0);
  Life life(world);
  life.years(3);
  Market& market = life.market;
  std::fill_n(market.practices.hired_fte, market.practices.count, 0.0F);
  life.step();
  for (std::uint32_t p = 0; p < market.practices.count; ++p) {
    const std::uint32_t k = market.practices.hired[p];
    EXPECT_EQ(market.clinicians.fte[k], 0.0F);
    EXPECT_EQ(market.clinicians.panel[k], 0);
    EXPECT_EQ(market.clinicians.minutes_open[k], 0);
  }
}

}  // namespace rapport::workforce_invariants_test
