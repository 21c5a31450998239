// More of one thing never gives less of another, where the model says so: two arms, the same luck.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "support/worlds.h"

namespace rapport::directions_test {

using namespace worlds;

/// An outcome after policy start, in its unit.
double value(const Tally& tally, Outcome outcome, std::int64_t from) {
  Cell sum;
  for (std::int64_t period = from; period < tally.periods; ++period) {
    sum.numerator += tally.at(outcome, period).numerator;
    sum.denominator += tally.at(outcome, period).denominator;
  }
  return value_of(kOutcomes[static_cast<std::size_t>(outcome)], sum);
}

/// Where an outcome goes when a parameter rises.
struct Claim {
  Outcome outcome;
  int sign;
};

void expect_rise(const World& base, const char* parameter, double low, double high,
                 const std::vector<Claim>& claims) {
  World world = base;
  world.arms = {{world.params, world.contract}, {world.params, world.contract}};
  set(world.arms[0].params, parameter, low);
  set(world.arms[1].params, parameter, high);
  const std::vector<Tally> tallies = run_arms_plain(world);
  for (const auto& [outcome, sign] : claims) {
    const double before = value(tallies[0], outcome, world.warm_up_years * 13);
    const double after = value(tallies[1], outcome, world.warm_up_years * 13);
    const std::string name(kOutcomes[static_cast<std::size_t>(outcome)].name);
    std::printf("  %-34s %g -> %g: %s %.4f -> %.4f\n", parameter, low, high, name.c_str(), before, after);
    EXPECT_GT(sign * (after - before), 0.0) << parameter << " on " << name;
  }
}

World ordinary() {
  World world;
  world.people = 2500;
  world.steps_per_year = 13;
  world.warm_up_years = 1;
  world.years = 3;
  return world;
}

TEST(Directions, OfVisits) {
  World world = ordinary();
  world.steps_per_year = 52;
  expect_rise(world, "practice.face_minutes_per_week", 700, 1307,
              {{Outcome::waiting_time, -1},
               {Outcome::primary_care_visits, +1},
               {Outcome::ed_visits, -1},
               {Outcome::satisfaction, +1}});
  world.set("practice.face_minutes_per_week", 700);
  expect_rise(world, "access.diverted_share", 0.05, 1.0, {{Outcome::ed_visits, +1}});
}

TEST(Directions, OfRelationships) {
  expect_rise(ordinary(), "encounter.start_logit", 1.0, 3.0,
              {{Outcome::satisfaction, +1}, {Outcome::trust, +1}});
  expect_rise(ordinary(), "trust.loss_ratio", 1.0, 10.0, {{Outcome::trust, -1}});
  expect_rise(ordinary(), "needs.return_effect", 0.0, 1.0, {{Outcome::primary_care_visits, +1}});
  World world = ordinary();
  world.people = 7000;  // several clinicians
  world.years = 2;
  expect_rise(world, "access.colleague_logit", -4.0, 4.0, {{Outcome::upc, -1}, {Outcome::waiting_time, -1}});
}

TEST(Directions, OfMedicines) {
  expect_rise(ordinary(), "adherence.stop_per_year", 0.1, 2.0, {{Outcome::pdc_mean, -1}});
  expect_rise(ordinary(), "adherence.resume_per_year", 0.2, 3.0,
              {{Outcome::pdc_mean, +1}, {Outcome::pdc_adherent_share, +1}});
  expect_rise(ordinary(), "control.treatment_quality", 0.3, 1.0,
              {{Outcome::admissions, -1}, {Outcome::ed_visits, -1}});
}

TEST(Directions, OfCrises) {
  expect_rise(ordinary(), "acute.remote_success", 0.0, 0.5, {{Outcome::ed_visits, -1}});
  expect_rise(ordinary(), "acute.call_logit", -5.0, 3.0, {{Outcome::ed_visits, -1}});
  expect_rise(ordinary(), "acute.admit_logit", -3.0, 1.0,
              {{Outcome::admissions, +1}, {Outcome::cost_per_head, +1}});
  expect_rise(ordinary(), "acute.hospital_death_at_50", 0.0, 0.2, {{Outcome::deaths, +1}});
}

TEST(Directions, OfMoney) {
  expect_rise(ordinary(), "prices.stay_usd", 5000, 20000, {{Outcome::cost_per_head, +1}});
  expect_rise(ordinary(), "prices.visit_private_usd", 50, 250, {{Outcome::practice_surplus, +1}});
  expect_rise(ordinary(), "practice.cost_usd_per_fte_year", 100000, 500000,
              {{Outcome::practice_surplus, -1}});
}

TEST(Directions, OfWorkAndBurnout) {
  World world = ordinary();
  world.people = 5000;
  expect_rise(world, "workload.inbox_minutes_per_person", 0.3, 1.2,
              {{Outcome::clinician_hours, +1}, {Outcome::exhaustion, +1}, {Outcome::burned_out_symptom, +1}});
  expect_rise(world, "practice.face_minutes_per_week", 900, 1307,
              {{Outcome::clinician_hours, +1}, {Outcome::exhaustion, +1}, {Outcome::visits_per_fte, +1}});
  expect_rise(world, "burnout.start_logit", -1.5, 1.0,
              {{Outcome::exhaustion, +1}, {Outcome::burned_out_single_item, +1}});
}

TEST(Directions, OfTurnover) {
  World world = ordinary();
  world.people = 7000;
  world.set("population.fte_per_clinician", 0.3);
  expect_rise(world, "turnover.leave_per_year", 0.0, 0.5,
              {{Outcome::clinician_turnover, +1},
               {Outcome::vacancy_share, +1},
               {Outcome::lost_clinician, +1},
               {Outcome::unattached_share, +1},
               {Outcome::upc, -1},
               {Outcome::trust, -1},
               {Outcome::practice_surplus, -1}});
  expect_rise(world, "panels.leave_per_year", 0.0, 0.5,
              {{Outcome::left_clinician, +1}, {Outcome::upc, -1}, {Outcome::trust, -1}});
  expect_rise(world, "panels.find_per_year", 0.2, 3.0,
              {{Outcome::unattached_share, -1}, {Outcome::panel_per_fte, +1}});
  world.steps_per_year = 52;
  expect_rise(world, "access.new_patient_share", 0.02, 0.3, {{Outcome::new_patient_wait, -1}});
}

}  // namespace rapport::directions_test
