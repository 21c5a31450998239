// People are conserved, step by step and stratum by stratum; the dead stay dead and nothing happens to them.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>
#include <vector>

#include "process/family.h"
#include "state/repack.h"
#include "support/worlds.h"

namespace rapport::people_test {

using namespace worlds;
using ByStratum = std::array<std::int64_t, kCells>;

World busy_world(std::int64_t steps_per_year) {
  World world;
  world.people = 1200;
  world.steps_per_year = steps_per_year;
  world.contract = relationship_centred().contract;
  // More births and deaths than in reality: more to go wrong in two years.
  for (double& rate : world.tables.births_per_year) rate *= 4.0;
  for (ByAge& of_sex : world.tables.death_per_year) {
    for (double& rate : of_sex) rate = 3.0 * rate + 0.01;
  }
  for (ConditionSpec& spec : world.tables.conditions) {
    for (StateFields& state : spec.states) state.exacerbations_per_year *= 5.0;
  }
  world.set("acute.hospital_death_at_50", 0.2);
  world.set("instability.departure_per_year", 0.1);
  return world;
}

struct Seen {
  std::uint8_t alive;
  std::int32_t death_day;
};

/// People by id: rows are put in order anew every year.
struct Before {
  std::unordered_map<std::uint64_t, Seen> people;
  ByStratum births{}, deaths{}, arrived{}, left{};
};

Before look(const Life& life) {
  const Patients& people = life.market.patients;
  Before before;
  for (std::uint32_t i = 0; i < people.count; ++i)
    before.people[people.id[i]] = {people.alive[i], people.death_day[i]};
  for (std::size_t s = 0; s < kCells; ++s) {
    before.births[s] = life.since_start(Counter::births, s);
    before.deaths[s] = life.since_start(Counter::deaths, s);
    before.arrived[s] = life.since_start(Counter::immigrants, s);
    before.left[s] = life.since_start(Counter::emigrants, s);
  }
  return before;
}

/// V1: alive before + born + arrived = alive after + dead + left, in every stratum; and nobody is lost.
void expect_conserved(const Life& life, const Before& before) {
  const Patients& people = life.market.patients;
  ByStratum expected{}, found{};
  std::size_t known = 0, living_before = 0;
  for (const auto& [id, seen] : before.people) living_before += seen.alive;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    found[people.stratum[i]] += people.alive[i];
    const auto seen = before.people.find(people.id[i]);
    if (seen == before.people.end() || seen->second.alive == 0) continue;
    expected[people.stratum[i]] += 1;
    ++known;
  }
  ASSERT_EQ(known, living_before) << "somebody who lived has no row";
  for (std::size_t s = 0; s < kCells; ++s) {
    expected[s] += life.since_start(Counter::births, s) - before.births[s];
    expected[s] += life.since_start(Counter::immigrants, s) - before.arrived[s];
    expected[s] -= life.since_start(Counter::deaths, s) - before.deaths[s];
    expected[s] -= life.since_start(Counter::emigrants, s) - before.left[s];
    ASSERT_EQ(found[s], expected[s]) << "cell " << s;
  }
}

void expect_the_dead_stay_dead(const Life& life, const Before& before, const Step& step) {
  const Patients& people = life.market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    ASSERT_EQ(people.alive[i] == 0, people.death_day[i] != kNever);
    const auto found = before.people.find(people.id[i]);
    if (found == before.people.end()) continue;
    const Seen& seen = found->second;
    const bool went_now = seen.alive != 0 && people.alive[i] == 0;
    if (went_now) {
      ASSERT_GE(people.death_day[i], step.first_day);
      ASSERT_LT(people.death_day[i], step.end_day());
    }
    ASSERT_TRUE(went_now || people.death_day[i] == seen.death_day);
    ASSERT_TRUE(seen.alive != 0 || people.alive[i] == 0) << "row " << i << " came back to life";
  }
}

class People : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(StepsPerYear, People, testing::Values(13, 52, 364));

// V1
TEST_P(People, AreConservedInEveryStepAndStratum) {
  Life life(busy_world(GetParam()));
  const std::uint32_t at_start = living(life.market);
  const std::int64_t steps = GetParam() == 364 ? 364 : 2 * GetParam();
  for (std::int64_t k = 0; k < steps; ++k) {
    const Before before = look(life);
    const Step step = life.step();
    expect_conserved(life, before);
    expect_the_dead_stay_dead(life, before, step);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(life.since_start(Counter::births), 20);
  EXPECT_GT(life.since_start(Counter::deaths), 20);
  EXPECT_GT(life.since_start(Counter::hospital_deaths), 0);
  EXPECT_GT(life.since_start(Counter::immigrants), 20);
  EXPECT_GT(life.since_start(Counter::emigrants), 20);
  EXPECT_EQ(living(life.market),
            at_start + life.since_start(Counter::births) + life.since_start(Counter::immigrants) -
                life.since_start(Counter::deaths) - life.since_start(Counter::emigrants));
}

/// When somebody was born, and when the record says that they died, left or came.
struct Stay {
  std::int32_t birth_day = kNever;
  std::int32_t last_day = kNever;
  bool over = false;
};

// V2
TEST_P(People, NothingIsRecordedOfAnybodyAfterDeathOrBeforeBirth) {
  Life life(busy_world(GetParam()));
  EventLog log;
  log.everybody = true;
  life.market.events = &log;
  std::unordered_map<std::uint64_t, Stay> stays;
  for (std::int64_t k = 0; k < (GetParam() == 364 ? 364 : 2 * GetParam()); ++k) {
    life.step();
    const Patients& people = life.market.patients;
    for (std::uint32_t i = 0; i < people.count; ++i)
      stays[people.id[i]] = {people.birth_day[i], people.death_day[i], false};
  }
  std::int64_t deaths = 0, left = 0;
  for (const Event& event : log.events) {
    ASSERT_EQ(stays.count(event.person), 1U);
    Stay& stay = stays[event.person];
    EXPECT_LE(event.day, stay.last_day) << name_of(event.kind) << " of a dead person";
    EXPECT_GE(event.day, stay.birth_day) << name_of(event.kind) << " before birth";
    EXPECT_FALSE(stay.over) << name_of(event.kind) << " recorded after the end";
    if (event.kind != EventKind::died && event.kind != EventKind::left_market) continue;
    stay.over = true;
    EXPECT_EQ(event.day, stay.last_day);
    (event.kind == EventKind::died ? deaths : left) += 1;
  }
  EXPECT_EQ(deaths, life.since_start(Counter::deaths));
  EXPECT_EQ(left, life.since_start(Counter::emigrants));
  EXPECT_GT(deaths, 20);
  EXPECT_GT(left, 20);
}

// V2
TEST_P(People, WhoIsDeadIsNotSeen) {
  Life life(busy_world(GetParam()));
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    const Before before = look(life);
    life.step();
    const Encounters& visits = life.market.encounters;
    for (std::uint32_t e = 0; e < visits.count; ++e) {
      const std::uint32_t person = visits.person[e];
      const auto seen = before.people.find(life.market.patients.id[person]);
      ASSERT_TRUE(seen == before.people.end() || seen->second.alive != 0);
      ASSERT_LE(visits.day[e], life.market.patients.death_day[person]);
    }
  }
}

/// What a cell takes from the first day of a period, by row; people of later rows came in the period.
struct FirstDay {
  std::int32_t day = 0;
  std::vector<std::uint8_t> isolated;
  std::vector<std::uint32_t> insurance;
};

FirstDay first_day(const Patients& people, std::int32_t day) {
  return {day,
          {people.isolated, people.isolated + people.count},
          {people.insurance, people.insurance + people.count}};
}

/// As on the first day, else as at birth, which is the mother's then, else as on arrival.
std::uint32_t coverage_in(const FirstDay& start, const Patients& people, std::uint32_t i) {
  const std::size_t there = start.insurance.size();
  if (i < there) return start.insurance[i];
  const std::uint32_t mother = people.mother[i];
  if (mother >= there) return people.insurance[i];
  constexpr auto kMedicare = static_cast<std::uint32_t>(Insurance::medicare);
  constexpr auto kMedicaid = static_cast<std::uint32_t>(Insurance::medicaid);
  return start.insurance[mother] == kMedicare ? kMedicaid : start.insurance[mother];
}

void expect_cells_of(const FirstDay& start, const Patients& people) {
  constexpr auto kMedicare = static_cast<std::uint32_t>(Insurance::medicare);
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const int age = std::min(std::max(0, start.day - people.birth_day[i]) / 364, 110);
    const std::uint32_t covered = coverage_in(start, people, i);
    const std::uint8_t isolated = i < start.isolated.size() ? start.isolated[i] : 0;
    ASSERT_EQ(people.life_row[i], people.sex[i] * 111 + age);
    ASSERT_EQ(people.stratum[i],
              cell_of({people.sex[i], age, people.income[i], age >= 65 ? kMedicare : covered, isolated}));
    ASSERT_TRUE(age < 65 || people.insurance[i] == kMedicare) << "Medicare from 65 on";
  }
}

TEST_P(People, AgesStrataAndMedicareFollowTheCalendar) {
  Life life(busy_world(GetParam()));
  const Patients& people = life.market.patients;
  FirstDay start;
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    const Step now = step_at(k, GetParam());
    if (now.starts_period()) start = first_day(people, now.first_day);
    life.step();
    expect_cells_of(start, people);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(std::count(start.isolated.begin(), start.isolated.end(), 1), 0) << "somebody is isolated";
  EXPECT_GT(life.since_start(Counter::coverage_changes), 0) << "and somebody's coverage changed";
}

// V7
TEST(PeopleDays, AreCountedOnceInEveryPeriod) {
  World world = busy_world(52);
  world.years = 2;
  const TaskSpec spec = world.spec();
  std::int64_t expected = 0;
  std::unordered_map<std::uint64_t, std::pair<std::int32_t, std::int32_t>> stays;
  const std::vector<Tally> tallies = run_task(spec, [&](int, const Step& step, const Market& market) {
    for (std::uint32_t i = 0; i < market.patients.count; ++i) {
      const auto [stay, fresh] = stays.try_emplace(market.patients.id[i]);
      if (fresh)
        stay->second.first = step.index == 0 ? std::max(0, market.patients.birth_day[i]) : step.first_day;
      stay->second.second = std::min(step.end_day(), market.patients.death_day[i]);
    }
  });
  for (const auto& [id, stay] : stays) expected += stay.second - stay.first;
  std::int64_t all = 0;
  for (std::int64_t period = 0; period < tallies[0].periods; ++period)
    all += tallies[0].at(Outcome::deaths, period).denominator;
  EXPECT_EQ(all, expected);
}

/// Partners are two living people who name each other and live together; the dead and the gone have none.
void expect_partners(const Patients& people) {
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const std::uint32_t partner = people.partner[i];
    if (partner == kNobody) continue;
    ASSERT_NE(partner, i);
    ASSERT_LT(partner, people.count);
    ASSERT_EQ(people.partner[partner], i);
    ASSERT_TRUE(people.alive[i] != 0 && people.alive[partner] != 0) << "partners are alive";
    ASSERT_EQ(people.household[partner], people.household[i]) << "partners share a home";
  }
}

/// Mothers are women who were 10 or older at the birth. Who died or left stays a name until rows are put in
/// order (`in_order`), when the link goes with the row; nothing counts a mother in the meantime.
void expect_mothers(const Patients& people, bool in_order) {
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const std::uint32_t mother = people.mother[i];
    if (mother == kNobody) continue;
    ASSERT_NE(mother, i);
    ASSERT_LT(mother, people.count);
    ASSERT_EQ(people.sex[mother], female);
    ASSERT_GE(people.birth_day[i] - people.birth_day[mother], 10 * kDaysPerYear);
    ASSERT_TRUE(!in_order || people.alive[mother] != 0) << "a mother who is gone is still linked";
    const bool at_home = people.alive[i] == 0 || people.alive[mother] == 0 ||
                         people.life_row[i] % kAges >= 18 || people.household[i] == people.household[mother];
    ASSERT_TRUE(at_home) << "a child lives without the mother";
  }
}

/// Every living person is in one home that exists, and homes' living members are all the living.
void expect_homes(const Market& market) {
  const Patients& people = market.patients;
  std::vector<std::uint32_t> members(market.households, 0);
  for (std::uint32_t i = 0; i < people.count; ++i) {
    ASSERT_LT(people.household[i], market.households) << "everybody lives somewhere";
    members[people.household[i]] += people.alive[i];
  }
  std::uint32_t sum = 0;
  for (const std::uint32_t size : members) sum += size;
  ASSERT_EQ(sum, living(market));
}

/// `alone`, recounted from the living adults of the home: it is written at the start of a period.
void expect_alone(const Market& market) {
  const Patients& people = market.patients;
  std::vector<int> adults(market.households, 0);
  const auto is_adult = [&](std::uint32_t i) {
    return people.alive[i] != 0 && people.life_row[i] % kAges >= 18;
  };
  for (std::uint32_t i = 0; i < people.count; ++i) adults[people.household[i]] += is_adult(i) ? 1 : 0;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const int others = adults[people.household[i]] - (is_adult(i) ? 1 : 0);
    ASSERT_EQ(people.alone[i] != 0, others == 0) << "somebody dead or gone is counted as company";
  }
}

// V8
TEST_P(People, HomesAddUpAndLinksAreSymmetricInEveryStep) {
  World world = busy_world(GetParam());
  Life life(world);
  std::int64_t widowed = 0, orphaned = 0;
  for (std::int64_t k = 0; k < (GetParam() == 364 ? 400 : 2 * GetParam() + 1); ++k) {
    const Step now = life.step();
    const Market& market = life.market;
    expect_homes(market);
    expect_partners(market.patients);
    expect_mothers(market.patients, false);
    if (HasFatalFailure()) return;
    for (std::uint32_t i = 0; i < market.patients.count; ++i) {
      const std::uint32_t mother = market.patients.mother[i];
      orphaned += mother != kNobody && market.patients.alive[mother] == 0 ? 1 : 0;
      widowed += market.patients.bereaved_week[i] >= now.first_day / kDaysPerWeek ? 1 : 0;
    }
  }
  EXPECT_GT(widowed, 20);
  EXPECT_GT(orphaned, 20) << "the test has mothers who are gone";
  repack(life.market);
  expect_mothers(life.market.patients, true);
  expect_partners(life.market.patients);
  expect_homes(life.market);
  family::relate(life.market, world.params.family, world.params.population, 0);
  expect_alone(life.market);
}

}  // namespace rapport::people_test
