// Slots, contacts and the usual clinician.
#include "state/relationships.h"

#include <algorithm>
#include <bit>

namespace rapport {

namespace {

/// kSlots when the person has no tie with this clinician.
std::uint32_t slot_of(const Market& market, std::uint32_t person, std::uint32_t clinician_id) {
  std::uint32_t found = kSlots;
  market.each_tie(person, [&](std::uint32_t slot, std::size_t tie) {
    if (market.ties.clinician[tie] == clinician_id) found = slot;
  });
  return found;
}

/// The first empty slot, kSlots when all are taken.
std::uint32_t empty_slot(const Market& market, std::uint32_t person) {
  std::uint32_t taken = 0;
  market.each_tie(person, [&](std::uint32_t slot, std::size_t tie) {
    if (market.ties.clinician[tie] != kNoClinician) taken |= 1U << slot;
  });
  return static_cast<std::uint32_t>(std::countr_one(taken));
}

std::uint32_t slot_to_give_up(const Market& market, std::uint32_t person) {
  std::uint32_t oldest = kSlots;
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    if (slot == market.patients.usual_slot[person]) continue;
    const std::size_t tie = market.tie_row(slot, person);
    if (oldest == kSlots) oldest = slot;
    const std::size_t best = market.tie_row(oldest, person);
    const bool older = market.ties.last_week[tie] < market.ties.last_week[best];
    const bool as_old = market.ties.last_week[tie] == market.ties.last_week[best];
    if (older || (as_old && market.ties.clinician[tie] < market.ties.clinician[best])) oldest = slot;
  }
  return oldest;
}

/// Quarter by quarter, without carrying from one to the next.
std::uint32_t add_packed(std::uint32_t a, std::uint32_t b) {
  std::uint32_t sum = 0;
  for (int shift = 0; shift < 32; shift += 8) {
    sum |= std::min((a >> shift & 255) + (b >> shift & 255), 255U) << shift;
  }
  return sum;
}

void open_tie(Market& market, std::uint32_t person, std::uint32_t slot, std::uint32_t clinician_id,
              std::int32_t day, double passed_on) {
  const std::size_t tie = market.place_tie(slot, person);
  if (market.ties.clinician[tie] != kNoClinician) {
    std::uint32_t& other = market.patients.other_contacts[person];
    std::uint32_t& pairs = market.patients.other_pairs[person];
    other = add_packed(other, market.ties.contacts[tie]);
    pairs = add_packed(pairs, pairs_by_quarter(market.ties.contacts[tie]));
  }
  market.ties.clinician[tie] = clinician_id;
  market.ties.trust[tie] = market.patients.general_trust[person];
  market.ties.knowledge[tie] =
      static_cast<float>(passed_on * static_cast<double>(market.patients.charted[person]));
  market.ties.consistency[tie] = 0.0F;
  market.ties.start_week[tie] = week_of(day);
  market.ties.contacts[tie] = 0;
  market.ties.mutuality[tie] = 0.0F;
  market.ties.breadth[tie] = 0.0F;
}

}  // namespace

void set_usual(Market& market, std::uint32_t person, std::uint8_t slot) {
  std::uint8_t& usual = market.patients.usual_slot[person];
  if (usual != kNoSlot)
    --market.clinicians.panel[market.clinician_row(market.ties.clinician[market.tie_row(usual, person)])];
  usual = slot;
  market.patients.usual_trust[person] =
      slot == kNoSlot ? kNoTrust : market.ties.trust[market.tie_row(slot, person)];
  if (usual != kNoSlot)
    ++market.clinicians.panel[market.clinician_row(market.ties.clinician[market.tie_row(usual, person)])];
}

void lose_usual(Market& market, std::uint32_t person, std::int32_t day) {
  const std::uint8_t slot = market.patients.usual_slot[person];
  if (slot == kNoSlot) return;
  market.record(person, day, EventKind::lost_usual, 0.0F,
                market.ties.clinician[market.tie_row(slot, person)]);
  end_tie(market, person, slot);
}

bool has_met(const Market& market, std::uint32_t person, std::uint32_t clinician_id) {
  return slot_of(market, person, clinician_id) != kSlots;
}

std::uint32_t tie_with(Market& market, std::uint32_t person, std::uint32_t clinician_id, std::int32_t day,
                       double passed_on) {
  const std::uint32_t known = slot_of(market, person, clinician_id);
  if (known != kSlots) return known;
  const std::uint32_t empty = empty_slot(market, person);
  const std::uint32_t slot = empty != kSlots ? empty : slot_to_give_up(market, person);
  open_tie(market, person, slot, clinician_id, day, passed_on);
  return slot;
}

std::uint32_t meet(Market& market, std::uint32_t person, std::uint32_t clinician_id, std::int32_t day,
                   double passed_on) {
  const std::uint32_t slot = tie_with(market, person, clinician_id, day, passed_on);
  const std::size_t tie = market.tie_row(slot, person);
  market.ties.contacts[tie] = with_contact(market.ties.contacts[tie]);
  market.ties.last_week[tie] = week_of(day);
  return slot;
}

void end_tie(Market& market, std::uint32_t person, std::uint32_t slot) {
  if (market.patients.usual_slot[person] == slot) set_usual(market, person, kNoSlot);
  const std::size_t tie = market.tie_row(slot, person);
  std::uint32_t& other = market.patients.other_contacts[person];
  std::uint32_t& pairs = market.patients.other_pairs[person];
  other = add_packed(other, market.ties.contacts[tie]);
  pairs = add_packed(pairs, pairs_by_quarter(market.ties.contacts[tie]));
#define COLUMN(type, name, ...) market.ties.name[tie] = type{};
#include "state/ties.columns.def"
#undef COLUMN
  market.ties.clinician[tie] = kNoClinician;
}

namespace {

void lose_tie(Market& market, std::uint32_t person, std::uint32_t slot, std::uint32_t clinician_id,
              std::int32_t day) {
  if (market.patients.alive[person] == 0) return;
  const bool was_usual = market.patients.usual_slot[person] == slot;
  end_tie(market, person, slot);
  if (!was_usual) return;
  market.add(Counter::lost_clinician, person);
  market.record(person, day, EventKind::lost_clinician, 0.0F, clinician_id);
}

}  // namespace

void end_all_ties(Market& market, std::uint32_t clinician_id, std::int32_t day) {
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.ties.clinician[market.tie_row(0, i)] == clinician_id)
      lose_tie(market, i, 0, clinician_id, day);
  }
  for (std::uint32_t tie = kNoTie + 1; tie < market.further.count; ++tie) {
    if (market.ties.clinician[market.further_row(tie)] == clinician_id)
      lose_tie(market, market.further.person[tie], market.further.slot[tie], clinician_id, day);
  }
}

Contacts contacts_of(const Market& market, std::uint32_t person) {
  Contacts contacts{};
  market.each_tie(person, [&](std::uint32_t slot, std::size_t tie) {
    const std::uint32_t visits = contacts_in_year(market.ties.contacts[tie]);
    contacts.by_slot[slot] = visits;
    contacts.all += visits;
    contacts.pairs += pairs_of(visits);
  });
  contacts.all += contacts_in_year(market.patients.other_contacts[person]);
  contacts.pairs += contacts_in_year(market.patients.other_pairs[person]);
  return contacts;
}

double upc(const Contacts& contacts) {
  const std::uint32_t most = *std::max_element(contacts.by_slot, contacts.by_slot + kSlots);
  return contacts.all == 0 ? 0.0 : upc_of(most, contacts.all);
}

double coc(const Contacts& contacts) { return contacts.all < 2 ? 0.0 : coc_of(contacts.pairs, contacts.all); }

std::int32_t days_with_usual(const Market& market, std::uint32_t person, std::int32_t today) {
  const std::size_t tie = market.tie_row(market.patients.usual_slot[person], person);
  return std::max(today - market.ties.start_week[tie] * kDaysPerWeek, 0);
}

void count_panels(Market& market) {
  std::fill_n(market.clinicians.panel, market.clinicians.count, 0);
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.patients.alive[i] == 0 || market.patients.usual_slot[i] == kNoSlot) continue;
    const std::uint32_t id = market.ties.clinician[market.tie_row(market.patients.usual_slot[i], i)];
    ++market.clinicians.panel[market.clinician_row(id)];
  }
}

}  // namespace rapport
