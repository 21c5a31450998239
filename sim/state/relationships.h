// The four ties of a person: finding one, opening one, forgetting one, and who the usual clinician is.
#pragma once

#include <cstdint>

#include "state/market.h"

namespace rapport {

/// Slot of the tie with this clinician. A new tie takes an empty slot, else that of the tie with the oldest
/// last contact (ties by id), never the usual clinician's; evicted contacts are kept in
/// patients.other_contacts and other_pairs. What the new one knows of the person is `passed_on` x what the record holds (CD-1).
std::uint32_t tie_with(Market& market, std::uint32_t person, std::uint32_t clinician_id, std::int32_t day,
                       double passed_on);
/// The same after one more contact on `day`. It makes nobody the usual clinician.
std::uint32_t meet(Market& market, std::uint32_t person, std::uint32_t clinician_id, std::int32_t day,
                   double passed_on);
/// Whether the person has a tie with this clinician.
bool has_met(const Market& market, std::uint32_t person, std::uint32_t clinician_id);

/// Contacts of the running and the three past quarters in one packed column.
constexpr std::uint32_t contacts_in_year(std::uint32_t packed) {
  return (packed & 255) + (packed >> 8 & 255) + (packed >> 16 & 255) + (packed >> 24);
}
/// One more contact in the running quarter; stays at 255.
constexpr std::uint32_t with_contact(std::uint32_t packed) {
  return (packed & 255) < 255 ? packed + 1 : packed;
}
/// A quarter ends: the oldest one is forgotten.
constexpr std::uint32_t next_quarter(std::uint32_t packed) { return packed << 8; }

/// Pairs that so many contacts make.
constexpr std::uint32_t pairs_of(std::uint32_t contacts) {
  return contacts * (contacts - (contacts > 0)) / 2;
}
/// Pairs of contacts, packed by the quarter of the older one: a pair is forgotten with its older contact.
/// Stays at 255.
constexpr std::uint32_t pairs_by_quarter(std::uint32_t packed_contacts) {
  std::uint32_t packed = 0, newer = 0;
  for (int shift = 0; shift < 32; shift += 8) {
    const std::uint32_t here = packed_contacts >> shift & 255;
    const std::uint32_t pairs = pairs_of(here) + here * newer;
    packed |= (pairs < 255 ? pairs : 255) << shift;
    newer += here;
  }
  return packed;
}

/// Trailing-year visits by slot and in all, and pairs of visits to one clinician (those with forgotten
/// clinicians too).
struct Contacts {
  std::uint32_t by_slot[kSlots];
  std::uint32_t all;
  std::uint32_t pairs = 0;
};
Contacts contacts_of(const Market& market, std::uint32_t person);

// RE-1  Usual provider continuity of a trailing year: UPC = max_j n_j / N
//
//   n_j  visits to clinician j in the running and the three past quarters   N  all of them, at least 2 where
//   reported Definition: [Barker2017].
double upc(const Contacts& contacts);
/// The same from its parts; `all` is 1 or more.
constexpr double upc_of(std::uint32_t most, std::uint32_t all) { return static_cast<double>(most) / all; }

// RE-2  Continuity of care index of a trailing year: COC = sum_j n_j (n_j - 1) / (N (N - 1))
//
//   n_j, N  as in RE-1   the share of pairs of visits that went to one clinician, 0 to 1
//   Definition: Bice and Boxerman, as in [Hussey2014]. A clinician who is met again after the tie was given up
//   counts as another one.
double coc(const Contacts& contacts);
/// The same from its parts; `all` is 2 or more.
constexpr double coc_of(std::uint32_t pairs, std::uint32_t all) {
  return 2.0 * pairs / (static_cast<double>(all) * (all - 1));
}

// RE-3  Sequential continuity: SECON = s / q
//
//   q  visits of people who have had one before in this market   s  those of them that are with the clinician of
//   the visit before. Summed over visits, not meant over persons. Definition: [Hussey2014] (VS-1 for one person).

/// Days since the first contact with the usual clinician, who must exist; never negative.
std::int32_t days_with_usual(const Market& market, std::uint32_t person, std::int32_t today);

/// Row of the usual clinician, kNobody without one.
inline std::uint32_t usual_clinician(const Market& market, std::uint32_t person) {
  const std::uint8_t slot = market.patients.usual_slot[person];
  return slot == kNoSlot ? kNobody
                         : market.clinician_row(market.ties.clinician[market.tie_row(slot, person)]);
}

/// Makes the clinician in `slot` the usual one and keeps both panels right. kNoSlot for none.
void set_usual(Market& market, std::uint32_t person, std::uint8_t slot);
/// Forgets the tie in `slot`, which may be that of the usual clinician; its contacts are kept in
/// patients.other_contacts.
void end_tie(Market& market, std::uint32_t person, std::uint32_t slot);
/// The clinician leaves: forgets every tie with this identifier.
void end_all_ties(Market& market, std::uint32_t clinician_id, std::int32_t day);

/// People up to which newcomers may join this clinician: the practice's limit, for the hired in proportion.
inline std::int32_t panel_limit_of(const Market& market, std::uint32_t clinician) {
  const Clinicians& staff = market.clinicians;
  const std::uint32_t practice = staff.practice[clinician];
  const std::int32_t limit = market.practices.panel_limit[practice];
  const float usual = staff.fte[market.practices.first_clinician[practice]];
  if (staff.fte[clinician] == usual) return limit;
  return static_cast<std::int32_t>(static_cast<double>(limit) * static_cast<double>(staff.fte[clinician]) /
                                   static_cast<double>(usual));
}

/// Whether somebody may join this clinician's panel today: it is open (PN-1), not full, and not a locum's.
inline bool takes_newcomers(const Market& market, std::uint32_t clinician) {
  const Clinicians& staff = market.clinicians;
  return staff.panel_open[clinician] != 0 && staff.vacant_until[clinician] == 0 &&
         staff.panel[clinician] < panel_limit_of(market, clinician);
}

/// Ends the tie with the usual clinician, as if it had been evicted; nothing without one.
void lose_usual(Market& market, std::uint32_t person, std::int32_t day);
/// People whose usual clinician each clinician is, counted anew.
void count_panels(Market& market);

}  // namespace rapport
