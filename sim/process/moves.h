// Households that move inside the market, leave it and arrive in it. Equations MO-1, MO-2.
#pragma once

#include <cstdint>
#include <vector>

#include "state/market.h"
#include "state/population.h"

namespace rapport::moves {

// MO-1  Moving inside the market
//
//     rate = m_0 f of the head of the household
//
//   f  as in TV-1   m_0  instability.move_per_year   The head is the oldest living member. With probability
//   instability.move_loses_doctor the ties of all members with their usual clinicians end.
//   Form: our assumption; that moving ends ties: [JABFM5731]. Size: A-87.

// MO-2  Leaving and arriving
//
//     rate = d_0 f of the head;   for each household that leaves one arrives on the same day
//
//   d_0  instability.departure_per_year   Who arrives: a household of the outside pool, each as likely as
//   another; the pool has ages, couples and mothers of the synthesis (PO-5, PO-6) and does not change.
//   Traits, coverage, family ties and conditions are drawn anew (PO-1, PO-2, FA-1); nobody has a clinician.
//   Identifier of the k-th who arrives in period n: founder 2^23 + 8192 n + k.
//   Form: our assumption; homes that are left are taken, so that households stay as many. Size: A-87.
constexpr std::uint32_t kOutsiders = 1U << 23;
constexpr std::uint32_t kArrivalsPerPeriod = 8192;
/// 0 when the period or its places are used up: then nobody more arrives.
constexpr std::uint64_t arrival_id(std::int32_t period, std::uint32_t k) {
  const std::uint64_t number = static_cast<std::uint64_t>(period) * kArrivalsPerPeriod + k;
  return k < kArrivalsPerPeriod && number < kOutsiders ? (kOutsiders + number) << 40 : 0;
}

/// Bits of patients.turning.
inline constexpr std::uint8_t kMoves = 4, kDeparts = 8;

/// Row of the oldest living member of each household that is `asked` for by its number (by lower id among
/// equals), kNobody in empty homes and all others.
std::vector<std::uint32_t> heads_of_households(const Market& market, const std::vector<std::uint8_t>& asked);

/// At the start of a period: moves and departures that were drawn, and who arrives. Returns the first row of
/// those who arrived, whose trust and habits are the engine's to start.
std::uint32_t move_households(Market& market, double loses_doctor, const population::Params& population,
                              const Step& step);

}  // namespace rapport::moves
