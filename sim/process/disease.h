// Falling ill, getting worse, recovering: equations DI-2, DI-3 (DI-1, incidence from prevalence, is made with
// the tables).
#pragma once

#include "base/declare.h"
#include "state/market.h"
#include "state/population.h"

namespace rapport::disease {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/disease.params.def"
#undef PARAM
};

// DI-2  Hazard of falling ill, for those without the condition
//
//     h = i(a, s) exp(b_f z_f - b_f^2 / 2 + b_h z_h - b_h^2 / 2)
//
//   i  incidence at age and sex (DI-1) [1/year]   z_f  frailty   z_h  health behaviour
//   b_f  disease.frailty_effect   b_h  disease.behaviour_effect
//   Form: proportional hazards centred at mean 1, our assumption. Size: A-7.

// DI-4  Incidence among those who are still without the condition
//
//     i' = i / F,   F = exp(b_f b_h r) Phi(t - d) / Phi(t),   t = -quantile(p),   d = b_f c_f + b_h c_h
//
//   F  mean of the factor of DI-2 over those who are without it under PO-2: they are less frail than others
//   p  prevalence at age and sex   r  correlation of frailty and behaviour   c  covariance of the propensity
//   of PO-2 with frailty and with behaviour   Phi  distribution function of the standard normal
//   Form: exact under PO-1 and PO-2; without it the factor of DI-2 would let prevalence drift. No size.
double mean_onset_factor(double prevalence, double frailty_covariance, double behaviour_covariance,
                         const Params& params, const population::Params& population);
/// Divides the incidence of every condition, age and sex by F.
void centre_onsets(LifeRates& rates, const Tables& tables, const Params& params,
                   const population::Params& population);

// DI-3  Change of state, towards worse or better
//
//     h = rate exp(-g (C - C_ref))
//
//   C  control   C_ref  its mean in the reference run   g  control_effect: above 0 good control protects from
//   getting worse, below 0 it helps getting better. Leaving the condition altogether: h = remission_per_year.
//   Form: proportional hazards, our assumption. Size: transitions.csv.
double progression_hazard(const Transition& transition, double control, double reference);

/// Onset of the conditions whose turn it is. Appends rows; `unnoticed` is the factor of DX-1.
void fall_ill(Market& market, const Params& params, double unnoticed, const Step& step);
/// Moves between states and out, for the conditions whose turn it is; drops the rows of the dead and the
/// recovered.
void progress(Market& market, const Step& step);

}  // namespace rapport::disease
