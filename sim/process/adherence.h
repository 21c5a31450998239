// Taking medicines: understanding, the target, stopping and resuming, days covered. Equations AD-1 to AD-5.
#pragma once

#include <array>

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::adherence {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/adherence.params.def"
#undef PARAM
};

// AD-1  Understanding and agreement after a contact, and forgetting
//
//     U' = U + min(1, g exp(b_C (C - C_ref))) (x - U),   U(t + dt) = U exp(-dt / tau),   |U| <= 3
//
//   U  understanding [log-odds]   x  felt quality above the reference (EN-5)
//   C  consistency before the contact   g  understanding_gain   b_C  disclosure_effect   tau  understanding_years
//   Form: exponential smoothing; consistency as safety to disclose, our assumption. Size.
constexpr float understanding_after(float understanding, float felt, float consistency,
                                    float consistency_reference, const Params& p) {
  const float safe =
      static_cast<float>(p.understanding_gain) *
      elementary::exp(static_cast<float>(p.disclosure_effect) * (consistency - consistency_reference));
  const float moved = understanding + (safe < 1.0F ? safe : 1.0F) * (felt - understanding);
  return moved < -3.0F ? -3.0F : (moved > 3.0F ? 3.0F : moved);
}

// AD-2  Target of the share of days covered
//
//     logit P* = b_c + b_h z_h + b_T (T - T_ref) + b_M (M - M_ref) + b_U U + b_k k
//                + b_s z_s + b_o z_o - b_f z_f - b_$ (log(1 + oop) - ref) - b_r (doses - 1)
//
//   b_c  adherence_logit of the condition   z_h  health behaviour
//   T, M  trust and mutuality with the usual clinician   k  check-ins a week (NV-1); absent without one
//   z_s, z_o, z_f  practical support, cohesion and conflict of the family [SD]
//   oop  out-of-pocket cost of the medicine [USD/month]
//   Form: logit, our assumption after the communication trials [HaskardZolnierek2009]. Size.

// AD-3  Stopping and resuming: hazards s0 exp(-s1 logit P*) and u0 exp(u1 U) [1/year].
//   Form: two-state mixture, so that non-adherence is not one bell; our assumption. Size: A-14.

// AD-4  Days covered: P' = P* + (P - P*) exp(-dt / habit_years), with 0 for P* while stopped. Form and size:
//

// AD-5  Trailing PDC that is reported: relaxes toward P with time constant window_years. Form and size: A-15.

/// What a month of a medicine costs each insurance group out of pocket [USD], by insurance.
using CostShares = std::array<double, kInsurances>;

/// Forgetting, everybody in `rows`, each step.
void forget(Market& market, const Params& params, const Step& step, Rows rows);
/// AD-2 to AD-5 for the conditions whose turn it is; counts the days covered. While nobody knows of a
/// condition (DX-1) no medicine is taken; who learns of it starts where AD-3 and AD-2 lead. `checkins` a week.
void take_medicines(Market& market, const Params& params, const CostShares& shares, double checkins,
                    const Step& step);
/// AD-1 for every encounter of the step.
void understand(Market& market, const Params& params);

}  // namespace rapport::adherence
