// Outcomes that are made of more than a counter, beside the same taken from the visits and bills themselves.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <vector>

#include "engine/measure_people.h"
#include "state/relationships.h"
#include "support/worlds.h"

namespace rapport::outcomes_test {

using namespace worlds;

/// Several clinicians in a practice, too few minutes: people wait and see colleagues.
World busy(std::int64_t steps_per_year) {
  World world;
  world.people = 7000;
  world.steps_per_year = steps_per_year;
  world.set("population.clinicians_per_practice", 4.0);
  world.set("population.fte_per_clinician", 0.5);
  world.set("practice.face_minutes_per_week", 1000.0);
  return world;
}

class Outcomes : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(StepsPerYear, Outcomes, testing::Values(13, 52));

TEST_P(Outcomes, RE_3_CountsVisitsThatAreWithTheClinicianOfTheVisitBefore) {
  Life life(busy(GetParam()));
  const Market& market = life.market;
  std::map<std::uint64_t, std::uint32_t> last;
  std::int64_t after_another = 0, same = 0;
  for (std::int64_t k = 0; k < 2 * GetParam(); ++k) {
    life.step();
    const Encounters& visits = market.encounters;
    for (std::uint32_t e = 0; e < visits.count; ++e) {
      const std::uint64_t who = market.patients.id[visits.person[e]];
      const std::uint32_t clinician = market.clinicians.id[visits.clinician[e]];
      const auto before = last.find(who);
      after_another += before != last.end() ? 1 : 0;
      same += before != last.end() && before->second == clinician ? 1 : 0;
      last[who] = clinician;
    }
    ASSERT_EQ(life.since_start(Counter::visits_after_another), after_another);
    ASSERT_EQ(life.since_start(Counter::same_as_before), same);
  }
  EXPECT_GT(same, after_another / 10);
  EXPECT_LT(same, after_another * 9 / 10) << "people do see others";
}

/// Cents of each living person since the year began, from the sums of periods.
std::vector<std::int64_t> of_the_living(const Market& market,
                                        const std::map<std::uint64_t, std::int64_t>& year) {
  std::vector<std::int64_t> cents;
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.patients.alive[i] != 0) cents.push_back(year.at(market.patients.id[i]));
  }
  std::sort(cents.begin(), cents.end(), std::greater<>());
  return cents;
}

TEST_P(Outcomes, RE_4_TakesTheDearestOfTheLivingByTheYear) {
  Life life(busy(GetParam()));
  const Market& market = life.market;
  std::map<std::uint64_t, std::int64_t> year;
  for (std::int64_t k = 0; k < 2 * GetParam(); ++k) {
    const Step step = life.step();
    if (!step.ends_period()) continue;
    for (std::uint32_t i = 0; i < market.patients.count; ++i)
      year[market.patients.id[i]] += market.patients.period_cents[i];
    if (!step.ends_year()) continue;
    const std::vector<std::int64_t> cents = of_the_living(market, year);
    const auto top = static_cast<std::ptrdiff_t>(0.05 * static_cast<double>(cents.size()) + 0.5);
    const Cell cell = cost_of_dearest(market, 0.05);
    ASSERT_EQ(cell.numerator, std::accumulate(cents.begin(), cents.begin() + top, std::int64_t{0}));
    ASSERT_EQ(cell.denominator, std::accumulate(cents.begin(), cents.end(), std::int64_t{0}));
    EXPECT_GT(cell.numerator, cell.denominator / 4);
    year.clear();
  }
}

/// What is summed by column for everybody is what is summed person by person for strata.
TEST_P(Outcomes, SumsOfEverybodyDoNotDependOnHowTheyAreSummed) {
  Life life(busy(GetParam()));
  const Market& market = life.market;
  std::int64_t seen = 0, beyond_one = 0;
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    const Step step = life.step();
    if (!step.ends_period()) continue;
    const PeopleSums together = sum_people(market, step.end_day(), Apart::no);
    const PeopleSums apart = sum_people(market, step.end_day(), Apart::yes);
    for (std::size_t of = 0; of < static_cast<std::size_t>(OfPerson::size); ++of) {
      const auto what = static_cast<OfPerson>(of);
      ASSERT_EQ(together.folded(what)[kEverybody], apart.folded(what)[kEverybody]) << of;
    }
    seen += together.folded(OfPerson::seen)[kEverybody];
    beyond_one +=
        together.folded(OfPerson::seen)[kEverybody] - (together.folded(OfPerson::upc)[kEverybody] >> 24);
  }
  EXPECT_GT(seen, 1000);
  EXPECT_GT(beyond_one, 100) << "people do see more than one clinician";
}

/// Days, quality and cost by condition are those of everybody who has it, the dead of the period among them.
TEST_P(Outcomes, TimeByConditionIsTheTimeOfThoseWhoHaveIt) {
  World world = busy(GetParam());
  for (ByAge& of_sex : world.tables.death_per_year) {
    for (double& rate : of_sex) rate = 3.0 * rate + 0.05;
  }
  Life life(world);
  const Market& market = life.market;
  const Patients& people = market.patients;
  std::int64_t of_the_dead = 0;
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    const Step step = life.step();
    if (!step.ends_period()) continue;
    const std::int32_t to = step.end_day();
    const TimeSums sums = sum_time(market, life.world().params.outcomes, to - kDaysPerPeriod, to);
    std::vector<std::int64_t> days(market.conditions.size()), cents(market.conditions.size());
    for (std::uint32_t i = 0; i < people.count; ++i) {
      const std::int32_t lived =
          days_lived(to - kDaysPerPeriod, to, people.birth_day[i], people.death_day[i]);
      for (std::size_t c = 0; c < days.size(); ++c) {
        const std::int64_t has = people.conditions[i] >> c & 1;
        days[c] += has * lived;
        cents[c] += has * people.period_cents[i];
        of_the_dead += people.alive[i] == 0 ? has * lived : 0;
      }
    }
    for (std::size_t c = 0; c < days.size(); ++c) {
      ASSERT_EQ(sums.folded(OfTime::days)[kByCondition + c], days[c]) << "condition " << c;
      ASSERT_EQ(sums.folded(OfTime::cents)[kByCondition + c], cents[c]) << "condition " << c;
    }
  }
  EXPECT_GT(of_the_dead, 0);
}

TEST(Rules, RE_4_KnownAnswers) {
  Life life(singles(100));
  Patients& people = life.market.patients;
  ASSERT_EQ(people.count, 100U);
  std::fill_n(people.period_cents, 100, 7);
  std::fill_n(people.year_cents, 100, 3);
  const Cell alike = cost_of_dearest(life.market, 0.05);
  EXPECT_EQ(alike.numerator, 50);
  EXPECT_EQ(alike.denominator, 1000) << "who costs what all cost has a share of one's own";
  std::fill_n(people.period_cents, 100, 0);
  std::fill_n(people.year_cents, 100, 0);
  people.year_cents[17] = 0x7FFFFFFF;
  people.period_cents[17] = 5;
  const Cell one = cost_of_dearest(life.market, 0.05);
  EXPECT_EQ(one.numerator, 0x7FFFFFFF) << "32 bits are full, and stay full";
  EXPECT_EQ(one.denominator, one.numerator);
  people.alive[17] = 0;
  EXPECT_EQ(cost_of_dearest(life.market, 0.05), Cell{});
}

TEST(Rules, AC_4_ThirdNextAvailable) {
  EXPECT_DOUBLE_EQ(access::third_next_available(0, 18.0, 378.0, 7.0), 1.0) << "three slots a day";
  EXPECT_DOUBLE_EQ(access::third_next_available(18, 18.0, 378.0, 7.0), 7.0);
  EXPECT_DOUBLE_EQ(access::third_next_available(18, 18.0, 4 * 378.0, 28.0), 7.0)
      << "the length of a step does not matter";
  EXPECT_DOUBLE_EQ(access::third_next_available(18, 36.0, 378.0, 7.0), 14.0);
}

TEST_P(Outcomes, AC_4_IsTheMeanOverClinicians) {
  Life life(busy(GetParam()));
  Market& market = life.market;
  Tally tally(13, market.tables->conditions.size() + kByCondition);
  std::int64_t waiting = 0, without_calendar = 0;
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    const Step step = life.step();
    if (!step.ends_period()) continue;
    if (k > GetParam() / 2) market.clinicians.minutes_open[0] = 17;
    measure_period(market, life.world().params.outcomes, {}, step, tally);
    double days = 0.0, clinicians = 0.0;
    for (std::uint32_t c = 0; c < market.clinicians.count; ++c) {
      double line = 0.0;
      for (std::uint32_t r = 0; r < market.requests.count; ++r)
        line += usual_clinician(market, market.requests.person[r]) == c ? 1.0 : 0.0;
      waiting += static_cast<std::int64_t>(line);
      const double minutes = market.practices.visit_minutes[market.clinicians.practice[c]];
      const double open = market.clinicians.minutes_open[c];
      without_calendar += open < minutes ? 1 : 0;
      if (open < minutes) continue;
      days += (line + 3.0) * minutes * step.days / open;
      clinicians += 1.0;
    }
    const OutcomeSpec& spec = kOutcomes[static_cast<std::size_t>(Outcome::third_next_available)];
    ASSERT_NEAR(value_of(spec, tally.at(Outcome::third_next_available, step.period())), days / clinicians,
                1e-6 * days);
  }
  EXPECT_GT(waiting, 0) << "people do wait";
  EXPECT_GT(without_calendar, 0);
}

}  // namespace rapport::outcomes_test
