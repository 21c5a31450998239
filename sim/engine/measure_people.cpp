// The passes that read person-time and states off the columns.
#include "engine/measure_people.h"

#include <algorithm>
#include <array>

#include "base/fixed_sum.h"
#include "state/relationships.h"

namespace rapport {

namespace {

/// Sums of utility_loss over the conditions of a bit set, eight bits a look: no branch depends on who is ill.
class Losses {
 public:
  explicit Losses(const Tables& tables) : bytes_((tables.conditions.size() + 7) / 8) {
    for (std::size_t byte = 0; byte < bytes_; ++byte) {
      for (std::size_t bits = 0; bits < 256; ++bits) sums_[byte][bits] = sum_of(tables, byte, bits);
    }
  }
  double of(std::uint64_t conditions) const {
    double sum = 0.0;
    for (std::size_t byte = 0; byte < bytes_; ++byte) sum += sums_[byte][conditions >> 8 * byte & 255];
    return sum;
  }

 private:
  static double sum_of(const Tables& tables, std::size_t byte, std::size_t bits) {
    double sum = 0.0;
    for (std::size_t k = 0; k < 8; ++k) {
      const std::size_t c = 8 * byte + k;
      if ((bits >> k & 1) != 0 && c < tables.conditions.size()) sum += tables.conditions[c].of.utility_loss;
    }
    return sum;
  }
  std::size_t bytes_;
  std::array<std::array<double, 256>, kMaxConditions / 8> sums_{};
};

/// The usual tie of a living person: put(what, value) for each that is there.
template <class Put>
void read_relationship(const Market& market, std::uint32_t person, std::int32_t day, Put&& put) {
  const std::size_t tie = market.tie_row(market.patients.usual_slot[person], person);
  put(OfPerson::attached, 1);
  put(OfPerson::tie_days, days_with_usual(market, person, day));
  put(OfPerson::trust, to_fixed(market.patients.usual_trust[person]));
  put(OfPerson::knowledge, to_fixed(market.ties.knowledge[tie]));
  put(OfPerson::consistency, to_fixed(market.ties.consistency[tie]));
  put(OfPerson::mutuality, to_fixed(market.ties.mutuality[tie]));
  put(OfPerson::breadth, to_fixed(market.ties.breadth[tie]));
}

/// What a person is at the end of a period, alive.
template <class Put>
void read_state(const Market& market, std::uint32_t i, std::int32_t day, Put&& put) {
  const Patients& people = market.patients;
  put(OfPerson::alive, 1);
  const auto insurance = static_cast<Insurance>(people.insurance[i]);
  put(OfPerson::uninsured, insurance == Insurance::uninsured ? 1 : 0);
  put(OfPerson::on_medicaid, insurance == Insurance::medicaid ? 1 : 0);
  if (people.life_row[i] % kAges >= 18) {
    const bool widowed = people.bereaved_week[i] != kNeverBereaved && people.partner[i] == kNobody;
    put(OfPerson::adults, 1);
    put(OfPerson::isolated, people.isolated[i] != 0 ? 1 : 0);
    put(OfPerson::widowed, widowed ? 1 : 0);
  }
  if (people.life_row[i] % kAges >= 65) {
    put(OfPerson::older, 1);
    put(OfPerson::disabled, people.disability[i] > 0 ? 1 : 0);
  }
  if (people.follow_ups[i] > 0) {
    put(OfPerson::followed, 1);
    put(OfPerson::out_of_care, people.out_of_care[i]);
  }
  const Contacts contacts = contacts_of(market, i);
  if (contacts.all >= 2) {
    put(OfPerson::seen, 1);
    put(OfPerson::upc, to_fixed(upc(contacts)));
    put(OfPerson::coc, to_fixed(coc(contacts)));
  }
  if (people.usual_slot[i] != kNoSlot) read_relationship(market, i, day, put);
}

}  // namespace

std::int32_t days_lived(std::int32_t from, std::int32_t to, std::int32_t birth_day, std::int32_t death_day) {
  const std::int32_t days = std::min(to, death_day) - std::max(from, birth_day);
  return std::max(days, 0);
}

TimeSums sum_time(const Market& market, const outcomes::Params& params, std::int32_t from, std::int32_t to) {
  TimeSums sums;
  const Losses losses(*market.tables);
  const Patients& people = market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const std::int32_t days = days_lived(from, to, people.birth_day[i], people.death_day[i]);
    const std::int32_t cents = people.year_cents[i] - people.cents_before[i];
    if (days == 0 && cents == 0) continue;
    const double weight =
        outcomes::quality_weight(people.life_row[i] % kAges, losses.of(people.conditions[i]), params);
    sums.add(people.stratum[i], people.conditions[i], {days, to_fixed(days * weight), cents});
  }
  return sums;
}

PeopleSums sum_people(const Market& market, std::int32_t day, Apart apart) {
  PeopleSums sums;
  const Patients& people = market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.alive[i] == 0) continue;
    if (apart == Apart::no) {
      read_state(market, i, day, [&](OfPerson of, std::int64_t value) { sums.add_to_everybody(of, value); });
      continue;
    }
    PeopleSums::Values values{};
    read_state(market, i, day,
               [&](OfPerson of, std::int64_t value) { values[static_cast<std::size_t>(of)] = value; });
    sums.add(people.stratum[i], people.conditions[i], values);
  }
  return sums;
}

ConditionSums sum_conditions(const Market& market, Apart apart) {
  ConditionSums sums;
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const bool has_medicine = market.tables->conditions[c].of.treated != 0.0;
    const ConditionList& list = market.conditions[c];
    for (std::uint32_t row = 0; row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      if (list.state[row] == kGone || market.patients.alive[person] == 0) continue;
      const bool treated = has_medicine && list.pdc[row] >= 0.0F;
      const bool adherent = treated && list.pdc[row] >= 0.8F;
      const ConditionSums::Values values{1, to_fixed(list.control[row]), treated ? 1 : 0, adherent ? 1 : 0};
      apart == Apart::yes ? sums.add_of_condition(market.patients.stratum[person], c, values)
                          : sums.add(0, 0, values);
    }
  }
  return sums;
}

CaseSums sum_cases(const Market& market, std::string_view condition, Apart apart) {
  CaseSums sums;
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    if (market.tables->conditions[c].name != condition) continue;
    const ConditionList& list = market.conditions[c];
    for (std::uint32_t row = 0; row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      if (list.state[row] == kGone || market.patients.alive[person] == 0) continue;
      const bool unknown = (market.patients.undiagnosed[person] >> c & 1) != 0;
      const CaseSums::Values values{1, unknown ? 0 : 1};
      const std::uint64_t conditions = market.patients.conditions[person];
      apart == Apart::yes ? sums.add(market.patients.stratum[person], conditions, values)
                          : sums.add(0, 0, values);
    }
  }
  return sums;
}

}  // namespace rapport
