// What an observer writes down is what happened: its counts, person-time and bills are those of the engine, and
// nobody lives otherwise for being observed.
#include "study/records.h"
#include <gtest/gtest.h>

#include <cmath>

#include "study/level_studies.h"
#include "support/worlds.h"

namespace rapport::records_test {

using namespace worlds;

World small_world() {
  World world;
  world.people = kQuick ? 2000 : 700;
  world.steps_per_year = kQuick ? 52 : 13;
  world.warm_up_years = 1;
  world.years = 2;
  return world;
}

/// One run with its records, its tally and the digest at its end.
struct Observed {
  explicit Observed(const World& world) {
    const TaskSpec spec = world.spec();
    Recorder recorder(spec);
    const auto last = static_cast<std::uint32_t>(spec.steps() - 1);
    tally = run_task(spec, [&](int arm, const Step& step, Market& market) {
              recorder.watch(arm, step, market);
              if (arm < 0) return;
              if (step.ends_period()) {
                for (std::size_t k = 0; k < kCounters; ++k)
                  counted[k] += market.total(static_cast<Counter>(k));
              }
              if (step.index == last) {
                digest = digest_of(market);
                alive = living(market);
              }
            }).front();
    records = recorder.take();
    add_outcomes(tally, 13, records);
  }
  double outcome(Outcome which, std::int64_t Cell::*part) const {
    double sum = 0.0;
    for (std::int64_t period = 13; period < 39; ++period)
      sum += static_cast<double>(tally.at(which, period).*part);
    return sum;
  }
  std::int64_t of(Counter counter) const { return counted[static_cast<std::size_t>(counter)]; }
  std::int64_t notes(EventKind kind) const { return static_cast<std::int64_t>(records.of(kind).size()); }

  Tally tally;
  Records records;
  std::array<std::int64_t, kCounters> counted{};
  std::uint64_t digest = 0;
  std::uint32_t alive = 0;
};

const Observed& observed() {
  static const Observed once(small_world());
  return once;
}

TEST(Records, HoldEveryEventOnce) {
  const Observed& run = observed();
  EXPECT_EQ(run.notes(EventKind::visited), run.of(Counter::served));
  EXPECT_EQ(run.notes(EventKind::had_minutes), run.of(Counter::served));
  EXPECT_EQ(run.notes(EventKind::specialist_visit), run.of(Counter::specialist_visits));
  EXPECT_EQ(run.notes(EventKind::went_to_ed), run.of(Counter::ed_visits));
  EXPECT_EQ(run.notes(EventKind::admitted), run.of(Counter::admissions));
  EXPECT_EQ(run.notes(EventKind::born), run.of(Counter::births));
  EXPECT_EQ(run.notes(EventKind::went_to_urgent_care), run.of(Counter::urgent_visits));
  EXPECT_EQ(run.notes(EventKind::missed_visit), run.of(Counter::missed));
  EXPECT_EQ(run.notes(EventKind::lost_clinician), run.of(Counter::lost_clinician));
  EXPECT_EQ(run.notes(EventKind::left_clinician), run.of(Counter::left_clinician));
  EXPECT_EQ(run.notes(EventKind::left_market), run.of(Counter::emigrants));
  EXPECT_EQ(run.notes(EventKind::arrived), run.of(Counter::immigrants));
  EXPECT_GT(run.notes(EventKind::lost_usual), 0);
  EXPECT_GT(run.of(Counter::left_clinician), 0);
  EXPECT_EQ(run.notes(EventKind::died), run.of(Counter::deaths));
  EXPECT_GT(run.of(Counter::deaths), 5);
  EXPECT_GT(run.of(Counter::diverted), 0) << "arrivals who found no visit are among those of the department";
}

TEST(Records, PersonTimeIsThatOfTheOutcomes) {
  const Observed& run = observed();
  const double days = run.outcome(Outcome::deaths, &Cell::denominator);
  EXPECT_NEAR(levels::person_years(run.records, {}) * kDaysPerYear, days, 1e-6);
  double by_age = 0.0;
  for (int age = 0; age < kAges; ++age) by_age += levels::person_years(run.records, {kSexes, age, age});
  EXPECT_NEAR(by_age * kDaysPerYear, days, 1e-6) << "ages leave nobody out and take nobody twice";
}

TEST(Records, BillsAddUpToTheCost) {
  const Observed& run = observed();
  std::int64_t cents = 0;
  for (const YearOfCost& year : run.records.costs) {
    for (const std::int64_t some : year.all) cents += some;
  }
  EXPECT_EQ(cents, run.of(Counter::cost_cents)) << "no part of the base contract is paid for a group";
  const double years = run.outcome(Outcome::cost_per_head, &Cell::denominator) / kDaysPerYear;
  const double usd = usd_from_cents(run.of(Counter::cost_cents));
  EXPECT_NEAR(levels::cost_per_head(run.records, {}), usd / years, 1e-6 * usd / years);
  for (const YearOfCost& year : run.records.costs) {
    for (std::size_t who = 0; who < year.all.size(); ++who) EXPECT_LE(year.in_hospital[who], year.all[who]);
  }
}

TEST(Records, TheLastDayIsThatOfTheMarket) {
  const Observed& run = observed();
  EXPECT_EQ(run.records.last.size(), run.alive);
  const auto people = static_cast<std::int64_t>(run.records.people.size());
  EXPECT_EQ(static_cast<std::int64_t>(run.records.first.size()) + run.of(Counter::births) +
                run.of(Counter::immigrants),
            people);
  EXPECT_EQ(people - run.of(Counter::deaths) - run.of(Counter::emigrants), run.alive);
  EXPECT_GT(run.of(Counter::emigrants), 0);
}

TEST(Records, OutcomesAreThoseOfTheRunAfterTheWarmUp) {
  const Observed& run = observed();
  const double visits = run.outcome(Outcome::primary_care_visits, &Cell::numerator);
  const double days = run.outcome(Outcome::primary_care_visits, &Cell::denominator);
  EXPECT_NEAR(run.records.of(Outcome::primary_care_visits), kDaysPerYear * visits / days, 1e-12);
  EXPECT_NEAR(levels::visits_per_fte(run.records, {}),
              static_cast<double>(run.notes(EventKind::visited)) / run.records.fte_years,
              1e-3 * levels::visits_per_fte(run.records, {}));
  EXPECT_TRUE(std::isnan(Records{}.of(Outcome::trust)));
}

TEST(Records, ObservingChangesNothing) {
  const World world = small_world();
  EXPECT_EQ(final_digests(world.spec()).front(), observed().digest);
}

}  // namespace rapport::records_test
