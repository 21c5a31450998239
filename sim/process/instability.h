// What unsettles lives: upheavals, changes of coverage; and who moves this period. Equations TV-1, IC-1.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::instability {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/instability.params.def"
#undef PARAM
};

// TV-1  Upheaval: something that happens to a person, raises the risk of hospital and may end a tie
//
//     rate = u_0 f,   f = exp(c z - c^2 / 2) x mobility of the market (MK-1)
//     u(t + dt) = u exp(-dt / tau) + 1 for each upheaval,   v = z_f + k (u - u_0 tau)
//
//   z  instability   c  trait_effect   u_0  upheaval_per_year   u  what is left of upheavals
//   tau  upheaval_years   v  frailty of the moment, in place of z_f in EX-1 and AE-1   k  upheaval_frailty
//   With probability upheaval_loses_doctor the tie with the usual clinician ends on the same day: the same
//   event raises both, which no effect of the tie does. Form: our assumption. Size: A-85.
constexpr double moment_frailty(double frailty, double upheaval, const Params& p) {
  return frailty + p.upheaval_frailty * (upheaval - p.upheaval_per_year * p.upheaval_years);
}

// IC-1  Coverage drawn anew, under 65
//
//     rate = i_0 f exp(-g (group - 1.5))
//
//   i_0  coverage_per_year   f  as in TV-1   group  income group, 0 to 3   g  coverage_income_effect
//   The new coverage is drawn from the table by income, so that its shares stay where they are; a draw of the
//   old one is no change. A change ends the tie with the usual clinician with probability
//   coverage_loses_doctor. Form: our assumption; that insurance ends ties: [JABFM5731]. Size: A-86.
constexpr double coverage_rate(double factor, int income_group, const Params& p) {
  return p.coverage_per_year * factor * elementary::exp(-p.coverage_income_effect * (income_group - 1.5));
}

/// Bits of patients.turning.
inline constexpr std::uint8_t kUpheaval = 1, kCoverage = 2;

/// Frailty of the moment of people from row `first` on, who have just arrived.
void begin(Market& market, const Params& params, std::uint32_t first);
/// At the start of a period: patients.turning, upheaval and moment_frailty of everybody.
void unsettle(Market& market, const Params& params, const Step& step);
/// Acts on the upheavals and changes of coverage that were drawn.
void strike(Market& market, const Params& params, const Step& step);

}  // namespace rapport::instability
