// Emergency visits and stays.
#include "state/hospital.h"

#include "state/lives.h"

namespace rapport {

void arrive_at_emergency(Market& market, std::uint32_t person, std::int32_t day, double severity,
                         std::uint32_t cause) {
  market.buy(person, ServiceKind::emergency, 0.0F, cause < market.conditions.size());
  market.add(Counter::ed_visits, person);
  market.record(person, day, EventKind::went_to_ed, static_cast<float>(severity), cause);
  market.patients.out_of_care[person] = 0;
}

void admit(Market& market, std::uint32_t person, std::int32_t day, int days, std::int32_t death_day,
           std::uint32_t condition) {
  Patients& people = market.patients;
  if (day - people.discharge_day[person] <= kReadmissionDays) market.add(Counter::readmissions, person);
  people.discharge_day[person] = day + days;
  people.out_of_care[person] = 0;
  people.seen_after_stay[person] = 0;
  if (condition != kReadmission)
    people.stay_cause[person] = condition == kNobody ? kOtherCause : static_cast<std::uint8_t>(condition);
  const bool caused = condition != kNobody;
  market.buy(person, ServiceKind::stay, static_cast<float>(days), caused);
  market.add(Counter::admissions, person);
  if (caused) market.add(Counter::caused_admissions, person);
  market.add(Counter::bed_days, person, days);
  market.record(person, day, EventKind::admitted, static_cast<float>(days), condition);
  if (death_day == kNever) return market.add(Counter::discharges, person);
  end_life(market, person, death_day, true);
}

}  // namespace rapport
