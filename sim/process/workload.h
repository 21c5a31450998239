// What clinicians work: visits, desk, the rest, against what they are contracted for. Equation WK-1.
#pragma once

#include "base/declare.h"
#include "state/market.h"

namespace rapport::workload {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/workload.params.def"
#undef PARAM
};

/// What one clinician did in the weeks of a period in which the seat was theirs.
struct Work {
  double face_minutes;  ///< booked
  double visits;
  double people;     ///< on the panel
  double messages;   ///< messages and calls
  double fte_weeks;  ///< full-time equivalent x weeks
  double fte;
};

// WK-1  Minutes worked in a period, and overload
//
//     desk = v d + j k + n i w / (4 FTE),   worked = face + desk + w x,   o = clip(worked / (w c) - 1, -1/2, 1/2)
//
//   face  booked face minutes   v  visits   n  people on the panel   w  FTE x weeks at work
//   j  messages and calls (NV-1)   d  visit_desk_minutes   k  message_minutes   i  inbox_minutes_per_person, a
//   period   x  other_minutes_per_week   c  contract, hours_per_week x 60
//   Form: additive, our assumption. Size: [AAFPhours], [Arndt2017],
//   [PMC10973312], A-56. Nobody works beyond open face minutes,
//   so that overload comes from desk and panel.
constexpr double desk_minutes(const Work& w, const Params& p) {
  const double months = w.fte > 0.0 ? w.fte_weeks / (4.0 * w.fte) : 0.0;
  return w.visits * p.visit_desk_minutes + w.messages * p.message_minutes +
         w.people * p.inbox_minutes_per_person * months;
}
constexpr double worked_minutes(const Work& w, const Params& p) {
  return w.face_minutes + desk_minutes(w, p) + w.fte_weeks * p.other_minutes_per_week;
}
constexpr double overload(const Work& w, const Params& p) {
  const double contract = w.fte_weeks * p.hours_per_week * 60.0;
  const double over = contract > 0.0 ? worked_minutes(w, p) / contract - 1.0 : 0.0;
  return over < -0.5 ? -0.5 : (over > 0.5 ? 0.5 : over);
}
/// Desk work beside visits, hours a working day of a full-time clinician; a week has five.
constexpr double desk_hours_per_day(const Work& w, const Params& p) {
  return w.fte_weeks > 0.0 ? desk_minutes(w, p) / (w.fte_weeks * 5.0 * 60.0) : 0.0;
}

/// Sums the step's minutes and closes the period (WK-1). Locums are not followed.
void add_up(Market& market, const Params& params, const Step& step);

}  // namespace rapport::workload
