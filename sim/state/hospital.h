// A hospital stay as bookkeeping: bed, bill, death.
#pragma once

#include <cstdint>

#include "state/market.h"

namespace rapport {

/// Begins a stay of `days` on `day`, counts and bills it; if `dies`, the life ends on the day of admission,
/// since the days of a stay are not stepped through. `condition` is a list number, kNobody for another cause.
void admit(Market& market, std::uint32_t person, std::int32_t day, int days, bool dies,
           std::uint32_t condition);

}  // namespace rapport
