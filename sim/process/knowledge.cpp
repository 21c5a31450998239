// Knowledge grows with visits and fades with time.
#include "process/knowledge.h"

namespace rapport::knowledge {

namespace {

[[gnu::noinline]] void forget(std::uint32_t n, float keep, float* __restrict knowledge) {
  for (std::uint32_t i = 0; i < n; ++i) knowledge[i] *= keep;
}

}  // namespace

void learn(Market& market, const Params& params) {
  const Encounters& visits = market.encounters;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    float& knowledge = market.ties.knowledge[market.tie_row(visits.slot[e], visits.person[e])];
    const double weight = visits.home[e] != 0 ? params.home_weight : 1.0;
    knowledge = static_cast<float>(after_visit(knowledge, params, weight));
  }
}

void fade(Market& market, const Params& params, const Step& step) {
  if (!step.ends_period()) return;
  const float keep = elementary::exp(-kPeriodYears * static_cast<float>(params.fading_per_year));
  forget(market.patients.count, keep, market.ties.knowledge);
  forget(market.further.count, keep, market.ties.knowledge + market.further_row(0));
}

}  // namespace rapport::knowledge
