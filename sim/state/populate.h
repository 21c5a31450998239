// Synthesis of a market's people, households, conditions and clinicians (ODD "Initialization").
// Equations PO-1 to PO-4, CL-1.
#pragma once

#include <array>
#include <cstdint>

#include "state/market.h"
#include "state/population.h"

namespace rapport::population {

/// Latent traits in the order of the copula.
enum Trait : std::size_t { income, frailty, behaviour, trust, kTraits };
using Traits = std::array<double, kTraits>;
using Lower = std::array<std::array<double, kTraits>, kTraits>;

// PO-1  Latent traits
//
//     z = L e,   L L' = Sigma,   e independent standard normal
//
//   z  income, frailty, health behaviour, trust disposition   Sigma  correlations of module population
//   Form: Gaussian copula, our assumption; sizes: assumption A-4.
/// Lower triangle of the correlation matrix in a fixed order of sums; `ok` is false when it is not
/// positive definite.
Lower trait_factor(const Params& params, bool& ok);
Traits traits_from(const Lower& factor, const Traits& independent);

// PO-2  Who has a condition at the start
//
//     present iff u > -quantile(p),   u = b'z + s e,   s^2 = 1 - b' Sigma b
//
//   p  prevalence at the person's age and sex   b  loadings of the condition on income, frailty, behaviour
//   Form: probit with shared traits, our assumption; p is the published prevalence, loadings: conditions.csv.
double propensity(const ConditionFields& condition, const Lower& factor, const Traits& traits, double own);

// PO-3  Years with the usual clinician: exponential with mean population.tie_years_mean, cut at age.
//   Size: fits the shares of [Donahue2005].
double tie_years(std::uint32_t word, const Params& params, double age_years);

// PO-4  Clinicians: total FTE = people / people_per_fte, shared equally by at least one clinician.
std::uint32_t clinician_count(std::uint32_t people, const Params& params);

// CL-1  Traits of a clinician, for life: empathy = empathy_sd e_1, skill = skill_sd e_2 [log-odds],
//   scope = logistic(logit(scope_typical) + scope_sd e_3), competence = exp(competence_sd e_4 - competence_sd^2 / 2)
//   e  independent standard normal. Form: our assumption. Size.
double clinician_scope(double z, const Params& params);

/// Fills an empty market with `people` people. Ties hold clinician and duration only; their qualities are the
/// engine's to start. Deterministic in (tables, params, luck, people). `tables` must outlive the market.
void populate(Market& market, const Tables& tables, const Params& params, const LuckKey& luck,
              std::uint32_t people);

/// Insurance for a person of this age and income group: Medicare from 65, else by the table and one word.
Insurance insurance_for(const Tables& tables, int age, std::uint8_t income_group, std::uint32_t word);

}  // namespace rapport::population
