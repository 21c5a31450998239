// Minutes of the step are summed up; the last step of a period closes it.
#include "process/workload.h"

#include "base/fixed_sum.h"

namespace rapport::workload {

namespace {

void begin_period(Clinicians& staff) {
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    staff.face_minutes[k] = 0;
    staff.visits[k] = 0;
    staff.fte_weeks[k] = 0.0F;
  }
}

void add_step(Market& market, const Step& step) {
  Clinicians& staff = market.clinicians;
  const float weeks = static_cast<float>(step.days) / static_cast<float>(kDaysPerWeek);
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    market.add_unstratified(Counter::open_minutes, staff.minutes_open[k]);
    market.add_unstratified(Counter::booked_minutes, staff.minutes_used[k]);
    market.add_unstratified(Counter::present_fte_days, to_fixed(staff.present[k]) * step.days);
    if (staff.vacant_until[k] != 0) continue;
    staff.face_minutes[k] += staff.minutes_used[k];
    staff.fte_weeks[k] += staff.present[k] * weeks;
  }
  for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
    const std::uint32_t k = market.encounters.clinician[e];
    if (staff.vacant_until[k] == 0) ++staff.visits[k];
  }
}

void end_period(Market& market, const Params& params) {
  Clinicians& staff = market.clinicians;
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    if (staff.vacant_until[k] != 0) continue;
    const Work work{static_cast<double>(staff.face_minutes[k]), static_cast<double>(staff.visits[k]),
                    static_cast<double>(staff.panel[k]),        static_cast<double>(staff.messages[k]),
                    static_cast<double>(staff.fte_weeks[k]),    static_cast<double>(staff.fte[k])};
    staff.overload[k] = static_cast<float>(overload(work, params));
    staff.desk_hours[k] = static_cast<float>(desk_hours_per_day(work, params));
    market.add_unstratified(Counter::worked_minutes, to_fixed(worked_minutes(work, params)));
    market.add_unstratified(Counter::filled_fte_weeks, to_fixed(work.fte_weeks));
  }
}

}  // namespace

void add_up(Market& market, const Params& params, const Step& step) {
  if (step.starts_period()) begin_period(market.clinicians);
  add_step(market, step);
  if (step.ends_period()) end_period(market, params);
}

}  // namespace rapport::workload
