// Nothing, everything, nobody: hazards of 0 and of infinity, one person, no time, time without end.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "support/worlds.h"

namespace rapport::extremes_test {

using namespace worlds;

constexpr std::int64_t kPeople = kQuick ? 1500 : 400;

World without_hazards() {
  World world;
  world.people = kPeople;
  without_births(world);
  without_background_events(world);
  without_exacerbations(world);
  without_courses(world);
  without_instability(world);
  fill(world.tables.death_per_year, 0.0);
  return world;
}

std::int64_t sum(const Tally& tally, Outcome outcome, std::int64_t Cell::*part) {
  std::int64_t total = 0;
  for (std::int64_t period = 0; period < tally.periods; ++period) total += tally.at(outcome, period).*part;
  return total;
}

std::uint64_t rows_of_conditions(const Market& market) {
  std::uint64_t rows = 0;
  for (const ConditionList& list : market.conditions) rows += list.count;
  return rows;
}

// V9
TEST(Extremes, WithoutHazardsNobodyDiesFallsIllOrIsAdmitted) {
  World world = without_hazards();
  world.years = 3;
  world.steps_per_year = 13;
  std::uint64_t rows = 0;
  const std::vector<Tally> tallies = run_task(world.spec(), [&](int, const Step& step, const Market& market) {
    if (step.index == 0) rows = rows_of_conditions(market);
    ASSERT_EQ(rows_of_conditions(market), rows);
    ASSERT_EQ(living(market), world.people);
  });
  EXPECT_GT(rows, world.people);
  EXPECT_EQ(sum(tallies[0], Outcome::deaths, &Cell::numerator), 0);
  EXPECT_EQ(sum(tallies[0], Outcome::admissions, &Cell::numerator), 0);
  EXPECT_GT(sum(tallies[0], Outcome::primary_care_visits, &Cell::numerator), 0);
  EXPECT_EQ(sum(tallies[0], Outcome::deaths, &Cell::denominator), kPeople * 3 * kDaysPerYear)
      << "life-years are the horizon exactly";
}

/// Each hazard alone brings about its own events, so that their absence above says something.
TEST(Extremes, EachHazardAloneHasItsOwnEvents) {
  const auto events = [](const World& world, Outcome outcome) {
    return sum(run_arms_plain(world)[0], outcome, &Cell::numerator);
  };
  World dying = without_hazards(), struck = without_hazards(), flaring = without_hazards();
  dying.tables.death_per_year = base_us().tables.death_per_year;
  EXPECT_GT(events(dying, Outcome::deaths), 0);
  struck.tables.stays = base_us().tables.stays;
  EXPECT_GT(events(struck, Outcome::admissions), 0);
  flaring.tables.conditions = base_us().tables.conditions;
  EXPECT_GT(events(flaring, Outcome::admissions), 0);
  World births = without_hazards();
  births.tables.births_per_year = base_us().tables.births_per_year;
  EXPECT_GT(sum(run_arms_plain(births)[0], Outcome::deaths, &Cell::denominator), kPeople * kDaysPerYear);
}

// V10
TEST(Extremes, ACertainDeathComesToAllInTheFirstStep) {
  Life life(only_deaths(1e6));
  life.step();
  EXPECT_EQ(living(life.market), 0U);
  EXPECT_EQ(life.since_start(Counter::deaths), 800);
  life.years(1);
  EXPECT_EQ(life.since_start(Counter::deaths), 800) << "nobody dies twice";
  EXPECT_EQ(life.market.requests.count, 0U);
  EXPECT_EQ(life.since_start(Counter::asked), 0);
  for (std::uint32_t c = 0; c < life.market.clinicians.count; ++c)
    EXPECT_EQ(life.market.clinicians.panel[c], 0);
}

// V10
TEST(Extremes, ACertainOnsetComesToAllWithinAPeriod) {
  World world = without_hazards();
  for (ConditionSpec& spec : world.tables.conditions) fill(spec.incidence, 1e6);
  Life life(world);
  life.steps(4);
  for (const ConditionList& list : life.market.conditions) EXPECT_EQ(list.count, world.people);
}

TEST(Extremes, AlwaysFertileWomenGiveBirthEveryStep) {
  World world = only_deaths(0.0);
  world.steps_per_year = 13;
  world.tables.births_per_year.fill(0.0);
  std::fill(world.tables.births_per_year.begin() + 18, world.tables.births_per_year.end(), 1e6);
  Life life(world);
  std::int64_t women = 0;
  for (std::uint32_t i = 0; i < life.market.patients.count; ++i) {
    const bool adult = life.market.patients.life_row[i] % kAges >= 18;
    women += adult && life.market.patients.sex[i] == female ? 1 : 0;
  }
  life.step();
  EXPECT_EQ(life.since_start(Counter::births), women);
}

// V13
TEST(Extremes, OnePerson) {
  World world;
  world.people = 1;
  Life life(world);
  EXPECT_EQ(life.market.clinicians.count, 1U);
  EXPECT_EQ(life.market.practices.count, 1U);
  life.years(20);
  EXPECT_EQ(trial_balance(life.market), 0);
  EXPECT_EQ(living(life.market),
            1 + life.since_start(Counter::births) + life.since_start(Counter::immigrants) -
                life.since_start(Counter::deaths) - life.since_start(Counter::emigrants));
}

/// Where everybody lives alone, what people of one home do to each other does nothing at all: a mistake with
/// one costs nobody else trust, and nobody is widowed. With homes of several people both act.
// V13
TEST(Extremes, HomesOfOnePersonHaveNoFamilyMechanism) {
  const auto columns_that_differ = [](World world) {
    without_births(world);
    world.steps_per_year = 13;
    world.set("diagnosis.mistake_share", 0.5);
    world.set("trust.household_share", 0.0);
    World family = world;
    family.set("trust.household_share", 1.0);
    family.set("family.widowed_men", 3.0);
    family.set("family.widowed_women", 3.0);
    Life apart(world), together(family);
    apart.years(2), together.years(2);
    EXPECT_GT(apart.since_start(Counter::mistakes), 20);
    EXPECT_GT(apart.since_start(Counter::deaths), 20);
    return different_columns(apart.market, together.market);
  };
  World single = singles(1500), homes = busy_families();
  fill(single.tables.death_per_year, 0.05);
  homes.people = 1500;
  EXPECT_EQ(columns_that_differ(single), std::vector<std::string>{});
  const std::vector<std::string> moved = columns_that_differ(homes);
  for (const char* column : {"ties.trust", "patients.social_log", "patients.death_day"})
    EXPECT_EQ(std::count(moved.begin(), moved.end(), column), 1) << column;
}

// V13
TEST(Extremes, OneClinicianSeesEverybody) {
  World world;
  world.people = 800;
  world.set("population.attached_adult_share", 1.0);
  world.set("population.attached_child_share", 1.0);
  for (const char* leaving : {"turnover.leave_per_year", "turnover.retire_per_year", "panels.leave_per_year"})
    world.set(leaving, 0.0);
  without_instability(world);
  Life life(world);
  ASSERT_EQ(life.market.clinicians.count, 1U);
  life.years(1);
  EXPECT_GT(life.since_start(Counter::served), 500);
  EXPECT_EQ(life.since_start(Counter::served), life.since_start(Counter::served_own));
  EXPECT_EQ(life.market.clinicians.panel[0], static_cast<std::int32_t>(living(life.market)));
}

// V13
TEST(Extremes, NoTimeIsNoVisits) {
  World world;
  world.set("practice.face_minutes_per_week", 0.0);
  Life life(world);
  life.years(1);
  EXPECT_EQ(life.since_start(Counter::served), 0);
  EXPECT_EQ(account_total(life.market, Account::visit_revenue), 0);
  EXPECT_GT(life.since_start(Counter::given_up), 0);
  EXPECT_GT(life.since_start(Counter::diverted), 0);
  EXPECT_GT(life.since_start(Counter::ed_visits), life.since_start(Counter::diverted));
}

// V13
TEST(Extremes, TimeWithoutEndIsNoWaiting) {
  World world = without_hazards();
  with_ample_time(world);
  without_losses(world);
  Life life(world);
  life.years(1);
  EXPECT_GT(life.since_start(Counter::asked), kPeople);
  EXPECT_EQ(life.since_start(Counter::served), life.since_start(Counter::asked));
  EXPECT_EQ(life.since_start(Counter::wait_days), 0);
  EXPECT_EQ(life.since_start(Counter::given_up) + life.since_start(Counter::diverted), 0);
}

// V13
TEST(Extremes, NeedsWithoutEndAreServedUpToTheMinutesThereAre) {
  World world;
  for (double& rate : world.tables.primary_care_visits) rate = 500.0;
  without(world, "attendance");  // a visit that is missed leaves its minutes unused
  Life life(world);
  life.steps(8);
  const std::int32_t visit = life.market.practices.visit_minutes[0];
  std::int64_t most = 0;
  for (std::uint32_t c = 0; c < life.market.clinicians.count; ++c) {
    EXPECT_GT(life.market.clinicians.minutes_used[c] + visit, life.market.clinicians.minutes_open[c]);
    most += life.market.clinicians.minutes_open[c] / visit;
  }
  EXPECT_EQ(life.market.encounters.count, most);
}

}  // namespace rapport::extremes_test
