// Records and repeated tests.
#include "process/coordination.h"

#include <algorithm>
#include <vector>

#include "base/sample.h"
#include "state/fetch.h"

namespace rapport::coordination {

namespace {

void repeat(Market& market, const Params& params, std::uint32_t person, std::uint32_t drawn) {
  if (!happens(drawn, repeat_probability(static_cast<double>(market.patients.charted[person]), params)))
    return;
  market.buy(person, ServiceKind::tests);
  market.add(Counter::repeated_tests, person);
}

[[gnu::always_inline]] inline void look_ahead(const Market& market, std::uint32_t person) {
  fetch(person, market.patients.id, market.patients.charted);
  fetch_for_counting(market, person);
}

/// Who came to an emergency department in the step, once a visit; one person's visits stand together.
std::vector<std::uint32_t> emergency_visitors(const Services& services) {
  std::vector<std::uint32_t> visitors;
  for (std::uint32_t k = 0; k < services.count; ++k) {
    if (services.kind[k] == static_cast<std::uint8_t>(ServiceKind::emergency))
      visitors.push_back(services.person[k]);
  }
  std::sort(visitors.begin(), visitors.end());
  return visitors;
}

/// `visit` numbers the visits of one person in the step.
void repeat_in_emergency(Market& market, const Params& params, const Step& step) {
  const std::vector<std::uint32_t> visitors = emergency_visitors(market.services);
  std::uint32_t visit = 0;
  for (std::size_t k = 0; k < visitors.size(); ++k) {
    if (k + kFarAhead < visitors.size()) look_ahead(market, visitors[k + kFarAhead]);
    const std::uint32_t person = visitors[k];
    visit = k > 0 && visitors[k - 1] == person ? visit + 1 : 0;
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
    repeat(
        market, params, person,
        word(market.luck, market.patients.id[person], visits.request[e], step.index, draws::repeats_tests));
  }
}

}  // namespace rapport::coordination
