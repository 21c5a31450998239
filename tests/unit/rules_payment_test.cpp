// The pure rules of practices, prices and contracts at their corners, one test for each equation.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "payment/settle.h"
#include "support/worlds.h"

namespace rapport::rules_payment_test {

using namespace worlds;

Contract of(std::vector<Term> terms) { return {std::move(terms)}; }

TEST(Rules, PP_1_VisitTemplate) {
  practice::Params p{.visit_minutes = 18.0, .face_minutes_per_week = 1300.0};
  EXPECT_EQ(practice::template_minutes(of({}), p), 18);
  EXPECT_EQ(practice::template_minutes(of({{TermKind::capitation, 3000.0, 0.0}}), p), 18)
      << "money is not time";
  const double face = p.face_minutes_per_week;
  EXPECT_EQ(practice::template_minutes(of({{TermKind::protected_time, face / 4.0, 100.0}}), p), 24);
  EXPECT_EQ(practice::template_minutes(of({{TermKind::protected_time, face, 100.0}}), p), 180)
      << "a tenth of the time is always for visits";
  EXPECT_EQ(practice::template_minutes(of({{TermKind::visit_floor, 30.0, 0.0}}), p), 30);
  EXPECT_EQ(practice::template_minutes(of({{TermKind::visit_floor, 10.0, 0.0}}), p), 18)
      << "a floor, no ceiling";
  p.face_minutes_per_week = 0.0;
  EXPECT_EQ(practice::template_minutes(of({}), p), 18);
}

TEST(Rules, PP_2_PanelLimit) {
  practice::Params p{.visit_minutes = 18.0, .new_people_share = 1.0};
  EXPECT_EQ(practice::panel_limit(of({}), p, 2785.0, 1.0), 2785);
  EXPECT_EQ(practice::panel_limit(of({}), p, 2785.0, 0.5), 1392);
  EXPECT_EQ(practice::panel_limit(of({{TermKind::panel_cap, 1200.0, 0.0}}), p, 2785.0, 1.0), 1200);
  EXPECT_EQ(practice::panel_limit(of({{TermKind::panel_cap, 9000.0, 0.0}}), p, 2785.0, 1.0), 2785);
  EXPECT_EQ(practice::panel_limit(of({{TermKind::visit_floor, 36.0, 0.0}}), p, 2785.0, 1.0), 1392)
      << "visits twice as long, half the people";
  p.new_people_share = 0.0;
  EXPECT_EQ(practice::panel_limit(of({}), p, 2785.0, 1.0), 0);
}

TEST(Rules, PR_1_FeeOfAVisit) {
  prices::Params p;
  p.long_visit_minutes = 25.0;
  EXPECT_DOUBLE_EQ(prices::visit_usd(0, 18, 1.0, p), p.visit_private_usd);
  EXPECT_DOUBLE_EQ(prices::visit_usd(1, 18, 1.0, p), p.visit_medicare_usd);
  EXPECT_DOUBLE_EQ(prices::visit_usd(2, 18, 0.5, p), 0.5 * p.visit_medicaid_usd);
  EXPECT_DOUBLE_EQ(prices::visit_usd(3, 24, 1.0, p), p.visit_other_usd);
  EXPECT_DOUBLE_EQ(prices::visit_usd(4, 25, 1.0, p), p.long_visit_ratio * p.visit_other_usd)
      << "the longer code";
  EXPECT_EQ(prices::visit_usd(0, 25, 0.0, p), 0.0);
}

TEST(Rules, PR_2_PriceOfAStay) {
  prices::Params p;
  p.stay_fixed_share = 0.4;
  p.hospital_medicare_index = 1.0;
  p.stay_log_sd = 0.0;
  const double paid = p.stay_usd * p.professional_fee_ratio;
  EXPECT_DOUBLE_EQ(prices::stay_usd(1, 4.5, 4.5, 7, p), paid) << "a mean stay under Medicare";
  EXPECT_DOUBLE_EQ(prices::stay_usd(0, 9.0, 4.5, 7, p), p.hospital_private_index * paid * (0.4 + 0.6 * 2.0));
  EXPECT_DOUBLE_EQ(prices::emergency_usd(2, p), p.hospital_medicaid_index * p.ed_visit_usd);
  p.stay_fixed_share = 1.0;
  EXPECT_EQ(prices::stay_usd(1, 1.0, 4.5, 7, p), prices::stay_usd(1, 60.0, 4.5, 7, p));
  p.stay_log_sd = 0.8;
  const double median = paid * std::exp(-0.5 * 0.8 * 0.8);
  EXPECT_NEAR(prices::stay_usd(1, 4.5, 4.5, 1U << 31, p) / median, 1.0, 1e-8)
      << "half of the stays cost less";
}

TEST(Rules, PR_3_WhoBearsABill) {
  for (const Cents bill : {Cents{0}, Cents{1}, Cents{99}, Cents{14501}, Cents{5'000'001}}) {
    for (const double share : {0.0, 0.01, 0.15, 1.0}) {
      const prices::Split parts = prices::split(bill, share);
      EXPECT_EQ(parts.patient + parts.payer, bill);
      EXPECT_GE(parts.payer, 0);
      EXPECT_NEAR(static_cast<double>(parts.patient), static_cast<double>(bill) * share, 0.5 + 1e-9);
    }
  }
  const auto shares = prices::coinsurance({});
  EXPECT_EQ(shares[static_cast<std::size_t>(Insurance::uninsured)], 1.0) << "who has no insurance pays all";
}

/// A period of one practice, with 100 people on its panel and three visits in it.
class Period : public testing::Test {
 protected:
  Period() : life_(hundred()), market_(life_.market) {
    market_.encounters.count = 3;
    for (std::uint32_t e = 0; e < 3; ++e) market_.encounters.person[e] = e;
    market_.practices.visit_minutes[0] = 18;
    for (std::uint32_t i = 0; i < 100; ++i) market_.patients.insurance[i] = i % 2 == 0 ? 0 : 3;
  }
  static World hundred() {
    World world;
    world.people = 100;
    world.set("population.attached_adult_share", 1.0);
    world.set("population.attached_child_share", 1.0);
    return world;
  }
  std::int64_t received(Account account) { return balance(market_, practice_entity(0), account); }

  Life life_;
  Market& market_;
  const Step last_ = step_at(3, 52);
};

TEST_F(Period, PA_1_EveryVisitPaysItsFee) {
  prices::Params p;
  p.visit_private_usd = 145.0;
  p.visit_other_usd = 110.0;
  p.coinsurance_private = 0.15;
  settle::visits(market_, of({{TermKind::fee_for_service, 1.0, 0.0}}), p);
  EXPECT_EQ(received(Account::visit_revenue), 14500 + 11000 + 14500);
  EXPECT_EQ(account_total(market_, Account::out_of_pocket), -(2175 + 11000 + 2175));
  EXPECT_EQ(market_.total(Counter::cost_cents), 40000);
  EXPECT_EQ(trial_balance(market_), 0);
}

TEST_F(Period, PA_1_WithoutSuchATermVisitsPayNothing) {
  settle::visits(market_, of({{TermKind::capitation, 3000.0, 0.0}}), {});
  EXPECT_EQ(received(Account::visit_revenue), 0);
}

TEST_F(Period, PA_2_CapitationPaysForEveryMember) {
  market_.patients.alive[7] = 0;
  market_.patients.usual_slot[9] = kNoSlot;
  settle::period(market_, of({{TermKind::capitation, 1300.0, 0.0}}), {}, 0.0, last_);
  EXPECT_EQ(received(Account::capitation_revenue), 98 * 1200) << "12/13 of a month each, not for the dead";
  EXPECT_EQ(account_total(market_, Account::out_of_pocket), -48 * 1200) << "the uninsured pay it themselves";
  EXPECT_EQ(account_total(market_, Account::capitation_outlay), -50 * 1200);
}

TEST_F(Period, PA_4_CareManagementPaysMoreForTheComplex) {
  std::fill_n(market_.patients.conditions, market_.patients.count, std::uint64_t{1});
  market_.patients.conditions[3] = 6;
  market_.patients.conditions[4] = 0;
  market_.patients.conditions[5] = 6;
  market_.patients.undiagnosed[5] = 2;
  settle::period(market_, of({{TermKind::care_management_fee, 1300.0, 6500.0}}), {}, 0.0, last_);
  EXPECT_EQ(received(Account::care_management_revenue), 99 * 1200 + 6000)
      << "nobody pays for what nobody found";
  EXPECT_EQ(trial_balance(market_), 0);
}

TEST_F(Period, PA_3_ProtectedTimeIsPaidByTheHour) {
  settle::period(market_, of({{TermKind::protected_time, 150.0, 200.0}}), {}, 0.0, last_);
  const double fte = market_.clinicians.fte[0];
  EXPECT_EQ(received(Account::protected_revenue), std::llround(150.0 * 200.0 * 4.0 * fte));
  EXPECT_EQ(trial_balance(market_), 0);
  const std::int64_t privately = balance(market_, Entity::payer, Account::protected_outlay);
  EXPECT_LE(std::abs(-2 * privately - received(Account::protected_revenue)), 100) << "half of the members";
}

TEST_F(Period, PP_3_PracticesHaveTheirCosts) {
  settle::period(market_, of({}), {}, 0.0, step_at(2, 52));
  EXPECT_EQ(received(Account::practice_cost), 0) << "only at a period's end";
  settle::period(market_, of({}), {}, 0.0, last_);
  const practice::Params p;
  const double fte = market_.clinicians.fte[0];
  EXPECT_EQ(received(Account::practice_cost), -std::llround(fte * p.cost_usd_per_fte_year / 13.0 * 100.0));
}

TEST(Rules, AC_1_MinutesAreWholeAndTheFractionIsCarried) {
  World world;
  world.people = 500;
  world.set("practice.face_minutes_per_week", 1307.0);
  world.set("access.overbooking", 0.0);
  Life life(world);
  const double weekly = static_cast<double>(life.market.clinicians.fte[0]) * 1307.0;
  std::int64_t open = 0;
  for (int week = 1; week <= 104; ++week) {
    life.step();
    open += life.market.clinicians.minutes_open[0];
    ASSERT_NEAR(static_cast<double>(open), week * weekly, 1.01);
  }
}

}  // namespace rapport::rules_payment_test
