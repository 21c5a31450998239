// Visits to named specialists: equations SP-1, SP-2.
#pragma once

#include "base/declare.h"
#include "state/market.h"

namespace rapport::specialists {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/specialists.params.def"
#undef PARAM
};

// SP-1  Specialist visits, counts: for each condition Poisson(specialist_visits_per_year dt) once a period, in
//   the step in which it is the condition's turn, and for other reasons Poisson([v(a, s) - r_0 u(a)]+ dt) in
//   each step, v as LR-2; u  published primary-care visits,
//   r_0  referral_share of CB-2: what primary care refers is counted where it arises. An unfound condition
//   (DX-1) has no specialist visits. Form: Poisson, our assumption. Size: conditions.csv;
//   office_visits_by_age.csv x (1 - primary_care_share).

// SP-2  A person has at most one specialist in each specialty and goes back with probability keep_share, else
//   to one drawn evenly from the market's. Form: our assumption. Size: A-47.

/// How many specialists of one specialty a market of this size has; at least 1.
std::uint32_t specialists_in(std::uint32_t people, const Params& params);

/// Visits of the step, those of the step's referrals among them, counted, billed and recorded; named
/// specialists are kept in patients.specialist_*. `referral_share` as in CB-2.
void visit(Market& market, const Params& params, double referral_share, const Step& step);

}  // namespace rapport::specialists
