// Trust after visits, and its slow return to general trust.
#include "process/trust.h"

namespace rapport::trust {

namespace {

[[gnu::noinline]] void return_to_general(std::uint32_t n, float keep, const float* __restrict general,
                                         float* __restrict trust) {
  for (std::uint32_t i = 0; i < n; ++i) trust[i] = general[i] + (trust[i] - general[i]) * keep;
}

}  // namespace

void learn(Market& market, const Params& params) {
  const Encounters& visits = market.encounters;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    const std::uint32_t person = visits.person[e];
    float& trust = market.ties.trust[market.tie_row(visits.slot[e], person)];
    trust = static_cast<float>(after_visit(trust, visits.quality[e], params));
    if (visits.slot[e] == market.patients.usual_slot[person]) market.patients.usual_trust[person] = trust;
  }
}

void fade(Market& market, const Params& params, const Step& step, Rows rows) {
  if (!step.ends_period()) return;
  const float keep = elementary::exp(-kPeriodYears * static_cast<float>(params.decay_per_year));
  const std::uint32_t n = rows.end - rows.begin;
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    return_to_general(n, keep, market.patients.general_trust + rows.begin,
                      market.ties.trust + market.tie_row(slot, rows.begin));
  }
  for (std::uint32_t i = rows.begin; i < rows.end; ++i) {
    const std::uint8_t usual = market.patients.usual_slot[i];
    if (usual != kNoSlot) market.patients.usual_trust[i] = market.ties.trust[market.tie_row(usual, i)];
  }
}

}  // namespace rapport::trust
