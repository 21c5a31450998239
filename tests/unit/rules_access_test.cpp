// The rules of asking for care and coming to it at their corners: preventive visits, missing, going elsewhere.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/params.h"
#include "support/worlds.h"

namespace rapport::rules_access_test {

using namespace worlds;

TEST(Rules, PV_1_PreventiveVisitsAreAShareOfPublishedOnes) {
  const needs::Params p{.preventive_infant_share = 0.6,
                        .preventive_child_share = 0.35,
                        .preventive_adult_share = 0.15,
                        .preventive_older_share = 0.2};
  EXPECT_EQ(needs::preventive_share(0, p), 0.6);
  EXPECT_EQ(needs::preventive_share(1, p), 0.35);
  EXPECT_EQ(needs::preventive_share(17, p), 0.35);
  EXPECT_EQ(needs::preventive_share(18, p), 0.15);
  EXPECT_EQ(needs::preventive_share(65, p), 0.2);
}

/// Whatever is preventive is taken out of acute needs, so that their sum is the published background.
TEST(Rules, PV_1_IsTakenOutOfAcuteNeeds) {
  World world;
  without_losses(world);
  world.tables.references.return_share = 0.0;
  world.set("needs.after_stay_share", 0.0);
  Life life(world);
  const Step step = step_at(0, 52);
  const needs::Rates with = needs::rates_in(life.market, world.params.needs, step);
  without_preventive_visits(world);
  const needs::Rates none = needs::rates_in(life.market, world.params.needs, step);
  for (std::size_t row = 0; row < with.acute.size(); ++row) {
    const double check_ups = -52.0 * std::log1p(-0x1p-32 * static_cast<double>(with.check_up[row]));
    EXPECT_EQ(none.check_up[row], 0U);
    EXPECT_NEAR(none.acute[row], life.market.rates->acute_needs[row], 1e-6);
    EXPECT_NEAR(with.acute[row] + check_ups, none.acute[row], 1e-5) << row;
  }
}

TEST(Rules, NE_1_WhatIsLostIsMadeUp) {
  EXPECT_EQ(made_up(0.0, 1.0), 1.0);
  EXPECT_EQ(made_up(0.2, 0.0), 1.0) << "nothing is made up";
  EXPECT_DOUBLE_EQ(made_up(0.2, 1.0) * (1.0 - 0.2), 1.0) << "what remains is what was due";
}

TEST(Rules, AT_1_MissingABookedVisit) {
  const References ref;
  const attendance::Params p{
      .miss_share = 0.13, .trust_effect = 1.0, .behaviour_effect = 0.4, .cost_effect = 0.1};
  const double usual = std::expm1(ref.visit_cost_log);
  EXPECT_NEAR(attendance::miss_probability({ref.trust, 0.0, usual}, ref, p), 0.13, 1e-14);
  const double trusting = attendance::miss_probability({1.0, 0.0, usual}, ref, p);
  const double odds = 0.13 / 0.87 * std::exp(-(1.0 - ref.trust));
  EXPECT_NEAR(trusting, odds / (1.0 + odds), 1e-14);
  EXPECT_LT(attendance::miss_probability({ref.trust, 1.0, usual}, ref, p), 0.13)
      << "who looks after himself comes";
  EXPECT_GT(attendance::miss_probability({ref.trust, 0.0, 150.0}, ref, p), 0.13) << "money keeps away";
  const attendance::Params never{.miss_share = 0.0};
  EXPECT_EQ(attendance::miss_probability({0.0, -5.0, 1e6}, ref, never), 0.0);
  const attendance::Params steep{.miss_share = 0.13, .trust_effect = 1e5, .behaviour_effect = 1e5};
  EXPECT_EQ(attendance::miss_probability({0.0, -5.0, 0.0}, ref, steep), 1.0);
}

TEST(Rules, AC_3_AcuteNeedsAreGivenUpSooner) {
  World world;
  EXPECT_LT(world.params.access.acute_patience_days, world.params.access.patience_days);
  EXPECT_LE(world.params.access.diverted_share + world.params.access.urgent_share, 1.0);
}

TEST(Rules, UC_1_GoingElsewhereAtOnce) {
  const References ref;
  const access::Params p{.elsewhere_share = 0.15,
                         .elsewhere_reach_effect = 1.0,
                         .elsewhere_trust_effect = 0.5,
                         .elsewhere_stranger_effect = 0.25};
  const auto odds = [&](const access::Outlook& o) {
    const double q = access::elsewhere_probability(o, ref, p);
    return q / (1.0 - q);
  };
  const access::Outlook usual{ref.reach, ref.trust, true};
  EXPECT_NEAR(odds(usual), 0.15 / 0.85 * std::exp(-0.25 * ref.unattached), 1e-14);
  EXPECT_NEAR(odds({ref.reach, ref.trust, false}) / odds(usual), std::exp(0.25), 1e-12);
  EXPECT_NEAR(odds({1.0, ref.trust, true}) / odds(usual), std::exp(-(1.0 - ref.reach)), 1e-12)
      << "a practice that always answers";
  EXPECT_LT(odds({ref.reach, 0.9, true}), odds({ref.reach, 0.3, true}));
  EXPECT_EQ(access::elsewhere_probability({0.0, 0.0, false}, ref, access::Params{.elsewhere_share = 0.0}),
            0.0);
}

}  // namespace rapport::rules_access_test
