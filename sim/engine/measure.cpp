// Counters give the events; one pass over people and one over their conditions give person-time and states.
#include "engine/measure.h"

#include <algorithm>
#include <array>

#include "base/fixed_sum.h"
#include "engine/measure_staff.h"
#include "engine/stratum_sums.h"
#include "state/ledger.h"
#include "state/relationships.h"

namespace rapport {

void clear_counters(Market& market) { std::fill_n(market.counters, market.counter_cells(), std::int64_t{0}); }

std::int32_t days_lived(std::int32_t from, std::int32_t to, std::int32_t birth_day, std::int32_t death_day) {
  const std::int32_t days = std::min(to, death_day) - std::max(from, birth_day);
  return std::max(days, 0);
}

namespace {

/// Summed over people.
enum class OfPerson : std::size_t {
  days,      ///< lived in the period
  alive,     ///< at the end of it
  seen,      ///< alive at the end with two or more visits in the trailing year
  upc,       ///< of those, 2^-24
  attached,  ///< alive at the end with a usual clinician
  trust,     ///< of those, 2^-24
  knowledge,
  consistency,
  mutuality,
  breadth,
  adults,    ///< alive at the end, 18 or older
  isolated,  ///< of those
  widowed,   ///< of those: lost a partner and has none
  followed,     ///< alive at the end with planned follow-ups
  out_of_care,  ///< of those, out of care
  size
};
using PeopleSums = StratumSums<OfPerson>;

/// Summed over conditions that living people have at the end of the period.
enum class OfCondition : std::size_t {
  treated,   ///< with long-term medicines
  adherent,  ///< of those, PDC of 0.8 or more
  size
};
using ConditionSums = StratumSums<OfCondition>;

/// The usual tie of a living person.
void add_relationship(const Market& market, std::uint32_t person, PeopleSums::Values& values) {
  const std::size_t tie = market.tie_row(market.patients.usual_slot[person], person);
  const auto set = [&values](OfPerson of, float value) {
    values[static_cast<std::size_t>(of)] = to_fixed(value);
  };
  values[static_cast<std::size_t>(OfPerson::attached)] = 1;
  set(OfPerson::trust, market.patients.usual_trust[person]);
  set(OfPerson::knowledge, market.ties.knowledge[tie]);
  set(OfPerson::consistency, market.ties.consistency[tie]);
  set(OfPerson::mutuality, market.ties.mutuality[tie]);
  set(OfPerson::breadth, market.ties.breadth[tie]);
}

PeopleSums sum_people(const Market& market, std::int32_t from, std::int32_t to) {
  PeopleSums sums;
  const Patients& people = market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const std::int32_t days = days_lived(from, to, people.birth_day[i], people.death_day[i]);
    if (days == 0) continue;
    PeopleSums::Values values{};
    const auto set = [&values](OfPerson of, std::int64_t value) {
      values[static_cast<std::size_t>(of)] = value;
    };
    set(OfPerson::days, days);
    const Contacts contacts = contacts_of(market, i);
    set(OfPerson::alive, people.alive[i]);
    const bool adult = people.alive[i] != 0 && people.life_row[i] % kAges >= 18;
    set(OfPerson::adults, adult ? 1 : 0);
    set(OfPerson::isolated, adult && people.isolated[i] != 0 ? 1 : 0);
    const bool widowed = people.bereaved_week[i] != kNeverBereaved && people.partner[i] == kNobody;
    set(OfPerson::widowed, adult && widowed ? 1 : 0);
    if (people.alive[i] != 0 && people.follow_ups[i] > 0) {
      set(OfPerson::followed, 1);
      set(OfPerson::out_of_care, people.out_of_care[i]);
    }
    if (people.alive[i] != 0 && contacts.all >= 2) {
      set(OfPerson::seen, 1);
      set(OfPerson::upc, to_fixed(upc(contacts)));
    }
    if (people.alive[i] != 0 && people.usual_slot[i] != kNoSlot) add_relationship(market, i, values);
    sums.add(people.stratum[i], people.conditions[i], values);
  }
  return sums;
}

ConditionSums sum_conditions(const Market& market) {
  ConditionSums sums;
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    if (market.tables->conditions[c].of.treated == 0.0) continue;
    const ConditionList& list = market.conditions[c];
    for (std::uint32_t row = 0; row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      if (list.state[row] == kGone || market.patients.alive[person] == 0) continue;
      if (list.pdc[row] < 0.0F) continue;
      sums.add_of_condition(market.patients.stratum[person], c, {1, list.pdc[row] >= 0.8F ? 1 : 0});
    }
  }
  return sums;
}

/// Of the living with a condition, those of whom it is known; nobody where no condition has that name.
enum class OfCase : std::size_t { present, known, size };
StratumSums<OfCase> sum_diagnosed(const Market& market, std::string_view condition) {
  StratumSums<OfCase> sums;
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

/// Surplus of all practices since the market began, in cents.
std::int64_t surplus(const Market& market) {
  constexpr std::array kOfPractices{Account::visit_revenue, Account::capitation_revenue,
                                    Account::care_management_revenue, Account::protected_revenue,
                                    Account::practice_cost};
  std::int64_t sum = 0;
  for (const Account account : kOfPractices) sum += account_total(market, account);
  return sum;
}

std::int64_t fte_days(const Market& market) {
  std::int64_t sum = 0;
  for (std::uint32_t k = 0; k < market.clinicians.count; ++k)
    sum += to_fixed(market.clinicians.fte[k]) * kDaysPerPeriod;
  return sum;
}

class Writer {
 public:
  Writer(const Market& market, Tally& tally, std::int32_t period, const Folded& days)
      : market_(market), tally_(tally), period_(period), days_(days) {}

  /// Of everybody, this period.
  void everybody(Outcome outcome, std::int64_t numerator, std::int64_t denominator) {
    tally_.at(outcome, period_) = {numerator, denominator};
  }
  /// Everybody this period; by stratum it is added to the year.
  void write(Outcome outcome, const Folded& above, const Folded& below) {
    everybody(outcome, above[kEverybody], below[kEverybody]);
    if (!kOutcomes[static_cast<std::size_t>(outcome)].by_stratum) return;
    Cell* year = &tally_.in_year(outcome, period_ / kPeriodsInYear, 0);
    for (std::size_t s = 0; s < static_cast<std::size_t>(tally_.strata); ++s) {
      year[s].numerator += above[s];
      year[s].denominator += below[s];
    }
  }
  /// A counter over person-days.
  void per_day(Outcome outcome, Counter numerator) { write(outcome, folded(market_, numerator), days_); }
  /// A counter over a counter.
  void ratio(Outcome outcome, Counter numerator, Counter denominator) {
    write(outcome, folded(market_, numerator), folded(market_, denominator));
  }

 private:
  const Market& market_;
  Tally& tally_;
  std::int32_t period_;
  const Folded& days_;
};

void write_counted(Writer& writer) {
  writer.per_day(Outcome::admissions, Counter::admissions);
  writer.per_day(Outcome::ed_visits, Counter::ed_visits);
  writer.per_day(Outcome::primary_care_visits, Counter::served);
  writer.per_day(Outcome::deaths, Counter::deaths);
  writer.per_day(Outcome::cost_per_head, Counter::cost_cents);
  writer.ratio(Outcome::pdc_mean, Counter::pdc, Counter::treated_steps);
  writer.ratio(Outcome::satisfaction, Counter::quality, Counter::served);
  writer.ratio(Outcome::waiting_time, Counter::wait_days, Counter::served);
  writer.per_day(Outcome::left_clinician, Counter::left_clinician);
  writer.per_day(Outcome::lost_clinician, Counter::lost_clinician);
  writer.ratio(Outcome::new_patient_wait, Counter::newcomer_wait_days, Counter::newcomer_visits);
}

void write_states(Writer& writer, const PeopleSums& people, const ConditionSums& conditions) {
  writer.write(Outcome::pdc_adherent_share, conditions.folded(OfCondition::adherent),
               conditions.folded(OfCondition::treated));
  writer.write(Outcome::upc, people.folded(OfPerson::upc), people.folded(OfPerson::seen));
  const Folded alive = people.folded(OfPerson::alive), attached = people.folded(OfPerson::attached);
  Folded unattached{};
  for (std::size_t s = 0; s < alive.size(); ++s) unattached[s] = alive[s] - attached[s];
  writer.write(Outcome::unattached_share, unattached, alive);
}

void write_access(Writer& writer, const PeopleSums& people) {
  writer.per_day(Outcome::urgent_care_visits, Counter::urgent_visits);
  writer.per_day(Outcome::preventive_visits, Counter::preventive_visits);
  writer.per_day(Outcome::bed_days, Counter::bed_days);
  writer.per_day(Outcome::sensitive_admissions, Counter::sensitive_admissions);
  writer.ratio(Outcome::no_show_share, Counter::missed, Counter::planned_booked);
  writer.write(Outcome::out_of_care_share, people.folded(OfPerson::out_of_care),
               people.folded(OfPerson::followed));
}

void write_relationships(Writer& writer, const PeopleSums& people) {
  const Folded attached = people.folded(OfPerson::attached);
  writer.write(Outcome::trust, people.folded(OfPerson::trust), attached);
  writer.write(Outcome::knowledge, people.folded(OfPerson::knowledge), attached);
  writer.write(Outcome::consistency, people.folded(OfPerson::consistency), attached);
  writer.write(Outcome::mutuality, people.folded(OfPerson::mutuality), attached);
  writer.write(Outcome::comprehensiveness, people.folded(OfPerson::breadth), attached);
  writer.ratio(Outcome::satisfaction_top_box, Counter::top_box, Counter::served);
  writer.ratio(Outcome::shared_decisions, Counter::shared, Counter::served);
  writer.ratio(Outcome::referrals, Counter::referrals, Counter::served);
  writer.per_day(Outcome::specialist_visits, Counter::specialist_visits);
  writer.per_day(Outcome::messages, Counter::messages);
  writer.per_day(Outcome::calls, Counter::calls);
  writer.per_day(Outcome::mistakes, Counter::mistakes);
  writer.per_day(Outcome::repeated_tests, Counter::repeated_tests);
}

void write_diagnosed(Writer& writer, Outcome outcome, const StratumSums<OfCase>& cases) {
  writer.write(outcome, cases.folded(OfCase::known), cases.folded(OfCase::present));
}

void write_families(Writer& writer, const PeopleSums& people) {
  const Folded adults = people.folded(OfPerson::adults);
  writer.write(Outcome::isolated_share, people.folded(OfPerson::isolated), adults);
  writer.write(Outcome::widowed_share, people.folded(OfPerson::widowed), adults);
}

void write_surplus(Writer& writer, const Market& market, std::int32_t period, const Tally& tally) {
  std::int64_t earlier = 0;
  for (std::int32_t past = 0; past < period; ++past)
    earlier += tally.at(Outcome::practice_surplus, past).numerator;
  writer.everybody(Outcome::practice_surplus, surplus(market) - earlier, fte_days(market));
}

}  // namespace

void measure_period(const Market& market, const Step& step, Tally& tally) {
  const std::int32_t to = step.end_day();
  const PeopleSums people = sum_people(market, to - kDaysPerPeriod, to);
  const Folded days = people.folded(OfPerson::days);
  Writer writer(market, tally, step.period(), days);
  write_counted(writer);
  write_states(writer, people, sum_conditions(market));
  write_access(writer, people);
  write_relationships(writer, people);
  write_diagnosed(writer, Outcome::hypertension_diagnosed, sum_diagnosed(market, "hypertension"));
  write_diagnosed(writer, Outcome::diabetes_diagnosed, sum_diagnosed(market, "diabetes"));
  write_families(writer, people);
  write_surplus(writer, market, step.period(), tally);
  measure_staff(market, step, tally);
}

}  // namespace rapport
