// The four ties of a person: finding one, opening one, forgetting one, and who the usual clinician is.
#pragma once

#include <cstdint>

#include "state/market.h"

namespace rapport {

/// Slot of the tie with this clinician. A new tie takes an empty slot, else that of the tie with the oldest
/// last contact (ties by id), never the usual clinician's; evicted contacts are kept in
/// patients.other_contacts. What the new one knows of the person is `passed_on` x what the record holds (CD-1).
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
/// Forgets the tie in `slot`, which may be that of the usual clinician; its contacts are kept in
/// patients.other_contacts.
void end_tie(Market& market, std::uint32_t person, std::uint32_t slot);
/// The clinician leaves: forgets every tie with this identifier.
void end_all_ties(Market& market, std::uint32_t clinician_id, std::int32_t day);

/// Whether somebody may join this clinician's panel today: it is open (PN-1), not full, and not a locum's.
inline bool takes_newcomers(const Market& market, std::uint32_t clinician) {
  const Clinicians& staff = market.clinicians;
  return staff.panel_open[clinician] != 0 && staff.vacant_until[clinician] == 0 &&
         staff.panel[clinician] < market.practices.panel_limit[staff.practice[clinician]];
}

/// Ends the tie with the usual clinician, as if it had been evicted; nothing without one.
void lose_usual(Market& market, std::uint32_t person);
/// People whose usual clinician each clinician is, counted anew.
void count_panels(Market& market);

}  // namespace rapport
