// Seats, panels and exhaustion against formulas solved by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::workforce_test {

using namespace worlds;
using statistics::Estimate;

/// A thousand seats and few people.
World many_seats() {
  World world;
  world.people = 400;
  world.steps_per_year = 52;
  world.set("population.people_per_fte", 100.0);
  world.set("population.fte_per_clinician", 0.004);
  world.set("turnover.burned_out_ratio", 1.0);
  return world;
}

/// Share of seat-time that is filled, when clinicians leave with a constant hazard; the spread over seats.
Estimate filled_share(double leave_per_year, double vacancy_scale) {
  World world = many_seats();
  world.steps_per_year = 13;
  for (const char* hazard : {"turnover.leave_per_year", "turnover.retire_per_year"})
    world.set(hazard, leave_per_year);
  world.set("turnover.search_years", 0.25 * vacancy_scale);
  world.set("turnover.credential_years", vacancy_scale / 3.0);
  Life life(world);
  life.only = {"turnover"};
  life.years(5);
  constexpr int kYears = 60;
  std::vector<double> filled(life.market.clinicians.count, 0.0);
  for (int step = 0; step < 13 * kYears; ++step) {
    life.step();
    for (std::uint32_t k = 0; k < filled.size(); ++k)
      filled[k] += life.market.clinicians.vacant_until[k] == 0 ? 1.0 / (13.0 * kYears) : 0.0;
  }
  return statistics::mean_of(filled);
}

// V32: a seat is filled for 1 / d on average and vacant for 1 / mu: mu / (mu + d). In steps of 28 days a
// clinician leaves at the first step after a geometric time of mean 1 / p, p = 1 - exp(-d / 13).
// V32
TEST(Workforce, FillRateIsThatOfAnAlternatingRenewalProcess) {
  const double d = 13.0 * -std::expm1(-1.0 / 13.0), mu = 12.0 / 7.0;
  const double truth = mu / (mu + d), twin = mu / (mu + 1.05 * d);
  statistics::expect_truth(
      "seats filled", [](double scale) { return filled_share(1.0, scale); }, truth, truth - twin);
}

/// People of 40, with or without a clinician; panels have room for everybody and nobody's clinician leaves.
World attached(double share) {
  World world = singles(60'000);
  world.set("population.attached_adult_share", share);
  world.set("practice.new_people_share", 100.0);
  for (const char* hazard : {"turnover.leave_per_year", "turnover.retire_per_year"}) world.set(hazard, 0.0);
  return world;
}

std::size_t without_clinician(const Market& market) {
  std::size_t n = 0;
  for (std::uint32_t i = 0; i < market.patients.count; ++i) n += market.patients.usual_slot[i] == kNoSlot;
  return n;
}

TEST(Workforce, RA_1_PeopleFindAClinicianAtThePublishedPace) {
  const auto found = [](double scale) {
    World world = attached(0.0);
    world.set("panels.leave_per_year", 0.0);
    world.set("panels.find_per_year", 0.84 * scale);
    Life life(world);
    life.only = {"practice", "panels"};
    const std::size_t before = without_clinician(life.market);
    life.years(1);
    const std::size_t after = without_clinician(life.market);
    return statistics::share_of(before - after, before, 1.0 - std::exp(-0.84));
  };
  const double truth = 1.0 - std::exp(-0.84);
  statistics::expect_truth("found a clinician in a year", found, truth,
                           std::exp(-0.84) - std::exp(-0.84 * 1.05));
  EXPECT_NEAR(truth, 0.54, 0.05) << "[Hedden2021], 12 months";
  EXPECT_NEAR(1.0 - std::exp(-3.0 * 0.84), 0.94, 0.03) << "[Hedden2021], 36 months";
}

/// Share of people with this trust who leave in a year.
Estimate leavers(float trust, double hazard, double scale) {
  World world = attached(1.0);
  world.set("panels.find_per_year", 0.0);
  world.set("panels.leave_per_year", 0.4 * scale);
  world.set("panels.leave_ceiling", 1e5);
  Life life(world);
  life.only = {"panels"};  // panel limits are 0 where no practice sets them: nobody finds another clinician
  Market& market = life.market;
  std::size_t with = 0;
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.patients.usual_slot[i] == kNoSlot) continue;
    market.patients.usual_trust[i] = trust;
    ++with;
  }
  const std::size_t before = without_clinician(market);
  life.steps(13);
  return statistics::share_of(without_clinician(market) - before, with, 1.0 - std::exp(-hazard));
}

TEST(Workforce, LeavingByChoiceFollowsTrust) {
  const double reference = base_us().tables.references.trust;
  for (const double above : {0.0, -0.2}) {
    const double hazard = 0.4 * std::exp(-3.5 * above);
    statistics::expect_truth(
        "left by choice in a year",
        [&](double scale) { return leavers(static_cast<float>(reference + above), hazard, scale); },
        1.0 - std::exp(-hazard), std::exp(-hazard) - std::exp(-1.05 * hazard));
  }
}

/// Mean exhaustion of the last year of a whole market that starts at `level`.
double settled_exhaustion(float level) {
  World world;
  world.people = 3000;
  world.steps_per_year = 13;
  world.set("population.vulnerability_sd", 0.0);
  world.set("population.fte_per_clinician", 0.2);
  Life life(world);
  Clinicians& staff = life.market.clinicians;
  for (std::uint32_t k = 0; k < staff.count; ++k) staff.strain[k] = staff.exhaustion[k] = level;
  life.years(kQuick ? 11 : 6);
  double sum = 0.0, people = 0.0;
  for (int step = 0; step < 13; ++step) {
    life.step();
    for (std::uint32_t k = 0; k < staff.count; ++k) {
      if (staff.vacant_until[k] != 0) continue;
      sum += static_cast<double>(staff.exhaustion[k]);
      people += 1.0;
    }
  }
  return sum / people;
}

// Loop gain far below 1 (BU-5): a market that starts exhausted and one that starts fresh end alike. After n
// years exp(-n / 1.44) of the difference of 0.9 is left; a second equilibrium would keep a tenth and more.
TEST(Workforce, ExhaustionForgetsWhereItStarted) {
  const double exhausted = settled_exhaustion(0.95F), fresh = settled_exhaustion(0.05F);
  std::printf("  exhaustion from 0.95: %.4f, from 0.05: %.4f\n", exhausted, fresh);
  EXPECT_NEAR(exhausted, fresh, 0.02);
}

}  // namespace rapport::workforce_test
