// Reading the outcomes of a period off the market.
#pragma once

#include "engine/measure_people.h"
#include "engine/outcomes.h"
#include "engine/valuation.h"
#include "state/market.h"

namespace rapport {

/// Counters start at 0 in every period.
void clear_counters(Market& market);

/// What present values count from: the day on which the policy starts, and who lives then.
struct Origin {
  std::int32_t day = kNever;
  std::int64_t people = 0;
};
Origin origin_at(const Market& market, std::int32_t day);

/// Writes the period that ends with `step` into its cells of `tally`; changes nothing in the market. What is
/// counted from policy start is empty before `origin`.
void measure_period(const Market& market, const outcomes::Params& params, const Origin& origin,
                    const Step& step, Tally& tally);

}  // namespace rapport
