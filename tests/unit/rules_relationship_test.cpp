// The pure rules of visits and relationships at their corners, one test for each equation.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/params.h"
#include "state/relationships.h"

namespace rapport::rules_relationship_test {

TEST(Rules, TR_1_TrustAtAFirstContact) {
  trust::Params p{.general = 0.51, .disposition_effect = 0.5};
  EXPECT_NEAR(trust::at_first_contact(0.0, p), 0.51, 1e-12) << "the mean disposition has general trust";
  EXPECT_GT(trust::at_first_contact(1.0, p), trust::at_first_contact(0.0, p));
  EXPECT_NEAR(std::log(trust::at_first_contact(2.0, p) / (1.0 - trust::at_first_contact(2.0, p))),
              std::log(0.51 / 0.49) + 1.0, 1e-12);
  p.disposition_effect = 1e5;
  EXPECT_GE(trust::at_first_contact(-6.0, p), 0.0);
  EXPECT_LE(trust::at_first_contact(6.0, p), 1.0);
}

TEST(Rules, TR_2_TrustAfterAVisit) {
  trust::Params p{.gain = 0.12, .loss_ratio = 3.0};
  EXPECT_EQ(trust::after_visit(0.7, 0.7, p), 0.7) << "as good as expected changes nothing";
  EXPECT_NEAR(trust::after_visit(0.7, 1.0, p), 1.0 - 0.3 * std::exp(-0.12), 1e-14);
  EXPECT_NEAR(trust::after_visit(0.7, 0.0, p), 0.7 * std::exp(-0.36), 1e-14);
  EXPECT_GT(0.5 - trust::after_visit(0.5, 0.2, p), trust::after_visit(0.5, 0.8, p) - 0.5)
      << "losses weigh more";
  p.loss_ratio = 1.0;
  EXPECT_NEAR(0.5 - trust::after_visit(0.5, 0.2, p), trust::after_visit(0.5, 0.8, p) - 0.5, 1e-15);
  p.gain = 0.0;
  EXPECT_EQ(trust::after_visit(0.4, 1.0, p), 0.4) << "nothing learnt";
  p.gain = 1e5;
  EXPECT_NEAR(trust::after_visit(0.4, 0.9, p), 0.9, 1e-12) << "all learnt at once";
}

TEST(Rules, KN_1_KnowledgeAfterAVisit) {
  knowledge::Params p{.gain = 0.15};
  EXPECT_NEAR(knowledge::after_visit(0.0, p), 1.0 - std::exp(-0.15), 1e-15);
  EXPECT_EQ(knowledge::after_visit(1.0, p), 1.0);
  p.gain = 0.0;
  EXPECT_NEAR(knowledge::after_visit(0.3, p), 0.3, 1e-15);
}

TEST(Rules, CN_1_ConsistencyAfterAVisit) {
  const consistency::Params p{.gain = 0.2};
  EXPECT_DOUBLE_EQ(consistency::after_visit(0.5, true, p), 0.6);
  EXPECT_DOUBLE_EQ(consistency::after_visit(0.5, false, p), 0.4);
  EXPECT_DOUBLE_EQ(consistency::after_visit(1.0, true, p), 1.0);
  EXPECT_DOUBLE_EQ(consistency::after_visit(0.0, false, p), 0.0);
  double all = 0.0;  // shares of one person's contact never exceed the whole
  for (const bool same : {true, false, false}) all += consistency::after_visit(1.0 / 3.0, same, p);
  EXPECT_NEAR(all, 1.0, 1e-15);
}

TEST(Rules, RE_1_UsualProviderContinuity) {
  // A A A A A B B B C C: UPC 0.5.
  EXPECT_DOUBLE_EQ(upc({{5, 3, 2, 0}, 10}), 0.5);
  EXPECT_DOUBLE_EQ(upc({{7, 0, 0, 0}, 7}), 1.0);
  EXPECT_DOUBLE_EQ(upc({{1, 1, 1, 1}, 4}), 0.25);
  EXPECT_DOUBLE_EQ(upc({{2, 1, 0, 0}, 8}), 0.25) << "visits to forgotten clinicians count below";
  EXPECT_EQ(upc({{0, 0, 0, 0}, 0}), 0.0);
}

TEST(Rules, RE_1_ContactsByQuarter) {
  std::uint32_t contacts = 0;
  for (int k = 0; k < 3; ++k) contacts = with_contact(contacts);
  contacts = with_contact(next_quarter(contacts));
  EXPECT_EQ(contacts_in_year(contacts), 4U);
  for (int quarter = 0; quarter < 3; ++quarter) contacts = next_quarter(contacts);
  EXPECT_EQ(contacts_in_year(contacts), 1U) << "a year later the first three are forgotten";
  for (int k = 0; k < 300; ++k) contacts = with_contact(contacts);
  EXPECT_EQ(contacts_in_year(contacts), 256U) << "255 in a quarter, and no carry into the next";
}

/// One person, clinicians 0 to 7 of one practice.
class Tied : public testing::Test {
 protected:
  Tied() {
    market_.reserve({2, 8, 1, 1, 1, {}});
    market_.patients.count = 2;
    market_.clinicians.count = 8;
    market_.practices.count = 1;
    market_.practices.panel_limit[0] = 100;
    for (std::uint32_t k = 0; k < 8; ++k) market_.clinicians.id[k] = k << 10;
    for (std::uint32_t i = 0; i < 2; ++i) {
      market_.patients.alive[i] = 1;
      market_.patients.usual_slot[i] = kNoSlot;
      market_.patients.general_trust[i] = 0.5F;
      market_.ties.clinician[market_.tie_row(0, i)] = kNoClinician;
    }
  }
  std::uint32_t meets(std::uint32_t clinician, std::int32_t day) {
    return meet(market_, 1, market_.clinicians.id[clinician], day, passed_on_);
  }
  Market market_;
  double passed_on_ = 0.0;
};

TEST_F(Tied, AVisitMakesNobodyTheUsualClinician) {
  const std::uint32_t slot = meets(4, 2);
  EXPECT_EQ(market_.patients.usual_slot[1], kNoSlot);
  EXPECT_EQ(market_.clinicians.panel[4], 0);
  EXPECT_EQ(tie_with(market_, 1, market_.clinicians.id[4], 9, 0.0), slot) << "the tie that is there";
  EXPECT_EQ(contacts_of(market_, 1).all, 1U) << "a tie without a visit counts none";
  set_usual(market_, 1, static_cast<std::uint8_t>(slot));
  EXPECT_EQ(market_.clinicians.panel[4], 1);
  EXPECT_EQ(market_.patients.usual_trust[1], 0.5F) << "trust starts at general trust";
}

TEST_F(Tied, AnEndedTieLeavesItsVisitsAndNothingElse) {
  meets(3, 1);
  meets(3, 5);
  const std::uint32_t slot = meets(4, 6);
  set_usual(market_, 1, static_cast<std::uint8_t>(slot));
  end_tie(market_, 1, slot);
  EXPECT_EQ(market_.patients.usual_slot[1], kNoSlot);
  EXPECT_EQ(market_.patients.usual_trust[1], kNoTrust);
  EXPECT_EQ(market_.clinicians.panel[4], 0);
  EXPECT_EQ(market_.ties.clinician[market_.tie_row(slot, 1)], kNoClinician);
  EXPECT_EQ(market_.ties.trust[market_.tie_row(slot, 1)], 0.0F);
  EXPECT_EQ(contacts_of(market_, 1).all, 3U) << "visits of the trailing year stay";
}

TEST_F(Tied, AClinicianWhoLeavesLeavesAllAndOnlyTheirTies) {
  const std::uint32_t own = meets(3, 1);
  meets(4, 1);
  set_usual(market_, 1, static_cast<std::uint8_t>(own));
  meet(market_, 0, market_.clinicians.id[3], 2, 0.0);
  end_all_ties(market_, market_.clinicians.id[3], 10);
  for (std::uint32_t i = 0; i < 2; ++i) {
    for (std::uint32_t s = 0; s < kSlots; ++s)
      EXPECT_NE(market_.ties.clinician[market_.tie_row(s, i)], market_.clinicians.id[3]);
  }
  EXPECT_EQ(market_.total(Counter::lost_clinician), 1) << "one of the two had them as usual clinician";
  EXPECT_EQ(market_.clinicians.panel[3], 0);
  EXPECT_EQ(market_.ties.clinician[market_.tie_row(1, 1)], market_.clinicians.id[4]);
}

TEST_F(Tied, PN_1_WhoTakesNewcomers) {
  market_.clinicians.panel_open[2] = 1;
  market_.practices.panel_limit[0] = 1;
  EXPECT_TRUE(takes_newcomers(market_, 2));
  EXPECT_FALSE(takes_newcomers(market_, 3)) << "closed";
  market_.clinicians.vacant_until[2] = 100;
  EXPECT_FALSE(takes_newcomers(market_, 2)) << "a locum has no panel";
  market_.clinicians.vacant_until[2] = 0;
  market_.clinicians.panel[2] = 1;
  EXPECT_FALSE(takes_newcomers(market_, 2)) << "full";
}

TEST_F(Tied, CN_3_ALocumIsNobodysUsualClinician) {
  set_usual(market_, 1, static_cast<std::uint8_t>(meets(4, 1)));
  for (int visit = 0; visit < 5; ++visit) meets(5, 2);
  market_.clinicians.vacant_until[5] = 1000;
  Market locum = market_;
  consistency::attribute(locum, step_at(12, 52));
  EXPECT_EQ(locum.patients.usual_slot[1], 0);
  market_.clinicians.vacant_until[5] = 0;
  consistency::attribute(market_, step_at(12, 52));
  EXPECT_EQ(market_.patients.usual_slot[1], 1);
}

TEST_F(Tied, AFifthTieTakesTheSlotOfTheOldestButNeverTheUsualOne) {
  for (std::uint32_t k = 0; k < 4; ++k) meets(k, 7 * static_cast<std::int32_t>(k));
  set_usual(market_, 1, 0);
  meets(1, 70);
  const std::uint32_t slot = meets(5, 77);
  EXPECT_EQ(slot, 2U) << "clinician 0 is older but usual, clinician 1 has been met again";
  EXPECT_EQ(market_.ties.clinician[market_.tie_row(2, 1)], market_.clinicians.id[5]);
  EXPECT_EQ(contacts_in_year(market_.patients.other_contacts[1]), 1U) << "the forgotten visit still counts";
  EXPECT_EQ(contacts_of(market_, 1).all, 6U);
}

TEST_F(Tied, CN_3_PluralityDecidesAtTheQuartersEndAndEqualityChangesNothing) {
  set_usual(market_, 1, static_cast<std::uint8_t>(meets(0, 1)));
  meets(1, 2);
  meets(1, 3);
  consistency::attribute(market_, step_at(11, 52));
  EXPECT_EQ(market_.patients.usual_slot[1], 0) << "no quarter ends here";
  consistency::attribute(market_, step_at(12, 52));
  EXPECT_EQ(market_.patients.usual_slot[1], 1);
  EXPECT_EQ(market_.clinicians.panel[0], 0);
  EXPECT_EQ(market_.clinicians.panel[1], 1);
  meets(0, 100);
  consistency::attribute(market_, step_at(25, 52));
  EXPECT_EQ(market_.patients.usual_slot[1], 1) << "two against two";
}

TEST(Rules, EN_1_MinutesNeeded) {
  const encounter::Params p{.base_minutes = 10.0, .stranger_minutes = 5.0, .needed_minutes_ceiling = 60.0};
  EXPECT_DOUBLE_EQ(encounter::minutes_needed(0.0, 1.0, 0.0, p), 10.0);
  EXPECT_DOUBLE_EQ(encounter::minutes_needed(7.0, 0.0, 3.0, p), 10.0 + 7.0 + 5.0 + 3.0);
  EXPECT_DOUBLE_EQ(encounter::minutes_needed(500.0, 0.0, 0.0, p), 60.0) << "held to the ceiling";
  EXPECT_LT(encounter::minutes_needed(7.0, 0.8, 0.0, p), encounter::minutes_needed(7.0, 0.2, 0.0, p));
}

TEST(Rules, EN_2_AdequacyOfTheMinutesHad) {
  EXPECT_NEAR(encounter::adequacy(20.0, 20.0), 0.8, 1e-15);
  EXPECT_EQ(encounter::adequacy(0.0, 20.0), 0.0);
  EXPECT_NEAR(encounter::adequacy(40.0, 20.0), 0.96, 1e-15);
  EXPECT_LE(encounter::adequacy(1e9, 20.0), 1.0);
  EXPECT_EQ(encounter::adequacy(5.0, 0.0), 1.0) << "nothing needed is always enough";
}

TEST(Rules, EN_3_FeltTime) {
  EXPECT_EQ(encounter::felt_time(18.0, 18.0), 0.0);
  EXPECT_NEAR(encounter::felt_time(36.0, 18.0), std::log(2.0), 1e-15);
  EXPECT_NEAR(encounter::felt_time(9.0, 18.0), -std::log(2.0), 1e-15);
}

TEST(Rules, EN_4_UnfinishedAgenda) {
  const encounter::Params p{.agenda_carry = 0.5, .agenda_ceiling = 20.0};
  EXPECT_EQ(encounter::agenda_after(18.0, 30.0, p), 0.0) << "more time than needed leaves nothing";
  EXPECT_EQ(encounter::agenda_after(18.0, 18.0, p), 0.0);
  EXPECT_DOUBLE_EQ(encounter::agenda_after(30.0, 18.0, p), 6.0);
  EXPECT_DOUBLE_EQ(encounter::agenda_after(480.0, 0.0, p), 20.0) << "held to the ceiling";
}

TEST(Rules, EN_5_FeltQuality) {
  const References ref;
  encounter::Params p;
  const double attention = 1.0 - 0.5 * p.room_record_share;
  encounter::Visit usual{.empathy = 0.0,
                         .skill = 0.0,
                         .adequacy = ref.adequacy / attention,
                         .knowledge = ref.knowledge,
                         .wait_days = -p.wait_days_scale * std::log(ref.prompt),
                         .felt_time = 0.0,
                         .shared = ref.shared,
                         .strain = ref.strain,
                         .disposition = 0.0,
                         .noise = 0.0};
  EXPECT_NEAR(encounter::felt_above_reference(usual, ref, p), 0.0, 1e-14) << "centred at the reference";
  EXPECT_NEAR(encounter::quality(0.0, p), 1.0 / (1.0 + std::exp(-p.start_logit)), 1e-14);
  const double base = encounter::felt_above_reference(usual, ref, p);
  const auto change = [&](double encounter::Visit::*field, double by) {
    encounter::Visit visit = usual;
    visit.*field += by;
    return encounter::felt_above_reference(visit, ref, p) - base;
  };
  EXPECT_NEAR(change(&encounter::Visit::empathy, 1.0), p.empathy_effect, 1e-14);
  EXPECT_NEAR(change(&encounter::Visit::skill, 1.0), p.skill_effect, 1e-14);
  EXPECT_NEAR(change(&encounter::Visit::adequacy, 0.1), 0.1 * p.adequacy_effect * attention, 1e-14);
  EXPECT_NEAR(change(&encounter::Visit::knowledge, 0.1), 0.1 * p.knowledge_effect, 1e-14);
  EXPECT_NEAR(change(&encounter::Visit::felt_time, 1.0), p.felt_time_effect, 1e-14);
  EXPECT_NEAR(change(&encounter::Visit::shared, 1.0), p.shared_effect, 1e-14);
  EXPECT_NEAR(change(&encounter::Visit::strain, 1.0), -p.strain_effect, 1e-14);
  EXPECT_NEAR(change(&encounter::Visit::disposition, 1.0), p.disposition_effect, 1e-14);
  EXPECT_NEAR(change(&encounter::Visit::noise, 1.0), p.noise_sd, 1e-14);
  EXPECT_NEAR(change(&encounter::Visit::wait_days, 1e6), -p.wait_effect * ref.prompt, 1e-14);
  EXPECT_LT(change(&encounter::Visit::wait_days, 1.0), 0.0);
  EXPECT_GE(encounter::quality(-1e8, p), 0.0);
  EXPECT_LE(encounter::quality(1e8, p), 1.0);
}

TEST(Rules, AC_2_TakingAColleague) {
  const References ref;
  access::Params p{.colleague_logit = 0.0, .wait_for_own = 3.0};
  EXPECT_NEAR(access::colleague_probability(ref.trust, ref, p), 0.5, 1e-15);
  EXPECT_LT(access::colleague_probability(1.0, ref, p), access::colleague_probability(0.0, ref, p))
      << "who trusts waits for their own";
  p.wait_for_own = 0.0;
  EXPECT_EQ(access::colleague_probability(1.0, ref, p), access::colleague_probability(0.0, ref, p));
}

TEST(Rules, AD_1_UnderstandingAfterAContact) {
  adherence::Params p{.understanding_gain = 0.6, .disclosure_effect = 0.5};
  EXPECT_FLOAT_EQ(adherence::understanding_after(0.0F, 1.0F, 0.55F, 0.55F, p), 0.6F);
  EXPECT_FLOAT_EQ(adherence::understanding_after(0.4F, 0.4F, 0.9F, 0.55F, p), 0.4F);
  EXPECT_GT(adherence::understanding_after(0.0F, 1.0F, 0.9F, 0.55F, p), 0.6F) << "safe to disclose";
  EXPECT_FLOAT_EQ(adherence::understanding_after(0.0F, 100.0F, 0.5F, 0.5F, p), 3.0F);
  EXPECT_FLOAT_EQ(adherence::understanding_after(0.0F, -100.0F, 0.5F, 0.5F, p), -3.0F);
  p.disclosure_effect = 10.0;
  EXPECT_FLOAT_EQ(adherence::understanding_after(2.0F, -1.0F, 1.0F, 0.0F, p), -1.0F)
      << "the gap is closed, never overshot";
}

}  // namespace rapport::rules_relationship_test
