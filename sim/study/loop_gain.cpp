// Parameters and references of a profile put into BU-5.
#include "study/loop_gain.h"

#include <cmath>

#include "process/turnover.h"

namespace rapport {

BurnoutLoop burnout_loop(const ModelParams& params, const References& references) {
  const turnover::Params& leaving = params.turnover;
  const double strain = references.strain;
  const double spread = 4.0 * strain * (1.0 - strain) * params.population.vulnerability_sd;
  const double entry_age = 0.5 * (leaving.entry_age_low + leaving.entry_age_high);
  BurnoutLoop loop;
  loop.of = {.strain = strain,
             .burned_share = references.burned_out,
             .measure_sd = std::hypot(spread, params.burnout.noise_sd),
             .leave_per_year = turnover::stationary_hazard(entry_age, leaving),
             .burned_ratio = leaving.burned_out_ratio,
             .vacancy_years = turnover::vacancy_years(1.0, leaving),
             .locum_share = leaving.locum_share};
  loop.overload_effect = params.burnout.overload_effect;
  loop.gain = burnout::loop_gain(loop.of, params.burnout);
  return loop;
}

}  // namespace rapport
