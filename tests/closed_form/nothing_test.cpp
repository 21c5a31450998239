// Arms that differ in nothing differ in nothing: A/A, labels, order, and payment that changes no care.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "study/study.h"
#include "support/worlds.h"

namespace rapport::nothing_test {

using namespace worlds;
using Names = std::vector<std::string>;

World with_arms(const std::vector<Contract>& contracts, std::int64_t steps_per_year = 52) {
  World world;
  world.people = kQuick ? 1500 : 300;
  world.warm_up_years = 1;
  world.steps_per_year = steps_per_year;
  for (const Contract& contract : contracts) world.arms.push_back({world.params, contract});
  return world;
}

const Contract kFees{{{TermKind::fee_for_service, 1.0, 0.0}}};
const Contract kCapitation{{{TermKind::capitation, 3000.0, 0.0}}};

// V14
TEST(Nothing, TheSameArmTwiceIsTheSame) {
  const Contract rich = relationship_centred().contract;
  const World world = with_arms({rich, rich, rich});
  const std::vector<Tally> tallies = run_task(world.spec());
  EXPECT_EQ(tallies[0], tallies[1]);
  EXPECT_EQ(tallies[0], tallies[2]);
  const std::vector<std::uint64_t> digests = final_digests(world.spec());
  EXPECT_EQ(digests[0], digests[1]);
  EXPECT_EQ(digests[0], digests[2]) << "the last arm continues the market itself, not a copy";
}

// V14
TEST(Nothing, TheOrderOfArmsChangesNothing) {
  const Contract rich = relationship_centred().contract;
  const World forth = with_arms({kFees, rich}, 13), back = with_arms({rich, kFees}, 13);
  const World alone = with_arms({rich}, 13);
  const std::vector<Tally> one = run_task(forth.spec()), other = run_task(back.spec());
  EXPECT_EQ(one[0], other[1]);
  EXPECT_EQ(one[1], other[0]);
  EXPECT_NE(one[0], one[1]) << "the arms do differ";
  EXPECT_EQ(run_task(alone.spec())[0], one[1]) << "an arm alone is the arm in company";
}

// V14
TEST(Nothing, NamesOfScenariosChangeNothing) {
  StudyPlan plan;
  Scenario scenario = base_us();
  scenario.population.people_per_market = 300;
  scenario.time.steps_per_year = 13;
  scenario.time.warm_up_years = 1;
  scenario.time.years = 1;
  plan.arms = {scenario, scenario};
  plan.arms[1].name = "another";
  plan.arms[1].title = "Another title";
  plan.arms[1].path = "elsewhere.yaml";
  plan.replicates = 2;
  const StudyRun run = run_study(plan);
  ASSERT_TRUE(run.complete);
  for (std::size_t r = 0; r < 2; ++r) EXPECT_EQ(run.result.at(0, r, 0), run.result.at(1, r, 0));
  EXPECT_NE(run.result.at(0, 0, 0), run.result.at(0, 1, 0)) << "replicates do differ";
}

/// A discount rate is not a policy: arms that are valued differently cannot be compared.
TEST(Nothing, ArmsAreValuedAlike) {
  std::vector<Scenario> arms{base_us(), relationship_centred()};
  EXPECT_TRUE(shared_world_faults(arms).empty());
  worlds::set(arms[1].params, "outcomes.discount_rate", 0.05);
  const Diagnostics faults = shared_world_faults(arms);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults[0].message.find("valued alike"), std::string::npos) << faults[0].message;
}

// V15
TEST(Nothing, AFeeOfNothingIsALabel) {
  const Contract label{{{TermKind::fee_for_service, 0.0, 0.0}, {TermKind::capitation, 3000.0, 0.0}}};
  const Contract empty_protection{
      {{TermKind::capitation, 3000.0, 0.0}, {TermKind::protected_time, 0.0, 200.0}}};
  const World world = with_arms({kCapitation, label, empty_protection});
  std::vector<Market> markets = final_markets(world);
  EXPECT_EQ(different_columns(markets[0], markets[1]), Names{});
  EXPECT_EQ(different_columns(markets[0], markets[2]), Names{});
  const std::vector<Tally> tallies = run_arms_plain(world);
  EXPECT_EQ(tallies[0], tallies[1]);
  EXPECT_EQ(tallies[0], tallies[2]);
}

class NothingButMoney : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(StepsPerYear, NothingButMoney, testing::Values(13, 52));

/// Fees and capitation have the same visits and panels: whatever differs is money.
// V16
TEST_P(NothingButMoney, DiffersBetweenFeesAndCapitation) {
  const World world = with_arms({kFees, kCapitation}, GetParam());
  std::vector<Market> markets = final_markets(world);
  EXPECT_EQ(different_columns(markets[0], markets[1]),
            (Names{"patients.period_cents", "patients.year_cents", "ledger", "counters"}));
  for (std::size_t counter = 0; counter < kCounters; ++counter) {
    const auto which = static_cast<Counter>(counter);
    if (is_money(which)) continue;
    EXPECT_EQ(markets[0].total(which), markets[1].total(which));
  }
  const std::vector<Tally> tallies = run_arms_plain(world);
  std::size_t unequal = 0;
  for (std::size_t k = 0; k < kOutcomeCount; ++k) {
    const auto outcome = static_cast<Outcome>(k);
    const auto moved = {Outcome::cost_per_head,  Outcome::practice_surplus,   Outcome::cost_discounted,
                        Outcome::touchable_cost, Outcome::cost_primary,       Outcome::cost_out_of_pocket,
                        Outcome::payer_outlay,   Outcome::payer_to_practices, Outcome::cost_top5_share};
    const bool money = std::find(moved.begin(), moved.end(), outcome) != moved.end();
    for (std::int64_t period = 0; period < tallies[0].periods; ++period) {
      const bool equal = tallies[0].at(outcome, period) == tallies[1].at(outcome, period);
      EXPECT_TRUE(equal || (money && period >= 13)) << kOutcomes[k].name << " in period " << period;
      unequal += equal ? 0 : 1;
    }
    for (std::int64_t cell = 0; kOutcomes[k].by_stratum && cell < 2 * tallies[0].strata; ++cell) {
      const std::int64_t year = cell / tallies[0].strata;
      const auto s = static_cast<std::size_t>(cell % tallies[0].strata);
      const bool equal = tallies[0].in_year(outcome, year, s) == tallies[1].in_year(outcome, year, s);
      EXPECT_TRUE(equal || (money && year >= 1)) << kOutcomes[k].name << " in stratum " << s;
      unequal += equal ? 0 : 1;
    }
  }
  EXPECT_GT(unequal, 50U) << "the ledgers do differ";
}

/// With longer visits the arms part, but only from policy start on.
TEST(NothingBeforePolicy, ArmsShareTheWarmUpToTheBit) {
  const World world = with_arms({kFees, relationship_centred().contract});
  const std::vector<Tally> tallies = run_task(world.spec());
  std::size_t unequal = 0;
  for (std::size_t k = 0; k < kOutcomeCount; ++k) {
    for (std::int64_t period = 0; period < tallies[0].periods; ++period) {
      const auto outcome = static_cast<Outcome>(k);
      const bool equal = tallies[0].at(outcome, period) == tallies[1].at(outcome, period);
      EXPECT_TRUE(equal || period >= 13) << kOutcomes[k].name << " in period " << period;
      unequal += equal ? 0 : 1;
    }
  }
  EXPECT_GT(unequal, 50U);
}

}  // namespace rapport::nothing_test
