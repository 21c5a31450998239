// What must not matter: the order of rows in a table (V20), the length of the step (V36), the size of a market
// (V37). And that errors of replicates are what they say (V42).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "base/sample.h"
#include "study/paired.h"
#include "support/worlds.h"
#include "unit/scenario_folder.h"

namespace rapport::convergence_test {

namespace {

/// The same CSV with its rows in reverse.
std::string reversed_rows(const std::string& csv) {
  std::istringstream lines(csv);
  std::string header, text;
  std::getline(lines, header);
  std::vector<std::string> rows;
  for (std::string row; std::getline(lines, row);) rows.push_back(row);
  std::reverse(rows.begin(), rows.end());
  for (const std::string& row : rows) text += row + "\n";
  return header + "\n" + text;
}

std::vector<Tally> life_of(const Scenario& scenario) {
  worlds::World world;
  world.tables = scenario.tables;
  world.params = scenario.params;
  world.contract = scenario.contract;
  world.people = 400;
  world.years = 2;
  return worlds::run_arms_plain(world);
}

/// An outcome over the years of several replicates.
std::vector<double> values(worlds::World world, Outcome outcome, std::uint32_t replicates) {
  std::vector<double> found;
  for (world.replicate = 0; world.replicate < replicates; ++world.replicate) {
    const Tally tally = worlds::run_arms_plain(world)[0];
    Cell sum;
    for (std::int64_t period = 13 * world.warm_up_years; period < tally.periods; ++period) {
      sum.numerator += tally.at(outcome, period).numerator;
      sum.denominator += tally.at(outcome, period).denominator;
    }
    found.push_back(value_of(kOutcomes[static_cast<std::size_t>(outcome)], sum));
  }
  return found;
}

/// |a - b| against 4 standard errors and a stated tolerance; a difference of 25 % has to be seen.
void expect_alike(Outcome outcome, const std::vector<double>& a, const std::vector<double>& b,
                  double tolerance) {
  const Estimate one = estimate(a), other = estimate(b);
  const double error = std::hypot(one.standard_error, other.standard_error);
  const double gap = std::abs(one.mean - other.mean);
  const char* name = kOutcomes[static_cast<std::size_t>(outcome)].name.data();
  std::printf("  %-22s %.4g and %.4g, standard error %.2g, allowed %.1f %% and 4 SE\n", name, one.mean,
              other.mean, error, 100.0 * tolerance);
  EXPECT_LE(gap, 4.0 * error + tolerance * one.mean) << name;
  EXPECT_LT(4.0 * error + tolerance * one.mean, 0.25 * one.mean) << name << ": too little to see anything";
}

constexpr std::array kWatched{Outcome::admissions, Outcome::ed_visits, Outcome::pdc_mean, Outcome::trust,
                              Outcome::specialist_visits};

}  // namespace

// V20
TEST(Convergence, OrderOfRowsInTheTablesChangesNothing) {
  TinyFolder folder;
  const std::vector<Tally> before = life_of(folder.read_good("tiny.yaml"));
  for (const char* table : {"conditions.csv", "transitions.csv", "prevalence.csv"})
    folder.write(table, reversed_rows(folder.content(table)));
  EXPECT_EQ(life_of(folder.read_good("tiny.yaml")), before);
}

// V36
TEST(ConvergenceSlow, PeriodsAndWeeksAgree) {
  worlds::World weeks;
  weeks.people = 4000;
  weeks.warm_up_years = 1;
  weeks.years = 2;
  worlds::World periods = weeks;
  periods.steps_per_year = 13;
  for (const Outcome outcome : kWatched)
    expect_alike(outcome, values(weeks, outcome, 5), values(periods, outcome, 5), 0.03);
}

// V37
TEST(ConvergenceSlow, SmallAndLargeMarketsAgree) {
  worlds::World large;
  for (const char* name : {"place_mobility_sd", "place_deprivation_sd", "place_specialist_sd"})
    large.set(std::string("population.") + name, 0.0);
  large.people = 8000;
  large.steps_per_year = 13;
  large.warm_up_years = 1;
  large.years = 2;
  worlds::World small = large;
  small.people = 2000;
  for (const Outcome outcome : kWatched)
    expect_alike(outcome, values(small, outcome, 18), values(large, outcome, 6), 0.03);
}

// V42
TEST(Convergence, ErrorsOfReplicatesAreWhatTheySay) {
  std::uint32_t k = 0;
  const auto draw = [&k] { return normal(word({7, 0, 0, 0}, ++k, 0, 0, draws::quality_noise)); };
  const auto sample = [&](std::size_t n) {
    std::vector<double> values(n);
    for (double& value : values) value = 3.0 + draw();
    return estimate(values);
  };
  // With 3 replicates a normal quantile for Student's covers 0.81, and n for n - 1 in the variance 0.927: the
  // latter is 5 standard errors from the limit, where 10 replicates would not show it.
  for (const std::size_t replicates : {std::size_t{3}, std::size_t{10}}) {
    constexpr int kTrials = 10'000;
    int covered = 0;
    for (int trial = 0; trial < kTrials; ++trial) {
      const Estimate e = sample(replicates);
      covered += e.lo <= 3.0 && 3.0 <= e.hi ? 1 : 0;
    }
    EXPECT_NEAR(covered / static_cast<double>(kTrials), 0.95, 4.0 * std::sqrt(0.95 * 0.05 / kTrials))
        << replicates << " replicates";
  }
  const auto mean_error = [&](std::size_t n) {
    double sum = 0.0;
    for (int trial = 0; trial < 500; ++trial) sum += sample(n).standard_error;
    return sum / 500.0;
  };
  const double slope = std::log(mean_error(80) / mean_error(10)) / std::log(8.0);
  EXPECT_NEAR(slope, -0.5, 0.05);
}

}  // namespace rapport::convergence_test
