// DI-1, year by year of age.
#include "scenario/incidence.h"

#include <algorithm>

namespace rapport::scenario {

ByAge incidence(const ByAge& prevalence, const ByAge& death_per_year, double remission_per_year,
                double mortality_ratio) {
  ByAge result{};
  const std::size_t last = result.size() - 1;
  for (std::size_t age = 0; age <= last; ++age) {
    const std::size_t before = age == 0 ? 0 : age - 1;
    const std::size_t after = std::min(age + 1, last);
    // Nobody is born with a condition: in the first year prevalence climbs from 0 to that of age 1.
    const double p = age == 0 ? 0.5 * prevalence[after] : prevalence[age];
    const double from = age == 0 ? 0.0 : prevalence[before];
    const double slope = (prevalence[after] - from) / static_cast<double>(after - before);
    const double excess = mortality_ratio - 1.0;
    const double mu0 = death_per_year[age] / (1.0 + p * excess);
    const double gain = slope + remission_per_year * p + p * (1.0 - p) * excess * mu0;
    result[age] = std::max(0.0, gain / (1.0 - p));
  }
  return result;
}

}  // namespace rapport::scenario
