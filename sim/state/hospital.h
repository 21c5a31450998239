// Emergency visits and hospital stays as bookkeeping: bed, bill, death, back in care.
#pragma once

#include <cstdint>

#include "state/market.h"

namespace rapport {

inline constexpr std::int32_t kReadmissionDays = 30;  ///< window of a readmission

/// A visit to the emergency department on `day`, counted and billed; it brings people back into care (AT-2).
/// `cause` is a condition's list number, kUnserved, or kNobody for another cause.
void arrive_at_emergency(Market& market, std::uint32_t person, std::int32_t day, double severity,
                         std::uint32_t cause);

/// Begins a stay of `days` on `day`, counts and bills it; the life ends on `death_day` unless that is kNever.
/// The days of a stay are not stepped through: deaths in it are dated on the step's last day, so that nothing
/// else of the step comes after them. `condition` is a list number, kReadmission
/// when the stay before brings this one on and its cause stays that of the first, kNobody for another cause.
void admit(Market& market, std::uint32_t person, std::int32_t day, int days, std::int32_t death_day,
           std::uint32_t condition);

}  // namespace rapport
