// Counters give the events; one pass over people and one over their conditions give person-time and states.
#include "engine/measure.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/fixed_sum.h"
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
  quality,   ///< of those, times the quality weight (QA-1), 2^-24
  seen,      ///< alive at the end with two or more visits in the trailing year
  upc,       ///< of those, 2^-24
  coc,       ///< of those, 2^-24
  attached,  ///< alive at the end with a usual clinician
  trust,     ///< of those, 2^-24
  tie_days,  ///< of those, days since their first contact
  size
};
using PeopleSums = StratumSums<OfPerson>;

/// Summed over conditions that living people have at the end of the period.
enum class OfCondition : std::size_t {
  present,   ///< all
  control,   ///< 2^-24
  treated,   ///< with long-term medicines
  adherent,  ///< of those, PDC of 0.8 or more
  size
};
using ConditionSums = StratumSums<OfCondition>;

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

PeopleSums sum_people(const Market& market, const outcomes::Params& params, std::int32_t from,
                      std::int32_t to) {
  PeopleSums sums;
  const Losses losses = losses_of(*market.tables);
  const Patients& people = market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const std::int32_t days = days_lived(from, to, people.birth_day[i], people.death_day[i]);
    if (days == 0) continue;
    PeopleSums::Values values{};
    const auto set = [&values](OfPerson of, std::int64_t value) {
      values[static_cast<std::size_t>(of)] = value;
    };
    set(OfPerson::days, days);
    set(OfPerson::quality, to_fixed(days * quality_of(people, i, losses, params)));
    const Contacts contacts = contacts_of(market, i);
    if (people.alive[i] != 0 && contacts.all >= 2) {
      set(OfPerson::seen, 1);
      set(OfPerson::upc, to_fixed(upc(contacts)));
      set(OfPerson::coc, to_fixed(coc(contacts)));
    }
    if (people.alive[i] != 0 && people.usual_slot[i] != kNoSlot) {
      set(OfPerson::attached, 1);
      set(OfPerson::trust, to_fixed(people.usual_trust[i]));
      set(OfPerson::tie_days, days_with_usual(market, i, to));
    }
    sums.add(people.stratum[i], people.conditions[i], values);
  }
  return sums;
}

ConditionSums sum_conditions(const Market& market) {
  ConditionSums sums;
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const std::int64_t treated = market.tables->conditions[c].of.treated != 0.0 ? 1 : 0;
    const ConditionList& list = market.conditions[c];
    for (std::uint32_t row = 0; row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      if (list.state[row] == kGone || market.patients.alive[person] == 0) continue;
      const std::int64_t adherent = list.pdc[row] >= 0.8F ? treated : 0;
      sums.add_of_condition(market.patients.stratum[person], c,
                            {1, to_fixed(list.control[row]), treated, adherent});
    }
  }
  return sums;
}

/// Surplus of all practices since the market began, in cents.
std::int64_t surplus(const Market& market) {
  constexpr std::array kOfPractices{Account::visit_revenue, Account::capitation_revenue,
                                    Account::protected_revenue, Account::practice_cost};
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
}

void write_parts(Writer& writer) {
  writer.per_day(Outcome::bed_days, Counter::bed_days);
  writer.per_day(Outcome::sensitive_admissions, Counter::sensitive_admissions);
  writer.per_day(Outcome::specialist_visits, Counter::specialist_visits);
  writer.per_day(Outcome::exacerbations, Counter::exacerbations);
  writer.ratio(Outcome::touchable_admissions, Counter::condition_admissions, Counter::admissions);
  writer.ratio(Outcome::touchable_cost, Counter::caused_cents, Counter::cost_cents);
  writer.ratio(Outcome::remote_share, Counter::settled_remotely, Counter::exacerbations);
  writer.ratio(Outcome::own_visit_share, Counter::served_own, Counter::served);
  writer.ratio(Outcome::given_up_share, Counter::given_up, Counter::asked);
  writer.ratio(Outcome::diverted_share, Counter::diverted, Counter::asked);
}

void write_states(Writer& writer, const PeopleSums& people, const ConditionSums& conditions) {
  writer.write(Outcome::pdc_adherent_share, conditions.folded(OfCondition::adherent),
               conditions.folded(OfCondition::treated));
  writer.write(Outcome::upc, people.folded(OfPerson::upc), people.folded(OfPerson::seen));
  writer.write(Outcome::coc, people.folded(OfPerson::coc), people.folded(OfPerson::seen));
  writer.write(Outcome::tie_years, people.folded(OfPerson::tie_days), people.folded(OfPerson::attached));
  writer.write(Outcome::control, conditions.folded(OfCondition::control),
               conditions.folded(OfCondition::present));
  writer.write(Outcome::trust, people.folded(OfPerson::trust), people.folded(OfPerson::attached));
}

/// What a model year of the people of policy start brings: present values and what they are made of (DC-1).
void write_values(Writer& writer, const Market& market, const Origin& origin, const PeopleSums& people,
                  const Step& step, const outcomes::Params& params) {
  if (step.end_day() <= origin.day) return;
  const double middle = step.end_day() - 0.5 * kDaysPerPeriod - origin.day;
  const double factor = outcomes::discount_factor(middle / kDaysPerYear, params);
  const auto present = [factor](std::int64_t sum) {
    return static_cast<std::int64_t>(static_cast<double>(sum) * factor);
  };
  const std::int64_t days = people.folded(OfPerson::days)[kEverybody];
  const std::int64_t quality = people.folded(OfPerson::quality)[kEverybody];
  const std::int64_t below = origin.people * kDaysPerPeriod;
  writer.everybody(Outcome::life_years, days, below);
  writer.everybody(Outcome::life_years_discounted, present(to_fixed(static_cast<double>(days))), below);
  writer.everybody(Outcome::qalys, quality, below);
  writer.everybody(Outcome::qalys_discounted, present(quality), below);
  writer.everybody(Outcome::cost_discounted, present(market.total(Counter::cost_cents)), below);
}

void write_surplus(Writer& writer, const Market& market, std::int32_t period, const Tally& tally) {
  std::int64_t earlier = 0;
  for (std::int32_t past = 0; past < period; ++past)
    earlier += tally.at(Outcome::practice_surplus, past).numerator;
  writer.everybody(Outcome::practice_surplus, surplus(market) - earlier, fte_days(market));
}

}  // namespace

Origin origin_at(const Market& market, std::int32_t day) {
  const Patients& people = market.patients;
  return {day, std::count(people.alive, people.alive + people.count, std::uint8_t{1})};
}

void measure_period(const Market& market, const outcomes::Params& params, const Origin& origin,
                    const Step& step, Tally& tally) {
  const std::int32_t to = step.end_day();
  const PeopleSums people = sum_people(market, params, to - kDaysPerPeriod, to);
  const Folded days = people.folded(OfPerson::days);
  Writer writer(market, tally, step.period(), days);
  write_counted(writer);
  write_parts(writer);
  write_states(writer, people, sum_conditions(market));
  writer.write(Outcome::quality_weight, people.folded(OfPerson::quality), days);
  write_values(writer, market, origin, people, step, params);
  write_surplus(writer, market, step.period(), tally);
}

}  // namespace rapport
