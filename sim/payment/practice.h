// How contract terms set a practice's visits and panels, and what a practice costs. Equations PP-1 to PP-3.
#pragma once

#include "base/declare.h"
#include "payment/contract.h"
#include "state/market.h"

namespace rapport::practice {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "payment/practice.params.def"
#undef PARAM
};

/// Clinical full-time equivalents of a practice: of its seats, and of clinicians hired beyond them (SU-1).
double practice_fte(const Market& market, std::uint32_t practice);
double hired_fte(const Market& market, std::uint32_t practice);

/// Full-time-clinician minutes a week that the contract buys as protected time; 0 without such a term.
double protected_minutes_per_week(const Contract& contract);

// PP-1  Visit template
//
//     m = max(floor, m0 F / max(F - p, F / 10))
//
//   m0  practice.visit_minutes   F  face_minutes_per_week
//   p  protected minutes of a full-time clinician and week   floor  visit_floor of the contract, 0 without
//   Protected time adds no hours: it is taken out of visit slots and spread over the visits that remain, so
//   that clinician time is the same under every contract. Whole minutes. Form: our assumption A-48.
int template_minutes(const Contract& contract, const Params& p);

// PP-2  Panels: one clinician takes newcomers up to new_people_share x people, where
//
//     people = FTE min(cap, n m0 / m)
//
//   n  population.people_per_fte, the demand that fills a full-time clinician at template m0
//   m  template (PP-1)   cap  panel_cap of the contract. Nobody is sent away. Form: our assumption A-39.
int panel_limit(const Contract& contract, const Params& p, double people_per_fte, double fte);

// PP-3  Cost of a practice: FTE x cost_usd_per_fte_year, each period. Size: calibrated to the surplus of
// [Basu2017].

/// Brings templates and panel limits in line with the contract in force; once a period.
void configure(Market& market, const Contract& contract, const Params& params, double people_per_fte,
               const Step& step);

}  // namespace rapport::practice
