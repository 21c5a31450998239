// Beginning and ending a life: the columns that change together.
#pragma once

#include <cstdint>

#include "state/market.h"

namespace rapport {

struct Newborn {
  std::uint64_t id;
  std::uint8_t sex;
  std::int32_t day;
  std::uint32_t mother;  ///< row
  float frailty;
  float behaviour;
  float disposition;
  float instability;
  float support;
  float cohesion;
  float conflict;
};

/// Appends a row; there must be room. The child takes household, income, coverage and clinician of the
/// mother.
void add_newborn(Market& market, const Newborn& child);
/// Ends a life on a day: counts it and records it. Conditions and requests of the dead are cleared by their
/// owners.
void end_life(Market& market, std::uint32_t person, std::int32_t day, bool in_hospital);

/// Ends a stay in the market: the row is as that of the dead, and nobody is bereaved.
void leave_market(Market& market, std::uint32_t person, std::int32_t day);

}  // namespace rapport
