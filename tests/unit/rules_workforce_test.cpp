// The pure rules of workload, burnout, turnover and panels at their corners, one test for each equation.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/params.h"
#include "support/worlds.h"

namespace rapport::rules_workforce_test {

using namespace worlds;

/// A full-time clinician's four weeks at the rates of the sources.
workload::Work full_time() {
  return {.face_minutes = 4.0 * 1307.0,
          .visits = 4.0 * 1307.0 / 18.0,
          .people = 2566.0,
          .messages = 2566.0 * (1.65 + 0.3) / 13.0,
          .fte_weeks = 4.0,
          .fte = 1.0};
}

TEST(Rules, WK_1_AFullTimeWeekIsTheContractedOne) {
  const workload::Params p;
  EXPECT_NEAR(workload::worked_minutes(full_time(), p) / 240.0, 46.0, 0.3) << "hours a week [AAFPhours]";
  EXPECT_NEAR(workload::overload(full_time(), p), 0.0, 0.01);
  const double record_minutes_a_day = 1.5 * workload::desk_minutes(full_time(), p) / 20.0;
  EXPECT_NEAR(record_minutes_a_day, 355.0, 10.0) << "a third of record work is done in visits [Arndt2017]";
  EXPECT_NEAR(workload::desk_hours_per_day(full_time(), p), record_minutes_a_day / 90.0, 1e-12);
}

TEST(Rules, WK_1_OverloadAtItsCorners) {
  const workload::Params p;
  EXPECT_EQ(workload::overload({}, p), 0.0) << "nobody at work";
  workload::Work work = full_time();
  work.people = 1e9;
  EXPECT_EQ(workload::overload(work, p), 0.5) << "clipped";
  EXPECT_EQ(
      workload::overload(
          {.face_minutes = 0.0, .visits = 0.0, .people = 0.0, .messages = 0.0, .fte_weeks = 4.0, .fte = 1.0},
          p),
      -0.5);
  work = full_time();
  work.fte_weeks = 2.0;
  EXPECT_NEAR(workload::desk_minutes(full_time(), p) - workload::desk_minutes(work, p),
              1283.0 * p.inbox_minutes_per_person, 1e-9)
      << "half the weeks are half the inbox";
}

TEST(Rules, BU_1_LevelThatStrainGoesTo) {
  const References ref;
  burnout::Params p;
  const burnout::Drivers usual{ref.overload, ref.desk_hours, ref.bond, 0.0};
  const double level = 1.0 / (1.0 + std::exp(-p.start_logit));
  EXPECT_NEAR(burnout::strain_target(usual, ref, p), level, 1e-14) << "centred at the reference";
  const auto logit_change = [&](double burnout::Drivers::*field, double by) {
    burnout::Drivers drivers = usual;
    drivers.*field += by;
    const double f = burnout::strain_target(drivers, ref, p);
    return std::log(f / (1.0 - f)) - p.start_logit;
  };
  EXPECT_NEAR(logit_change(&burnout::Drivers::overload, 0.1), 0.1 * p.overload_effect, 1e-12);
  EXPECT_NEAR(logit_change(&burnout::Drivers::desk_hours, 1.0), p.desk_effect, 1e-12);
  EXPECT_NEAR(logit_change(&burnout::Drivers::bond, 0.1), -0.1 * p.bond_effect, 1e-12) << "ties reward";
  EXPECT_NEAR(logit_change(&burnout::Drivers::vulnerability, 0.5), 0.5, 1e-12);
  p.overload_effect = 1e5;
  EXPECT_LE(burnout::strain_target({0.5, 0.0, 0.0, 0.0}, ref, p), 1.0);
  EXPECT_GE(burnout::strain_target({-0.5, 0.0, 0.0, 0.0}, ref, p), 0.0);
}

TEST(Rules, BU_2_RelaxationComposes) {
  EXPECT_EQ(burnout::relaxed(0.3, 0.3, 5.0, 1.0), 0.3);
  EXPECT_NEAR(burnout::relaxed(0.9, 0.1, 1.44 * std::log(2.0), 1.44), 0.5, 1e-12) << "half of it in a year";
  double twice = 0.9;
  for (int k = 0; k < 2; ++k) twice = burnout::relaxed(twice, 0.1, 0.5, 1.44);
  EXPECT_NEAR(twice, burnout::relaxed(0.9, 0.1, 1.0, 1.44), 1e-15);
}

TEST(Rules, BU_3_QuestionnaireFromZeroToFour) {
  const burnout::Params p{.noise_sd = 0.5};
  EXPECT_EQ(burnout::measured(0.0, 0.0, 0.0, p), 0.0);
  EXPECT_EQ(burnout::measured(1.0, 1.0, 0.0, p), 4.0);
  EXPECT_DOUBLE_EQ(burnout::measured(0.5, 0.3, -1.0, p), 1.1);
}

/// Trust, mutuality, consistency, breadth.
using Qualities = std::array<float, 4>;

/// Mean bond of the one panel, whose members have these qualities in slot 2.
double panel_bond(double exponent, const std::vector<Qualities>& members) {
  World world;
  world.people = 50;
  world.set("burnout.bond_exponent", exponent);
  world.set("burnout.bond_floor", 0.1);
  Life life(world);
  Market& market = life.market;
  for (std::uint32_t i = 0; i < market.patients.count; ++i) market.patients.alive[i] = i < members.size();
  market.clinicians.panel[0] = static_cast<std::int32_t>(members.size());
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    market.patients.usual_slot[i] = 2;
    const std::size_t tie = market.place_tie(2, i);
    market.ties.clinician[tie] = market.clinicians.id[0];
    market.patients.usual_trust[i] = members[i][0];
    market.ties.mutuality[tie] = members[i][1];
    market.ties.consistency[tie] = members[i][2];
    market.ties.breadth[tie] = members[i][3];
  }
  burnout::strain(market, life.world().params.burnout, step_at(3, 52));
  return static_cast<double>(market.clinicians.bond[0]);
}

TEST(Rules, BU_4_BondOfTies) {
  constexpr Qualities kFull{1.0F, 1.0F, 1.0F, 1.0F}, kNone{0.0F, 0.0F, 0.0F, 0.0F};
  EXPECT_NEAR(panel_bond(0.0, {kFull}), 1.0, 1e-6);
  EXPECT_NEAR(panel_bond(0.0, {kNone}), 0.1, 1e-6) << "the floor";
  for (std::size_t q = 0; q < 4; ++q) {
    Qualities lacking = kFull;
    lacking[q] = 0.0F;
    EXPECT_NEAR(panel_bond(0.0, {lacking}), std::pow(0.1, 0.25), 1e-6) << "quality " << q << " is needed";
    EXPECT_NEAR(panel_bond(1.0, {lacking}), 3.1 / 4.0, 1e-6) << "the mean";
    EXPECT_NEAR(panel_bond(-2.0, {lacking}), std::pow((3.0 + 100.0) / 4.0, -0.5), 1e-6);
  }
  const Qualities mixed{0.6F, 0.2F, 0.5F, 0.9F};
  EXPECT_NEAR(panel_bond(0.0, {mixed}), std::pow(0.64 * 0.28 * 0.55 * 0.91, 0.25), 1e-6);
  EXPECT_NEAR(panel_bond(1e-3, {mixed}), panel_bond(0.0, {mixed}), 2e-4) << "continuous at 0";
  std::vector<Qualities> unlike(2, kFull);  // GCC 12 at -O3 makes two equal rows of the list {kFull, kNone}
  unlike[1] = kNone;
  EXPECT_NEAR(panel_bond(0.0, unlike), 0.55, 1e-6) << "mean over the panel";
  const References& ref = base_us().tables.references;
  EXPECT_FLOAT_EQ(static_cast<float>(panel_bond(0.0, {})), static_cast<float>(ref.bond)) << "an empty panel";
}

burnout::Loop usual_loop() {
  const turnover::Params t;
  return {.strain = 0.45,
          .burned_share = 0.45,
          .measure_sd = 0.78,
          .leave_per_year = 0.079,
          .burned_ratio = t.burned_out_ratio,
          .vacancy_years = t.search_years + t.credential_years,
          .locum_share = t.locum_share};
}

TEST(Rules, BU_5_LoopGainStaysBelowAHalf) {
  burnout::Params p;
  burnout::Loop loop = usual_loop();
  // 3 x 0.45 x 0.55 x 0.5833 x 0.5 x 0.079 / 1.45 x 4 phi(0.1257) / 0.78
  EXPECT_NEAR(burnout::loop_gain(loop, p), 0.0239, 0.0002);
  EXPECT_LT(burnout::loop_gain(loop, p), 0.5);
  loop.burned_ratio = 1.0;
  EXPECT_EQ(burnout::loop_gain(loop, p), 0.0) << "burnout makes nobody leave";
  loop = usual_loop();
  loop.locum_share = 1.0;
  EXPECT_EQ(burnout::loop_gain(loop, p), 0.0) << "a vacancy leaves no work";
  p.overload_effect = 0.0;
  EXPECT_EQ(burnout::loop_gain(usual_loop(), p), 0.0);
}

TEST(Rules, TO_1_LeavingByAgeAndBurnout) {
  References ref;
  ref.burned_out = 0.4;
  const turnover::Params p{
      .leave_per_year = 0.07, .retire_per_year = 0.14, .retirement_age = 62.0, .burned_out_ratio = 2.0};
  for (const double age : {40.0, 70.0}) {
    const double calm = turnover::exit_hazard(age, false, ref, p),
                 burned = turnover::exit_hazard(age, true, ref, p);
    EXPECT_DOUBLE_EQ(burned, 2.0 * calm);
    EXPECT_NEAR(0.6 * calm + 0.4 * burned, turnover::age_hazard(age, p), 1e-15) << "the mean stays";
  }
  EXPECT_EQ(turnover::age_hazard(61.99, p), 0.07);
  EXPECT_EQ(turnover::age_hazard(62.0, p), 0.14);
}

TEST(Rules, TO_1_MeanHazardIsThePublishedTurnover) {
  const turnover::Params p;
  double years = 0.0;
  constexpr int kAgesOfEntry = 1000;
  for (int k = 0; k < kAgesOfEntry; ++k) {
    const double entry = p.entry_age_low + (p.entry_age_high - p.entry_age_low) * (k + 0.5) / kAgesOfEntry;
    years += 1.0 / turnover::stationary_hazard(entry, p) / kAgesOfEntry;
  }
  EXPECT_NEAR(-std::expm1(-1.0 / years), 0.076, 0.002) << "share who leave in a year [BondTurnover]";
}

TEST(Rules, TO_2_VacancyHasTheMeanOfItsParts) {
  const turnover::Params p{.search_years = 0.25, .credential_years = 1.0 / 3.0};
  EXPECT_DOUBLE_EQ(turnover::vacancy_years(0.0, p), 1.0 / 3.0) << "never shorter than credentialing";
  EXPECT_DOUBLE_EQ(turnover::vacancy_years(1.0, p), 7.0 / 12.0) << "seven months on average";
}

TEST(Rules, TO_4_TenureOfTheFirstClinicians) {
  turnover::Params p{.leave_per_year = 0.1, .retire_per_year = 0.3, .retirement_age = 60.0};
  EXPECT_EQ(turnover::tenure_years(0.0, 50.0, p), 0.0);
  // Ten years to retirement age: years before it count (1 - e^-1) / 0.1, those after it e^-1 / 0.3.
  const double before = (1.0 - std::exp(-1.0)) / 0.1, after = std::exp(-1.0) / 0.3;
  EXPECT_NEAR(turnover::tenure_years(before / (before + after), 50.0, p), 10.0, 1e-9);
  EXPECT_NEAR(turnover::tenure_years(1.0 - after * std::exp(-0.3) / (before + after), 50.0, p), 11.0, 1e-9);
  EXPECT_NEAR(turnover::stationary_hazard(50.0, p), 1.0 / (before + after), 1e-12);
  EXPECT_LE(turnover::tenure_years(0.999999, 30.0, p), 40.0);
  p = {.leave_per_year = 0.0, .retire_per_year = 0.0};
  EXPECT_LE(turnover::tenure_years(0.5, 30.0, p), 40.0) << "nobody ever leaves";
}

TEST(Rules, PN_1_PanelsCloseAndOpenWithHysteresis) {
  const panels::Params p{.reopen_share = 0.95};
  EXPECT_TRUE(panels::is_open_after(true, 99, 100, p));
  EXPECT_FALSE(panels::is_open_after(true, 100, 100, p));
  EXPECT_FALSE(panels::is_open_after(false, 96, 100, p)) << "still closed";
  EXPECT_TRUE(panels::is_open_after(false, 95, 100, p));
  EXPECT_FALSE(panels::is_open_after(true, 0, 0, p)) << "a limit of nobody";
}

TEST(Rules, PN_2_CreditForNewcomersIsNotHoarded) {
  EXPECT_EQ(access::newcomer_credit(0, 30, 18), 30);
  EXPECT_EQ(access::newcomer_credit(12, 30, 18), 42) << "a part of a visit is kept";
  EXPECT_EQ(access::newcomer_credit(500, 30, 18), 48) << "what was not asked for is not";
  EXPECT_EQ(access::newcomer_credit(0, 0, 18), 0);
}

TEST(Rules, SU_1_HiringFollowsDemandBeyondTheSeatsOfTheStart) {
  supply::Params p{.elasticity = 0.5, .lag_years = 1.0};
  EXPECT_NEAR(supply::hired_after({2.0, 0.0, 0.0}, 1.0, p), 1.0 - std::exp(-1.0), 1e-14);
  EXPECT_NEAR(supply::hired_after({1.0, 1.0, 0.0}, 5.0, p), 1.0, 1e-14) << "half of two is met: it stays";
  EXPECT_NEAR(supply::hired_after({0.0, 1.0, 5.0}, 1.0, p), std::exp(-1.0), 1e-14) << "never below nobody";
  p.elasticity = 1.0;
  EXPECT_NEAR(supply::hired_after({0.0, 3.0, 0.0}, 9.0, p), 3.0, 1e-14) << "all of it is met: it stays";
  p.elasticity = 0.0;
  EXPECT_EQ(supply::hired_after({10.0, 0.0, 0.0}, 1.0, p), 0.0) << "clinician time is fixed";
}

TEST(Rules, SU_2_UnmetDemandInFullTimeClinicians) {
  const supply::Params p{.clearing_weeks = 13.0};
  EXPECT_NEAR(supply::unmet_fte(0.0, 0.0, 18.0, 1307.0, p), 0.0, 1e-15);
  EXPECT_NEAR(supply::unmet_fte(4.0 * 1307.0 / 18.0, 0.0, 18.0, 1307.0, p), 1.0, 1e-12);
  EXPECT_NEAR(supply::unmet_fte(0.0, 13.0 * 1307.0 / 18.0, 18.0, 1307.0, p), 1.0, 1e-12);
  EXPECT_EQ(supply::unmet_fte(5.0, 5.0, 18.0, 0.0, p), 0.0) << "no minutes, no measure";
}

}  // namespace rapport::rules_workforce_test
