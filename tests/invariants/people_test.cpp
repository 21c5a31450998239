// People are conserved, step by step and stratum by stratum; the dead stay dead and nothing happens to them.
#include <gtest/gtest.h>

#include <array>
#include <unordered_map>
#include <vector>

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
  return world;
}

struct Before {
  std::vector<std::uint8_t> alive;
  std::vector<std::int32_t> death_day;
  ByStratum births{}, deaths{};
};

Before look(const Life& life) {
  const Patients& people = life.market.patients;
  Before before{{people.alive, people.alive + people.count},
                {people.death_day, people.death_day + people.count},
                {},
                {}};
  for (std::size_t s = 0; s < kCells; ++s) {
    before.births[s] = life.since_start(Counter::births, s);
    before.deaths[s] = life.since_start(Counter::deaths, s);
  }
  return before;
}

void expect_conserved(const Life& life, const Before& before) {
  const Patients& people = life.market.patients;
  ByStratum expected{}, found{};
  for (std::uint32_t i = 0; i < before.alive.size(); ++i) expected[people.stratum[i]] += before.alive[i];
  for (std::uint32_t i = 0; i < people.count; ++i) found[people.stratum[i]] += people.alive[i];
  for (std::size_t s = 0; s < kCells; ++s) {
    expected[s] += life.since_start(Counter::births, s) - before.births[s];
    expected[s] -= life.since_start(Counter::deaths, s) - before.deaths[s];
    ASSERT_EQ(found[s], expected[s]) << "cell " << s;
  }
}

void expect_the_dead_stay_dead(const Life& life, const Before& before, const Step& step) {
  const Patients& people = life.market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    ASSERT_EQ(people.alive[i] == 0, people.death_day[i] != kNever);
    if (i >= before.alive.size()) continue;
    const bool died_now = before.alive[i] != 0 && people.alive[i] == 0;
    if (died_now) {
      ASSERT_GE(people.death_day[i], step.first_day);
      ASSERT_LT(people.death_day[i], step.end_day());
    }
    ASSERT_TRUE(died_now || people.death_day[i] == before.death_day[i]);
    ASSERT_TRUE(before.alive[i] != 0 || people.alive[i] == 0) << "row " << i << " came back to life";
  }
}

class People : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(StepsPerYear, People, testing::Values(13, 52, 364));

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
  EXPECT_EQ(living(life.market),
            at_start + life.since_start(Counter::births) - life.since_start(Counter::deaths));
  EXPECT_EQ(life.market.patients.count, at_start + life.since_start(Counter::births));
}

TEST_P(People, NothingIsRecordedOfAnybodyAfterDeathOrBeforeBirth) {
  Life life(busy_world(GetParam()));
  EventLog log;
  log.everybody = true;
  life.market.events = &log;
  life.steps(GetParam() == 364 ? 364 : 2 * GetParam());
  const Patients& people = life.market.patients;
  std::unordered_map<std::uint64_t, std::uint32_t> row_of;
  for (std::uint32_t i = 0; i < people.count; ++i) ASSERT_TRUE(row_of.emplace(people.id[i], i).second);
  std::unordered_map<std::uint64_t, bool> buried;
  std::int64_t deaths = 0;
  for (const Event& event : log.events) {
    const std::uint32_t row = row_of.at(event.person);
    EXPECT_LE(event.day, people.death_day[row]) << name_of(event.kind) << " of a dead person, row " << row;
    EXPECT_GE(event.day, people.birth_day[row]) << name_of(event.kind) << " before birth, row " << row;
    EXPECT_FALSE(buried[event.person]) << name_of(event.kind) << " recorded after the death of row " << row;
    if (event.kind != EventKind::died) continue;
    buried[event.person] = true;
    EXPECT_EQ(event.day, people.death_day[row]);
    ++deaths;
  }
  EXPECT_EQ(deaths, life.since_start(Counter::deaths));
  EXPECT_GT(deaths, 20);
}

TEST_P(People, WhoIsDeadIsNotSeen) {
  Life life(busy_world(GetParam()));
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    const Before before = look(life);
    life.step();
    const Encounters& visits = life.market.encounters;
    for (std::uint32_t e = 0; e < visits.count; ++e) {
      const std::uint32_t person = visits.person[e];
      ASSERT_TRUE(person >= before.alive.size() || before.alive[person] != 0);
      ASSERT_LE(visits.day[e], life.market.patients.death_day[person]);
    }
  }
}

TEST_P(People, AgesStrataAndMedicareFollowTheCalendar) {
  Life life(busy_world(GetParam()));
  std::int32_t period = 0;
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    const Step step = life.step();
    if (step.starts_period()) period = step.first_day;
    const Patients& people = life.market.patients;
    for (std::uint32_t i = 0; i < people.count; ++i) {
      const std::int32_t years = std::max(0, period - people.birth_day[i]) / 364;
      const int age = std::min(years, 110);
      ASSERT_EQ(people.life_row[i], people.sex[i] * 111 + age);
      ASSERT_EQ(people.stratum[i], cell_of({people.sex[i], age, people.income[i], people.insurance[i], 0}));
      const bool medicare = people.insurance[i] == static_cast<std::uint32_t>(Insurance::medicare);
      ASSERT_TRUE(age < 65 || medicare) << "Medicare from 65 on";
    }
  }
}

TEST(PeopleDays, AreCountedOnceInEveryPeriod) {
  World world = busy_world(52);
  world.years = 2;
  const TaskSpec spec = world.spec();
  std::int64_t expected = 0;
  const std::vector<Tally> tallies = run_task(spec, [&](int, const Step& step, const Market& market) {
    if (step.index + 1 != spec.steps()) return;
    for (std::uint32_t i = 0; i < market.patients.count; ++i) {
      const std::int32_t from = std::max(0, market.patients.birth_day[i]);
      expected += std::min(step.end_day(), market.patients.death_day[i]) - from;
    }
  });
  std::int64_t all = 0;
  for (std::int64_t period = 0; period < tallies[0].periods; ++period)
    all += tallies[0].at(Outcome::deaths, period).denominator;
  EXPECT_EQ(all, expected);
}

TEST(PeopleHomes, HouseholdsAddUpAndLinksAreSymmetric) {
  World world;
  world.people = 3000;
  Life life(world);
  life.years(1);
  const Patients& people = life.market.patients;
  std::unordered_map<std::uint32_t, std::uint32_t> size;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    ++size[people.household[i]];
    const std::uint32_t partner = people.partner[i], mother = people.mother[i];
    ASSERT_NE(partner, i);
    if (partner != kNobody) {
      ASSERT_EQ(people.partner[partner], i);
      ASSERT_TRUE(people.alive[i] != 0 && people.alive[partner] != 0) << "partners are alive";
    }
    if (mother != kNobody) {
      ASSERT_EQ(people.sex[mother], female);
      ASSERT_GE(people.birth_day[i] - people.birth_day[mother], 10 * kDaysPerYear);
    }
  }
  std::uint32_t sum = 0;
  for (const auto& [household, members] : size) sum += members;
  EXPECT_EQ(sum, people.count);
  EXPECT_EQ(size.count(kNobody), 0U) << "everybody lives somewhere";
}

}  // namespace rapport::people_test
