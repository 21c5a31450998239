// More of one thing never gives less of another, where the model says so: two arms, the same luck.
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "support/worlds.h"

namespace rapport::directions_test {

using namespace worlds;

/// An outcome after policy start, in its unit.
double value(const Tally& tally, Outcome outcome, std::int64_t from) {
  Cell sum;
  for (std::int64_t period = from; period < tally.periods; ++period) {
    sum.numerator += tally.at(outcome, period, 0).numerator;
    sum.denominator += tally.at(outcome, period, 0).denominator;
  }
  return value_of(kOutcomes[static_cast<std::size_t>(outcome)], sum);
}

/// How an outcome moves when a parameter goes from `low` to `high`.
struct Claim {
  const char* parameter;
  double low, high;
  Outcome outcome;
  int sign;
};

double change(const Claim& claim, const World& base) {
  World world = base;
  world.arms = {{world.params, world.contract}, {world.params, world.contract}};
  set(world.arms[0].params, claim.parameter, claim.low);
  set(world.arms[1].params, claim.parameter, claim.high);
  const std::vector<Tally> tallies = run_task(world.spec());
  const std::int64_t start = world.warm_up_years * 13;
  const double low = value(tallies[0], claim.outcome, start), high = value(tallies[1], claim.outcome, start);
  std::printf("  %-34s %g -> %g: %s %.4f -> %.4f\n", claim.parameter, claim.low, claim.high,
              std::string(kOutcomes[static_cast<std::size_t>(claim.outcome)].name).c_str(), low, high);
  return high - low;
}

World ordinary() {
  World world;
  world.people = 3000;
  world.warm_up_years = 1;
  world.years = 3;
  return world;
}

void expect_directions(const World& world, const std::vector<Claim>& claims) {
  for (const Claim& claim : claims) EXPECT_GT(claim.sign * change(claim, world), 0.0) << claim.parameter;
}

TEST(Directions, OfVisits) {
  expect_directions(ordinary(),
                    {{"practice.face_minutes_per_week", 700, 1307, Outcome::waiting_time, -1},
                     {"practice.face_minutes_per_week", 700, 1307, Outcome::primary_care_visits, +1},
                     {"practice.face_minutes_per_week", 700, 1307, Outcome::ed_visits, -1},
                     {"practice.face_minutes_per_week", 700, 1307, Outcome::satisfaction, +1},
                     {"access.diverted_share", 0.05, 1.0, Outcome::ed_visits, +1},
                     {"encounter.start_logit", 1.0, 3.0, Outcome::satisfaction, +1},
                     {"encounter.start_logit", 1.0, 3.0, Outcome::trust, +1},
                     {"trust.loss_ratio", 1.0, 10.0, Outcome::trust, -1},
                     {"needs.return_effect", 0.0, 1.0, Outcome::primary_care_visits, +1}});
}

TEST(Directions, OfContinuity) {
  World world = ordinary();
  world.people = 7000;
  world.years = 2;
  expect_directions(world, {{"access.colleague_logit", -4.0, 4.0, Outcome::upc, -1},
                            {"access.colleague_logit", -4.0, 4.0, Outcome::waiting_time, -1}});
}

TEST(Directions, OfMedicines) {
  expect_directions(ordinary(), {{"adherence.stop_per_year", 0.1, 2.0, Outcome::pdc_mean, -1},
                                 {"adherence.resume_per_year", 0.2, 3.0, Outcome::pdc_mean, +1},
                                 {"control.treatment_quality", 0.3, 1.0, Outcome::admissions, -1},
                                 {"control.treatment_quality", 0.3, 1.0, Outcome::ed_visits, -1}});
}

TEST(Directions, OfCrises) {
  expect_directions(ordinary(), {{"acute.remote_success", 0.0, 0.5, Outcome::ed_visits, -1},
                                 {"acute.call_logit", -5.0, 3.0, Outcome::ed_visits, -1},
                                 {"acute.admit_logit", -3.0, 1.0, Outcome::admissions, +1},
                                 {"acute.hospital_death_at_50", 0.0, 0.2, Outcome::deaths, +1}});
}

TEST(Directions, OfMoney) {
  expect_directions(ordinary(),
                    {{"prices.stay_usd", 5000, 20000, Outcome::cost_per_head, +1},
                     {"prices.visit_private_usd", 50, 250, Outcome::practice_surplus, +1},
                     {"practice.cost_usd_per_fte_year", 100000, 500000, Outcome::practice_surplus, -1}});
}

}  // namespace rapport::directions_test
