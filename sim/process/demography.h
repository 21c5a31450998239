// Births and deaths, equations DE-1 to DE-3.
#pragma once

#include <cstdint>

#include "base/declare.h"
#include "state/market.h"
#include "state/population.h"

namespace rapport::demography {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/demography.params.def"
#undef PARAM
};

// DE-1  Personal hazard of death
//
//     h = m(a, s) exp(eta),   eta = sum_c ln HR_c + b z - b^2 / 2 + l
//
//   m  background hazard (LR-1)   HR  mortality ratio of each state one is in
//   z  latent frailty   b  demography.frailty_effect   l  relationships and bereavement (IB-2)
//   Form: proportional hazards, our assumption. Size of HR: conditions.csv; b: A-5.
template <class Real>
constexpr Real log_factor(std::int32_t mortality_log, Real frailty, Real social_log, Real frailty_effect) {
  return static_cast<Real>(mortality_log) * Real{0x1p-20} + frailty_effect * frailty -
         Real{0.5} * frailty_effect * frailty_effect + social_log;
}

// DE-2  Births, once a period: one child with the yearly rate of the woman's age; a boy with probability
//   demography.male_birth_share. Size: fertility_us_2019.csv.

// DE-3  Identifier of a newborn
//
//     id = mother's id, its first empty 5-bit field (from the highest) = birth order
//
//   Eight generations, 31 children each; 0 when neither is left.
std::uint64_t newborn_id(std::uint64_t mother_id, std::uint32_t birth_order);

/// Deaths from background causes in `rows`.
void die(Market& market, const Params& params, const Step& step, Rows rows);
/// Births of a period on its first day, appended as new rows; a newborn shares the mother's household and
/// usual clinician.
void give_birth(Market& market, const Params& params, const population::Params& population, const Step& step);

}  // namespace rapport::demography
