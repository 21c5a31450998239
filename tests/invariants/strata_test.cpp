// Strata: groups of one kind add up to everybody, conditions overlap, and everybody is the sum of periods.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "study/paired.h"
#include "support/worlds.h"

namespace rapport::strata_test {

using namespace worlds;

/// Strata [first, second) of one kind: everybody is in exactly one of them.
constexpr std::array<std::pair<std::size_t, std::size_t>, 5> kKinds{{{kBySexAge, kByAge},
                                                                     {kByAge, kByIncome},
                                                                     {kByIncome, kByInsurance},
                                                                     {kByInsurance, kByIsolation},
                                                                     {kByIsolation, kByCondition}}};

TEST(Strata, ST_1_EveryCellBelongsToOneStratumOfEachKind) {
  std::set<std::vector<std::int64_t>> seen;
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    std::vector<std::int64_t> cells(kCells), strata(kByCondition);
    cells[cell] = 7;
    fold_cells(cells.data(), 1, strata.data());
    EXPECT_EQ(strata[kEverybody], 7);
    for (const auto& [begin, end] : kKinds) {
      std::int64_t sum = 0, largest = 0;
      for (std::size_t s = begin; s < end; ++s) sum += strata[s], largest = std::max(largest, strata[s]);
      EXPECT_EQ(sum, 7);
      EXPECT_EQ(largest, 7) << "cell " << cell << " is split";
    }
    EXPECT_TRUE(seen.insert(strata).second) << "cell " << cell << " cannot be told from another";
  }
}

TEST(Strata, ST_1_TheNameSaysWhoIsCounted) {
  const std::vector<std::string> names = stratum_names(base_us().tables);
  ASSERT_EQ(names.size(), stratum_count(base_us().tables));
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  std::vector<std::int64_t> cells(kCells), strata(kByCondition);
  const auto medicaid = static_cast<std::uint32_t>(Insurance::medicaid);
  cells[cell_of({female, 44, 0, medicaid, 1})] = 1;
  fold_cells(cells.data(), 1, strata.data());
  std::set<std::string> counted;
  for (std::size_t s = 0; s < kByCondition; ++s) {
    if (strata[s] != 0) counted.insert(names[s]);
  }
  EXPECT_EQ(counted, (std::set<std::string>{"all", "female 18-44", "age 18-44", "income below 100 %",
                                            "insurance Medicaid", "isolated"}));
  EXPECT_EQ(names[kByCondition], "with " + base_us().tables.conditions[0].name);
}

/// A year under every term of payment, in which every third person is isolated.
std::vector<Tally> lived(const World& world) {
  return run_arms_plain(world, [](int, const Step& step, Market& market) {
    if (step.index != 0) return;
    for (std::uint32_t i = 0; i < market.patients.count; i += 3) market.patients.isolated[i] = 1;
  });
}

World everyday() {
  World world;
  world.people = kQuick ? 2000 : 500;
  world.years = 2;
  world.contract.terms = {{TermKind::fee_for_service, 0.5, 0.0},
                          {TermKind::capitation, 1200.0, 0.0},
                          {TermKind::protected_time, 150.0, 200.0}};
  return world;
}

/// States are read at the end of a period, and by stratum at the end of the year.
bool is_state(const OutcomeSpec& spec) {
  return spec.denominator.starts_with("people") ||
         spec.denominator.find("at the end of the period") != spec.denominator.npos;
}

TEST(Strata, ST_1_OfOneKindAddUpToEverybodyAndYearsToPeriods) {
  const Tally tally = lived(everyday())[0];
  for (std::size_t k = 0; k < kOutcomeCount; ++k) {
    if (!kOutcomes[k].by_stratum) continue;
    const auto outcome = static_cast<Outcome>(k);
    for (std::int64_t year = 0; year < tally.years(); ++year) {
      const Cell all = tally.in_year(outcome, year, kEverybody);
      Cell periods;
      for (std::int64_t p = is_state(kOutcomes[k]) ? 13 * year + 12 : 13 * year; p < 13 * year + 13; ++p) {
        periods.numerator += tally.at(outcome, p).numerator;
        periods.denominator += tally.at(outcome, p).denominator;
      }
      EXPECT_EQ(periods, all) << kOutcomes[k].name;
      for (const auto& [begin, end] : kKinds) {
        Cell sum;
        for (std::size_t s = begin; s < end; ++s) {
          sum.numerator += tally.in_year(outcome, year, s).numerator;
          sum.denominator += tally.in_year(outcome, year, s).denominator;
        }
        EXPECT_EQ(sum, all) << kOutcomes[k].name << ", strata from " << begin;
      }
    }
  }
  for (std::size_t s = 0; s < kByCondition; ++s)
    EXPECT_GT(tally.in_year(Outcome::primary_care_visits, 1, s).denominator, 0) << "stratum " << s;
  EXPECT_GT(tally.in_year(Outcome::admissions, 1, kByIsolation + 1).numerator, 0);
}

/// Whoever has a condition is counted in it, at every event, day and state; who has it not is not.
TEST(Strata, ST_1_AConditionThatAllHaveIsEverybodyAndOneThatNobodyHasIsNobody) {
  World world = everyday();
  without_births(world);
  const auto own = world.tables.conditions.size();
  world.tables.conditions.push_back(inert_condition("everybodys", 98, 1.0));
  world.tables.conditions.push_back(inert_condition("nobodys", 99, 0.0));
  const Tally tally = lived(world)[0];
  const std::set<std::string_view> of_own_medicine{"pdc_mean", "pdc_adherent_share"};
  const std::size_t control = static_cast<std::size_t>(Outcome::control);
  for (std::size_t k = 0; k < kOutcomeCount; ++k) {
    if (!kOutcomes[k].by_stratum || k == control) continue;
    const auto outcome = static_cast<Outcome>(k);
    const Cell all = tally.in_year(outcome, 1, kEverybody);
    const Cell everybodys = tally.in_year(outcome, 1, kByCondition + own);
    const bool own_only = of_own_medicine.contains(kOutcomes[k].name);
    EXPECT_EQ(everybodys, own_only ? Cell{} : all) << kOutcomes[k].name;
    EXPECT_EQ(tally.in_year(outcome, 1, kByCondition + own + 1), Cell{}) << kOutcomes[k].name;
    if (own_only) {
      EXPECT_GT(tally.in_year(outcome, 1, kByCondition).denominator, 0);
    }
  }
  const Cell of_all = tally.in_year(Outcome::control, 1, kEverybody);
  const Cell own_control = tally.in_year(Outcome::control, 1, kByCondition + own);
  EXPECT_GT(own_control.denominator, 0);
  EXPECT_LT(own_control.denominator, of_all.denominator) << "control counts each condition once";
}

/// The same comparison of arms by stratum, from the years after policy start only.
TEST(Strata, AreReportedFromPolicyStart) {
  StudyResult result;
  result.scenarios = {"a"};
  result.strata = {"all", "one", "other"};
  result.replicates = result.markets = 1;
  result.periods = 39;
  result.provenance.policy_start_period = 13;
  Tally tally(39, 3);
  for (std::int64_t p = 0; p < 39; ++p) tally.at(Outcome::admissions, p) = {p < 13 ? 100 : 1, 364000};
  for (std::int64_t y = 0; y < 3; ++y)
    tally.in_year(Outcome::admissions, y, 2) = {y == 0 ? 100 : 7 * y, 3 * 364000};
  result.tallies = {tally};
  EXPECT_EQ(values_after_policy(result, 0, Outcome::admissions, 0), std::vector<double>{1.0});
  EXPECT_EQ(values_after_policy(result, 0, Outcome::admissions, 2), std::vector<double>{3.5});
  EXPECT_TRUE(std::isnan(values_after_policy(result, 0, Outcome::admissions, 1)[0])) << "nobody lived there";
  EXPECT_TRUE(std::isnan(values_after_policy(result, 0, Outcome::practice_surplus, 2)[0]));
}

}  // namespace rapport::strata_test
