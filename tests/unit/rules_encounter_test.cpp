// Deciding together, taking up, passing on, finding and getting wrong: one test for each equation, at its
// corners, and what the engine makes of it against the formula.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/sample.h"
#include "engine/params.h"
#include "state/disease_book.h"
#include "state/populate.h"
#include "state/relationships.h"
#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::rules_encounter_test {

using namespace worlds;
using statistics::expect_truth;

double sigma(double x) { return 1.0 / (1.0 + std::exp(-x)); }

TEST(Rules, MU_1_DecidingTogether) {
  const References ref;
  const encounter::Params p;
  const double attention = 1.0 - 0.5 * p.room_record_share;
  const encounter::Talk usual{ref.adequacy / attention, 0.0, ref.trust};
  EXPECT_NEAR(encounter::shared_probability(usual, ref, p), sigma(p.shared_logit), 1e-14);
  EXPECT_NEAR(sigma(p.shared_logit), 0.3, 1e-4) << "the level that A-61 states";
  const auto logit = [&](encounter::Talk talk) {
    const double q = encounter::shared_probability(talk, ref, p);
    return std::log(q / (1.0 - q)) - p.shared_logit;
  };
  EXPECT_NEAR(logit({usual.adequacy + 0.1, 0.0, ref.trust}), 0.1 * attention * p.shared_adequacy_effect,
              1e-12);
  EXPECT_NEAR(logit({usual.adequacy, 0.5, ref.trust}), 0.5 * p.shared_skill_effect, 1e-12);
  EXPECT_NEAR(logit({usual.adequacy, 0.0, ref.trust + 0.1}), 0.1 * p.shared_trust_effect, 1e-12);
}

TEST(Rules, MU_2_Mutuality) {
  const mutuality::Params p{.gain = 0.2};
  EXPECT_DOUBLE_EQ(mutuality::after_visit(0.5, true, p), 0.6);
  EXPECT_DOUBLE_EQ(mutuality::after_visit(0.5, false, p), 0.4);
  EXPECT_DOUBLE_EQ(mutuality::after_visit(1.0, true, p), 1.0);
  EXPECT_DOUBLE_EQ(mutuality::after_visit(0.0, false, p), 0.0);
}

TEST(Rules, CB_1_NeedsTakenUp) {
  EXPECT_EQ(comprehensiveness::taken_up(0.0, 1.0), 0.0) << "who handles nothing takes up nothing";
  EXPECT_EQ(comprehensiveness::taken_up(1.0, 0.0), 0.0) << "nor does who has no time";
  EXPECT_EQ(comprehensiveness::taken_up(1.0, 1.0), 1.0);
}

TEST(Rules, CB_2_Referral) {
  References ref;
  ref.breadth = 0.4;
  comprehensiveness::Params p{.referral_share = 0.1, .referral_effect = 2.0};
  EXPECT_NEAR(comprehensiveness::referral_probability(0.4, ref, p), 0.1, 1e-15) << "centred";
  EXPECT_NEAR(comprehensiveness::referral_probability(0.9, ref, p), sigma(std::log(0.1 / 0.9) - 1.0), 1e-14);
  EXPECT_GT(comprehensiveness::referral_probability(0.1, ref, p), 0.1);
  p.referral_effect = 0.0;
  EXPECT_NEAR(comprehensiveness::referral_probability(0.9, ref, p), 0.1, 1e-15) << "off: the same for all";
  p.referral_share = 0.0;
  EXPECT_EQ(comprehensiveness::referral_probability(0.0, ref, p), 0.0);
}

TEST(Rules, CB_3_Comprehensiveness) {
  const comprehensiveness::Params p{.gain = 0.2};
  EXPECT_EQ(comprehensiveness::after_visit(0.4, 0.4, p), 0.4);
  EXPECT_DOUBLE_EQ(comprehensiveness::after_visit(0.0, 0.5, p), 0.1);
}

TEST(Rules, CL_1_ScopeStaysBetween0And1) {
  const population::Params p;
  EXPECT_NEAR(population::clinician_scope(0.0, p.scope_typical, p.scope_sd), p.scope_typical, 1e-14);
  EXPECT_GT(population::clinician_scope(1.0, p.scope_typical, p.scope_sd), p.scope_typical);
  EXPECT_GE(population::clinician_scope(-6.3, p.scope_typical, 5.0), 0.0);
  EXPECT_LE(population::clinician_scope(6.3, p.scope_typical, 5.0), 1.0);
}

/// Who takes up a seat brings traits of their own, locums and hired clinicians too.
TEST(Rules, CL_1_SuccessorsHaveScopeAndCompetenceOfTheirOwn) {
  World world;
  world.people = 6000;
  world.steps_per_year = 13;
  world.set("turnover.leave_per_year", 2.0);
  world.set("supply.elasticity", 1.0);
  world.set("practice.face_minutes_per_week", 500.0);
  Life life(world);
  const Clinicians& staff = life.market.clinicians;
  const std::vector<std::uint32_t> ids(staff.id, staff.id + staff.count);
  const std::vector<float> scopes(staff.scope, staff.scope + staff.count);
  const std::vector<float> competences(staff.competence, staff.competence + staff.count);
  life.years(2);
  int replaced = 0;
  for (std::uint32_t k = 0; k < ids.size(); ++k) {
    if (staff.id[k] == ids[k]) continue;
    EXPECT_NE(staff.scope[k], scopes[k]);
    EXPECT_NE(staff.competence[k], competences[k]);
    ++replaced;
  }
  EXPECT_GT(replaced, 0);
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    if (staff.present[k] <= 0.0F) continue;
    EXPECT_TRUE(staff.scope[k] > 0.0F && staff.scope[k] < 1.0F) << "seat " << k;
    EXPECT_GT(staff.competence[k], 0.3F) << "seat " << k;
  }
}

TEST(Rules, CD_3_TestsMadeAgain) {
  const coordination::Params p{.passed_on = 0.3, .repeat_share = 0.2};
  EXPECT_DOUBLE_EQ(coordination::repeat_probability(0.0, p), 0.2) << "nothing is known";
  EXPECT_DOUBLE_EQ(coordination::repeat_probability(1.0, p), 0.2 * 0.7);
  EXPECT_EQ(coordination::repeat_probability(1.0, {.passed_on = 1.0, .repeat_share = 0.2}), 0.0);
}

TEST(Rules, DX_2_Finding) {
  const References ref;
  diagnosis::Params p;
  EXPECT_NEAR(diagnosis::finding_probability(0.5, 1.2, 0.6, 0.1, ref, p), 1.0 - std::exp(-0.36), 1e-14)
      << "without over-trust, trust does not matter";
  EXPECT_EQ(diagnosis::finding_probability(0.5, 1.0, 0.0, 0.7, ref, p), 0.0) << "no time, no look";
  p.over_trust_effect = 1.0;
  EXPECT_NEAR(diagnosis::finding_probability(0.5, 1.0, 1.0, ref.trust, ref, p), 1.0 - std::exp(-0.5), 1e-14);
  EXPECT_LT(diagnosis::finding_probability(0.5, 1.0, 1.0, 0.9, ref, p),
            diagnosis::finding_probability(0.5, 1.0, 1.0, 0.3, ref, p));
}

TEST(Rules, DX_3_Mistakes) {
  const diagnosis::Params p{.mistake_share = 0.05};
  EXPECT_DOUBLE_EQ(diagnosis::mistake_probability(0.0, 1.0, p), 0.05);
  EXPECT_EQ(diagnosis::mistake_probability(1.0, 1.0, p), 0.0);
  EXPECT_LT(diagnosis::mistake_probability(0.5, 2.0, p), diagnosis::mistake_probability(0.5, 1.0, p));
  EXPECT_EQ(diagnosis::mistake_probability(0.0, 1e-9, p), 1.0);
}

TEST(Rules, TR_4_AMistakeCostsTheTrustThatWasMeasured) {
  const trust::Params p;
  EXPECT_NEAR(0.75 - trust::after_harm(0.75, p.harm), 0.043, 0.001) << "4.30 points [Suzuki2021]";
  EXPECT_NEAR(0.75 - trust::after_harm(0.75, p.harm * p.household_share), 0.032, 0.001) << "3.20 points";
  EXPECT_EQ(trust::after_harm(0.0, p.harm), 0.0);
  EXPECT_EQ(trust::after_harm(1.0, p.harm), 1.0);
  EXPECT_DOUBLE_EQ(trust::after_harm(0.6, 0.0), 0.6);
}

TEST(Rules, NV_2_AContactOfWeightOneIsAVisit) {
  const contacts::Lessons lessons{.trust_gain = 0.12,
                                  .trust_loss_ratio = 3.0,
                                  .knowledge_gain = 0.15,
                                  .consistency_gain = 0.2,
                                  .start_logit = 0.0,
                                  .empathy_effect = 0.0,
                                  .disposition_effect = 0.0};
  for (const double quality : {0.2, 0.9}) {
    const contacts::Learnt whole = contacts::after_contacts(0.6, 0.4, quality, 1.0, lessons);
    EXPECT_NEAR(whole.trust, trust::after_visit(0.6, quality, {.gain = 0.12, .loss_ratio = 3.0}), 1e-14);
    EXPECT_NEAR(whole.knowledge, knowledge::after_visit(0.4, {.gain = 0.15}), 1e-14);
    const contacts::Learnt half = contacts::after_contacts(0.6, 0.4, quality, 0.5, lessons);
    const contacts::Learnt twice =
        contacts::after_contacts(half.trust, half.knowledge, quality, 0.5, lessons);
    EXPECT_NEAR(twice.trust, whole.trust, 1e-14) << "composes";
    EXPECT_NEAR(twice.knowledge, whole.knowledge, 1e-14);
  }
  const double log_kept = contacts::consistency_log(lessons);
  const double one = contacts::consistency_kept(1.0, log_kept, lessons);
  EXPECT_NEAR(contacts::consistency_after(0.5, true, one), 0.6, 1e-14);
  EXPECT_NEAR(contacts::consistency_after(0.5, false, one), 0.4, 1e-14);
  EXPECT_EQ(contacts::consistency_after(0.5, true, contacts::consistency_kept(0.0, log_kept, lessons)), 0.5);
}

/// People with one clinician and a condition that nobody has found; each has a visit in the step.
class Examined {
 public:
  explicit Examined(std::uint32_t people) {
    tables_.conditions.push_back(inert_condition("silent", 77, 1.0));
    tables_.conditions[0].of.visits_per_year = 2.0;
    tables_.conditions[0].of.visit_minutes = 3.0;
    tables_.conditions[0].of.undiagnosed_control = 0.25;
    market.tables = &tables_;
    market.reserve({people, 1, 1, people, 1, {people}});
    market.patients.count = market.encounters.count = people;
    market.households = people;
    market.clinicians.count = market.practices.count = 1;
    market.clinicians.competence[0] = 1.0F;
    market.practices.visit_minutes[0] = 18;
    for (std::uint32_t i = 0; i < people; ++i) {
      market.patients.id[i] = static_cast<std::uint64_t>(i + 1) << 40;
      market.patients.alive[i] = 1;
      market.patients.household[i] = i / 2;
      market.patients.mother[i] = kNobody;
      market.patients.usual_slot[i] = 0;
      market.patients.expected_minutes[i] = 18.0F;
      market.encounters.person[i] = i;
      market.encounters.adequacy[i] = 1.0F;
      overlook(market, 0, open_condition(market, 0, i, 0));
    }
  }
  Market market;
  Tables tables_;
};

TEST(Rules, DX_1_UnfoundConditionsBringNothingUntilTheyAreFound) {
  Examined world(2);
  Market& market = world.market;
  EXPECT_EQ(market.patients.follow_ups[0], 0);
  EXPECT_EQ(known_minutes(market, 0), 0);
  EXPECT_EQ(market.patients.undiagnosed[0], 1U);
  EXPECT_EQ(market.conditions[0].taking[0], 0.0F);
  EXPECT_EQ(market.conditions[0].pdc[0], kNoMedicine);
  EXPECT_EQ(market.conditions[0].control[0], 0.25F);
  diagnose(market, 0, 0, 5);
  diagnose(market, 0, 0, 6);
  EXPECT_EQ(market.patients.follow_ups[0], static_cast<std::int32_t>(2.0 * kRateScale)) << "once only";
  EXPECT_EQ(market.patients.undiagnosed[0], 0U);
  EXPECT_EQ(market.total(Counter::diagnoses), 1);
  close_condition(market, 0, 0);
  close_condition(market, 0, 1);
  for (std::uint32_t i = 0; i < 2; ++i) {
    EXPECT_EQ(market.patients.follow_ups[i], 0) << "found or not, leaving leaves nothing behind";
    EXPECT_EQ(known_minutes(market, i), 0);
    EXPECT_EQ(market.patients.undiagnosed[i], 0U);
  }
}

TEST(Rules, DX_2_VisitsFindAsOftenAsTheFormulaSays) {
  const auto rule = [](double scale) {
    Examined world(40'000);
    world.tables_.conditions[0].of.finding_per_visit = std::log(2.0) * scale;
    diagnosis::examine(world.market, {}, step_at(0, 52));
    const auto found = static_cast<std::size_t>(world.market.total(Counter::diagnoses));
    return statistics::share_of(found, 40'000, 0.5);
  };
  expect_truth("share found at a visit", rule, 0.5, 0.5 - std::exp(-std::log(2.0) * 1.05));
}

TEST(Rules, MU_1_VisitsShareAsOftenAsTheFormulaSays) {
  const auto rule = [](double scale) {
    Examined world(50'000);
    encounter::Params params;
    params.shared_adequacy_effect = params.shared_trust_effect = 0.0;
    params.shared_logit = std::log(0.3 * scale / (1.0 - 0.3 * scale));
    encounter::hold(world.market, params, 0.0, step_at(0, 52));
    const auto shared = static_cast<std::size_t>(world.market.total(Counter::shared));
    return statistics::share_of(shared, 50'000, 0.3);
  };
  expect_truth("share of visits that decide together", rule, 0.3, 0.015);
}

TEST(Rules, DX_3_AMistakeLowersTrustInTheHouseholdAndNowhereElse) {
  Examined world(4);
  Market& market = world.market;
  for (std::uint32_t i = 0; i < 4; ++i) {
    market.ties.trust[i] = market.patients.usual_trust[i] = 0.75F;
    market.encounters.quality[i] = 0.75F;
  }
  market.encounters.mistaken[0] = 1;
  const trust::Params p;
  trust::learn(market, p);
  EXPECT_FLOAT_EQ(market.ties.trust[0], static_cast<float>(trust::after_harm(0.75, p.harm)));
  EXPECT_FLOAT_EQ(market.ties.trust[1],
                  static_cast<float>(trust::after_harm(0.75, p.harm * p.household_share)));
  EXPECT_EQ(market.patients.usual_trust[1], market.ties.trust[1]);
  EXPECT_EQ(market.ties.trust[2], 0.75F) << "another household";
}

/// Both of a home, each seen: the own share and the other's, in the order of the visits.
TEST(Rules, DX_3_TwoMistakesInAHomeAddUp) {
  Examined world(4);
  Market& market = world.market;
  for (std::uint32_t i = 0; i < 4; ++i) market.ties.trust[i] = market.encounters.quality[i] = 0.75F;
  market.encounters.mistaken[0] = market.encounters.mistaken[1] = market.encounters.mistaken[3] = 1;
  const trust::Params p;
  trust::learn(market, p);
  const double both = p.harm * (1.0 + p.household_share);
  for (std::uint32_t i = 0; i < 2; ++i)
    EXPECT_NEAR(market.ties.trust[i], trust::after_harm(0.75, both), 1e-6);
  EXPECT_NEAR(market.ties.trust[2], trust::after_harm(0.75, p.harm * p.household_share), 1e-6);
  EXPECT_NEAR(market.ties.trust[3], trust::after_harm(0.75, p.harm), 1e-6);
}

TEST(Rules, DX_3_AChildBornLaterBringsItHome) {
  Examined world(4);
  Market& market = world.market;
  for (std::uint32_t i = 0; i < 4; ++i) market.ties.trust[i] = market.encounters.quality[i] = 0.75F;
  market.patients.household[3] = 0;
  market.patients.alive[1] = 0;  // the mother, who died
  market.encounters.mistaken[3] = 1;
  trust::learn(market, {});
  EXPECT_LT(market.ties.trust[0], 0.75F) << "who lives with the child, wherever they stand in rows";
  EXPECT_EQ(market.ties.trust[1], 0.75F) << "who no longer lives";
  EXPECT_EQ(market.ties.trust[2], 0.75F);
}

TEST(Rules, CD_1_CD_2_WhatIsChartedPassesOnToWhoMeetsThePersonNext) {
  Examined world(1);
  Market& market = world.market;
  market.ties.knowledge[0] = 0.8F;
  coordination::chart(market);
  EXPECT_EQ(market.patients.charted[0], 0.8F);
  market.ties.knowledge[0] = 0.5F;
  coordination::chart(market);
  EXPECT_EQ(market.patients.charted[0], 0.8F) << "the record does not forget";
  EXPECT_FALSE(has_met(market, 0, 9U << 10));
  market.clinicians.id[0] = 9U << 10;
  market.practices.first_clinician[0] = 0U - 9U;  // row 0 for seat 9
  const std::uint32_t slot = meet(market, 0, 9U << 10, 30, 0.25);
  EXPECT_FLOAT_EQ(market.ties.knowledge[market.tie_row(slot, 0)], 0.2F);
  EXPECT_TRUE(has_met(market, 0, 9U << 10));
}

TEST(Rules, CD_3_FirstContactsAndEmergenciesRepeatTests) {
  Examined world(3);
  Market& market = world.market;
  market.encounters.first[1] = 1;
  market.buy(0, ServiceKind::emergency);
  market.buy(0, ServiceKind::emergency);
  market.buy(2, ServiceKind::specialist);
  coordination::repeat_tests(market, {.passed_on = 0.0, .repeat_share = 1.0}, step_at(0, 52));
  EXPECT_EQ(market.total(Counter::repeated_tests), 3) << "two emergency visits and a first contact";
  ASSERT_EQ(market.services.count, 6U);
  for (std::uint32_t k = 3; k < 6; ++k)
    EXPECT_EQ(market.services.kind[k], static_cast<std::uint8_t>(ServiceKind::tests));
  coordination::repeat_tests(market, {.passed_on = 0.0, .repeat_share = 0.0}, step_at(0, 52));
  EXPECT_EQ(market.services.count, 6U) << "off";
}

}  // namespace rapport::rules_encounter_test
