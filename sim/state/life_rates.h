// Rates by sex and age of what no modelled condition causes: published totals less what is modelled.
#pragma once

#include <array>
#include <vector>

#include "state/tables.h"

namespace rapport {

/// One number for each sex and age, in the order of patients.life_row.
using ByLifeRow = std::array<float, static_cast<std::size_t>(kSexes) * kAges>;

// LR-1  Background hazard of death
//
//     m(a, s) = max(0, M(a, s) - D(a, s)) / A(a, s)
//
//   M  life-table hazard [1/year]        D  expected deaths through acute events [1/person-year]
//   A  mean of exp(eta) among survivors of the reference run (DE-1)   D and A by stretches of years since the
//   start of the warm-up (kReferenceYears)
//   Form: competing risks taken out of the all-cause table. Size: life_table_us_2017.csv, reference_us.csv.
double background_hazard(double life_table_hazard, double acute_deaths, double mean_factor);

// LR-2  Background use of care
//
//     r(a, s) = max(0, R(a) - E(a, s))
//
//   R  published use at that age [1/person-year]   E  use that modelled conditions bring about at that age
//   E of visits: sum over conditions of prevalence x (1 - undiagnosed_share) x planned visits; E of emergency visits and stays:
//   reference_us.csv. Form: accounting identity. Sizes: office_visits_by_age.csv, ed_visits_by_age.csv,
//   inpatient_by_age.csv.
double background_use(double published, double modelled);

struct LifeRates {
  ByLifeRow deaths{};  ///< 1/year, before personal factors, from the start
  struct Later {
    std::int32_t from_day;
    ByLifeRow deaths;
  };
  std::vector<Later> later;       ///< deaths from later days on, in order
  ByLifeRow births{};             ///< 1/year; 0 for men
  ByLifeRow acute_needs{};        ///< 1/year, before personal factors
  ByLifeRow specialist_visits{};  ///< 1/year, not for a modelled condition
  ByLifeRow ed_visits{};          ///< 1/year, not for a modelled condition, before personal factors
  ByLifeRow stays{};              ///< 1/year, not for a modelled condition, before personal factors
  ByLifeRow other_care_usd{};  ///< USD/year, not for a modelled kind of care, before personal factors (CT-1)
  std::vector<ByLifeRow> incidence;  ///< by condition, 1/year, before personal factors
};

/// The table of deaths that holds on a day.
const ByLifeRow& deaths_on(const LifeRates& rates, std::int32_t day);

LifeRates life_rates(const Tables& tables);

}  // namespace rapport
