// Records and repeated tests.
#include "process/coordination.h"

#include <algorithm>

#include "base/sample.h"

namespace rapport::coordination {

namespace {

void repeat(Market& market, const Params& params, std::uint32_t person, std::uint32_t drawn) {
  if (!happens(drawn, repeat_probability(static_cast<double>(market.patients.charted[person]), params))) return;
  market.buy(person, ServiceKind::tests);
  market.add(Counter::repeated_tests, person);
}

/// Emergency visits of one person stand together in the list; `visit` counts them.
void repeat_in_emergency(Market& market, const Params& params, const Step& step) {
  const std::uint32_t bought = market.services.count;
  std::uint32_t visit = 0;
  for (std::uint32_t k = 0; k < bought; ++k) {
    if (market.services.kind[k] != static_cast<std::uint8_t>(ServiceKind::emergency)) continue;
    const std::uint32_t person = market.services.person[k];
    visit = k > 0 && market.services.person[k - 1] == person ? visit + 1 : 0;
    repeat(market, params, person,
           word(market.luck, market.patients.id[person], visit, step.index, draws::repeats_in_emergency));
  }
}

}  // namespace

void chart(Market& market) {
  const Encounters& visits = market.encounters;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    const std::uint32_t person = visits.person[e];
    float& charted = market.patients.charted[person];
    charted = std::max(charted, market.ties.knowledge[market.tie_row(visits.slot[e], person)]);
  }
}

void repeat_tests(Market& market, const Params& params, const Step& step) {
  if (params.repeat_share <= 0.0) return;
  repeat_in_emergency(market, params, step);
  const Encounters& visits = market.encounters;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    if (visits.first[e] == 0) continue;
    const std::uint32_t person = visits.person[e];
    repeat(market, params, person,
           word(market.luck, market.patients.id[person], visits.request[e], step.index, draws::repeats_tests));
  }
}

}  // namespace rapport::coordination
