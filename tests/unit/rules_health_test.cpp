// The pure rules of birth, illness, emergencies and death at their corners, one test for each equation.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "engine/params.h"
#include "state/disease_book.h"
#include "state/lives.h"
#include "support/worlds.h"

namespace rapport::rules_health_test {

using namespace worlds;

TEST(Rules, DE_3_IdentifiersOfNewborns) {
  const std::uint64_t mother = std::uint64_t{1234} << 40;
  const std::uint64_t second = demography::newborn_id(mother, 2);
  EXPECT_EQ(second, mother | std::uint64_t{2} << 35);
  EXPECT_EQ(demography::newborn_id(second, 1), second | std::uint64_t{1} << 30) << "1234.2.1";
  EXPECT_EQ(demography::newborn_id(mother, 0), 0U);
  EXPECT_EQ(demography::newborn_id(mother, 32), 0U) << "five bits";
  std::uint64_t line = mother;
  std::set<std::uint64_t> seen{line};
  for (int generation = 0; generation < 8; ++generation) {
    line = demography::newborn_id(line, 31);
    EXPECT_TRUE(line != 0 && seen.insert(line).second);
  }
  EXPECT_EQ(demography::newborn_id(line, 1), 0U) << "eight generations";
}

/// Two women of one age: hazards with a condition of ratio 2, with frailty, with neither.
TEST(Rules, DE_1_PersonalHazardIsProportional) {
  World world = only_deaths(0.5);
  world.people = 4000;
  world.steps_per_year = 13;
  ConditionSpec grave = inert_condition("grave", 5, 1.0);
  grave.states[0].mortality_ratio = 1e-9;
  world.tables.conditions = {grave};
  Life spared(world);
  spared.years(1);
  EXPECT_EQ(spared.since_start(Counter::deaths), 0) << "a ratio of 0 spares everybody";
  world.tables.conditions[0].states[0].mortality_ratio = 1e9;
  Life doomed(world);
  doomed.step();
  EXPECT_EQ(living(doomed.market), 0U) << "an endless ratio nobody";
}

TEST(Rules, DE_2_BoysAndGirls) {
  World world = only_deaths(0.0);
  world.tables.births_per_year.fill(5.0);
  world.set("demography.male_birth_share", 0.0);
  Life girls(world);
  girls.steps(10);
  ASSERT_GT(girls.since_start(Counter::births), 100);
  for (std::uint32_t i = world.people; i < girls.market.patients.count; ++i) {
    const Patients& people = girls.market.patients;
    ASSERT_EQ(people.sex[i], female);
    ASSERT_EQ(people.household[i], people.household[people.mother[i]]);
    ASSERT_EQ(people.id[i] & ~std::uint64_t{0x7fffffffff},
              people.id[people.mother[i]] & ~std::uint64_t{0x7fffffffff});
  }
}

TEST(Rules, DI_3_ProgressionWithControl) {
  const Transition worse{0, 1, 0.1, 2.0}, better{1, 0, 0.1, -2.0};
  EXPECT_NEAR(disease::progression_hazard(worse, 0.6, 0.6), 0.1, 1e-16);
  EXPECT_NEAR(disease::progression_hazard(worse, 1.0, 0.6), 0.1 * std::exp(-0.8), 1e-15);
  EXPECT_LT(disease::progression_hazard(worse, 0.9, 0.6), disease::progression_hazard(worse, 0.3, 0.6));
  EXPECT_GT(disease::progression_hazard(better, 0.9, 0.6), disease::progression_hazard(better, 0.3, 0.6));
  EXPECT_EQ(disease::progression_hazard({0, 1, 0.0, 2.0}, 0.1, 0.6), 0.0);
}

TEST(Rules, CO_1_ResponseAndTarget) {
  EXPECT_EQ(control::response(0.4, 0.0, 0.0), 0.4) << "linear";
  EXPECT_NEAR(control::response(0.6, 0.6, 0.1), 0.5, 1e-15) << "half effect at the midpoint";
  EXPECT_NEAR(control::response(0.82, 0.6, 0.1), 0.9, 2e-3) << "HIV: 90 % at a PDC of 0.82";
  control::Params p{.treatment_quality = 0.9};
  ConditionFields of;
  of.control_floor = 0.1;
  of.control_ceiling = 0.9;
  EXPECT_NEAR(control::target(0.0, of, p), 0.1, 1e-15) << "without medicine the floor";
  p.treatment_quality = 1.0;
  EXPECT_NEAR(control::target(1.0, of, p), 0.9, 1e-15);
  of.mind_share = 1.0;
  EXPECT_NEAR(control::target(0.0, of, p), 0.5, 1e-15) << "mind at its neutral middle";
}

TEST(Rules, EX_1_HazardOfAnExacerbation) {
  const control::Params p;
  ConditionSpec spec;
  ConditionFields& of = spec.of;
  spec.control_reference = 0.6;
  of.control_effect = 3.0;
  of.frailty_effect = 0.5;
  EXPECT_NEAR(control::exacerbation_hazard(0.3, 0.6, 0.25, spec, p), 0.3, 1e-15)
      << "at z = b / 2 the rate itself";
  EXPECT_LT(control::exacerbation_hazard(0.3, 0.9, 0.0, spec, p),
            control::exacerbation_hazard(0.3, 0.2, 0.0, spec, p));
  EXPECT_LT(control::exacerbation_hazard(0.3, 0.6, 0.0, spec, p),
            control::exacerbation_hazard(0.3, 0.6, 2.0, spec, p));
  EXPECT_EQ(control::exacerbation_hazard(50.0, 0.0, 4.0, spec, p), p.hazard_ceiling);
  EXPECT_EQ(control::exacerbation_hazard(0.0, 0.0, 4.0, spec, p), 0.0);
  of.control_effect = 0.0;
  EXPECT_EQ(control::exacerbation_hazard(0.3, 0.0, 0.0, spec, p),
            control::exacerbation_hazard(0.3, 1.0, 0.0, spec, p));
}

TEST(Rules, ES_1_Severity) {
  EXPECT_EQ(acute::severity(0.4, 0.0), 0.4);
  EXPECT_EQ(acute::severity(0.9, 0.5), 1.0);
  EXPECT_EQ(acute::severity(0.1, -0.4), 0.0);
}

TEST(Rules, ES_2_CallingTheOwnPracticeFirst) {
  const References ref;
  acute::Params p;
  const double usual = p.call_logit + p.call_reach_effect * p.reach;
  EXPECT_NEAR(acute::call_probability(ref.trust, 0.4, ref, p), 1.0 / (1.0 + std::exp(-usual)), 1e-14);
  EXPECT_GT(acute::call_probability(0.9, 0.4, ref, p), acute::call_probability(0.2, 0.4, ref, p));
  EXPECT_LT(acute::call_probability(0.7, 0.9, ref, p), acute::call_probability(0.7, 0.1, ref, p));
  p.call_trust_effect = 0.0;
  EXPECT_EQ(acute::call_probability(0.9, 0.4, ref, p), acute::call_probability(0.2, 0.4, ref, p));
}

TEST(Rules, ES_3_SettledWithoutTheEmergencyDepartment) {
  const acute::Params p;
  EXPECT_NEAR(acute::remote_probability(1.0, 0.0, p), p.remote_success, 1e-15);
  EXPECT_NEAR(acute::remote_probability(0.0, 0.0, p), 0.3 * p.remote_success, 1e-15);
  EXPECT_EQ(acute::remote_probability(1.0, 1.0, p), 0.0) << "the worst never";
}

TEST(Rules, ED_1_Admission) {
  acute::Params p;
  EXPECT_NEAR(acute::admission_probability(0.4, 0.0, 0.0, p), 1.0 / (1.0 + std::exp(-p.admit_logit)), 1e-14);
  EXPECT_GT(acute::admission_probability(0.9, 0.0, 0.0, p), acute::admission_probability(0.1, 0.0, 0.0, p));
  EXPECT_GT(acute::admission_probability(0.4, 1.0, 0.0, p), acute::admission_probability(0.4, -1.0, 0.0, p));
  EXPECT_LT(acute::admission_probability(0.4, 0.0, 1.0, p), acute::admission_probability(0.4, 0.0, 0.0, p));
  p.admit_known_effect = -0.35;
  EXPECT_GT(acute::admission_probability(0.4, 0.0, 1.0, p), acute::admission_probability(0.4, 0.0, 0.0, p));
}

TEST(Rules, HO_1_DaysOfAStay) {
  acute::Params p;
  p.stay_days_mean = 4.5;
  p.stay_days_log_variance = 0.6;
  EXPECT_EQ(acute::stay_days(0, p), 1) << "at least a day";
  EXPECT_GE(acute::stay_days(0xffffffff, p), 30);
  EXPECT_EQ(acute::stay_days(0x80000000, p), static_cast<int>(4.5 * std::exp(-0.3) + 0.5)) << "the median";
  p.stay_days_log_variance = 0.0;
  EXPECT_EQ(acute::stay_days(12345, p), 5) << "4.5 rounded";
}

TEST(Rules, HO_2_DeathInAStay) {
  const acute::Params p;
  const double usual = p.hospital_death_severity_reference;
  EXPECT_NEAR(acute::hospital_death_probability(50.0, usual, p), p.hospital_death_at_50, 1e-14);
  EXPECT_NEAR(acute::hospital_death_probability(70.0, usual, p), 0.028, 0.001) << "2.8 % at 65-74";
  EXPECT_GT(acute::hospital_death_probability(50.0, 1.0, p), acute::hospital_death_probability(50.0, 0.0, p));
  EXPECT_LT(acute::hospital_death_probability(110.0, 1.0, p), 1.0);
}

TEST(Rules, LR_1_BackgroundHazardOfDeath) {
  EXPECT_DOUBLE_EQ(background_hazard(0.02, 0.0, 1.0), 0.02);
  EXPECT_DOUBLE_EQ(background_hazard(0.02, 0.004, 1.6), 0.01);
  EXPECT_EQ(background_hazard(0.02, 0.03, 1.0), 0.0) << "never negative";
}

TEST(Rules, LR_2_BackgroundUse) {
  EXPECT_DOUBLE_EQ(background_use(3.0, 1.25), 1.75);
  EXPECT_EQ(background_use(1.0, 1.25), 0.0) << "never negative";
  World world;
  const LifeRates rates = life_rates(world.tables);
  for (std::size_t row = 0; row < rates.births.size(); ++row) {
    ASSERT_TRUE(rates.births[row] == 0.0F || row / kAges == female);
    double planned = 0.0;
    for (const ConditionSpec& spec : world.tables.conditions)
      planned += spec.prevalence[row / kAges][row % kAges] * (1.0 - spec.of.undiagnosed_share) *
                 spec.of.visits_per_year;
    const double published = world.tables.primary_care_visits[row % kAges];
    ASSERT_NEAR(rates.acute_needs[row], std::max(0.0, published - planned), 1e-5);
  }
}

/// Opening, changing and closing leaves no trace in the sums.
TEST(Rules, ConditionsComeAndGoWithoutATrace) {
  World world;
  world.people = 1;
  world.set("population.people_per_fte", 100.0);
  for (ConditionSpec& spec : world.tables.conditions) fill(spec.prevalence, 0.0);
  Life life(world);
  Market& market = life.market;
  ASSERT_EQ(market.patients.conditions[0], 0U);
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const auto states = static_cast<std::uint8_t>(world.tables.conditions[c].states.size());
    const std::uint32_t row = open_condition(market, c, 0, 0);
    EXPECT_EQ(market.patients.conditions[0], std::uint64_t{1} << c);
    change_state(market, c, row, static_cast<std::uint8_t>(states - 1));
    close_condition(market, c, row);
    drop_gone_rows(market, c);
    EXPECT_EQ(market.conditions[c].count, 0U);
    EXPECT_EQ(market.patients.conditions[0], 0U);
    EXPECT_EQ(market.patients.mortality_log[0], 0);
    EXPECT_EQ(known_minutes(market, 0), 0);
    EXPECT_EQ(market.patients.follow_ups[0], 0);
  }
}

}  // namespace rapport::rules_health_test
