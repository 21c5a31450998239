// Stays.
#include "state/hospital.h"

#include "state/lives.h"

namespace rapport {

void admit(Market& market, std::uint32_t person, std::int32_t day, int days, std::int32_t death_day,
           std::uint32_t condition) {
  market.patients.discharge_day[person] = day + days;
  market.buy(person, ServiceKind::stay, static_cast<float>(days), condition != kNobody);
  market.add(Counter::admissions, person);
  market.add(Counter::bed_days, person, days);
  market.record(person, day, EventKind::admitted, static_cast<float>(days), condition);
  if (death_day != kNever) end_life(market, person, death_day, true);
}

}  // namespace rapport
