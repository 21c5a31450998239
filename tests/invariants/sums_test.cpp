// What people carry along about their conditions is what the lists say, to the bit, after any number of
// onsets, changes, recoveries and deaths.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "state/disease_book.h"
#include "support/worlds.h"

namespace rapport::sums_test {

using namespace worlds;

struct Sums {
  std::uint64_t conditions = 0;
  std::uint64_t undiagnosed = 0;
  std::int64_t mortality_log = 0, minutes = 0, follow_ups = 0;
};

/// A condition that nobody has found takes no medicine and adds neither minutes nor visits.
void add(const ConditionSpec& spec, std::size_t c, std::uint8_t state, bool known, Sums& sums) {
  sums.conditions |= std::uint64_t{1} << c;
  sums.mortality_log += std::llround(std::log(spec.states[state].mortality_ratio) * kLogScale);
  if (!known) sums.undiagnosed |= std::uint64_t{1} << c;
  if (!known) return;
  sums.minutes += std::llround(spec.of.visit_minutes * kMinuteScale);
  sums.follow_ups += std::llround(spec.of.visits_per_year * kRateScale);
}

void expect_lists_agree(const Market& market) {
  std::vector<Sums> expected(market.patients.count);
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const ConditionSpec& spec = market.tables->conditions[c];
    const ConditionList& list = market.conditions[c];
    for (std::uint32_t row = 0; row < list.count; ++row) {
      ASSERT_LT(list.owner[row], market.patients.count);
      ASSERT_LT(list.state[row], spec.states.size());
      ASSERT_EQ(list.id[row], market.patients.id[list.owner[row]]);
      Sums& sums = expected[list.owner[row]];
      ASSERT_EQ(sums.conditions >> c & 1, 0U) << "two rows of one person in one list";
      const bool known = (market.patients.undiagnosed[list.owner[row]] >> c & 1) == 0;
      ASSERT_TRUE(known || list.taking[row] == 0.0F);
      add(spec, c, list.state[row], known, sums);
    }
  }
  const Patients& people = market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.alive[i] == 0) continue;
    ASSERT_EQ(people.conditions[i], expected[i].conditions) << "row " << i;
    ASSERT_EQ(people.undiagnosed[i], expected[i].undiagnosed) << "row " << i;
    const auto disabled =
        std::llround(base_us().params.discharge.mortality_effect * kLogScale) * people.disability[i];
    ASSERT_EQ(people.mortality_log[i], expected[i].mortality_log + disabled) << "row " << i;
    ASSERT_EQ(known_minutes(market, i), expected[i].minutes) << "row " << i;
    ASSERT_EQ(people.follow_ups[i], expected[i].follow_ups) << "row " << i;
  }
}

class Conditions : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(StepsPerYear, Conditions, testing::Values(13, 52));

TEST_P(Conditions, SumsAndBitsAreRecountedInEveryStep) {
  World world;
  world.people = 1500;
  world.steps_per_year = GetParam();
  for (ConditionSpec& spec : world.tables.conditions) {
    spec.of.remission_per_year += 0.3;
    for (ByAge& of_sex : spec.incidence) {
      for (double& rate : of_sex) rate *= 10.0;
    }
    for (Transition& transition : spec.transitions) transition.per_year *= 10.0;
  }
  Life life(world);
  EventLog log;
  log.everybody = true;
  life.market.events = &log;
  expect_lists_agree(life.market);
  for (std::int64_t k = 0; k < 2 * GetParam(); ++k) {
    life.step();
    expect_lists_agree(life.market);
    if (HasFatalFailure()) return;
  }
  std::vector<int> seen(32, 0);
  for (const Event& event : log.events) ++seen[static_cast<std::size_t>(event.kind)];
  for (const EventKind kind :
       {EventKind::fell_ill, EventKind::changed_state, EventKind::recovered, EventKind::diagnosed})
    EXPECT_GT(seen[static_cast<std::size_t>(kind)], 20) << name_of(kind);
}

TEST_P(Conditions, TheDeadLeaveTheListsWithinAPeriod) {
  World world;
  world.people = 1500;
  world.steps_per_year = GetParam();
  for (ByAge& of_sex : world.tables.death_per_year) of_sex.fill(0.5);
  Life life(world);
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    const Step step = life.step();
    for (const ConditionList& list : life.market.conditions) {
      for (std::uint32_t row = 0; row < list.count; ++row) {
        const std::int32_t died = life.market.patients.death_day[list.owner[row]];
        ASSERT_GT(died, step.end_day() - kDaysPerPeriod - step.days);
      }
    }
  }
  EXPECT_LT(living(life.market), 1200U);
}

TEST_P(Conditions, EverythingIsWithinItsBounds) {
  World world;
  world.people = 1500;
  world.steps_per_year = GetParam();
  Life life(world);
  const auto within = [](float x) { return x >= 0.0F && x <= 1.0F; };
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    life.step();
    for (const ConditionList& list : life.market.conditions) {
      for (std::uint32_t row = 0; row < list.count; ++row)
        ASSERT_TRUE(within(list.control[row]) && within(list.taking[row]) &&
                    (within(list.pdc[row]) || list.pdc[row] == kNoMedicine));
    }
    const std::size_t ties = life.market.further_row(life.market.further.count);
    for (std::size_t tie = 0; tie < ties; ++tie) {
      ASSERT_TRUE(within(life.market.ties.trust[tie]) && within(life.market.ties.knowledge[tie]) &&
                  within(life.market.ties.consistency[tie]));
    }
  }
}

}  // namespace rapport::sums_test
