// Growing lists: the arena is laid out anew with more room, keeping what is there. Queues of a step take half as
// much again; lists that live on take little, all conditions at once.
#include "state/market.h"

#include <algorithm>

namespace rapport {

namespace {

std::uint32_t grown(std::uint32_t need) { return need + need / 2 + 64; }
std::uint32_t roomier(std::uint32_t need) { return need + need / 16 + 64; }

}  // namespace

void Market::make_room_for_people(std::uint32_t extra) {
  const std::uint32_t need = patients.count + extra;
  if (need <= patients.capacity) return;
  Capacity wanted = capacity();
  wanted.people = need + need / 32 + 64;
  reserve(wanted);
}

void Market::make_room_for_requests(std::uint32_t extra) {
  const std::uint32_t need = requests.count + extra;
  if (need <= requests.capacity) return;
  Capacity wanted = capacity();
  wanted.requests = grown(need);
  reserve(wanted);
}

void Market::make_room_for_services(std::uint32_t extra) {
  const std::uint32_t need = services.count + extra;
  if (need <= services.capacity) return;
  Capacity wanted = capacity();
  wanted.services = grown(need);
  reserve(wanted);
}

void Market::make_room_for_condition(std::size_t condition, std::uint32_t extra) {
  const std::uint32_t need = conditions[condition].count + extra;
  if (need <= conditions[condition].capacity) return;
  Capacity wanted = capacity();
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    wanted.conditions[c] = std::max(wanted.conditions[c], roomier(conditions[c].count));
  }
  wanted.conditions[condition] = std::max(wanted.conditions[condition], roomier(need));
  reserve(wanted);
}

void Market::clear_tie(std::size_t row) {
#define COLUMN(type, name, ...) ties.name[row] = type{};
#include "state/ties.columns.def"
#undef COLUMN
  ties.clinician[row] = kNoClinician;
}

std::size_t Market::place_tie(std::uint32_t slot, std::uint32_t person) {
  if (slot == 0) return person;
  const std::uint32_t known = further_tie(slot, person);
  if (known != kNoTie) return further_row(known);
  if (further.count == further.capacity) {
    Capacity wanted = capacity();
    wanted.further = further.count + further.count / 4 + 64;  // it keeps growing for years
    reserve(wanted);
  }
  const std::uint32_t tie = further.count++;
  further.person[tie] = person;
  further.slot[tie] = static_cast<std::uint8_t>(slot);
  further.next[tie] = patients.further[person];
  patients.further[person] = tie;
  clear_tie(further_row(tie));
  return further_row(tie);
}

void Market::buy(std::uint32_t person, ServiceKind kind, float days, bool caused) {
  make_room_for_services(1);
  services.person[services.count] = person;
  services.kind[services.count] = static_cast<std::uint8_t>(kind);
  services.days[services.count] = days;
  services.caused[services.count] = caused ? 1 : 0;
  ++services.count;
}

void Market::ask(std::uint32_t person, NeedKind kind, std::int32_t day, std::uint8_t number) {
  make_room_for_requests(1);
  const std::uint32_t row = requests.count++;
  requests.person[row] = person;
  requests.asked_day[row] = day;
  requests.kind[row] = static_cast<std::uint8_t>(kind);
  requests.number[row] = number;
  add(Counter::asked, person);
  record(person, day, EventKind::asked_for_visit, static_cast<float>(kind));
}

}  // namespace rapport
