// Whatever relaxes does so exactly: n steps are one step of n times the length, and slow ones still move in
// float32.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "support/worlds.h"

namespace rapport::relaxation_test {

using namespace worlds;

constexpr double kLn2 = 0.69314718055994531;
constexpr int kYears = 30;

/// Weeks of 30 years, one after the other.
void live(Market& market, const std::function<void(const Step&)>& week) {
  for (int index = 0; index < kYears * 52; ++index) week(step_at(index, 52));
  ASSERT_EQ(market.patients.count, 3U);
}

/// Three people with a tie in slot 2; nothing but columns.
Market three_people() {
  Market market;
  market.reserve({3, 1, 1, 3, 1, {}});
  market.patients.count = 3;
  for (std::uint32_t i = 0; i < 3; ++i) {
    market.patients.usual_slot[i] = 2;
    market.patients.general_trust[i] = 0.5F;
    market.patients.understanding[i] = static_cast<float>(i) - 1.0F;
    market.patients.agenda[i] = 8.0F;
    const std::size_t tie = market.place_tie(2, i);
    market.ties.trust[tie] = 0.5F + 0.2F * static_cast<float>(i);
    market.ties.knowledge[tie] = market.ties.consistency[tie] = 0.8F;
  }
  return market;
}

TEST(Relaxation, TR_3_TrustHalvesInThirtyYearsOfWeeks) {
  Market market = three_people();
  trust::Params params;
  params.decay_per_year = kLn2 / kYears;
  live(market, [&](const Step& step) { trust::fade(market, params, step); });
  const auto trust = [&](std::uint32_t i) { return market.ties.trust[market.tie_row(2, i)]; };
  EXPECT_EQ(trust(0), 0.5F) << "at general trust nothing moves";
  EXPECT_NEAR(trust(1), 0.6, 5e-6);
  EXPECT_NEAR(trust(2), 0.7, 5e-6);
  EXPECT_EQ(market.patients.usual_trust[2], trust(2));
}

TEST(Relaxation, KN_2_KnowledgeHalvesInThirtyYearsOfWeeks) {
  Market market = three_people();
  knowledge::Params params;
  params.fading_per_year = kLn2 / kYears;
  live(market, [&](const Step& step) { knowledge::fade(market, params, step); });
  EXPECT_NEAR(market.ties.knowledge[market.tie_row(2, 1)], 0.4, 5e-6);
}

TEST(Relaxation, CN_2_ConsistencyHalvesInThirtyYearsOfWeeks) {
  Market market = three_people();
  consistency::Params params;
  params.fading_per_year = kLn2 / kYears;
  live(market, [&](const Step& step) { consistency::fade(market, params, step); });
  EXPECT_NEAR(market.ties.consistency[market.tie_row(2, 1)], 0.4, 5e-6);
}

TEST(Relaxation, AD_1_UnderstandingHalvesInThirtyYearsOfWeeks) {
  Market market = three_people();
  adherence::Params params;
  params.understanding_years = kYears / kLn2;
  live(market, [&](const Step& step) { adherence::forget(market, params, step, {0, 3}); });
  EXPECT_NEAR(market.patients.understanding[0], -0.5, 2e-5);
  EXPECT_EQ(market.patients.understanding[1], 0.0F);
  EXPECT_NEAR(market.patients.understanding[2], 0.5, 2e-5);
}

/// The same year in 364, 52 or 13 steps ends in the same place.
TEST(Relaxation, ComposesExactlyOverTheLengthOfSteps) {
  trust::Params trust_params;
  trust_params.decay_per_year = 0.7;
  knowledge::Params knowledge_params;
  knowledge_params.fading_per_year = 0.9;
  consistency::Params consistency_params;
  consistency_params.fading_per_year = 1.1;
  adherence::Params adherence_params;
  for (const std::int64_t steps : {364, 52, 13}) {
    Market market = three_people();
    for (std::int64_t index = 0; index < steps; ++index) {
      const Step step = step_at(index, steps);
      trust::fade(market, trust_params, step);
      knowledge::fade(market, knowledge_params, step);
      consistency::fade(market, consistency_params, step);
      adherence::forget(market, adherence_params, step, {0, 3});
    }
    const std::size_t tie = market.tie_row(2, 2);
    EXPECT_NEAR(market.ties.trust[tie], 0.5 + 0.4 * std::exp(-0.7), 1e-6) << steps;
    EXPECT_NEAR(market.ties.knowledge[tie], 0.8 * std::exp(-0.9), 1e-6) << steps;
    EXPECT_NEAR(market.ties.consistency[tie], 0.8 * std::exp(-1.1), 1e-6) << steps;
    EXPECT_NEAR(market.patients.understanding[2], std::exp(-1.0 / 0.75), 1e-5) << steps;
  }
}

TEST(Relaxation, TR_2_VisitsOfOneQualityCompose) {
  trust::Params params;
  for (const double quality : {0.1, 0.9}) {
    double trust = 0.5;
    for (int visit = 0; visit < 25; ++visit) trust = trust::after_visit(trust, quality, params);
    const double eta = quality > 0.5 ? params.gain : params.gain * params.loss_ratio;
    EXPECT_NEAR(trust, quality + (0.5 - quality) * std::exp(-25.0 * eta), 1e-13);
  }
}

TEST(Relaxation, KN_1_VisitsCompose) {
  knowledge::Params params;
  double known = 0.3;
  for (int visit = 0; visit < 25; ++visit) known = knowledge::after_visit(known, params);
  EXPECT_NEAR(known, 1.0 - 0.7 * std::exp(-25.0 * params.gain), 1e-13);
}

/// One condition at a fixed share of days covered: control reaches its target with its time constant.
class RelaxationAtSteps : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(StepsPerYear, RelaxationAtSteps, testing::Values(13, 52, 364));

TEST_P(RelaxationAtSteps, CO_1_ControlReachesItsTargetInItsOwnTime) {
  World world = only_deaths(0.0);
  world.people = 10;
  world.steps_per_year = GetParam();
  ConditionSpec slow = inert_condition("slow", 77, 1.0), curved = inert_condition("curved", 78, 1.0);
  slow.of.treated = curved.of.treated = 1.0;
  slow.of.control_floor = 0.2;
  slow.of.control_ceiling = 0.9;
  slow.of.mind_share = 0.3;
  slow.of.control_years = 5.0;
  curved.of.curve_midpoint = 0.6;
  curved.of.curve_width = 0.1;
  curved.of.control_years = 0.25;
  world.tables.conditions = {slow, curved};
  Life life(world);
  life.only = {"control"};
  for (ConditionList& list : life.market.conditions) {
    list.taking[3] = 0.75F;
    list.control[3] = 0.25F;
  }
  const double quality = world.params.control.treatment_quality;
  const double to_slow = 0.2 + 0.7 * (0.7 * quality * 0.75 + 0.15);
  const double to_curved = quality / (1.0 + std::exp(-(0.75 - 0.6) / 0.1));
  EXPECT_NEAR(control::target(0.75, slow.of, world.params.control), to_slow, 1e-14);
  EXPECT_NEAR(control::target(0.75, curved.of, world.params.control), to_curved, 1e-14);
  for (int year = 1; year <= 5; ++year) {
    life.years(1);
    EXPECT_NEAR(life.market.conditions[0].control[3], to_slow + (0.25 - to_slow) * std::exp(-year / 5.0),
                3e-6);
    EXPECT_NEAR(life.market.conditions[1].control[3], to_curved + (0.25 - to_curved) * std::exp(-year / 0.25),
                3e-6);
  }
}

}  // namespace rapport::relaxation_test
