// The four ties of a person: finding one, opening one, forgetting one, and who the usual clinician is.
#pragma once

#include <cstdint>

#include "state/market.h"

namespace rapport {

/// Slot of the tie with this clinician after one more contact on `day`. A new tie takes an empty slot, else
/// that of the tie with the oldest last contact (ties by id), never the usual clinician's; evicted contacts
/// are kept in patients.other_contacts and other_pairs. Whoever has no usual clinician takes this one if the panel is open.
std::uint32_t meet(Market& market, std::uint32_t person, std::uint32_t clinician_id, std::int32_t day);

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

/// Pairs of contacts, packed by the quarter of the older one: a pair is forgotten with its older contact.
/// Stays at 255.
constexpr std::uint32_t pairs_by_quarter(std::uint32_t packed_contacts) {
  std::uint32_t packed = 0, newer = 0;
  for (int shift = 0; shift < 32; shift += 8) {
    const std::uint32_t here = packed_contacts >> shift & 255;
    const std::uint32_t pairs = (here > 0 ? here * (here - 1) / 2 : 0) + here * newer;
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

// RE-2  Continuity of care index of a trailing year: COC = sum_j n_j (n_j - 1) / (N (N - 1))
//
//   n_j, N  as in RE-1   the share of pairs of visits that went to one clinician, 0 to 1
//   Definition: Bice and Boxerman, as in [Hussey2014]. A clinician who is met again after the tie was given up
//   counts as another one.
double coc(const Contacts& contacts);

/// Days since the first contact with the usual clinician, who must exist; never negative.
std::int32_t days_with_usual(const Market& market, std::uint32_t person, std::int32_t today);

/// Makes the clinician in `slot` the usual one and keeps both panels right. kNoSlot for none.
void set_usual(Market& market, std::uint32_t person, std::uint8_t slot);
/// People whose usual clinician each clinician is, counted anew.
void count_panels(Market& market);

}  // namespace rapport
