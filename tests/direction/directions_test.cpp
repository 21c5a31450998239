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

/// Where an outcome goes when a parameter rises, and at least how far, as a share of what it was: where the path
/// is cut, other luck alone moves it by a few percent.
struct Claim {
  Outcome outcome;
  int sign;
  double least = 0.0;
};

void expect_claims(const std::string& what, const Tally& low, const Tally& high, std::int64_t from,
                   const std::vector<Claim>& claims) {
  for (const auto& [outcome, sign, least] : claims) {
    const double before = value(low, outcome, from), after = value(high, outcome, from);
    const std::string name(kOutcomes[static_cast<std::size_t>(outcome)].name);
    std::printf("  %-46s: %s %.4f -> %.4f\n", what.c_str(), name.c_str(), before, after);
    EXPECT_GT(sign * (after - before), least * before) << what << " on " << name;
  }
}

std::string rise(const char* parameter, double low, double high) {
  char text[120];
  std::snprintf(text, sizeof text, "%s %g -> %g", parameter, low, high);
  return text;
}

/// Two arms from the same day of policy start.
void expect_rise(const World& base, const char* parameter, double low, double high,
                 const std::vector<Claim>& claims) {
  World world = base;
  world.arms = {{world.params, world.contract}, {world.params, world.contract}};
  set(world.arms[0].params, parameter, low);
  set(world.arms[1].params, parameter, high);
  const std::vector<Tally> tallies = run_arms_plain(world);
  expect_claims(rise(parameter, low, high), tallies[0], tallies[1], world.warm_up_years * 13, claims);
}

/// Two markets from their first day, for what a market is built with: the same people, other clinicians.
void expect_rise_from_start(const World& base, const char* parameter, double low, double high,
                            const std::vector<Claim>& claims) {
  World one = base, other = base;
  one.set(parameter, low);
  other.set(parameter, high);
  const Tally before = run_arms_plain(one)[0], after = run_arms_plain(other)[0];
  expect_claims(rise(parameter, low, high), before, after, base.warm_up_years * 13, claims);
}

World ordinary() {
  World world;
  world.people = 2500;
  world.steps_per_year = 13;
  world.warm_up_years = 1;
  world.years = 3;
  return world;
}

// V34
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

/// People for one clinician: who has more of them lets them wait, works longer and wears out. What it does to
/// visits and surplus has no sign: see docs/model.md.
// V34
TEST(Directions, OfPanelSize) {
  World world = ordinary();
  world.people = 6000;
  world.steps_per_year = 52;
  world.years = 2;
  without(world, "turnover");  // with few clinicians, who leaves when decides more than the panel
  expect_rise_from_start(world, "population.people_per_fte", 2000, 3500,
                         {{Outcome::waiting_time, +1, 1.0},
                          {Outcome::given_up_share, +1, 1.0},
                          {Outcome::ed_visits, +1},
                          {Outcome::clinician_hours, +1, 0.2},
                          {Outcome::exhaustion, +1, 0.3},
                          {Outcome::burned_out_symptom, +1, 1.0}});
}

/// Where exacerbations are frequent and stays deadly, so that medicines decide over life and death.
World fragile() {
  World world = ordinary();
  world.people = 5000;
  without_births(world);
  world.set("acute.hospital_death_at_50", 0.3);
  for (ConditionSpec& spec : world.tables.conditions) {
    for (StateFields& state : spec.states) state.exacerbations_per_year *= 6.0;
  }
  return world;
}

// V34
TEST(Directions, OfAdherenceOnDeaths) {
  expect_rise(fragile(), "adherence.stop_per_year", 0.05, 4.0,
              {{Outcome::pdc_mean, -1},
               {Outcome::control, -1},
               {Outcome::exacerbations, +1, 0.3},
               {Outcome::admissions, +1, 0.2},
               {Outcome::deaths, +1, 0.15},
               {Outcome::life_years, -1}});
  expect_rise(fragile(), "control.treatment_quality", 0.3, 1.0,
              {{Outcome::control, +1}, {Outcome::exacerbations, -1, 0.3}, {Outcome::deaths, -1, 0.15}});
}

// V34
TEST(Directions, OfRelationships) {
  World lasting = ordinary();
  without(lasting, "turnover");  // whether the one clinician leaves decides more over the number of visits
  expect_rise(ordinary(), "encounter.start_logit", 1.0, 3.0,
              {{Outcome::satisfaction, +1}, {Outcome::trust, +1}});
  expect_rise(ordinary(), "trust.loss_ratio", 1.0, 10.0, {{Outcome::trust, -1}});
  expect_rise(lasting, "needs.return_effect", 0.0, 1.0, {{Outcome::primary_care_visits, +1}});
  World world = ordinary();
  world.people = 7000;  // several clinicians
  world.years = 2;
  without(world, "turnover");  // who leaves when decides more over continuity
  expect_rise(world, "access.colleague_logit", -4.0, 4.0, {{Outcome::upc, -1, 0.01}});
}

World small() {
  World world = ordinary();
  world.people = 1500;
  world.years = 2;
  return world;
}

// V34
TEST(Directions, OfDecidingTogether) {
  expect_rise(small(), "encounter.shared_logit", -3.0, 1.0,
              {{Outcome::shared_decisions, +1},
               {Outcome::mutuality, +1},
               {Outcome::satisfaction, +1},
               {Outcome::pdc_mean, +1}});
}

// V34
TEST(Directions, OfMistakesAndRecords) {
  expect_rise(small(), "diagnosis.mistake_share", 0.0, 0.5, {{Outcome::mistakes, +1}, {Outcome::trust, -1}});
  expect_rise(small(), "coordination.repeat_share", 0.0, 0.4,
              {{Outcome::repeated_tests, +1}, {Outcome::cost_per_head, +1}});
}

// V34
TEST(Directions, OfDiagnosis) {
  expect_rise(small(), "diagnosis.unnoticed", 0.0, 1.0,
              {{Outcome::hypertension_diagnosed, -1}, {Outcome::diabetes_diagnosed, -1}});
}

/// Answering wears out, and who leaves takes along what was known: with 1,500 people that is the one
/// clinician or nobody, so that what contacts teach is seen where nobody leaves.
// V34
TEST(Directions, OfContacts) {
  World lasting = small();
  without(lasting, "turnover");
  expect_rise(lasting, "contacts.messages_per_year", 0.0, 12.0,
              {{Outcome::messages, +1},
               {Outcome::knowledge, +1},
               {Outcome::consistency, +1},
               {Outcome::exhaustion, +1}});
  expect_rise(small(), "contacts.checkins_per_year", 0.0, 52.0,
              {{Outcome::pdc_mean, +1}, {Outcome::knowledge, +1}});
}

// V34
TEST(Directions, OfHomeVisits) {
  expect_rise(small(), "access.home_visit_share", 0.0, 1.0, {{Outcome::home_visits, +1}});
}

/// CB-2, SP-1: what primary care refers is taken out of the visits that need no referral. Both counts are
/// about Poisson with 4,500 visits, so that one SE of the ratio is 2 % and the limit 4 of them; four times
/// the referrals on top would add 12 %.
// V34
TEST(Directions, OfReferralsNoneOnTheSumOfSpecialistVisits) {
  World world = small();
  world.arms = {{world.params, world.contract}, {world.params, world.contract}};
  set(world.arms[0].params, "comprehensiveness.referral_share", 0.05);
  set(world.arms[1].params, "comprehensiveness.referral_share", 0.2);
  const std::vector<Tally> tallies = run_arms_plain(world);
  const double few = value(tallies[0], Outcome::specialist_visits, 13);
  const double many = value(tallies[1], Outcome::specialist_visits, 13);
  EXPECT_GT(value(tallies[1], Outcome::referrals, 13), 3.0 * value(tallies[0], Outcome::referrals, 13));
  EXPECT_NEAR(many / few, 1.0, 0.08);
}

// V34
TEST(Directions, OfMedicines) {
  expect_rise(ordinary(), "adherence.stop_per_year", 0.1, 2.0, {{Outcome::pdc_mean, -1}});
  expect_rise(ordinary(), "adherence.resume_per_year", 0.2, 3.0,
              {{Outcome::pdc_mean, +1}, {Outcome::pdc_adherent_share, +1}});
  expect_rise(ordinary(), "control.treatment_quality", 0.3, 1.0,
              {{Outcome::admissions, -1, 0.1}, {Outcome::ed_visits, -1, 0.05}});
}

// V34
TEST(Directions, OfCrises) {
  expect_rise(ordinary(), "acute.remote_success", 0.0, 0.5, {{Outcome::ed_visits, -1}});
  expect_rise(ordinary(), "acute.call_logit", -5.0, 3.0, {{Outcome::ed_visits, -1}});
  expect_rise(ordinary(), "acute.admit_logit", -3.0, 1.0,
              {{Outcome::admissions, +1}, {Outcome::cost_per_head, +1}});
  expect_rise(ordinary(), "acute.hospital_death_at_50", 0.0, 0.2, {{Outcome::deaths, +1}});
}

// V34
TEST(Directions, OfMoney) {
  expect_rise(ordinary(), "prices.stay_usd", 5000, 20000, {{Outcome::cost_per_head, +1}});
  expect_rise(ordinary(), "prices.visit_private_usd", 50, 250, {{Outcome::practice_surplus, +1}});
  expect_rise(ordinary(), "practice.cost_usd_per_fte_year", 100000, 500000,
              {{Outcome::practice_surplus, -1}});
}

// V34
TEST(Directions, OfWorkAndBurnout) {
  World world = ordinary();
  world.people = 5000;
  expect_rise(
      world, "workload.inbox_minutes_per_person", 0.3, 1.2,
      {{Outcome::clinician_hours, +1}, {Outcome::exhaustion, +1, 0.08}, {Outcome::burned_out_symptom, +1}});
  expect_rise(
      world, "practice.face_minutes_per_week", 900, 1307,
      {{Outcome::clinician_hours, +1}, {Outcome::exhaustion, +1, 0.04}, {Outcome::visits_per_fte, +1}});
  expect_rise(world, "workload.inbox_minutes_per_person", 1.2, 4.0, {{Outcome::exhaustion, +1, 0.15}});
  expect_rise(world, "burnout.start_logit", -1.5, 1.0,
              {{Outcome::exhaustion, +1}, {Outcome::burned_out_single_item, +1}});
}

// V34
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
  World scarce = ordinary();
  scarce.set("practice.face_minutes_per_week", 700.0);
  expect_rise(scarce, "supply.elasticity", 0.0, 1.0,
              {{Outcome::primary_care_visits, +1}, {Outcome::waiting_time, -1}});
  world.steps_per_year = 52;
  expect_rise(world, "access.new_patient_share", 0.02, 0.3, {{Outcome::new_patient_wait, -1}});
}

}  // namespace rapport::directions_test
