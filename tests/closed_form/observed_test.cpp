// Virtual studies of an observed run give the law that the run was made by: deaths against a life table, and a
// survival curve from people who are not all followed to the end.
#include <gtest/gtest.h>

#include <cmath>

#include "metrics/survival.h"
#include "study/level_studies.h"
#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::observed_test {

using namespace worlds;
using statistics::Estimate;
using statistics::expect_truth;

constexpr double kHazard = 1.0;
constexpr std::uint32_t kPeople = 40'000;

/// Two years of nothing but deaths at `scale` times the hazard, observed from the end of the first step.
Records observed(double scale) {
  World world = only_deaths(kHazard * scale);
  world.people = kPeople;
  world.steps_per_year = 13;
  world.years = 2;
  Life life(world);
  life.only = {"calendar", "deaths"};
  Recorder recorder(life.world().spec());
  for (std::int64_t k = 0; k < 26; ++k) {
    const Step step = life.step();
    recorder.watch(0, step, life.market);
  }
  return recorder.take();
}

/// The table believed in has the hazard unscaled; the standard error is that of a count.
TEST(Observed, DeathsOverTheLifeTableAreOne) {
  const World believed = only_deaths(kHazard);
  const auto rule = [&](double scale) {
    Records records = observed(scale);
    records.tables = &believed.tables;
    const double deaths = levels::events(records, EventKind::died, {});
    return Estimate{levels::death_ratio(records, {}), 1.0 / std::sqrt(deaths)};
  };
  expect_truth("deaths over those of the table", rule, 1.0, 0.05);
}

/// One in four is followed for half a year only. Standard error by Greenwood's formula.
TEST(Observed, SurvivalInSpiteOfCensoring) {
  const double half = std::exp(-kHazard / 2.0);
  const auto rule = [&](double scale) {
    const Records records = observed(scale);
    std::vector<Followed> people;
    for (std::size_t who = 0; who < records.people.size(); ++who) {
      const Subject& one = records.people[who];
      const double days = one.end_day - one.first_day;
      const double most = who % 4 == 0 ? kDaysPerYear / 2 : kDaysPerYear + 1;
      people.push_back({std::min(days, most), one.died && days <= most});
    }
    const auto n = static_cast<double>(people.size());
    const double greenwood = (1.0 - half) / (half * n) + 4.0 / 3.0 * (1.0 - half) / (half * half * n);
    return Estimate{share_without(people, kDaysPerYear), half * half * std::sqrt(greenwood)};
  };
  expect_truth("S(1 year) with a quarter censored at half a year", rule, half * half,
               half * half - std::exp(-kHazard * 1.05));
}

}  // namespace rapport::observed_test
