// New cases of a condition from its prevalence.
//
// DI-1  Incidence that keeps prevalence by age where it is
//
//     dp/da = i (1 - p) - r p - p (1 - p) (RR - 1) mu0,    solved for i, at least 0
//     mu0 = mu / (1 + p (RR - 1))
//
//   p   share of living people of an age with the condition      a   age [year]
//   i   incidence among those without it [1/year]                r   remission [1/year]
//   RR  mortality ratio, mean over states by their shares at the start
//   mu  hazard of death in the life table [1/year], mu0 that of people without the condition
//   Form: balance of a stationary population. dp/da is half the difference between the next and the previous
//   year of age, one-sided at the last one. Nobody is born with a condition: in the first year p climbs from
//   0 to that of age 1.
#pragma once

#include "state/tables.h"

namespace rapport::scenario {

ByAge incidence(const ByAge& prevalence, const ByAge& death_per_year, double remission_per_year,
                double mortality_ratio);

}  // namespace rapport::scenario
