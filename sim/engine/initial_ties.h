// Where relationships and habits stand at day 0, equations IN-1 and IN-2. The warm-up lets them settle.
#pragma once

#include "engine/params.h"
#include "state/market.h"

namespace rapport {

// IN-1  A tie that has lasted d years with v visits a year
//
//     T = X + (T0 - X) exp(-eta v d),   K = (1 - exp(-d / t)) kappa v / (kappa v + phi),
//     C = C_ref (1 - exp(-g v d)),   M = M_ref (1 - exp(-g_M v d)),   B = b_ref (1 - exp(-g_B v d)),   R = K
//
//   X  felt quality at the reference for this disposition   T0  TR-1
//   eta, kappa, phi, g, g_M, g_B  of TR-2, KN-1, KN-2, CN-1, MU-2, CB-3   t = 1 / (kappa v + phi)
//   R  the record (CD-2)   M_ref, b_ref  reference means
//   Form: the mean-field solution of TR-2, KN-1, KN-2, CN-1, MU-2 and CB-3 under a steady rhythm of visits.
/// Writes general trust, expected minutes and the record, and trust, knowledge, consistency, mutuality,
/// comprehensiveness and trailing contacts of the ties of people from row `first` on.
void start_ties(Market& market, const ModelParams& params, std::uint32_t first = 0);

/// DX-1: hides what nobody has found by day 0. Goes first, since ties and medicines depend on it.
void start_unnoticed(Market& market, const ModelParams& params, std::uint32_t first = 0);

// IN-2  Medicines at day 0: stopped with the stationary share s / (s + u) of AD-3, else days covered at AD-2
//   with U = 0, T = T_ref and cost at its reference.
void start_medicines(Market& market, const ModelParams& params, std::uint32_t first = 0);

}  // namespace rapport
