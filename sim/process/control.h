// Disease control and what it does to exacerbations: equations CO-1, EX-1.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::control {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/control.params.def"
#undef PARAM
};

// CO-1  Control relaxes toward what adherence and treatment can give
//
//     C* = lo + (hi - lo) ((1 - w) q g(P) + w / 2),   C(t + dt) = C* + (C - C*) exp(-dt / tau)
//
//   P  share of days covered   q  treatment_quality   w  mind_share, held at its neutral middle
//   g  linear, or logistic in P with midpoint and width of the condition   tau  control_years
//   While nobody knows of the condition (DX-1) C* is its undiagnosed_control.
//   Form: relaxation, our assumption; g for HIV: 90 % at a PDC of 0.82 [Byrd2019]. Size: conditions.csv.
constexpr double response(double pdc, double midpoint, double width) {
  return midpoint > 0.0 ? elementary::logistic((pdc - midpoint) / width) : pdc;
}
constexpr double target(double pdc, const ConditionFields& condition, const Params& p) {
  const double medicine = (1.0 - condition.mind_share) * p.treatment_quality *
                          response(pdc, condition.curve_midpoint, condition.curve_width);
  return condition.control_floor +
         (condition.control_ceiling - condition.control_floor) * (medicine + 0.5 * condition.mind_share);
}

// EX-1  Hazard of an exacerbation
//
//     h = min(h_max, h_c exp(-s g_c (C - C_ref) + b z - b^2 / 2))
//
//   h_c  exacerbations_per_year of the state   g_c  control_effect   C_ref  mean control in the
//   reference run (RF-2)   s  effect_scale
//   z  frailty   b  frailty_effect of the condition   h_max  hazard_ceiling
//   Form: proportional hazards, centred. Size: conditions.csv; ceiling: A-17.
constexpr double exacerbation_hazard(double base, double control, double frailty,
                                     const ConditionSpec& condition, const Params& p) {
  const double b = condition.of.frailty_effect;
  const double h = base * elementary::exp(-p.effect_scale * condition.of.control_effect *
                                              (control - condition.control_reference) +
                                          b * frailty - 0.5 * b * b);
  return h < p.hazard_ceiling ? h : p.hazard_ceiling;
}

/// CO-1 for the conditions whose turn it is. Without medicines (treated = 0) control stays
/// where it started.
void relax(Market& market, const Params& params, const Step& step);

}  // namespace rapport::control
