// Reading the outcomes of clinicians off the market: workload, burnout, turnover, panels.
#pragma once

#include "engine/outcomes.h"
#include "state/market.h"

namespace rapport {

/// Writes the period that ends with `step` into the cells of everybody; changes nothing in the market.
void measure_staff(const Market& market, const Step& step, Tally& tally);

}  // namespace rapport
