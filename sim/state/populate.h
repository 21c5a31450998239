// Synthesis of a market's people, households, conditions and clinicians (ODD "Initialization").
// Equations PO-1 to PO-4, CL-1.
#pragma once

#include <array>
#include <cstdint>

#include "state/households.h"
#include "state/market.h"
#include "state/population.h"

namespace rapport::population {

/// Latent traits in the order of the copula.
enum Trait : std::size_t { income, frailty, behaviour, trust, instability, kTraits };
using Traits = std::array<double, kTraits>;
using Lower = std::array<std::array<double, kTraits>, kTraits>;

// PO-1  Latent traits
//
//     z = L e,   L L' = Sigma,   e independent standard normal
//
//   z  income, frailty, health behaviour, trust disposition, instability   Sigma  correlations of module
//   population
//   Form: Gaussian copula, our assumption; sizes.
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

// PO-3  Years with the usual clinician: d = min(age, Exp(1) / h), h the person's own hazard (LH-1).
double tie_years(std::uint32_t word, double end_per_year, double age_years);

// PO-4  Clinicians: total FTE = people / people_per_fte, shared equally by at least one clinician.
std::uint32_t clinician_count(std::uint32_t people, const Params& params);

// CL-1  Traits of a clinician, for life: empathy = empathy_sd e_1, skill = skill_sd e_2 [log-odds],
//   scope = logistic(logit(scope_typical) + scope_sd e_3), competence = exp(competence_sd e_4 - competence_sd^2 / 2)
//   e  independent standard normal. Form: our assumption. Size.
double clinician_scope(double z, double typical, double sd);
double clinician_competence(std::uint32_t word, double sd);

// MK-1  A market's own level
//
//     mobility = exp(s_m e_1 - s_m^2 / 2),   specialists = exp(s_s e_3 - s_s^2 / 2),
//     deprivation = s_d (r e_1 + sqrt(1 - r^2) e_2),   e independent standard normal
//
//   Mobility multiplies the rates of TV-1, IC-1, MO-1 and MO-2, specialists those of SP-1; deprivation is
//   taken from everybody's latent income and lowers with it what PO-1 and PO-2 tie to income.
//   s  place_mobility_sd, place_specialist_sd, place_deprivation_sd   r  place_correlation
//   Form: log-normal of mean 1, our assumption; that stable places have longer ties and healthier people is
//   what confounds comparisons between places. Size: A-88.
Place place_of(const Params& params, const LuckKey& luck);

/// Fills an empty market with `wanted` people, or with those whom the tables name. Ties hold the clinician only; the
/// rest is the engine's to start. Deterministic in (tables, params, luck, wanted). `tables` must outlive the market.
void populate(Market& market, const Tables& tables, const Params& params, const LuckKey& luck,
              std::uint32_t wanted);

/// Appends people with traits, coverage, family ties and conditions by their own luck and without clinicians;
/// returns the first row. `founders` has contiguous homes, numbered from 0; links are places in the vector.
std::uint32_t settle(Market& market, const Params& params, const std::vector<Founder>& founders,
                     std::int32_t day);

/// Insurance for a person of this age and income group: Medicare from 65, else by the table and one word.
Insurance insurance_for(const Tables& tables, int age, std::uint8_t income_group, std::uint32_t word);

}  // namespace rapport::population
