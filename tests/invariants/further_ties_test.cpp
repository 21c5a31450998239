// Ties beyond the first lie in lists that grow, are emptied and put in order. Whatever happens to them, people
// have the ties they would have in four plain slots.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <vector>

#include "state/relationships.h"
#include "state/repack.h"
#include "support/worlds.h"

namespace rapport::further_ties_test {

using namespace worlds;

constexpr std::uint32_t kClinicians = 9;

struct Tie {
  std::uint32_t clinician = kNoClinician;
  float knowledge = 0.0F;
  std::uint32_t contacts = 0;
  std::int32_t last_week = 0;
  bool operator==(const Tie&) const = default;
};

/// Four plain slots a person, by the rules of relationships.h.
struct Plain {
  std::array<Tie, kSlots> ties{};
  std::uint8_t usual = kNoSlot;

  std::uint32_t slot_of(std::uint32_t clinician) const {
    const auto found =
        std::find_if(ties.begin(), ties.end(), [&](const Tie& tie) { return tie.clinician == clinician; });
    return static_cast<std::uint32_t>(found - ties.begin());
  }
  std::uint32_t oldest() const {
    std::uint32_t best = usual == 0 ? 1 : 0;
    for (std::uint32_t slot = best + 1; slot < kSlots; ++slot) {
      const Tie &one = ties[slot], &other = ties[best];
      const bool older = one.last_week < other.last_week ||
                         (one.last_week == other.last_week && one.clinician < other.clinician);
      if (slot != usual && older) best = slot;
    }
    return best;
  }
  std::uint32_t meet(std::uint32_t clinician, std::int32_t week) {
    std::uint32_t slot = slot_of(clinician);
    if (slot == kSlots) {
      slot = slot_of(kNoClinician);
      if (slot == kSlots) slot = oldest();
      ties[slot] = {clinician};
    }
    ties[slot].contacts = with_contact(ties[slot].contacts);
    ties[slot].last_week = week;
    return slot;
  }
  void end(std::uint32_t slot) {
    if (usual == slot) usual = kNoSlot;
    ties[slot] = {};
  }
};

/// A market of people with hardly any room for ties, and the same people in plain slots by identifier.
class FurtherTies : public testing::TestWithParam<unsigned> {
 protected:
  FurtherTies() : random_(GetParam()) {
    market_.reserve({4, kClinicians, 1, 1, 1, {}});
    market_.clinicians.count = kClinicians;
    market_.practices.count = 1;
    for (std::uint32_t k = 0; k < kClinicians; ++k) market_.clinicians.id[k] = k << 10;
    for (int person = 0; person < 40; ++person) arrive();
  }

  std::uint32_t drawn(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }

  void arrive() {
    market_.make_room_for_people(1);
    Patients& people = market_.patients;
    const std::uint32_t i = people.count++;
#define COLUMN(type, name, ...) people.name[i] = type{};
#include "state/patients.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) market_.ties.name[i] = type{};
#include "state/ties.columns.def"
#undef COLUMN
    people.id[i] = next_id_++;
    people.alive[i] = 1;
    people.household[i] = drawn(1000);
    people.mother[i] = people.partner[i] = kNobody;
    people.usual_slot[i] = kNoSlot;
    market_.ties.clinician[i] = kNoClinician;
    plain_[people.id[i]] = {};
  }

  Plain& plain(std::uint32_t i) { return plain_.at(market_.patients.id[i]); }

  void visit(std::uint32_t i) {
    const std::uint32_t id = market_.clinicians.id[drawn(kClinicians)];
    const std::uint32_t slot = meet(market_, i, id, 7 * week_, 0.0);
    ASSERT_EQ(plain(i).meet(id, week_), slot);
    const float knowledge = static_cast<float>(drawn(1000)) / 1000.0F;
    market_.ties.knowledge[market_.tie_row(slot, i)] = plain(i).ties[slot].knowledge = knowledge;
    if (drawn(4) != 0) return;
    set_usual(market_, i, static_cast<std::uint8_t>(slot));
    plain(i).usual = static_cast<std::uint8_t>(slot);
  }

  void end(std::uint32_t i, std::uint32_t slot) {
    end_tie(market_, i, slot);
    plain(i).end(slot);
  }

  void clinician_leaves() {
    const std::uint32_t id = market_.clinicians.id[drawn(kClinicians)];
    end_all_ties(market_, id, 7 * week_);
    for (std::uint32_t i = 0; i < market_.patients.count; ++i) {
      const std::uint32_t slot = plain(i).slot_of(id);
      if (slot != kSlots && market_.patients.alive[i] != 0) plain(i).end(slot);
    }
  }

  void put_in_order() {
    repack(market_);
    const std::uint64_t once = digest_of(market_);
    repack(market_);
    EXPECT_EQ(digest_of(market_), once) << "what is in order stays";
    std::size_t ties = 0;
    for (std::uint32_t i = 0; i < market_.patients.count; ++i) {
      for (std::uint32_t slot = 1; slot < kSlots; ++slot)
        ties += plain(i).ties[slot].clinician != kNoClinician ? 1 : 0;
    }
    EXPECT_EQ(market_.further.count, kNoTie + 1 + ties)
        << "emptied rows and those of the dead are given back";
  }

  /// The market lives on in a copy; what is done to the old one afterwards must not be seen.
  void copy() {
    Market old = market_;
    std::swap(old, market_);
    for (std::uint32_t tie = 0; tie < old.further.count; ++tie) old.ties.clinician[old.further_row(tie)] = 1;
  }

  void something_happens() {
    const std::uint32_t i = drawn(market_.patients.count);
    const std::uint32_t kind = drawn(1000);
    if (kind < 4) return put_in_order();
    if (kind < 8) return clinician_leaves();
    if (kind < 16) return copy();
    if (kind < 50) return arrive();
    if (market_.patients.alive[i] == 0) return;
    if (kind < 250 && kind >= 70) return end(i, drawn(kSlots));
    if (kind >= 70) return visit(i);
    market_.patients.alive[i] = 0;
  }

  void expect_the_same() {
    for (std::uint32_t i = 0; i < market_.patients.count; ++i) {
      const Plain& expected = plain(i);
      ASSERT_EQ(market_.patients.usual_slot[i], expected.usual);
      for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
        const std::size_t row = market_.tie_row(slot, i);
        const Tie tie{market_.ties.clinician[row], market_.ties.knowledge[row], market_.ties.contacts[row],
                      market_.ties.last_week[row]};
        ASSERT_EQ(tie, expected.ties[slot]) << "slot " << slot;
      }
    }
  }

  std::mt19937_64 random_;
  Market market_;
  std::map<std::uint64_t, Plain> plain_;
  std::uint64_t next_id_ = 1;
  std::int32_t week_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Seeds, FurtherTies, testing::Values(1, 2, 3, 4));

TEST_P(FurtherTies, AreThoseOfPlainSlots) {
  const std::uint32_t room = market_.further.capacity;
  for (; week_ < 3000; ++week_) {
    for (int k = 0; k < 4; ++k) something_happens();
    if (week_ % 10 == 0) expect_the_same();
    ASSERT_FALSE(HasFatalFailure());
  }
  EXPECT_GT(market_.further.capacity, room) << "the list never grew";
  EXPECT_GT(market_.further.count, 50U);
}

TEST_P(FurtherTies, AreVisitedOnceEachAndCountedAsOneByOne) {
  for (; week_ < 300; ++week_) something_happens();
  for (std::uint32_t i = 0; i < market_.patients.count; ++i) {
    std::array<int, kSlots> seen{};
    market_.each_tie(i, [&](std::uint32_t slot, std::size_t row) {
      ++seen.at(slot);
      EXPECT_EQ(row, market_.tie_row(slot, i));
    });
    const Contacts contacts = contacts_of(market_, i);
    for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
      const Tie& tie = plain(i).ties[slot];
      EXPECT_EQ(contacts.by_slot[slot], contacts_in_year(tie.contacts));
      EXPECT_TRUE(seen[slot] == 1 || (seen[slot] == 0 && tie.clinician == kNoClinician && slot > 0));
    }
  }
}

TEST_P(FurtherTies, AnEmptiedSlotKeepsItsRowUntilPeopleArePutInOrder) {
  meet(market_, 0, market_.clinicians.id[0], 0, 0.0);
  const std::uint32_t none = market_.further.count;
  for (int again = 0; again < 5; ++again) {
    EXPECT_EQ(meet(market_, 0, market_.clinicians.id[1], 0, 0.0), 1U);
    EXPECT_EQ(market_.further.count, none + 1) << "one row for the slot, however often it is emptied";
    end_tie(market_, 0, 1);
  }
  repack(market_);
  EXPECT_EQ(market_.further.count, none);
}

TEST_P(FurtherTies, ASlotThatWasNeverUsedIsNobodysRow) {
  for (std::uint32_t slot = 1; slot < kSlots; ++slot) {
    EXPECT_EQ(market_.tie_row(slot, 3), market_.further_row(kNoTie));
    end(3, slot);
  }
  EXPECT_EQ(market_.ties.clinician[market_.further_row(kNoTie)], kNoClinician);
  const std::size_t row = market_.place_tie(2, 3);
  EXPECT_NE(row, market_.further_row(kNoTie));
  EXPECT_EQ(market_.place_tie(2, 3), row) << "the same slot has one row";
  EXPECT_EQ(market_.tie_row(2, 3), row);
  EXPECT_EQ(market_.tie_row(1, 3), market_.further_row(kNoTie));
  EXPECT_EQ(market_.place_tie(0, 3), 3U);
}

}  // namespace rapport::further_ties_test
