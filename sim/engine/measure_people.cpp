// The passes that read person-time and states off the columns.
#include "engine/measure_people.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <vector>

#include "base/fixed_sum.h"
#include "base/scratch.h"
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

namespace {

/// Time and cost of the living by condition: `of_person` in the order of people, lists in the order of owners.
void add_by_condition(const Market& market, const Scratch<TimeSums::Values>& of_person, TimeSums& sums) {
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const ConditionList& list = market.conditions[c];
    TimeSums::Values sum{};
    for (std::uint32_t row = 0; row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      const bool here = (list.state[row] != kGone) & (market.patients.alive[person] != 0);
      const std::int64_t all_or_nothing = here ? -1 : 0;
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += of_person[person][k] & all_or_nothing;
    }
    sums.add_in_condition(c, sum);
  }
}

}  // namespace

TimeSums sum_time(const Market& market, const outcomes::Params& params, std::int32_t from, std::int32_t to) {
  TimeSums sums;
  const Losses losses(*market.tables);
  const Patients& people = market.patients;
  Scratch<TimeSums::Values> of_person(people.count);
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const std::int32_t days = days_lived(from, to, people.birth_day[i], people.death_day[i]);
    const std::int32_t age = static_cast<std::int32_t>(people.life_row[i]) - people.sex[i] * kAges;
    const double weight = outcomes::quality_weight(age, losses.of(people.conditions[i]), params);
    of_person[i] = {days, to_fixed(days * weight), people.period_cents[i]};
    // Lists hold the living only; whoever died in the period is counted here.
    if (people.alive[i] != 0)
      sums.add_in_cell(people.stratum[i], of_person[i]);
    else if (days > 0 || people.period_cents[i] > 0)
      sums.add(people.stratum[i], people.conditions[i], of_person[i]);
  }
  add_by_condition(market, of_person, sums);
  return sums;
}

namespace {

// The same as read_state, everybody in one heap: no branch depends on who somebody is.

void count_people(const Patients& people, PeopleSums& sums) {
  constexpr auto kUninsured = static_cast<std::uint32_t>(Insurance::uninsured);
  constexpr auto kOnMedicaid = static_cast<std::uint32_t>(Insurance::medicaid);
  std::uint32_t alive = 0, uninsured = 0, on_medicaid = 0, adults = 0, isolated = 0, widowed = 0, older = 0,
                disabled = 0, followed = 0, out_of_care = 0;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const std::uint32_t here = people.alive[i];
    const std::int32_t age = static_cast<std::int32_t>(people.life_row[i]) - people.sex[i] * kAges;
    const std::uint32_t adult = here & static_cast<std::uint32_t>(age >= 18);
    const std::uint32_t old = here & static_cast<std::uint32_t>(age >= 65);
    const std::uint32_t planned = here & static_cast<std::uint32_t>(people.follow_ups[i] > 0);
    alive += here;
    uninsured += here & static_cast<std::uint32_t>(people.insurance[i] == kUninsured);
    on_medicaid += here & static_cast<std::uint32_t>(people.insurance[i] == kOnMedicaid);
    adults += adult;
    isolated += adult & people.isolated[i];
    widowed += adult & static_cast<std::uint32_t>(people.bereaved_week[i] != kNeverBereaved) &
               static_cast<std::uint32_t>(people.partner[i] == kNobody);
    older += old;
    disabled += old & static_cast<std::uint32_t>(people.disability[i] > 0);
    followed += planned;
    out_of_care += planned & people.out_of_care[i];
  }
  sums.add_to_everybody(OfPerson::alive, alive);
  sums.add_to_everybody(OfPerson::uninsured, uninsured);
  sums.add_to_everybody(OfPerson::on_medicaid, on_medicaid);
  sums.add_to_everybody(OfPerson::adults, adults);
  sums.add_to_everybody(OfPerson::isolated, isolated);
  sums.add_to_everybody(OfPerson::widowed, widowed);
  sums.add_to_everybody(OfPerson::older, older);
  sums.add_to_everybody(OfPerson::disabled, disabled);
  sums.add_to_everybody(OfPerson::followed, followed);
  sums.add_to_everybody(OfPerson::out_of_care, out_of_care);
}

/// What contacts_of says of everybody: the same numbers in three columns.
struct ContactColumns {
  Scratch<std::uint32_t> all, most, pairs;
};

[[gnu::noinline]] void count_first_ties(std::uint32_t n, const std::uint32_t* __restrict contacts,
                                        const std::uint32_t* __restrict other_contacts,
                                        const std::uint32_t* __restrict other_pairs,
                                        std::uint32_t* __restrict all, std::uint32_t* __restrict most,
                                        std::uint32_t* __restrict pairs) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint32_t visits = contacts_in_year(contacts[i]);
    most[i] = visits;
    all[i] = visits + contacts_in_year(other_contacts[i]);
    pairs[i] = pairs_of(visits) + contacts_in_year(other_pairs[i]);
  }
}

ContactColumns contacts_of_all(const Market& market) {
  const Patients& people = market.patients;
  const std::uint32_t n = people.count;
  ContactColumns columns{Scratch<std::uint32_t>(n), Scratch<std::uint32_t>(n), Scratch<std::uint32_t>(n)};
  count_first_ties(n, market.ties.contacts, people.other_contacts, people.other_pairs, columns.all.data(),
                   columns.most.data(), columns.pairs.data());
  for (std::uint32_t tie = kNoTie + 1; tie < market.further.count; ++tie) {
    const std::uint32_t visits = contacts_in_year(market.ties.contacts[market.further_row(tie)]);
    const std::uint32_t person = market.further.person[tie];
    columns.all[person] += visits;
    columns.most[person] = std::max(columns.most[person], visits);
    columns.pairs[person] += pairs_of(visits);
  }
  return columns;
}

struct ContinuitySums {
  std::int64_t seen = 0, upc = 0, coc = 0;
};

[[gnu::noinline]] ContinuitySums add_up(std::uint32_t n, const std::uint8_t* __restrict alive,
                                        const std::uint32_t* __restrict all,
                                        const std::uint32_t* __restrict most,
                                        const std::uint32_t* __restrict pairs) {
  std::int64_t seen = 0, upc = 0, coc = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint32_t counts =
        static_cast<std::uint32_t>(alive[i] != 0) & static_cast<std::uint32_t>(all[i] >= 2);
    const std::uint32_t visits = counts != 0 ? all[i] : 2;
    const std::int64_t all_or_nothing = -static_cast<std::int64_t>(counts);
    seen += counts;
    upc += to_fixed(upc_of(most[i], visits)) & all_or_nothing;
    coc += to_fixed(coc_of(pairs[i], visits)) & all_or_nothing;
  }
  return {seen, upc, coc};
}

void sum_continuity(const Market& market, PeopleSums& sums) {
  const ContactColumns of = contacts_of_all(market);
  const ContinuitySums sum =
      add_up(market.patients.count, market.patients.alive, of.all.data(), of.most.data(), of.pairs.data());
  sums.add_to_everybody(OfPerson::seen, sum.seen);
  sums.add_to_everybody(OfPerson::upc, sum.upc);
  sums.add_to_everybody(OfPerson::coc, sum.coc);
}

void sum_ties(const Market& market, std::int32_t day, PeopleSums& sums) {
  const Patients& people = market.patients;
  std::int64_t attached = 0, days = 0, trust = 0, knowledge = 0, consistency = 0, mutuality = 0, breadth = 0;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const std::uint8_t slot = people.usual_slot[i];
    const std::int64_t tied = slot != kNoSlot && people.alive[i] != 0 ? 1 : 0;
    const std::size_t tie = market.tie_row(slot == kNoSlot ? 0 : slot, i);
    attached += tied;
    days += tied * std::max(day - market.ties.start_week[tie] * kDaysPerWeek, 0);
    trust += tied * to_fixed(people.usual_trust[i]);
    knowledge += tied * to_fixed(market.ties.knowledge[tie]);
    consistency += tied * to_fixed(market.ties.consistency[tie]);
    mutuality += tied * to_fixed(market.ties.mutuality[tie]);
    breadth += tied * to_fixed(market.ties.breadth[tie]);
  }
  sums.add_to_everybody(OfPerson::attached, attached);
  sums.add_to_everybody(OfPerson::tie_days, days);
  sums.add_to_everybody(OfPerson::trust, trust);
  sums.add_to_everybody(OfPerson::knowledge, knowledge);
  sums.add_to_everybody(OfPerson::consistency, consistency);
  sums.add_to_everybody(OfPerson::mutuality, mutuality);
  sums.add_to_everybody(OfPerson::breadth, breadth);
}

/// Rows of one condition, all in one heap.
ConditionSums::Values sum_list(const Market& market, const ConditionList& list, bool has_medicine) {
  std::int64_t present = 0, control = 0, treated = 0, adherent = 0;
  const float treated_from = has_medicine ? 0.0F : 2.0F, adherent_from = has_medicine ? 0.8F : 2.0F;
  for (std::uint32_t row = 0; row < list.count; ++row) {
    const bool here = (list.state[row] != kGone) & (market.patients.alive[list.owner[row]] != 0);
    present += here ? 1 : 0;
    control += here ? to_fixed(list.control[row]) : 0;
    treated += (here & (list.pdc[row] >= treated_from)) ? 1 : 0;
    adherent += (here & (list.pdc[row] >= adherent_from)) ? 1 : 0;
  }
  return {present, control, treated, adherent};
}

}  // namespace

PeopleSums sum_people(const Market& market, std::int32_t day, Apart apart) {
  PeopleSums sums;
  const Patients& people = market.patients;
  if (apart == Apart::no) {
    count_people(people, sums);
    sum_continuity(market, sums);
    sum_ties(market, day, sums);
    return sums;
  }
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.alive[i] == 0) continue;
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
    if (apart == Apart::no) {
      sums.add(0, 0, sum_list(market, list, has_medicine));
      continue;
    }
    for (std::uint32_t row = 0; row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      if (list.state[row] == kGone || market.patients.alive[person] == 0) continue;
      const bool treated = has_medicine && list.pdc[row] >= 0.0F;
      const bool adherent = treated && list.pdc[row] >= 0.8F;
      const ConditionSums::Values values{1, to_fixed(list.control[row]), treated ? 1 : 0, adherent ? 1 : 0};
      sums.add_of_condition(market.patients.stratum[person], c, values);
    }
  }
  return sums;
}

Cell cost_of_dearest(const Market& market, double share) {
  const Patients& people = market.patients;
  std::vector<std::int32_t> cents;
  cents.reserve(people.count);
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.alive[i] != 0) cents.push_back(sum_of_cents(people.year_cents[i], people.period_cents[i]));
  }
  const auto dearest = static_cast<std::ptrdiff_t>(share * static_cast<double>(cents.size()) + 0.5);
  std::nth_element(cents.begin(), cents.begin() + dearest, cents.end(), std::greater<>());
  return {std::accumulate(cents.begin(), cents.begin() + dearest, std::int64_t{0}),
          std::accumulate(cents.begin(), cents.end(), std::int64_t{0})};
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
