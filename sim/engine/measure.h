// Reading the outcomes of a period off the market.
#pragma once

#include "engine/outcomes.h"
#include "state/market.h"

namespace rapport {

/// Counters start at 0 in every period.
void clear_counters(Market& market);
/// Writes the period that ends with `step` into its cells of `tally`; changes nothing in the market.
void measure_period(const Market& market, const Step& step, Tally& tally);

/// Days that a person lived in [from, to).
std::int32_t days_lived(std::int32_t from, std::int32_t to, std::int32_t birth_day, std::int32_t death_day);

}  // namespace rapport
