// Upheavals, changes of coverage, moves and places, at their corners.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "engine/initial_ties.h"
#include "process/moves.h"
#include "state/populate.h"
#include "state/relationships.h"
#include "state/repack.h"
#include "support/worlds.h"

namespace rapport::rules_moves_test {

using namespace worlds;

/// Everything that unsettles, at many times its usual rate.
World restless(std::uint32_t people = 2000) {
  World world;
  world.people = people;
  world.set("instability.upheaval_per_year", 0.6);
  world.set("instability.coverage_per_year", 1.0);
  world.set("instability.move_per_year", 0.4);
  world.set("instability.departure_per_year", 0.2);
  world.set("instability.move_loses_doctor", 0.5);
  return world;
}

TEST(Rules, TV_1_FrailtyOfTheMoment) {
  instability::Params p;
  const double mean = p.upheaval_per_year * p.upheaval_years;
  EXPECT_EQ(instability::moment_frailty(0.7, mean, p), 0.7) << "the mean upheaval changes nothing";
  EXPECT_NEAR(instability::moment_frailty(0.7, 1.0 + mean, p) - 0.7, p.upheaval_frailty, 1e-12);
  p.upheaval_frailty = 0.0;
  EXPECT_EQ(instability::moment_frailty(0.7, 3.0, p), 0.7);
}

TEST(Rules, TV_1_IsWhatThePassWrites) {
  Life life(restless());
  life.steps(4 * 13 * 2 - 3);
  const Patients& people = life.market.patients;
  double sum = 0.0;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const double expected =
        instability::moment_frailty(people.frailty[i], people.upheaval[i], life.world().params.instability);
    if (people.alive[i] != 0) {
      ASSERT_NEAR(people.moment_frailty[i], expected, 1e-5);
    }
    sum += people.upheaval[i];
  }
  EXPECT_NEAR(sum / people.count, 0.6 * 0.5, 0.05) << "rate x time constant";
}

TEST(Rules, IC_1_PoorerPeopleChangeMore) {
  const instability::Params p;
  const double ratio = instability::coverage_rate(1.0, 0, p) / instability::coverage_rate(1.0, 3, p);
  EXPECT_NEAR(ratio, std::exp(3.0 * p.coverage_income_effect), 1e-9);
  EXPECT_NEAR(instability::coverage_rate(2.0, 1, p) / instability::coverage_rate(1.0, 1, p), 2.0, 1e-12);
}

TEST(Rules, IC_1_MedicareFrom65IsKept) {
  Life life(restless());
  life.years(2);
  const Patients& people = life.market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.life_row[i] % kAges < 65) continue;
    ASSERT_EQ(people.insurance[i], static_cast<std::uint32_t>(Insurance::medicare));
  }
  EXPECT_GT(life.since_start(Counter::coverage_changes), 300);
}

TEST(Rules, MO_2_IdentifiersOfArrivals) {
  EXPECT_EQ(moves::arrival_id(0, 0), std::uint64_t{1} << 63);
  EXPECT_EQ(moves::arrival_id(1, 2) >> 40, (1U << 23) + 8192U + 2U);
  EXPECT_EQ(moves::arrival_id(0, 8192), 0U) << "the places of a period are used up";
  EXPECT_EQ(moves::arrival_id(1024, 0), 0U) << "the periods are used up";
  EXPECT_NE(moves::arrival_id(1023, 8191), 0U);
}

TEST(Rules, MO_2_HouseholdsLeaveWholeAndArriveWithoutClinicians) {
  Life life(restless());
  for (int k = 0; k < 60; ++k) {
    const std::uint32_t before = life.market.patients.count;
    const bool packs = k == 52;
    const Step step = life.step();
    const Patients& people = life.market.patients;
    std::unordered_map<std::uint32_t, std::uint32_t> leavers, stayers;
    for (std::uint32_t i = 0; i < people.count; ++i) {
      if (people.alive[i] != 0) ++stayers[people.household[i]];
      const bool outsider = people.id[i] >> 63 != 0;
      if (!packs && outsider && i >= before && people.birth_day[i] < step.first_day) {
        for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
          const std::size_t tie = life.market.tie_row(slot, i);
          ASSERT_TRUE(life.market.ties.knowledge[tie] == 0.0F || life.market.ties.contacts[tie] > 0)
              << "known by somebody who never saw them";
        }
        ASSERT_GT(people.general_trust[i], 0.0F);
        ASSERT_GT(people.expected_minutes[i], 0.0F);
      }
      if (people.alive[i] == 0 && people.death_day[i] == step.first_day) ++leavers[people.household[i]];
    }
  }
  EXPECT_GT(life.since_start(Counter::emigrants), 200);
  EXPECT_GT(life.since_start(Counter::household_moves), 100);
}

/// The panels and partners that are kept up to date are those counted anew.
TEST(Rules, MO_1_TiesThatEndLeaveThePanel) {
  Life life(restless());
  life.years(2);
  Market counted = life.market;
  count_panels(counted);
  for (std::uint32_t k = 0; k < counted.clinicians.count; ++k)
    ASSERT_EQ(life.market.clinicians.panel[k], counted.clinicians.panel[k]);
  const Patients& people = life.market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.alive[i] == 0) continue;
    const std::uint32_t partner = people.partner[i], mother = people.mother[i];
    if (partner != kNobody) {
      ASSERT_EQ(people.partner[partner], i);
      ASSERT_EQ(people.alive[partner], 1);
    }
    if (mother != kNobody) {
      ASSERT_LT(people.birth_day[mother], people.birth_day[i]);
    }
    const std::uint8_t usual = people.usual_slot[i];
    if (usual != kNoSlot) {
      ASSERT_NE(life.market.ties.clinician[life.market.tie_row(usual, i)], kNoClinician);
    }
  }
}

/// As many households as at the start, but for those that died out.
TEST(Rules, MO_2_ForEachHouseholdThatLeavesOneArrives) {
  World world = restless();
  without_births(world);
  without_background_events(world);
  without_exacerbations(world);
  fill(world.tables.death_per_year, 0.0);
  Life life(world);
  const auto homes = [&] {
    const std::vector<std::uint8_t> all(life.market.households, 1);
    const std::vector<std::uint32_t> heads = moves::heads_of_households(life.market, all);
    return heads.size() - static_cast<std::size_t>(std::count(heads.begin(), heads.end(), kNobody));
  };
  const std::size_t at_start = homes();
  life.years(3);
  life.step();
  EXPECT_EQ(homes(), at_start);
  EXPECT_GT(life.since_start(Counter::immigrants), 500);
}

TEST(Rules, LoseUsual) {
  Life life(restless());
  Market& market = life.market;
  std::uint32_t person = 0;
  while (market.patients.usual_slot[person] == kNoSlot) ++person;
  const std::size_t tie = market.tie_row(market.patients.usual_slot[person], person);
  const std::uint32_t clinician = market.clinician_row(market.ties.clinician[tie]);
  const std::int32_t panel = market.clinicians.panel[clinician];
  const Contacts before = contacts_of(market, person);
  lose_usual(market, person, 0);
  EXPECT_EQ(market.clinicians.panel[clinician], panel - 1);
  EXPECT_EQ(market.ties.clinician[tie], kNoClinician);
  EXPECT_EQ(market.patients.usual_trust[person], kNoTrust);
  EXPECT_EQ(contacts_of(market, person).all, before.all) << "visits that were had are not forgotten";
  lose_usual(market, person, 0);
  EXPECT_EQ(market.clinicians.panel[clinician], panel - 1) << "nothing without a usual clinician";
}

/// Off is four rates of 0: then no other number of the module moves anything.
TEST(Rules, InstabilityOffIsNeutral) {
  World off;
  off.people = 600;
  for (const char* name : {"upheaval_per_year", "coverage_per_year", "move_per_year", "departure_per_year"})
    off.set(std::string("instability.") + name, 0.0);
  World other = off;
  other.set("instability.trait_effect", 1.5);
  other.set("instability.upheaval_frailty", 9.0);
  other.set("instability.coverage_loses_doctor", 1.0);
  other.set("population.place_mobility_sd", 1.0);
  Life a(off), b(other);
  a.years(1), b.years(1);
  EXPECT_EQ(different_columns(a.market, b.market), std::vector<std::string>{});
}

TEST(Rules, MK_1_PlacesHaveMeanOne) {
  population::Params p;
  double mobility = 0.0, products = 0.0, deprivation = 0.0;
  constexpr std::uint32_t kPlaces = 20'000;
  for (std::uint32_t market = 0; market < kPlaces; ++market) {
    const Place place = population::place_of(p, {7, 0, 0, market});
    mobility += place.mobility / kPlaces;
    deprivation += place.deprivation / kPlaces;
    products += place.deprivation *
                (std::log(place.mobility) + 0.5 * p.place_mobility_sd * p.place_mobility_sd) / kPlaces;
  }
  EXPECT_NEAR(mobility, 1.0, 4.0 * 0.256 / std::sqrt(kPlaces));
  EXPECT_NEAR(deprivation, 0.0, 4.0 * p.place_deprivation_sd / std::sqrt(kPlaces));
  EXPECT_NEAR(products / (p.place_deprivation_sd * p.place_mobility_sd), p.place_correlation, 0.04);
  p.place_mobility_sd = p.place_deprivation_sd = p.place_specialist_sd = 0.0;
  const Place none = population::place_of(p, {7, 0, 0, 3});
  EXPECT_EQ(none.mobility, 1.0);
  EXPECT_EQ(none.deprivation, 0.0);
  EXPECT_EQ(none.specialists, 1.0);
}

TEST(Rules, LH_1_HazardOfTieEnds) {
  const panels::Params p;
  const References ref;
  const instability::Params i;
  const double events = unsettled_tie_ends(1.0, 0.5, 1.5, true, i);
  EXPECT_NEAR(tie_end_hazard(0.08, ref.trust, events, p, ref), 0.08 + p.leave_per_year + events, 1e-12);
  EXPECT_LT(tie_end_hazard(0.08, 0.8, events, p, ref), tie_end_hazard(0.08, 0.6, events, p, ref))
      << "who trusts stays";
  EXPECT_NEAR(tie_end_hazard(0.0, -1e3, 0.0, p, ref), p.leave_ceiling, 1e-12)
      << "held by the ceiling of RA-2";
  EXPECT_EQ(tie_end_hazard(0.0, 1e3, 0.0, p, ref), 1e-3) << "never 0";
  EXPECT_GT(events, unsettled_tie_ends(1.0, 0.5, 1.5, false, i)) << "Medicare does not change";
  EXPECT_NEAR(unsettled_tie_ends(3.0, 0.5, 1.5, true, i), 3.0 * events, 1e-12);
}

TEST(Rules, DI_4_FactorOfThoseStillWithout) {
  disease::Params d;
  const population::Params p;
  const double shared = std::exp(d.frailty_effect * d.behaviour_effect * p.behaviour_frailty_correlation);
  EXPECT_NEAR(disease::mean_onset_factor(0.0, 0.4, -0.2, d, p), shared, 1e-12);
  EXPECT_NEAR(disease::mean_onset_factor(0.3, 0.0, 0.0, d, p), shared, 1e-12) << "traits that tell nothing";
  const double t = -0.5244005127080407, shift = d.frailty_effect * 0.4 - d.behaviour_effect * 0.2;
  const auto phi = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); };
  EXPECT_NEAR(disease::mean_onset_factor(0.7, 0.4, -0.2, d, p), shared * phi(t - shift) / phi(t), 1e-6);
  d.frailty_effect = d.behaviour_effect = 0.0;
  EXPECT_EQ(disease::mean_onset_factor(0.7, 0.4, -0.2, d, p), 1.0);
}

}  // namespace rapport::rules_moves_test
