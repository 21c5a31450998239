// Where relationships and habits stand at day 0, equations IN-1 and IN-2. The warm-up lets them settle.
#pragma once

#include "engine/params.h"
#include "state/market.h"

namespace rapport {

// IN-1  A tie that has lasted d years with v visits a year
//
//     T = X + (T0 - X) exp(-eta v d),   K = (1 - exp(-d / t)) kappa v / (kappa v + phi),
//     C = C_ref (1 - exp(-g v d))
//
//   X  felt quality at the reference for this disposition   T0  TR-1
//   eta, kappa, phi, g  of TR-2, KN-1, KN-2, CN-1   t = 1 / (kappa v + phi)
//   Form: the mean-field solution of TR-2, KN-1, KN-2 and CN-1 under a steady rhythm of visits.
/// Writes general trust, expected minutes, trust, knowledge, consistency and trailing contacts of the people
/// from row `first` on.
void start_ties(Market& market, const ModelParams& params, std::uint32_t first = 0);

// IN-2  Medicines at day 0: stopped with the stationary share s / (s + u) of AD-3, else days covered at AD-2
//   with U = 0, T = T_ref and cost at its reference.
void start_medicines(Market& market, const ModelParams& params, std::uint32_t first = 0);

/// Trust, habits and the frailty of the moment of people from row `first` on, who have just arrived.
void start_newcomers(Market& market, const ModelParams& params, std::uint32_t first);

}  // namespace rapport
