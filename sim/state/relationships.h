// The four ties of a person: finding one, opening one, forgetting one, and who the usual clinician is.
#pragma once

#include <cstdint>

#include "state/market.h"

namespace rapport {

/// Slot of the tie with this clinician after one more contact on `day`. A new tie takes an empty slot, else
/// that of the tie with the oldest last contact (ties by id), never the usual clinician's; evicted contacts
/// are kept in patients.other_contacts. Whoever has no usual clinician takes this one if the panel is open.
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

/// Trailing-year visits by slot and in all (those with forgotten clinicians too).
struct Contacts {
  std::uint32_t by_slot[kSlots];
  std::uint32_t all;
};
Contacts contacts_of(const Market& market, std::uint32_t person);

// RE-1  Usual provider continuity of a trailing year: UPC = max_j n_j / N
//
//   n_j  visits to clinician j in the running and the three past quarters   N  all of them, at least 2 where
//   reported Definition: [Barker2017].
double upc(const Contacts& contacts);

/// Makes the clinician in `slot` the usual one and keeps both panels right. kNoSlot for none.
void set_usual(Market& market, std::uint32_t person, std::uint8_t slot);
/// Ends the tie with the usual clinician, as if it had been evicted; nothing without one.
void lose_usual(Market& market, std::uint32_t person);
/// People whose usual clinician each clinician is, counted anew.
void count_panels(Market& market);

}  // namespace rapport
