// Who is isolated, and what relationships do to the hazard of death. Equations IB-1, IB-2; FA-1 stands in
// state/family_ties.h.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"
#include "state/population.h"

namespace rapport::family {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/family.params.def"
#undef PARAM
};

// IB-1  Objective isolation of an adult
//
//     isolated iff support < c,   c = isolation_cut_alone without another adult in the home,
//     isolation_cut_with else
//
//   support  FA-1 [SD]   Form: help that is there and people in the home, not what is felt; our assumption.
//   Size: A-82.

// IB-2  Relationships and bereavement on the log hazard of death of an adult
//
//     l = -b S - b^2 / 2 + a_s exp(-t / tau)
//
//   S  support (FA-1)   b  social_effect   t  years since a partner died   a_s  widowed_men, widowed_women
//   tau  widowed_years   Without a bereavement the last term is 0, below 18 years l is 0.
//   Form: proportional hazards, one score for all relationships so that they are not counted twice, our
//   assumption. Size: [HoltLunstad2010] for b, [Moon2011] and [Shor2012] for a_s, A-83.
constexpr double log_ratio(double support, double years_since, double widowed, const Params& p) {
  const double b = p.social_effect;
  return -b * support - 0.5 * b * b + widowed * elementary::exp(-years_since / p.widowed_years);
}

/// Once a period, and at the start: who lives without another adult, support, isolation and IB-2 of all.
void relate(Market& market, const Params& params, const population::Params& population, std::int32_t day);

}  // namespace rapport::family
