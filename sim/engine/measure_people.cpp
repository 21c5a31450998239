// The passes that read person-time and states off the columns.
#include "engine/measure_people.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/fixed_sum.h"
#include "state/relationships.h"

namespace rapport {

namespace {

/// utility_loss of every condition.
using Losses = std::array<double, kMaxConditions>;

Losses losses_of(const Tables& tables) {
  Losses losses{};
  for (std::size_t c = 0; c < tables.conditions.size(); ++c) losses[c] = tables.conditions[c].of.utility_loss;
  return losses;
}

double quality_of(const Patients& people, std::uint32_t i, const Losses& losses,
                  const outcomes::Params& params) {
  double sum = 0.0;
  for (std::uint64_t rest = people.conditions[i]; rest != 0; rest &= rest - 1)
    sum += losses[static_cast<std::size_t>(std::countr_zero(rest))];
  return outcomes::quality_weight(people.life_row[i] % kAges, sum, params);
}

void set(PeopleSums::Values& values, OfPerson of, std::int64_t value) {
  values[static_cast<std::size_t>(of)] = value;
}

/// The usual tie of a living person.
void set_relationship(const Market& market, std::uint32_t person, std::int32_t day,
                      PeopleSums::Values& values) {
  const std::size_t tie = market.tie_row(market.patients.usual_slot[person], person);
  set(values, OfPerson::attached, 1);
  set(values, OfPerson::tie_days, days_with_usual(market, person, day));
  set(values, OfPerson::trust, to_fixed(market.patients.usual_trust[person]));
  set(values, OfPerson::knowledge, to_fixed(market.ties.knowledge[tie]));
  set(values, OfPerson::consistency, to_fixed(market.ties.consistency[tie]));
  set(values, OfPerson::mutuality, to_fixed(market.ties.mutuality[tie]));
  set(values, OfPerson::breadth, to_fixed(market.ties.breadth[tie]));
}

/// What a person is at the end of a period, alive.
void set_state(const Market& market, std::uint32_t i, std::int32_t day, PeopleSums::Values& values) {
  const Patients& people = market.patients;
  set(values, OfPerson::alive, 1);
  const auto insurance = static_cast<Insurance>(people.insurance[i]);
  set(values, OfPerson::uninsured, insurance == Insurance::uninsured ? 1 : 0);
  set(values, OfPerson::on_medicaid, insurance == Insurance::medicaid ? 1 : 0);
  if (people.life_row[i] % kAges >= 18) {
    const bool widowed = people.bereaved_week[i] != kNeverBereaved && people.partner[i] == kNobody;
    set(values, OfPerson::adults, 1);
    set(values, OfPerson::isolated, people.isolated[i] != 0 ? 1 : 0);
    set(values, OfPerson::widowed, widowed ? 1 : 0);
  }
  if (people.life_row[i] % kAges >= 65) {
    set(values, OfPerson::older, 1);
    set(values, OfPerson::disabled, people.disability[i] > 0 ? 1 : 0);
  }
  if (people.follow_ups[i] > 0) {
    set(values, OfPerson::followed, 1);
    set(values, OfPerson::out_of_care, people.out_of_care[i]);
  }
  const Contacts contacts = contacts_of(market, i);
  if (contacts.all >= 2) {
    set(values, OfPerson::seen, 1);
    set(values, OfPerson::upc, to_fixed(upc(contacts)));
    set(values, OfPerson::coc, to_fixed(coc(contacts)));
  }
  if (people.usual_slot[i] != kNoSlot) set_relationship(market, i, day, values);
}

}  // namespace

std::int32_t days_lived(std::int32_t from, std::int32_t to, std::int32_t birth_day, std::int32_t death_day) {
  const std::int32_t days = std::min(to, death_day) - std::max(from, birth_day);
  return std::max(days, 0);
}

PeopleSums sum_people(const Market& market, const outcomes::Params& params, std::int32_t from,
                      std::int32_t to) {
  PeopleSums sums;
  const Losses losses = losses_of(*market.tables);
  const Patients& people = market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const std::int32_t days = days_lived(from, to, people.birth_day[i], people.death_day[i]);
    if (days == 0) continue;
    PeopleSums::Values values{};
    set(values, OfPerson::days, days);
    set(values, OfPerson::quality, to_fixed(days * quality_of(people, i, losses, params)));
    if (people.alive[i] != 0) set_state(market, i, to, values);
    sums.add(people.stratum[i], people.conditions[i], values);
  }
  return sums;
}

ConditionSums sum_conditions(const Market& market) {
  ConditionSums sums;
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const bool has_medicine = market.tables->conditions[c].of.treated != 0.0;
    const ConditionList& list = market.conditions[c];
    for (std::uint32_t row = 0; row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      if (list.state[row] == kGone || market.patients.alive[person] == 0) continue;
      const bool treated = has_medicine && list.pdc[row] >= 0.0F;
      const bool adherent = treated && list.pdc[row] >= 0.8F;
      sums.add_of_condition(market.patients.stratum[person], c,
                            {1, to_fixed(list.control[row]), treated ? 1 : 0, adherent ? 1 : 0});
    }
  }
  return sums;
}

CaseSums sum_cases(const Market& market, std::string_view condition) {
  CaseSums sums;
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    if (market.tables->conditions[c].name != condition) continue;
    const ConditionList& list = market.conditions[c];
    for (std::uint32_t row = 0; row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      if (list.state[row] == kGone || market.patients.alive[person] == 0) continue;
      const bool unknown = (market.patients.undiagnosed[person] >> c & 1) != 0;
      sums.add(market.patients.stratum[person], market.patients.conditions[person], {1, unknown ? 0 : 1});
    }
  }
  return sums;
}

}  // namespace rapport
