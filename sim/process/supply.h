// Clinician time that follows demand: clinicians hired beyond the seats of the start. Equations SU-1, SU-2.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::supply {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/supply.params.def"
#undef PARAM
};

/// A market's demand beyond its clinicians, in full-time clinicians.
struct Demand {
  double unmet;   ///< SU-2
  double hired;   ///< at work
  double unused;  ///< time of those hired that nobody booked
};

// SU-1  Hired clinicians
//
//     H* = e max(0, H + U - I),   H(t + dt) = H* + (H - H*) exp(-dt / lag)   [FTE]
//
//   H  hired so far   U  unmet demand (SU-2)   I  unused time of the hired   e  elasticity, 0 to 1
//   H + U - I is what is asked for beyond the seats of the start; e is the share of it that is met in the end.
//   Each practice has one seat for its share of H; a share below least_fte opens no seat. Form: our assumption
//   Size: lag [AAPPR2025]; e is a choice of the question, 0 where clinician time is fixed.
constexpr double hired_after(const Demand& demand, double years, const Params& p) {
  const double beyond = demand.hired + demand.unmet - demand.unused;
  const double target = p.elasticity * (beyond > 0.0 ? beyond : 0.0);
  return target + (demand.hired - target) * elementary::exp(-years / p.lag_years);
}

// SU-2  Unmet demand
//
//     U = (g / 4 weeks + q / clearing_weeks) m / F   [FTE]
//
//   g  requests that left a queue unserved in the period (AC-3)   q  requests waiting at its end   m  template
//   F  face minutes of a full-time clinician and week. Form: our assumption A-59.
constexpr double unmet_fte(double left_unserved, double waiting, double minutes, double face_minutes_per_week,
                           const Params& p) {
  const double visits_per_week = left_unserved / 4.0 + waiting / p.clearing_weeks;
  return face_minutes_per_week > 0.0 ? visits_per_week * minutes / face_minutes_per_week : 0.0;
}

/// SU-1 and SU-2 at the end of a period: how much each practice wants to have hired.
void look_ahead(Market& market, const Params& params, double face_minutes_per_week, const Step& step);
/// Opens, sizes and closes the seats of the hired, in the first step of a period, before anybody is seen.
void hire(Market& market, const Params& params, const Step& step);

}  // namespace rapport::supply
