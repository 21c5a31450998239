// The pure rules of synthesis at their corners, one test for each equation.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "state/households.h"
#include "state/populate.h"
#include "support/worlds.h"

namespace rapport::rules_population_test {

using namespace worlds;
using population::Traits;

TEST(Rules, PO_1_TraitsHaveTheCorrelationsOfTheirParameters) {
  const population::Params p;
  bool definite = false;
  const population::Lower factor = population::trait_factor(p, definite);
  ASSERT_TRUE(definite);
  const auto covariance = [&](std::size_t i, std::size_t j) {
    double sum = 0.0;
    for (std::size_t k = 0; k < population::kTraits; ++k) sum += factor[i][k] * factor[j][k];
    return sum;
  };
  for (std::size_t i = 0; i < population::kTraits; ++i) EXPECT_NEAR(covariance(i, i), 1.0, 1e-15);
  EXPECT_NEAR(covariance(population::frailty, population::income), p.frailty_income_correlation, 1e-15);
  EXPECT_NEAR(covariance(population::behaviour, population::income), p.behaviour_income_correlation, 1e-15);
  EXPECT_NEAR(covariance(population::behaviour, population::frailty), p.behaviour_frailty_correlation, 1e-15);
  EXPECT_NEAR(covariance(population::trust, population::behaviour), p.trust_behaviour_correlation, 1e-15);
  EXPECT_NEAR(covariance(population::trust, population::income), 0.0, 1e-15);
  const Traits traits = population::traits_from(factor, {1.0, 0.0, 0.0, 0.0});
  EXPECT_EQ(traits[population::income], 1.0);
  EXPECT_NEAR(traits[population::frailty], p.frailty_income_correlation, 1e-15);
}

TEST(Rules, PO_1_ImpossibleCorrelationsAreNoticed) {
  population::Params p;
  p.frailty_income_correlation = p.behaviour_income_correlation = 0.9;
  p.behaviour_frailty_correlation = -0.9;
  bool definite = true;
  population::trait_factor(p, definite);
  EXPECT_FALSE(definite);
}

TEST(Rules, PO_2_PropensityHasVarianceOne) {
  bool definite = false;
  const population::Lower factor = population::trait_factor({}, definite);
  ConditionFields of;
  of.frailty_loading = 0.4;
  of.behaviour_loading = -0.3;
  of.income_loading = -0.2;
  double variance = 0.0;  // over the five independent normals that it is made of
  for (std::size_t k = 0; k < population::kTraits; ++k) {
    Traits independent{};
    independent[k] = 1.0;
    const double u = population::propensity(of, factor, population::traits_from(factor, independent), 0.0);
    variance += u * u;
  }
  const double own = population::propensity(of, factor, {}, 1.0);
  EXPECT_NEAR(variance + own * own, 1.0, 1e-14);
  EXPECT_EQ(population::propensity({}, factor, {0.3, 2.0, -1.0, 0.5}, 0.7), 0.7)
      << "no loadings, own luck only";
}

TEST(Rules, PO_3_YearsWithTheUsualClinician) {
  EXPECT_EQ(population::tie_years(0, 1.0 / 8.5, 30.0), 30.0) << "cut at age";
  EXPECT_NEAR(population::tie_years(0x80000000, 1.0 / 8.5, 90.0), 8.5 * std::log(2.0), 1e-6) << "the median";
  EXPECT_LT(population::tie_years(0xffffffff, 1.0 / 8.5, 90.0), 1e-6);
}

TEST(Rules, PO_4_CliniciansForAMarket) {
  const population::Params p{.people_per_fte = 2800.0, .fte_per_clinician = 0.63};
  EXPECT_EQ(population::clinician_count(1, p), 1U);
  EXPECT_EQ(population::clinician_count(2800, p), 2U) << "1 FTE shared by 1 / 0.63 clinicians";
  EXPECT_EQ(population::clinician_count(28000, p), 16U);
  World world;
  world.people = 5000;
  world.set("population.people_per_fte", 2800.0);
  const Life life(world);
  double fte = 0.0;
  for (std::uint32_t k = 0; k < life.market.clinicians.count; ++k)
    fte += static_cast<double>(life.market.clinicians.fte[k]);
  EXPECT_NEAR(fte, 5000.0 / 2800.0, 1e-6);
}

TEST(Rules, PO_5_LivingAlone) {
  EXPECT_EQ(population::living_alone_share(0.28, 100.0, 0.0), 0.0) << "nobody is single";
  EXPECT_EQ(population::living_alone_share(0.0, 100.0, 50.0), 0.0);
  EXPECT_EQ(population::living_alone_share(1.0, 100.0, 50.0), 1.0) << "held to 1";
  const double q = population::living_alone_share(0.28, 100.0, 120.0);
  const double alone = q * 120.0, homes = 100.0 + alone + (120.0 - alone) / 2.0;
  EXPECT_NEAR(alone / homes, 0.28, 1e-12) << "one-person homes have their published share";
}

TEST(Rules, PO_6_MothersAreOfFittingAge) {
  World world;
  world.people = 4000;
  const Life life(world);
  const Patients& people = life.market.patients;
  std::uint32_t children = 0, fitting = 0;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.mother[i] == kNobody) continue;
    const int gap = people.life_row[people.mother[i]] % kAges - people.life_row[i] % kAges;
    ASSERT_EQ(people.sex[people.mother[i]], female);
    ASSERT_EQ(people.household[people.mother[i]], people.household[i]);
    ++children;
    fitting += gap >= 20 && gap <= 38 ? 1U : 0U;
  }
  EXPECT_GT(children, 600U);
  EXPECT_EQ(fitting, children) << "in a market of this size a fitting woman is always found";
}

TEST(Rules, HouseholdsAreContiguousWithTheOldestFirst) {
  World world;
  world.people = 2000;
  const Life life(world);
  const Patients& people = life.market.patients;
  std::vector<char> closed(people.count + 1, 0);
  for (std::uint32_t i = 1; i < people.count; ++i) {
    if (people.household[i] == people.household[i - 1]) {
      EXPECT_LE(people.birth_day[i - 1], people.birth_day[i]);
      EXPECT_EQ(people.income[i - 1], people.income[i]) << "a household has one income";
    } else {
      EXPECT_EQ(closed[people.household[i]], 0) << "household " << people.household[i] << " in two places";
      closed[people.household[i - 1]] = 1;
    }
  }
}

TEST(Rules, IN_1_TiesStartWhereTheirHistoryLeadsThem) {
  World world;
  world.people = 2000;
  const Life life(world);
  const Patients& people = life.market.patients;
  double young = 0.0, old = 0.0, young_n = 0.0, old_n = 0.0;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.usual_slot[i] == kNoSlot) continue;
    const std::size_t tie = life.market.tie_row(0, i);
    const double years = -life.market.ties.start_week[tie] / static_cast<double>(kWeeksPerYear);
    ASSERT_GE(years, 0.0);
    ASSERT_LE(life.market.ties.start_week[tie], 0);
    (years < 1.0 ? young : old) += static_cast<double>(life.market.ties.knowledge[tie]);
    (years < 1.0 ? young_n : old_n) += 1.0;
    ASSERT_LE(life.market.ties.consistency[tie], world.tables.references.own_share)
        << "CN-1 under that share";
  }
  EXPECT_LT(young / young_n, 0.5 * old / old_n) << "long ties know more";
}

}  // namespace rapport::rules_population_test
