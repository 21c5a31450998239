// Family ties, isolation and what relationships do to the hazard of death, at their corners.
#include <gtest/gtest.h>

#include <cmath>

#include "state/family_ties.h"
#include "support/worlds.h"

namespace rapport::rules_family_test {

using namespace worlds;
using population::FamilyTies;

TEST(Rules, FA_1_PartsAddUpToVarianceOne) {
  population::Params p;
  const FamilyTies a = population::correlated({1.0, 0.0, 0.0}, p),
                   b = population::correlated({0.0, 1.0, 0.0}, p),
                   c = population::correlated({0.0, 0.0, 1.0}, p);
  EXPECT_NEAR(a.support * a.support + b.support * b.support + c.support * c.support, 1.0, 1e-15);
  EXPECT_NEAR(a.conflict * a.conflict + b.conflict * b.conflict + c.conflict * c.conflict, 1.0, 1e-15);
  EXPECT_NEAR(b.conflict * b.cohesion, p.conflict_cohesion_correlation, 1e-15);
  EXPECT_NEAR(b.support * b.cohesion, p.support_cohesion_correlation, 1e-15);
  EXPECT_EQ(a.conflict, 0.0) << "support and conflict are related through cohesion alone";
  const FamilyTies home = population::of_home_and_own({1.0, 1.0, 1.0}, {}, p);
  EXPECT_NEAR(home.cohesion * home.cohesion, p.home_share, 1e-15);
}

TEST(Rules, FA_1_AnotherAdultRaisesSupportAndNotItsVariance) {
  population::Params p;
  const References ref;
  const double b = p.with_adult_support, m = ref.with_adult;
  EXPECT_NEAR(population::support_from(0.3, true, p, ref) - population::support_from(0.3, false, p, ref), b,
              1e-15);
  EXPECT_NEAR(m * population::support_from(0.0, true, p, ref) +
                  (1.0 - m) * population::support_from(0.0, false, p, ref),
              0.0, 1e-15);
  const double scale =
      population::support_from(1.0, true, p, ref) - population::support_from(0.0, true, p, ref);
  EXPECT_NEAR(scale * scale + b * b * m * (1.0 - m), 1.0, 1e-15);
  for (const bool with_adult : {false, true}) {
    EXPECT_NEAR(
        population::latent_support(population::support_from(-1.7, with_adult, p, ref), with_adult, p, ref),
        -1.7, 1e-14);
  }
  p.with_adult_support = 0.0;
  EXPECT_EQ(population::support_from(0.3, false, p, ref), 0.3);
}

TEST(Rules, FA_1_ANewbornTakesTheHomeFromTheMother) {
  population::Params p;
  const References ref;
  p.home_share = 1.0;
  const FamilyTies mother{population::support_from(0.8, true, p, ref), -0.4, 0.9};
  const FamilyTies child = population::of_newborn(mother, true, {5.0, 5.0, 5.0}, p, ref);
  EXPECT_NEAR(child.support, mother.support, 1e-14);
  EXPECT_NEAR(child.cohesion, mother.cohesion, 1e-14);
  EXPECT_NEAR(child.conflict, mother.conflict, 1e-14);
  p.home_share = 0.0;
  EXPECT_NEAR(population::of_newborn(mother, true, {0.0, 0.25, 0.0}, p, ref).cohesion, 0.25, 1e-14);
}

TEST(Rules, IB_2_OneScoreAndAKernel) {
  family::Params p;
  const double b = p.social_effect;
  EXPECT_NEAR(family::log_ratio(0.0, 1e6, p.widowed_men, p), -0.5 * b * b, 1e-12);
  EXPECT_NEAR(family::log_ratio(-1.0, 1e6, 0.0, p) - family::log_ratio(1.0, 1e6, 0.0, p), 2.0 * b, 1e-12);
  EXPECT_NEAR(family::log_ratio(0.0, 0.0, 0.3, p) - family::log_ratio(0.0, 0.0, 0.0, p), 0.3, 1e-12);
  EXPECT_NEAR(family::log_ratio(0.0, p.widowed_years, 0.3, p) + 0.5 * b * b, 0.3 / std::exp(1.0), 1e-9);
  // The halves of a standard normal are 1.596 SD apart: the odds ratio 1.50 of [HoltLunstad2010].
  EXPECT_NEAR(std::exp(b * 2.0 * std::sqrt(2.0 / std::acos(-1.0))), 1.50, 0.02);
  family::Params off;
  off.social_effect = off.widowed_men = off.widowed_women = 0.0;
  EXPECT_EQ(family::log_ratio(2.0, 0.0, off.widowed_men, off), 0.0);
}

/// What the dense pass wrote is what the rules say, person by person.
TEST(Rules, IB_1_IB_2_AreWhatThePassWrites) {
  World world = busy_families();
  Life life(world);
  life.years(1);
  const Patients& people = life.market.patients;
  const family::Params& p = world.params.family;
  std::uint32_t widowed = 0, isolated = 0;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const bool adult = people.life_row[i] % kAges >= 18;
    const double cut = people.alone[i] != 0 ? p.isolation_cut_alone : p.isolation_cut_with;
    ASSERT_EQ(people.isolated[i] != 0, adult && people.support[i] < static_cast<float>(cut));
    const bool bereaved = people.bereaved_week[i] != kNeverBereaved;
    const double years = bereaved ? (52 - people.bereaved_week[i]) / 52.0 : 1e6;
    const double widow = people.sex[i] == female ? p.widowed_women : p.widowed_men;
    const double expected = adult ? family::log_ratio(people.support[i], years, widow, p) : 0.0;
    ASSERT_NEAR(people.social_log[i], expected, 1e-5) << i;
    widowed += bereaved ? 1 : 0;
    isolated += people.isolated[i];
  }
  EXPECT_GT(widowed, 10U);
  EXPECT_GT(isolated, 50U);
}

TEST(Rules, FA_1_WhoIsLeftAloneLosesTheSupportOfTheHome) {
  World world = only_deaths(0.5);
  world.people = 2000;
  Life life(world);
  std::vector<float> support(life.market.patients.support, life.market.patients.support + 2000);
  std::vector<std::uint8_t> alone(life.market.patients.alone, life.market.patients.alone + 2000);
  life.steps(4);
  const Patients& people = life.market.patients;
  std::uint32_t left_alone = 0;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    std::uint32_t adults = 0;
    for (std::uint32_t j = 0; j < people.count; ++j) {
      const bool at_home = j != i && people.household[j] == people.household[i] && people.alive[j] != 0;
      adults += at_home && people.life_row[j] % kAges >= 18 ? 1 : 0;
    }
    ASSERT_EQ(people.alone[i], adults == 0 ? 1 : 0);
    const float lost = people.alone[i] > alone[i] ? 0.5F : 0.0F;
    ASSERT_NEAR(people.support[i], support[i] - lost, 1e-6F);
    left_alone += people.alone[i] > alone[i] ? 1 : 0;
  }
  EXPECT_GT(left_alone, 20U);
}

/// IB-2 acts through its two sizes alone: without them everybody dies on the same day whatever the rest.
TEST(Rules, IB_2_OffChangesNoDeath) {
  World off = only_deaths(0.2);
  for (const char* name : {"family.social_effect", "family.widowed_men", "family.widowed_women"})
    off.set(name, 0.0);
  World other = off;
  other.set("family.isolation_cut_alone", 3.0);
  other.set("population.with_adult_support", 1.0);
  Life a(off), b(other);
  a.years(1), b.years(1);
  for (const std::string& column : different_columns(a.market, b.market))
    EXPECT_TRUE(column != "patients.alive" && column != "patients.death_day" &&
                column != "patients.social_log")
        << column;
}

/// about a quarter of people of 65 and over are isolated at the start.
TEST(Rules, IB_1_AQuarterOfTheOldAreIsolated) {
  World world;
  world.people = 20'000;
  const Life life(world);
  const Patients& people = life.market.patients;
  double old = 0.0, isolated = 0.0;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.life_row[i] % kAges < 65) continue;
    old += 1.0;
    isolated += people.isolated[i];
  }
  std::printf("  isolated of 65 and over: %.3f of %.0f\n", isolated / old, old);
  EXPECT_NEAR(isolated / old, 0.25, 0.03);
}

}  // namespace rapport::rules_family_test
