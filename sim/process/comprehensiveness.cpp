// What each visit takes up, and the referrals that follow.
#include "process/comprehensiveness.h"

#include "base/sample.h"
#include "state/fetch.h"
#include "state/visit_draws.h"

namespace rapport::comprehensiveness {

namespace {

[[gnu::always_inline]] inline void look_ahead(const Market& market, std::uint32_t e) {
  const Encounters& visits = market.encounters;
  if (e + kNearAhead >= visits.count) return;
  const std::uint32_t person = visits.person[e + kNearAhead];
  fetch(market.tie_row(visits.slot[e + kNearAhead], person), market.ties.breadth);
}

}  // namespace

void take_up(Market& market, const Params& params, const Step& step) {
  Encounters& visits = market.encounters;
  const DrawBatch drawn = draws_of_visits(market, draws::is_referred, step);
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    look_ahead(market, e);
    const std::uint32_t person = visits.person[e];
    const double share = taken_up(static_cast<double>(market.clinicians.scope[visits.clinician[e]]),
                                  static_cast<double>(visits.adequacy[e]));
    const bool referred = happens(drawn.word(draws::is_referred, e),
                                  referral_probability(share, market.tables->references, params));
    float& breadth = market.ties.breadth[market.tie_row(visits.slot[e], person)];
    breadth = static_cast<float>(after_visit(static_cast<double>(breadth), share, params));
    visits.taken_up[e] = static_cast<float>(share);
    visits.referred[e] = referred ? 1 : 0;
    if (referred) market.add(Counter::referrals, person);
  }
}

}  // namespace rapport::comprehensiveness
