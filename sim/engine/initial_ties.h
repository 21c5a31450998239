// Where relationships and habits stand at day 0, equations IN-1 and IN-2. The warm-up lets them settle.
#pragma once

#include "engine/params.h"
#include "state/market.h"

namespace rapport {

// LH-1  How long a tie has lasted: years under the hazards that end ties, all a person's own
//
//     h = x + min(h_max, l_0 exp(-b (T* - T_ref))) + n,   n = f (u_0 p_u + c q p_c + m_0 p_m + d_0)
//
//   x  clinicians who leave, mean of a stationary market (TO-1, TO-4)   l_0, b, h_max  of RA-2   T*  where
//   this person's trust goes (IN-1)   n  ends by upheavals, coverage (under 65), moves and departures (TV-1,
//   IC-1, MO-1, MO-2): rate x chance that it ends the tie   f  as in TV-1   q  chance that coverage drawn
//   anew is another   h is at least 0.001 a year
//   Form: competing hazards; the age of an exponential spell is exponential with the same hazard. Sizes are
//   those of the rules that end ties; years with the doctor [Donahue2005] are a check, not an input.
double unsettled_tie_ends(double factor, double changes, double income_group, bool under_65,
                          const instability::Params& p);
double tie_end_hazard(double exits, double settled_trust, double unsettled, const panels::Params& p,
                      const References& ref);

// IN-1  A tie that has lasted d years with v visits a year of one's own, o v of them to this clinician
//
//     q(d) = q* + (q_0 - q*) exp(-(in + out) d),   q* = (in X_q + out q_0) / (in + out)
//
//   trust: in = eta o v, out = decay, X_q = X, q_0 = T0 (TR-2, TR-3)   knowledge: in = kappa o v, out =
//   fading, X_q = 1, q_0 = 0 (KN-1, KN-2)   consistency: in = g v, out = fading, X_q = o, q_0 = 0 (CN-1,
//   CN-2)
//   v  acute needs by age, sex and frailty and planned visits (NE-1)   o  reference mean own_share
//   X  felt quality at the reference for this disposition   T0  TR-1
//   Mutuality and comprehensiveness build up to their reference means likewise (MU-2, CB-3); R = K (CD-2).
//   Form: the mean-field solution of those rules under a steady rhythm of visits.
/// Writes general trust, expected minutes and the record, and trust, knowledge, consistency, mutuality,
/// comprehensiveness and trailing contacts of the ties of people from row `first` on.
void start_ties(Market& market, const ModelParams& params, std::uint32_t first = 0);

/// DX-1: hides what nobody has found by day 0. Goes first, since ties and medicines depend on it.
void start_unnoticed(Market& market, const ModelParams& params, std::uint32_t first = 0);

// IN-2  Medicines at day 0: stopped with the stationary share s / (s + u) of AD-3, else days covered at AD-2
//   with U = 0, T = T_ref and cost at its reference.
void start_medicines(Market& market, const ModelParams& params, std::uint32_t first = 0);

/// Trust, habits and the frailty of the moment of people from row `first` on, who have just arrived.
void start_newcomers(Market& market, const ModelParams& params, std::uint32_t first);

}  // namespace rapport
