// Who is on whose panel: panels close and open, people find a clinician and leave one. Equations PN-1, RA-1,
// RA-2.
#pragma once

#include "base/declare.h"
#include "state/market.h"

namespace rapport::panels {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/panels.params.def"
#undef PARAM
};

// PN-1  A panel closes when it is full and opens again when there is room, once a period
//
//     open' = 0 if n >= N,   1 if n <= reopen_share N,   open between
//
//   n  people on the panel   N  panel limit of the practice (PP-2)
//   Form: hysteresis, our assumption, so that lists do not flicker. Size: A-50.
constexpr bool is_open_after(bool open, std::int32_t people, std::int32_t limit, const Params& p) {
  if (people >= limit) return false;
  return open || people <= p.reopen_share * limit;
}

// RA-1  Finding a clinician, for people without one: hazard find_per_year while any panel of the market is
//   open. The clinician with open panel whom the person has seen most in the past year, else one drawn in
//   proportion to the room on open panels. Form: constant hazard, fits the two points of [Hedden2021].

// RA-2  Leaving the own clinician by choice
//
//     h = min(h_max, h_0 exp(-b (T - T_ref)))   [1/year]
//
//   T  trust in the usual clinician   h_0  leave_per_year   b  leave_trust_effect   h_max  leave_ceiling
//   The tie ends; the new clinician is found as in RA-1, and who finds no open panel is without one.
//   Form: log-linear, our assumption. Size: [Safran2001], A-51.

/// PN-1, RA-2 and RA-1, in the first step of a period, before anybody is seen.
/// `passed_on` as in CD-1.
void change(Market& market, const Params& params, double passed_on, const Step& step);

}  // namespace rapport::panels
