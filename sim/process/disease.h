// Falling ill, getting worse, recovering: equations DI-2, DI-3 (DI-1, incidence from prevalence, is made with
// the tables).
#pragma once

#include "base/declare.h"
#include "state/market.h"

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
