// RF-1 and RF-2: what is learnt of a base run is a recount of it, and reaches the tables.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "study/reference.h"
#include "study/reference_means.h"
#include "support/worlds.h"

namespace rapport::rules_reference_test {

using namespace worlds;

StudyPlan small_plan() {
  StudyPlan plan;
  Scenario base = base_us();
  base.population.people_per_market = 500;
  base.time.steps_per_year = 13;
  base.time.warm_up_years = 1;
  base.time.years = 1;
  plan.arms = {base};
  plan.replicates = 2;
  plan.seed = 5;
  return plan;
}

/// The outcomes of the same run: two replicates, the year after the warm-up.
double outcome_sum(const StudyRun& run, Outcome outcome, std::int64_t Cell::*part) {
  double sum = 0.0;
  for (std::size_t replicate = 0; replicate < 2; ++replicate) {
    for (std::int64_t period = 13; period < 26; ++period)
      sum += static_cast<double>(run.result.at(0, replicate, 0).at(outcome, period).*part);
  }
  return sum;
}

TEST(Rules, RF_1_ReferenceIsARecountOfItsRun) {
  StudyPlan plan = small_plan();
  const Reference learnt = learn_reference(plan, 0);
  const ReferenceTable& table = learnt.ages;
  ReferenceSums sums;
  for (const auto& of_sex : table) {
    for (const ReferenceSums& band : of_sex) {
      sums.person_years += band.person_years;
      sums.factor_years += band.factor_years;
      sums.hospital_deaths += band.hospital_deaths;
      sums.condition_ed_visits += band.condition_ed_visits;
      sums.condition_stays += band.condition_stays;
    }
  }
  const StudyRun run = run_study(plan);
  const double years = outcome_sum(run, Outcome::deaths, &Cell::denominator) / kDaysPerYear;
  EXPECT_NEAR(sums.person_years, years, 0.01 * years) << "survivors at the ends of periods";
  EXPECT_GT(sums.condition_stays, 0.0);
  EXPECT_LT(sums.condition_stays, outcome_sum(run, Outcome::admissions, &Cell::numerator));
  EXPECT_LT(sums.condition_ed_visits, outcome_sum(run, Outcome::ed_visits, &Cell::numerator));
  EXPECT_LE(sums.hospital_deaths, outcome_sum(run, Outcome::deaths, &Cell::numerator));
  EXPECT_GT(sums.factor_years, 0.7 * sums.person_years);
  plan.threads = 2;
  const Tables& tables = plan.arms.front().tables;
  EXPECT_EQ(reference_csv(learn_reference(plan, 0), tables), reference_csv(learnt, tables))
      << "threads change nothing";
}

TEST(Rules, RF_1_ReferenceReachesTheTablesByAgeBand) {
  Reference learnt;
  ReferenceTable& start = learnt.stretches[0];
  start[male][14] = {.person_years = 200.0,
                     .factor_years = 300.0,
                     .hospital_deaths = 4.0,
                     .condition_ed_visits = 20.0,
                     .condition_stays = 10.0};
  Tables tables;
  learnt.ages = start;
  apply_reference(learnt, tables);
  for (const std::size_t age : {65U, 69U}) {
    EXPECT_EQ(tables.frailty_mean_factor[male][age], 1.5);
    EXPECT_EQ(tables.acute_deaths_per_year[male][age], 0.02);
    EXPECT_EQ(tables.condition_ed_per_year[male][age], 0.1);
    EXPECT_EQ(tables.condition_stays_per_year[male][age], 0.05);
  }
  for (const std::size_t age : {64U, 70U}) {
    EXPECT_EQ(tables.frailty_mean_factor[male][age], 1.0) << "nobody seen: no factor";
    EXPECT_EQ(tables.acute_deaths_per_year[male][age], 0.0);
  }
  EXPECT_EQ(tables.condition_stays_per_year[female][67], 0.0);
  EXPECT_NE(reference_csv(learnt, tables).find("condition_stays,male,65,69,0.05\n"), std::string::npos);
}

TEST(Rules, RF_3_IncidenceFollowsTheTablesPrevalence) {
  Reference learnt;
  learnt.cases.resize(1);
  learnt.cases[0][1] = {.present = 80.0, .expected = 100.0};   // 18 to 44: too few fell ill
  learnt.cases[0][2] = {.present = 100.0, .expected = 80.0};   // 45 to 64: too many
  learnt.cases[0][3] = {.present = 49.0, .expected = 980.0};   // 65 to 74: too few seen to learn from
  learnt.cases[0][4] = {.present = 50.0, .expected = 5000.0};  // 75 to 84: held at ten times
  Tables tables;
  tables.conditions.resize(1);
  tables.conditions[0].incidence_factor.fill(1.0);
  apply_reference(learnt, tables);
  const ByAge& factor = tables.conditions[0].incidence_factor;
  EXPECT_EQ(factor[17], 1.0);
  EXPECT_EQ(factor[18], 1.25);
  EXPECT_EQ(factor[64], 0.8);
  EXPECT_EQ(factor[65], 1.0);
  EXPECT_EQ(factor[75], 10.0);
  apply_reference(learnt, tables);
  EXPECT_EQ(tables.conditions[0].incidence_factor[18], 1.5625) << "rounds multiply";
}

TEST(Rules, RF_2_MeansAreARecount) {
  World world;
  world.steps_per_year = 13;
  Life life(world);
  life.steps(12);
  const Step last = life.step();
  MeanSums sums;
  add_means(life.market, world.params, last, sums);
  const Patients& people = life.market.patients;
  double trust = 0.0, with_usual = 0.0, knowledge = 0.0;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.alive[i] == 0 || people.usual_slot[i] == kNoSlot) continue;
    trust += static_cast<double>(people.usual_trust[i]);
    with_usual += 1.0;
  }
  const Encounters& visits = life.market.encounters;
  ASSERT_GT(visits.count, 50U);
  for (std::uint32_t e = 0; e < visits.count; ++e) knowledge += static_cast<double>(visits.knowledge[e]);
  const References means = means_of(sums, {});
  EXPECT_NEAR(means.trust, trust / with_usual, 1e-9);
  EXPECT_NEAR(means.knowledge, knowledge / visits.count, 1e-9);
  MeanSums twice = sums;
  add(twice, sums);
  EXPECT_NEAR(means_of(twice, {}).trust, means.trust, 1e-12) << "a second market of the same people";
  EXPECT_EQ(sums.control.size(), life.market.conditions.size());
}

TEST(Rules, RF_2_WhatNobodySawStaysAsItWas) {
  References before;
  before.trust = 0.25;
  MeanSums sums;
  EXPECT_EQ(means_of(sums, before).trust, 0.25);
  Reference learnt;
  ASSERT_EQ(kReferenceEntries[0].name, "trust");
  learnt.means.of[0] = {1.0, 4.0};
  Tables tables;
  apply_reference(learnt, tables);
  EXPECT_EQ(tables.references.trust, 0.25) << "a mean reaches every arm through the tables";
}

}  // namespace rapport::rules_reference_test
