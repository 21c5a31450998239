// Needs that ask for a visit: acute, planned, and what the last visit left over. Equations NE-1, NE-2.
#pragma once

#include "base/declare.h"
#include "state/market.h"

namespace rapport::needs {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/needs.params.def"
#undef PARAM
};

// NE-1  Acute and planned needs, counts in a step
//
//     acute ~ Poisson(v(a, s) (1 - r) exp(b z - b^2 / 2) dt),   planned ~ Poisson(sum_c visits_per_year_c dt)
//
//   v  background primary-care visits (LR-2)   r  return_share (RF-2), counted by NE-2   z  frailty
//   b  needs.frailty_effect
//   Form: Poisson, our assumption. Size: office_visits_by_age.csv x primary_care_share; conditions.csv; A-18.

// NE-2  Returns for an unfinished agenda
//
//     h = rho v L / L_max [1/year],   L(t + dt) = L exp(-dt / agenda_years)
//
//   L  unfinished agenda [min]   L_max  encounter.agenda_ceiling   v  the person's rate of acute and planned
//   needs rho  return_effect. The branching ratio rho v E[L] / L_max x agenda_years stays below 0.3 (tested).
//   Form and size: A-19.

/// Adds the step's requests to the queue; people in hospital have no such needs. `agenda_ceiling` in
/// minutes.
void arise(Market& market, const Params& params, double agenda_ceiling, const Step& step);

}  // namespace rapport::needs
