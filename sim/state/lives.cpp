// The bookkeeping of a birth and of a death.
#include "state/lives.h"

#include <cassert>

#include "base/sample.h"

namespace rapport {

namespace {

void start_ties(Market& market, std::uint32_t child, std::uint32_t mother, std::int32_t day) {
  const Patients& people = market.patients;
  const std::size_t own = market.tie_row(0, child);
  market.clear_tie(own);
  market.ties.start_week[own] = week_of(day);
  market.ties.last_week[own] = -1;
  if (people.usual_slot[mother] == kNoSlot) return;
  market.ties.clinician[own] = market.ties.clinician[market.tie_row(people.usual_slot[mother], mother)];
  market.ties.trust[own] = people.general_trust[child];
  market.patients.usual_slot[child] = 0;
  market.patients.usual_trust[child] = people.general_trust[child];
  ++market.clinicians.panel[market.clinician_row(market.ties.clinician[own])];
}

/// What a child has of its mother.
void inherit(Patients& people, std::uint32_t row, std::uint32_t mother) {
  const auto medicare = static_cast<std::uint32_t>(Insurance::medicare);
  const auto medicaid = static_cast<std::uint32_t>(Insurance::medicaid);
  const std::uint32_t coverage = people.insurance[mother];
  people.income[row] = people.income[mother];
  people.insurance[row] = coverage == medicare ? medicaid : coverage;
  people.household[row] = people.household[mother];
  people.mother[row] = mother;
  people.general_trust[row] = people.general_trust[mother];
  people.expected_minutes[row] = people.expected_minutes[mother];
}

}  // namespace

void add_newborn(Market& market, const Newborn& child) {
  Patients& people = market.patients;
  assert(people.count < people.capacity);
  const std::uint32_t row = people.count++;
#define COLUMN(type, name, ...) people.name[row] = type{};
#include "state/patients.columns.def"
#undef COLUMN
  people.id[row] = child.id;
  people.birth_day[row] = child.day;
  people.death_day[row] = kNever;
  people.alive[row] = 1;
  people.sex[row] = child.sex;
  inherit(people, row, child.mother);
  people.life_row[row] = static_cast<std::uint16_t>(child.sex * kAges);
  people.stratum[row] =
      cell_of({child.sex, 0, people.income[row], people.insurance[row], people.isolated[row]});
  people.partner[row] = kNobody;
  people.usual_slot[row] = kNoSlot;
  people.last_seen[row] = kNoClinician;
  people.usual_trust[row] = kNoTrust;
  people.frailty[row] = child.frailty;
  people.behaviour[row] = child.behaviour;
  people.disposition[row] = child.disposition;
  people.instability[row] = child.instability;
  people.moment_frailty[row] = child.frailty;
  people.support[row] = child.support;
  people.cohesion[row] = child.cohesion;
  people.conflict[row] = child.conflict;
  people.bereaved_week[row] = kNeverBereaved;
  people.discharge_day[row] = child.day - kDaysPerYear;  // a birth is no stay of the child's
  people.stay_cause[row] = kOtherCause;
  people.care_level[row] = normal_float(word(market.luck, child.id, 0, 0, draws::other_care_level));
  start_ties(market, row, child.mother, child.day);
}

namespace {

/// The row ends; returns the partner who stays behind, kNobody without one.
std::uint32_t end_row(Market& market, std::uint32_t person, std::int32_t day) {
  Patients& people = market.patients;
  people.alive[person] = 0;
  people.death_day[person] = day;
  const std::uint32_t partner = people.partner[person];
  if (partner != kNobody) people.partner[partner] = kNobody;
  people.partner[person] = kNobody;
  if (people.usual_slot[person] != kNoSlot) {
    const std::uint32_t id = market.ties.clinician[market.tie_row(people.usual_slot[person], person)];
    --market.clinicians.panel[market.clinician_row(id)];
  }
  return partner;
}

}  // namespace

void leave_market(Market& market, std::uint32_t person, std::int32_t day) {
  end_row(market, person, day);
  market.add(Counter::emigrants, person);
  market.record(person, day, EventKind::left_market);
}

void end_life(Market& market, std::uint32_t person, std::int32_t day, bool in_hospital) {
  const std::uint32_t partner = end_row(market, person, day);
  if (partner != kNobody)
    market.patients.bereaved_week[partner] = static_cast<std::int16_t>(day / kDaysPerWeek);
  market.add(Counter::deaths, person);
  if (in_hospital) market.add(Counter::hospital_deaths, person);
  market.record(person, day, EventKind::died, in_hospital ? 1.0F : 0.0F);
}

}  // namespace rapport
