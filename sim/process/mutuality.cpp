// Mutuality follows the visits.
#include "process/mutuality.h"

namespace rapport::mutuality {

void learn(Market& market, const Params& params) {
  const Encounters& visits = market.encounters;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    float& mutuality = market.ties.mutuality[market.tie_row(visits.slot[e], visits.person[e])];
    mutuality =
        static_cast<float>(after_visit(static_cast<double>(mutuality), visits.shared[e] != 0, params));
  }
}

}  // namespace rapport::mutuality
