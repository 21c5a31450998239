// One seat a practice, beside those of the start; its rows are made when the first is hired.
#include "process/supply.h"

#include "state/relationships.h"

namespace rapport::supply {

namespace {

/// Full-time equivalents of the seats of the start.
double founding_fte(const Market& market, std::uint32_t practice) {
  const std::uint32_t first = market.practices.first_clinician[practice];
  double fte = 0.0;
  for (std::uint32_t k = first; k < first + market.practices.clinicians[practice]; ++k)
    fte += static_cast<double>(market.clinicians.fte[k]);
  return fte;
}

/// Time of filled hired seats in the period that nobody booked, in full-time equivalents.
double unused_fte(const Market& market, double face_minutes_per_week) {
  const Clinicians& staff = market.clinicians;
  double minutes = 0.0;
  for (std::uint32_t p = 0; p < market.practices.count; ++p) {
    const std::uint32_t k = market.practices.hired[p];
    if (k == kNobody || staff.vacant_until[k] != 0) continue;
    minutes += static_cast<double>(staff.fte_weeks[k]) * face_minutes_per_week - staff.face_minutes[k];
  }
  constexpr double kWeeks = kDaysPerPeriod / kDaysPerWeek;
  return face_minutes_per_week > 0.0 ? minutes / (kWeeks * face_minutes_per_week) : 0.0;
}

/// Empty seats, one a practice, behind the seats of the start.
void make_seats(Market& market) {
  Clinicians& staff = market.clinicians;
  for (std::uint32_t p = 0; p < market.practices.count; ++p) {
    const std::uint32_t k = staff.count++;
#define COLUMN(type, name, ...) staff.name[k] = type{};
#include "state/clinicians.columns.def"
#undef COLUMN
    staff.id[k] = p << 20 | kHiredSeat << 10;
    staff.practice[k] = p;
    staff.vacant_until[k] = kNever;
    market.practices.hired[p] = k;
  }
}

void close_seat(Market& market, std::uint32_t k, const Step& step) {
  Clinicians& staff = market.clinicians;
  end_all_ties(market, staff.id[k], step.first_day);
  staff.fte[k] = 0.0F;
  staff.present[k] = 0.0F;
  staff.panel_open[k] = 0;
  staff.vacant_until[k] = kNever;
}

/// A new post is filled by the rules of succession, at once: the lag lies in SU-1.
void open_seat(Clinicians& staff, std::uint32_t k, float fte, const Step& step) {
  staff.fte[k] = fte;
  staff.vacant_until[k] = step.first_day > 0 ? step.first_day : 1;
}

void resize_seat(Clinicians& staff, std::uint32_t k, float fte) {
  staff.present[k] *= fte / staff.fte[k];
  staff.fte[k] = fte;
}

}  // namespace

void look_ahead(Market& market, const Params& params, double face_minutes_per_week, const Step& step) {
  if (!step.ends_period()) return;
  Practices& practices = market.practices;
  double hired = 0.0, founding = 0.0;
  for (std::uint32_t p = 0; p < practices.count; ++p) {
    hired += static_cast<double>(practices.hired_fte[p]);
    founding += founding_fte(market, p);
  }
  if (params.elasticity == 0.0 && hired == 0.0) return;
  const double unmet = unmet_fte(static_cast<double>(market.total(Counter::left_unserved)),
                                 static_cast<double>(market.requests.count), practices.visit_minutes[0],
                                 face_minutes_per_week, params);
  const double after =
      hired_after({unmet, hired, unused_fte(market, face_minutes_per_week)}, 1.0 / kPeriodsPerYear, params);
  for (std::uint32_t p = 0; p < practices.count; ++p)
    practices.hired_fte[p] = static_cast<float>(after * founding_fte(market, p) / founding);
}

void hire(Market& market, const Params& params, const Step& step) {
  if (!step.starts_period()) return;
  Practices& practices = market.practices;
  for (std::uint32_t p = 0; p < practices.count; ++p) {
    const bool wanted = static_cast<double>(practices.hired_fte[p]) >= params.least_fte;
    if (wanted && practices.hired[p] == kNobody) make_seats(market);
    const std::uint32_t k = practices.hired[p];
    if (k == kNobody) continue;
    const bool there = market.clinicians.fte[k] > 0.0F;
    if (there && !wanted) close_seat(market, k, step);
    if (there && wanted) resize_seat(market.clinicians, k, practices.hired_fte[p]);
    if (!there && wanted) open_seat(market.clinicians, k, practices.hired_fte[p], step);
  }
}

}  // namespace rapport::supply
