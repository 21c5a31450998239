// Looking ahead in loops over people who lie scattered: their columns are asked for before they are needed.
#pragma once

#include <cstddef>
#include <cstdint>

#include "state/market.h"

namespace rapport {

inline constexpr std::uint32_t kFarAhead = 12;  ///< rows of a list at which columns of people are asked for
inline constexpr std::uint32_t kNearAhead = 6;  ///< and those of their ties, whose slot must be known by then

/// Asks for one row of each column. It changes nothing but the time that reading them takes; who calls it must be
/// inlined too, since compilers drop calls without effect.
template <class... Columns>
[[gnu::always_inline]] inline void fetch(std::size_t row, const Columns*... columns) {
  (__builtin_prefetch(columns + row), ...);
}

/// The row of the tie with the usual clinician; without one that of the first slot.
inline std::size_t likely_tie(const Market& market, std::uint32_t person) {
  const std::uint8_t slot = market.patients.usual_slot[person];
  return market.tie_row(slot == kNoSlot ? 0 : slot, person);
}

/// What a search through a person's ties reads of the first one in another slot than 0.
[[gnu::always_inline]] inline void fetch_further(const Market& market, std::uint32_t person) {
  const std::uint32_t tie = market.patients.further[person];
  fetch(tie, market.further.slot, market.further.next);
  fetch(market.further_row(tie), market.ties.clinician);
}

/// What counting for a person reads.
[[gnu::always_inline]] inline void fetch_for_counting(const Market& market, std::uint32_t person) {
  fetch(person, market.patients.stratum, market.patients.conditions);
}

}  // namespace rapport
