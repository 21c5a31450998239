// RE-2: the continuity of care index, its expectation under random mixing, and what giving up a tie leaves of it.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <random>
#include <vector>

#include "state/relationships.h"

namespace rapport {
namespace {

/// One practice of clinicians; every person starts without a tie.
Market strangers(std::uint32_t people, std::uint32_t clinicians) {
  Market market;
  market.reserve({people, clinicians, 1, 1, 1, {}});
  market.patients.count = people;
  market.clinicians.count = clinicians;
  market.practices.count = 1;
  market.practices.panel_limit[0] = 1 << 30;
  for (std::uint32_t k = 0; k < clinicians; ++k) market.clinicians.id[k] = k << 10;
  for (std::uint32_t i = 0; i < people; ++i) {
    market.patients.alive[i] = 1;
    market.patients.usual_slot[i] = kNoSlot;
    market.ties.clinician[market.tie_row(0, i)] = kNoClinician;
  }
  return market;
}

TEST(Continuity, RE_2_KnownAnswers) {
  // A A A A A B B B C C: (38 - 10) / 90.
  EXPECT_DOUBLE_EQ(coc({{5, 3, 2, 0}, 10, 14}), 28.0 / 90.0);
  EXPECT_DOUBLE_EQ(coc({{7, 0, 0, 0}, 7, 21}), 1.0);
  EXPECT_DOUBLE_EQ(coc({{1, 1, 1, 1}, 4, 0}), 0.0);
  EXPECT_EQ(coc({{1, 0, 0, 0}, 1, 0}), 0.0) << "one visit has no pairs; it is not reported";
  Market market = strangers(1, 3);
  for (const std::uint32_t k : {0, 0, 0, 0, 0, 1, 1, 1, 2, 2})
    meet(market, 0, market.clinicians.id[k], 3, 0.0);
  EXPECT_DOUBLE_EQ(coc(contacts_of(market, 0)), 28.0 / 90.0);
  EXPECT_DOUBLE_EQ(upc(contacts_of(market, 0)), 0.5);
}

TEST(Continuity, RE_2_PairsAreKeptByTheOlderContact) {
  const std::uint32_t contacts = 3U | 2U << 8 | 1U << 24;  // 3 now, 2 in the past quarter, 1 in the oldest
  const std::uint32_t pairs = pairs_by_quarter(contacts);
  EXPECT_EQ(contacts_in_year(pairs), 15U) << "6 contacts make 15 pairs";
  EXPECT_EQ(contacts_in_year(next_quarter(pairs)), 10U) << "the oldest contact takes its 5 pairs with it";
  EXPECT_EQ(contacts_in_year(next_quarter(pairs)),
            contacts_in_year(pairs_by_quarter(next_quarter(contacts))));
  EXPECT_EQ(pairs_by_quarter(0), 0U);
  EXPECT_EQ(pairs_by_quarter(200), 255U) << "no carry into the next quarter";
}

/// Every sequence of five visits to clinicians that are drawn with probabilities p, one person each: the
/// expectation without chance.
double expected_coc(const std::array<double, 3>& p) {
  constexpr std::uint32_t kVisits = 5, kSequences = 243;
  Market market = strangers(kSequences, 3);
  double expectation = 0.0;
  for (std::uint32_t i = 0; i < kSequences; ++i) {
    double probability = 1.0;
    for (std::uint32_t visit = 0, rest = i; visit < kVisits; ++visit, rest /= 3) {
      probability *= p[rest % 3];
      meet(market, i, market.clinicians.id[rest % 3], static_cast<std::int32_t>(visit), 0.0);
    }
    expectation += probability * coc(contacts_of(market, i));
  }
  return expectation;
}

TEST(Continuity, RE_2_ExpectationUnderRandomMixingIsTheSumOfSquares) {
  EXPECT_NEAR(expected_coc({0.5, 0.3, 0.2}), 0.38, 1e-14);
  EXPECT_NEAR(expected_coc({1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0}), 1.0 / 3.0, 1e-14);
  EXPECT_GT(std::abs(expected_coc({0.525, 0.29, 0.185}) - 0.38), 0.01) << "probabilities shifted by 5 %";
}

/// Visits that wander from clinician to clinician, 40 of them, so that ties are given up all the time. Nobody
/// goes back to a clinician who was given up.
TEST(Continuity, RE_2_StaysExactWhenTiesAreGivenUp) {
  std::mt19937_64 random(5);
  int given_up = 0;
  for (int person = 0; person < 200; ++person) {
    Market market = strangers(1, 40);
    std::vector<std::map<std::uint32_t, int>> quarters(1);
    std::uint32_t newest = 1;
    for (std::int32_t visit = 0; visit < 40; ++visit) {
      if (random() % 3 == 0 && newest < 39) ++newest;
      const bool own = visit == 0 || random() % 2 == 0;
      const std::uint32_t clinician = own ? 0 : newest - static_cast<std::uint32_t>(random() % 2);
      meet(market, 0, market.clinicians.id[clinician], 10 * visit, 0.0);
      if (visit == 0) set_usual(market, 0, 0);
      ++quarters.back()[clinician];
      std::map<std::uint32_t, int> year;
      for (std::size_t q = quarters.size() > 4 ? quarters.size() - 4 : 0; q < quarters.size(); ++q) {
        for (const auto& [who, visits] : quarters[q]) year[who] += visits;
      }
      int all = 0, pairs = 0;
      for (const auto& [who, visits] : year) all += visits, pairs += visits * (visits - 1) / 2;
      const Contacts contacts = contacts_of(market, 0);
      ASSERT_EQ(contacts.all, static_cast<std::uint32_t>(all));
      ASSERT_EQ(contacts.pairs, static_cast<std::uint32_t>(pairs));
      given_up += contacts_in_year(market.patients.other_pairs[0]) > 0 ? 1 : 0;
      if (visit % 4 != 3) continue;
      quarters.emplace_back();
      market.each_tie(0, [&](std::uint32_t, std::size_t tie) {
        market.ties.contacts[tie] = next_quarter(market.ties.contacts[tie]);
      });
      market.patients.other_contacts[0] = next_quarter(market.patients.other_contacts[0]);
      market.patients.other_pairs[0] = next_quarter(market.patients.other_pairs[0]);
    }
  }
  EXPECT_GT(given_up, 500) << "pairs with forgotten clinicians do matter";
}

}  // namespace
}  // namespace rapport
