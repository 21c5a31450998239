// Strain and exhaustion of clinicians, and what questionnaires make of them. Equations BU-1 to BU-5.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::burnout {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/burnout.params.def"
#undef PARAM
};

/// What work is like for one clinician.
struct Drivers {
  double overload;       ///< WK-1
  double desk_hours;     ///< a day
  double bond;           ///< BU-4, mean of the panel
  double vulnerability;  ///< log-odds
};

// BU-1  Level that strain goes to
//
//     logit F* = f_0 + a_o (o - ref) + a_d (d - ref) - a_R (R - ref) + v
//
//   o  overload (WK-1)   d  desk hours a day   R  mean bond of the panel (BU-4)   v  vulnerability
//   Form: logit, our assumption. Size: A-57; the draw on ties as well as their reward is swept by the sign of
//   a_R.
constexpr double strain_target(const Drivers& x, const References& ref, const Params& p) {
  return elementary::logistic(p.start_logit + p.overload_effect * (x.overload - ref.overload) +
                              p.desk_effect * (x.desk_hours - ref.desk_hours) -
                              p.bond_effect * (x.bond - ref.bond) + x.vulnerability);
}

// BU-2  Strain follows within weeks, exhaustion over a year
//
//     F(t + dt) = F* + (F - F*) exp(-dt / strain_years),   E(t + dt) = F + (E - F) exp(-dt / exhaustion_years)
//
//   Form: relaxation, exact while the target stands still; our assumption. Size: A-58.
constexpr double relaxed(double state, double target, double years, double time_constant) {
  return target + (state - target) * elementary::exp(-years / time_constant);
}

// BU-3  A questionnaire on the scale 0 to 4, and the burned out by two instruments
//
//     m = 4 (F + E) / 2 + noise,   at least one symptom: m > symptom_cut,   single item: m > single_item_cut
//
//   noise  normal with noise_sd, one for both   Form: our assumption. Cuts: set to 45 % [AMAburnout] and 41 %
//   [PMC5481228] of clinicians.
constexpr double measured(double strain, double exhaustion, double noise, const Params& p) {
  return 2.0 * (strain + exhaustion) + p.noise_sd * noise;
}

// BU-4  Bond of a tie, what a clinician has of it
//
//     R = (mean over q of (eps + (1 - eps) q)^rho)^(1 / rho),   rho = 0: the geometric mean
//
//   q  trust, mutuality, consistency and breadth, 0 to 1   eps  bond_floor   rho  bond_exponent
//   Form: constant elasticity; with rho <= 0 all qualities are needed. Size: A-57. R enters BU-1 alone.

// BU-5  Gain of the loop from strain to leaving to the load of those who stay
//
//     G = a_o F (1 - F) s,   s = V (1 - l) h (r - 1) / (1 + (r - 1) b) x 4 phi(z) / sd
//
//   a_o  overload_effect   b  share burned out   z  its normal quantile   sd  spread of m   h  hazard of leaving
//   r  turnover.burned_out_ratio   V  mean vacancy [year] (TO-2)   l  turnover.locum_share   phi  normal density
//   In a profile F and b are its references and sd^2 = (4 F (1 - F) population.vulnerability_sd)^2 + noise_sd^2.
//   s is an upper bound: as if colleagues took on all of the work that a vacancy leaves. Below 1 nothing runs
//   away; the model keeps it below 0.5.
struct Loop {
  double strain;          ///< F
  double burned_share;    ///< b
  double measure_sd;      ///< sd
  double leave_per_year;  ///< h
  double burned_ratio;    ///< r
  double vacancy_years;   ///< V
  double locum_share;     ///< l
};
inline constexpr double kMostLoopGain = 0.5;
double loop_gain(const Loop& loop, const Params& p);

/// Strain and exhaustion of day 0: the level of BU-1 at the references.
void begin(Market& market, const Params& params);
/// BU-1 to BU-4, at the end of a period. Locums are not followed.
void strain(Market& market, const Params& params, const Step& step);

}  // namespace rapport::burnout
