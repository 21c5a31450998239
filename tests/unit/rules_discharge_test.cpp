// What follows a stay, at its corners: function lost and regained, visits in time, coming back.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/params.h"
#include "state/hospital.h"
#include "support/worlds.h"

namespace rapport::rules_discharge_test {

using namespace worlds;

TEST(Rules, HD_1_FunctionLostInAStay) {
  const discharge::Params p;
  EXPECT_EQ(discharge::loss_probability(64.0, p), 0.0);
  EXPECT_NEAR(discharge::loss_probability(75.0, p), p.loss_at_75, 1e-14);
  EXPECT_NEAR(discharge::loss_probability(85.0, p), 1.0 / (1.0 + 0.777 / 0.223 * std::exp(-1.13)), 1e-12);
  EXPECT_LT(discharge::loss_probability(110.0, p), 1.0);
  const discharge::Params none{.loss_at_75 = 0.0};
  EXPECT_EQ(discharge::loss_probability(90.0, none), 0.0);
}

/// The level of HD-1 is that of [Loyd2020]: 30 % over stays at 65 and over, by published stays and people.
TEST(Rules, HD_1_ThreeStaysInTenAt65AndOver) {
  const Tables& tables = base_us().tables;
  const discharge::Params& p = base_us().params.discharge;
  double stays = 0.0, losses = 0.0;
  for (std::size_t age = 65; age < kAges; ++age) {
    const double people = tables.population_share[female][age] + tables.population_share[male][age];
    stays += people * tables.stays[age];
    losses += people * tables.stays[age] * discharge::loss_probability(static_cast<double>(age), p);
  }
  std::printf("  function lost in %.3f of stays at 65 and over\n", losses / stays);
  EXPECT_NEAR(losses / stays, 0.30, 0.03);
}

TEST(Rules, HD_2_FunctionRegained) {
  discharge::Params p;
  p.recovery_months = 2.0;
  EXPECT_EQ(discharge::recovery_probability(0.0, p), 0.0);
  EXPECT_NEAR(discharge::recovery_probability(2.0 * kDaysPerYear / 12.0, p), 1.0 - std::exp(-1.0), 1e-14);
}

TEST(Rules, HD_3_FunctionLostBeforeTheStart) {
  ByAge stays{};
  stays.fill(0.2);
  const discharge::Params p{
      .loss_at_75 = 0.2, .loss_age_effect = 0.0, .least_age = 65.0, .more_losses = 1.0, .lasting_share = 0.5};
  EXPECT_EQ(discharge::lasting_losses(stays, 65, p), 0.0) << "no year at risk yet";
  EXPECT_NEAR(discharge::lasting_losses(stays, 75, p), 10.0 * 0.2 * 0.2 * 2.0 * 0.5, 1e-12);
}

TEST(Rules, RD_3_AVisitInTime) {
  const discharge::Params p{.timely_days = 14.0};
  EXPECT_NEAR(discharge::timely_visit(1.0, 3, p), 1.0, 1e-15);
  EXPECT_NEAR(discharge::timely_visit(0.0, 14, p), 0.3, 1e-15);
  EXPECT_EQ(discharge::timely_visit(1.0, 15, p), 0.0) << "too late";
}

TEST(Rules, RD_1_ComingBackToHospital) {
  const References ref;
  acute::Params p;
  p.readmission_share = 0.14;
  EXPECT_NEAR(1.0 - std::exp(-acute::readmission_hazard(0.0, 30.0, p)), 0.14, 1e-13);
  const double parts = acute::readmission_hazard(0.0, 3.0, p) + acute::readmission_hazard(3.0, 30.0, p);
  EXPECT_NEAR(parts, acute::readmission_hazard(0.0, 30.0, p), 1e-15) << "steps of any length add up";
  EXPECT_GT(acute::readmission_hazard(0.0, 7.0, p), acute::readmission_hazard(7.0, 14.0, p));
  const acute::Returning usual{1.0, ref.frailty_after_stay, ref.disability_after_stay, ref.seen_after_stay,
                               0.0};
  EXPECT_NEAR(acute::readmission_factor(usual, ref, p), 1.0, 1e-15);
  acute::Returning other = usual;
  other.visit = 1.0;
  EXPECT_NEAR(acute::readmission_factor(other, ref, p),
              std::exp(-p.readmission_visit_effect * (1.0 - ref.seen_after_stay)), 1e-14);
  acute::Params contrary = p;
  contrary.readmission_visit_effect = -0.3;
  EXPECT_NEAR(acute::readmission_factor(other, ref, contrary), std::exp(0.3 * (1.0 - ref.seen_after_stay)),
              1e-14)
      << "the sign of a trial that found the contrary";
  other = usual;
  other.ratio = 1.6;
  EXPECT_NEAR(acute::readmission_factor(other, ref, p), 1.6, 1e-14);
  other = usual;
  other.frailty += 1.0;
  EXPECT_GT(acute::readmission_factor(other, ref, p), 1.0);
  other = usual;
  other.support = 1.0;
  EXPECT_LT(acute::readmission_factor(other, ref, p), 1.0);
  p.readmission_share = 0.0;
  EXPECT_EQ(acute::readmission_hazard(0.0, 30.0, p), 0.0);
}

TEST(Rules, HO_1_AStayWithinThirtyDaysIsAReadmission) {
  World world;
  world.people = 10;
  Life life(world);
  Market& market = life.market;
  market.patients.out_of_care[0] = 1;
  admit(market, 0, 100, 5, kNever, kNobody);
  EXPECT_EQ(market.total(Counter::readmissions), 0);
  EXPECT_EQ(market.patients.out_of_care[0], 0) << "back in care";
  admit(market, 0, 136, 2, kNever, 3);
  EXPECT_EQ(market.total(Counter::readmissions), 0) << "31 days after the last day";
  EXPECT_EQ(market.patients.stay_cause[0], 3);
  market.patients.seen_after_stay[0] = 255;
  admit(market, 0, 168, 2, kNever, kReadmission);
  EXPECT_EQ(market.total(Counter::readmissions), 1) << "30 days after";
  EXPECT_EQ(market.patients.stay_cause[0], 3) << "still for the first cause";
  EXPECT_EQ(market.patients.seen_after_stay[0], 0);
  EXPECT_EQ(market.total(Counter::discharges), 3);
}

}  // namespace rapport::rules_discharge_test
