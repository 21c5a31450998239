// With everything else off, people die as the binomial law and the life table say.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <sstream>
#include <vector>

#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::survival_test {

using namespace worlds;
using statistics::expect_truth;
using statistics::share_of;

// V21
TEST(Survival, UnderAConstantHazardIsBinomial) {
  constexpr double kHazard = 1.6;
  constexpr std::uint32_t kPeople = 32'000;
  const double truth = std::exp(-kHazard);
  const auto rule = [&](double scale) {
    World world = only_deaths(kHazard * scale);
    world.people = kPeople;
    world.steps_per_year = 13;
    Life life(world);
    life.years(1);  // the whole step, with visits, money and all
    return share_of(living(life.market), kPeople, truth);
  };
  expect_truth("survivors of a year at 1.6 a year", rule, truth, truth - std::exp(-kHazard * 1.05));
}

/// p = 0.01 a step: S(120) = 0.99^120 = 0.2993804.
// V21
TEST(Survival, OfAHundredAndTwentyStepsAtOnePerCent) {
  constexpr std::uint32_t kPeople = 36'000;
  constexpr double kTruth = 0.2993804;
  const auto rule = [&](double scale) {
    World world = only_deaths(-std::log(0.99) * 13.0 * scale);
    world.people = kPeople;
    world.steps_per_year = 13;
    Life life(world);
    life.only = {"deaths"};
    life.steps(120);
    return share_of(living(life.market), kPeople, kTruth);
  };
  expect_truth("S(120) at 1 % a step", rule, kTruth, kTruth - std::pow(kTruth, 1.05));
}

/// Yearly probabilities of death as the file has them, not as the reader gives them: [sex][age].
std::array<std::vector<double>, 2> life_table() {
  std::ifstream file(std::string(RAPPORT_SOURCE_DIR) + "/scenarios/data/life_table_us_2017.csv");
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(line, "age,qx_male,qx_female");
  std::array<std::vector<double>, 2> q;
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string age, of_men, of_women;
    std::getline(cells, age, ',');
    std::getline(cells, of_men, ',');
    std::getline(cells, of_women, ',');
    EXPECT_EQ(static_cast<std::size_t>(std::stoi(age)), q[male].size());
    q[male].push_back(std::stod(of_men));
    q[female].push_back(std::stod(of_women));
  }
  return q;
}

constexpr int kStart = 92;
constexpr int kPeriods = 16 * 13;

/// Life-table arithmetic for one person: survival at each period's end, ages read at each period's start.
std::vector<double> table_survival(const std::vector<double>& q, std::int32_t birth_day) {
  std::vector<double> survival;
  double alive = 1.0;
  for (int period = 0; period < kPeriods; ++period) {
    const int age = (period * kDaysPerPeriod - birth_day) / kDaysPerYear;
    const double probability = q[std::min(static_cast<std::size_t>(age), q.size() - 1)];
    alive *= std::pow(1.0 - std::min(probability, 1.0), 1.0 / 13.0);
    survival.push_back(alive);
  }
  return survival;
}

struct Cohort {
  std::vector<double> survivors;  ///< by the table, at each period's end, share
  double years = 0.0;             ///< by the table, mean years lived
  std::vector<double> lived;      ///< in the simulation, years of each person, from the event record
};

Cohort age_away(double scale, std::uint32_t people) {
  World world = only_deaths(0.0);
  world.people = people;
  world.steps_per_year = 13;
  world.tables.death_per_year = base_us().tables.death_per_year;
  for (ByAge& of_sex : world.tables.death_per_year) {
    for (double& hazard : of_sex) hazard *= scale;
  }
  with_everybody_aged(world, kStart);
  Life life(world);
  life.only = {"calendar", "deaths"};
  EventLog log;
  log.everybody = true;
  life.market.events = &log;
  Cohort cohort;
  cohort.survivors.assign(kPeriods, 0.0);
  const std::array<std::vector<double>, 2> q = life_table();
  for (std::uint32_t i = 0; i < people; ++i) {
    const auto survival = table_survival(q[life.market.patients.sex[i]], life.market.patients.birth_day[i]);
    double before = 1.0;
    for (std::size_t k = 0; k < survival.size(); ++k) {
      cohort.survivors[k] += survival[k] / people;
      cohort.years += 0.5 * (before + survival[k]) / 13.0 / people;
      before = survival[k];
    }
  }
  life.steps(kPeriods);
  for (const Event& event : log.events) {
    cohort.lived.push_back((event.day + 0.5) / static_cast<double>(kDaysPerYear));
  }
  cohort.lived.resize(people, kPeriods / 13.0);  // who is still alive
  return cohort;
}

// V22
TEST(Survival, FollowsTheLifeTable) {
  constexpr std::uint32_t kPeople = 34'000;
  const Cohort right = age_away(1.0, kPeople), wrong = age_away(1.05, kPeople);
  const auto cohort = [&](double scale) -> const Cohort& { return scale == 1.0 ? right : wrong; };
  for (const int year : {4, 6, 8}) {
    // Kaplan and Meier without censoring: the share of deaths not yet seen.
    const double truth = right.survivors[static_cast<std::size_t>(year) * 13 - 1];
    const auto rule = [&](double scale) {
      const auto& lived = cohort(scale).lived;
      const auto alive =
          std::count_if(lived.begin(), lived.end(), [&](double years) { return years > year; });
      return share_of(static_cast<std::size_t>(alive), kPeople, truth);
    };
    expect_truth("S(" + std::to_string(kStart + year) + " | 92)", rule, truth, truth - std::pow(truth, 1.05));
  }
  // Five per cent more deaths at all ages shorten life from 92 by this much, by the same table.
  double twin_years = 0.0, before = 1.0;
  for (const double survival : right.survivors) {
    twin_years += 0.5 * (std::pow(before, 1.05) + std::pow(survival, 1.05)) / 13.0;
    before = survival;
  }
  expect_truth(
      "e(92)", [&](double scale) { return statistics::mean_of(cohort(scale).lived); }, right.years,
      right.years - twin_years);
}

/// Ages, sexes and hazards of the table reach the engine unchanged.
TEST(Survival, ProbabilitiesOfTheFileAreTheHazardsOfTheEngine) {
  const std::array<std::vector<double>, 2> q = life_table();
  for (const Sex sex : {female, male}) {
    for (std::size_t age = 0; age < 100; ++age) {
      const double hazard = base_us().tables.death_per_year[sex][age];
      EXPECT_NEAR(1.0 - std::exp(-hazard), q[sex][age], 1e-12) << age;
    }
  }
}

}  // namespace rapport::survival_test
