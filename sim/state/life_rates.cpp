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

const ByLifeRow& deaths_on(const LifeRates& rates, std::int32_t day) {
  const ByLifeRow* table = &rates.deaths;
  for (const LifeRates::Later& later : rates.later) {
    if (day >= later.from_day) table = &later.deaths;
  }
  return *table;
}

namespace {

ByLifeRow deaths_with(const Tables& tables, const ByAgeSex& acute_deaths, const ByAgeSex& mean_factor) {
  ByLifeRow deaths{};
  for (std::size_t row = 0; row < deaths.size(); ++row) {
    const std::size_t sex = row / kAges, age = row % kAges;
    deaths[row] = static_cast<float>(
        background_hazard(tables.death_per_year[sex][age], acute_deaths[sex][age], mean_factor[sex][age]));
  }
  return deaths;
}

}  // namespace

LifeRates life_rates(const Tables& tables) {
  LifeRates rates;
  rates.incidence.resize(tables.conditions.size());
  rates.deaths = deaths_with(tables, tables.acute_deaths_per_year, tables.frailty_mean_factor);
  for (const LaterYears& later : tables.later_years)
    rates.later.push_back(
        {later.from_year * kDaysPerYear, deaths_with(tables, later.acute_deaths, later.mean_factor)});
  for (std::size_t row = 0; row < rates.deaths.size(); ++row) {
    const std::size_t sex = row / kAges, age = row % kAges;
    double planned = 0.0, referred = 0.0;
    for (std::size_t c = 0; c < tables.conditions.size(); ++c) {
      const ConditionSpec& spec = tables.conditions[c];
      const double known = spec.prevalence[sex][age] * (1.0 - spec.of.undiagnosed_share);
      planned += known * spec.of.visits_per_year;
      referred += known * spec.of.specialist_visits_per_year;
      rates.incidence[c][row] = static_cast<float>(spec.incidence[sex][age] * spec.incidence_factor[age]);
    }
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
