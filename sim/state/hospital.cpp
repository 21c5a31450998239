// Stays.
#include "state/hospital.h"

#include "state/lives.h"

namespace rapport {

void admit(Market& market, std::uint32_t person, std::int32_t day, int days, bool dies,
           std::uint32_t condition) {
  market.patients.discharge_day[person] = day + days;
  market.buy(person, ServiceKind::stay, static_cast<float>(days));
  market.add(Counter::admissions, person);
  market.add(Counter::bed_days, person, days);
  market.record(person, day, EventKind::admitted, static_cast<float>(days), condition);
  if (dies) end_life(market, person, day, true);
}

}  // namespace rapport
