// What chance says of all visits of a step: the address of a visit is the request that it answers.
#pragma once

#include <vector>

#include "base/draw_batch.h"
#include "state/market.h"

namespace rapport {

/// Rows are those of market.encounters.
inline DrawBatch draws_of_visits(const Market& market, DrawId draw, const Step& step) {
  const Encounters& visits = market.encounters;
  std::vector<std::uint64_t> ids(visits.count);
  for (std::uint32_t e = 0; e < visits.count; ++e) ids[e] = market.patients.id[visits.person[e]];
  return {market.luck, step.index, draw, ids, {visits.request, visits.count}};
}

}  // namespace rapport
