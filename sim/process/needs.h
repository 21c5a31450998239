// Needs that ask for a visit: acute, planned, preventive, and what the last visit left over. Equations NE-1,
// NE-2, PV-1.
#pragma once

#include <array>
#include <cstdint>

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
//     acute ~ Poisson(g_e (v(a, s) - p(a) - q H(a)) (1 - r) exp(b z - b^2 / 2) dt)
//     planned ~ Poisson(g_m g_o sum_c visits_per_year_c dt), none while out of care (AT-2)
//
//   v  background primary-care visits (LR-2)   p  preventive ones (PV-1)   q  after_stay_share
//   (RD-2)   H  published stays [1/year]   r  return_share (RF-2), counted by
//   NE-2   z  frailty   b  needs.frailty_effect   g  made_up of what the reference run loses:
//   g_e needs that go elsewhere at once (UC-1), g_m visits missed (AT-1), g_o needs of people out of care
//   (AT-2)
//   Form: Poisson, our assumption. Size: office_visits_by_age.csv x primary_care_share; conditions.csv; A-18,
//

// NE-2  Returns for an unfinished agenda
//
//     h = rho v L / L_max [1/year],   L(t + dt) = L exp(-dt / agenda_years)
//
//   L  unfinished agenda [min]   L_max  encounter.agenda_ceiling   v  the person's rate of acute and planned
//   needs rho  return_effect. The branching ratio rho v E[L] / L_max x agenda_years stays below 0.3 (tested).
//   Form and size: A-19.

// PV-1  Preventive visits: at most one a step, hazard g_m p(a), p = s(a) R(a)
//
//   R  published primary-care visits [1/year]   s  preventive share at that age   g_m  as in NE-1
//   Form: a share of published visits, our assumption. Size: A-70.
/// s(a): preventive share of published primary-care visits at an age in completed years.
constexpr double preventive_share(int age, const Params& p) {
  if (age < 1) return p.preventive_infant_share;
  if (age < 18) return p.preventive_child_share;
  return age < 65 ? p.preventive_adult_share : p.preventive_older_share;
}

/// What the dense pass looks up by age and sex.
struct Rates {
  ByLifeRow acute{};                                                   ///< 1/year, before personal factors
  std::array<std::uint32_t, std::tuple_size_v<ByLifeRow>> check_up{};  ///< PV-1 in this step, as a threshold
};
Rates rates_in(const Market& market, const Params& params, const Step& step);

/// Adds the step's requests to the queue; people in hospital have no such needs. `agenda_ceiling` in
/// minutes.
void arise(Market& market, const Params& params, double agenda_ceiling, const Step& step);

}  // namespace rapport::needs
