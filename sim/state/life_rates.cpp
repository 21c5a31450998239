// Filling the table of background rates.
#include "state/life_rates.h"

namespace rapport {

double background_hazard(double life_table_hazard, double acute_deaths, double mean_factor) {
  const double rest = life_table_hazard - acute_deaths;
  return rest > 0.0 ? rest / mean_factor : 0.0;
}

double background_use(double published, double modelled) {
  const double rest = published - modelled;
  return rest > 0.0 ? rest : 0.0;
}

LifeRates life_rates(const Tables& tables) {
  LifeRates rates;
  rates.incidence.resize(tables.conditions.size());
  for (std::size_t row = 0; row < rates.deaths.size(); ++row) {
    const std::size_t sex = row / kAges, age = row % kAges;
    double planned = 0.0, referred = 0.0;
    for (std::size_t c = 0; c < tables.conditions.size(); ++c) {
      const ConditionSpec& spec = tables.conditions[c];
      const double known = spec.prevalence[sex][age] * (1.0 - spec.of.undiagnosed_share);
      planned += known * spec.of.visits_per_year;
      referred += known * spec.of.specialist_visits_per_year;
      rates.incidence[c][row] = static_cast<float>(spec.incidence[sex][age]);
    }
    rates.deaths[row] = static_cast<float>(background_hazard(tables.death_per_year[sex][age],
                                                             tables.acute_deaths_per_year[sex][age],
                                                             tables.frailty_mean_factor[sex][age]));
    rates.births[row] = sex == female ? static_cast<float>(tables.births_per_year[age]) : 0.0F;
    rates.acute_needs[row] = static_cast<float>(background_use(tables.primary_care_visits[age], planned));
    rates.specialist_visits[row] =
        static_cast<float>(background_use(tables.specialist_visits[age], referred));
    rates.ed_visits[row] =
        static_cast<float>(background_use(tables.ed_visits[age], tables.condition_ed_per_year[sex][age]));
    rates.other_care_usd[row] =
        static_cast<float>(background_use(tables.spending[age], tables.modelled_usd_per_year[sex][age]));
    rates.stays[row] =
        static_cast<float>(background_use(tables.stays[age], tables.condition_stays_per_year[sex][age]));
  }
  return rates;
}

}  // namespace rapport
