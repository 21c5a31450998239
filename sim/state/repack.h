// Rows of people put in order anew: who is dead or gone leaves, homes are contiguous again.
#pragma once

#include "state/market.h"

namespace rapport {

/// Requests of the dead and the gone leave the queue and are counted as withdrawn.
void withdraw_requests(Market& market);

/// Drops the rows of the dead and the gone, sorts the others by household, oldest first, numbers households
/// anew and carries every link along: mother, partner, owners of conditions, requests. Rows are names inside
/// a market and nothing more, so that no result depends on it; a test holds that. Visits and services of the
/// step before are over and are dropped.
void repack(Market& market);

}  // namespace rapport
