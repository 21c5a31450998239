// Counters give the events; one pass over people and one over their conditions give person-time and states.
#include "engine/measure.h"

#include <algorithm>
#include <array>

#include "base/fixed_sum.h"
#include "engine/measure_people.h"
#include "engine/measure_staff.h"
#include "state/ledger.h"

namespace rapport {

void clear_counters(Market& market) { std::fill_n(market.counters, market.counter_cells(), std::int64_t{0}); }

namespace {

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
  /// What happens: everybody this period; by stratum it is added to the year.
  void write(Outcome outcome, const Folded& above, const Folded& below) {
    everybody(outcome, above[kEverybody], below[kEverybody]);
    add_to_year(outcome, above, below);
  }
  /// What is: everybody at the end of the period; by stratum at the end of the year.
  void state(Outcome outcome, const Folded& above, const Folded& below) {
    everybody(outcome, above[kEverybody], below[kEverybody]);
    if (period_ % kPeriodsInYear == kPeriodsInYear - 1) add_to_year(outcome, above, below);
  }
  std::int64_t person_days() const { return days_[kEverybody]; }
  /// A counter over person-days.
  void per_day(Outcome outcome, Counter numerator) { write(outcome, folded(market_, numerator), days_); }
  /// A counter over a counter.
  void ratio(Outcome outcome, Counter numerator, Counter denominator) {
    write(outcome, folded(market_, numerator), folded(market_, denominator));
  }

 private:
  void add_to_year(Outcome outcome, const Folded& above, const Folded& below) {
    if (!kOutcomes[static_cast<std::size_t>(outcome)].by_stratum) return;
    Cell* year = &tally_.in_year(outcome, period_ / kPeriodsInYear, 0);
    for (std::size_t s = 0; s < static_cast<std::size_t>(tally_.strata); ++s) {
      year[s].numerator += above[s];
      year[s].denominator += below[s];
    }
  }
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
  writer.ratio(Outcome::pdc_mean, Counter::pdc, Counter::treated_steps);
  writer.ratio(Outcome::satisfaction, Counter::quality, Counter::served);
  writer.ratio(Outcome::waiting_time, Counter::wait_days, Counter::served);
  writer.per_day(Outcome::left_clinician, Counter::left_clinician);
  writer.per_day(Outcome::lost_clinician, Counter::lost_clinician);
  writer.per_day(Outcome::emigrants, Counter::emigrants);
  writer.per_day(Outcome::upheavals, Counter::upheavals);
  writer.ratio(Outcome::new_patient_wait, Counter::newcomer_wait_days, Counter::newcomer_visits);
  writer.per_day(Outcome::urgent_care_visits, Counter::urgent_visits);
  writer.per_day(Outcome::preventive_visits, Counter::preventive_visits);
  writer.ratio(Outcome::no_show_share, Counter::missed, Counter::planned_booked);
}

void write_parts(Writer& writer) {
  writer.per_day(Outcome::bed_days, Counter::bed_days);
  writer.per_day(Outcome::sensitive_admissions, Counter::sensitive_admissions);
  writer.per_day(Outcome::specialist_visits, Counter::specialist_visits);
  writer.per_day(Outcome::exacerbations, Counter::exacerbations);
  writer.ratio(Outcome::touchable_admissions, Counter::caused_admissions, Counter::admissions);
  writer.ratio(Outcome::remote_share, Counter::settled_remotely, Counter::exacerbations);
  writer.ratio(Outcome::secon, Counter::same_as_before, Counter::visits_after_another);
  writer.ratio(Outcome::own_visit_share, Counter::served_own, Counter::served);
  writer.ratio(Outcome::given_up_share, Counter::given_up, Counter::asked);
  writer.ratio(Outcome::diverted_share, Counter::diverted, Counter::asked);
}

void write_after_stays(Writer& writer, const PeopleSums& people) {
  writer.ratio(Outcome::readmission_share, Counter::readmissions, Counter::discharges);
  writer.ratio(Outcome::function_loss_share, Counter::function_losses, Counter::older_discharges);
  writer.state(Outcome::disabled_share, people.folded(OfPerson::disabled), people.folded(OfPerson::older));
}

/// Cost by kind of care and by bearer.
void write_costs(Writer& writer, const Market& market) {
  writer.everybody(Outcome::payer_outlay,
                   market.total(Counter::cost_cents) - market.total(Counter::patient_cents),
                   writer.person_days());
  writer.per_day(Outcome::cost_primary, Counter::primary_cents);
  writer.per_day(Outcome::cost_specialists, Counter::specialist_cents);
  writer.per_day(Outcome::cost_emergency, Counter::emergency_cents);
  writer.per_day(Outcome::cost_urgent, Counter::urgent_cents);
  writer.per_day(Outcome::cost_inpatient, Counter::inpatient_cents);
  writer.per_day(Outcome::cost_medicines, Counter::drug_cents);
  writer.per_day(Outcome::cost_other, Counter::other_cents);
  writer.per_day(Outcome::cost_out_of_pocket, Counter::patient_cents);
  writer.per_day(Outcome::payer_to_practices, Counter::payer_primary_cents);
}

void write_states(Writer& writer, const PeopleSums& people, const ConditionSums& conditions) {
  writer.state(Outcome::pdc_adherent_share, conditions.folded(OfCondition::adherent),
               conditions.folded(OfCondition::treated));
  writer.state(Outcome::upc, people.folded(OfPerson::upc), people.folded(OfPerson::seen));
  writer.state(Outcome::coc, people.folded(OfPerson::coc), people.folded(OfPerson::seen));
  writer.state(Outcome::tie_years, people.folded(OfPerson::tie_days), people.folded(OfPerson::attached));
  writer.state(Outcome::control, conditions.folded(OfCondition::control),
               conditions.folded(OfCondition::present));
  const Folded alive = people.folded(OfPerson::alive), attached = people.folded(OfPerson::attached);
  Folded unattached{};
  for (std::size_t s = 0; s < alive.size(); ++s) unattached[s] = alive[s] - attached[s];
  writer.state(Outcome::unattached_share, unattached, alive);
  writer.state(Outcome::uninsured_share, people.folded(OfPerson::uninsured), alive);
  writer.state(Outcome::medicaid_share, people.folded(OfPerson::on_medicaid), alive);
  writer.state(Outcome::out_of_care_share, people.folded(OfPerson::out_of_care),
               people.folded(OfPerson::followed));
  const Folded adults = people.folded(OfPerson::adults);
  writer.state(Outcome::isolated_share, people.folded(OfPerson::isolated), adults);
  writer.state(Outcome::widowed_share, people.folded(OfPerson::widowed), adults);
}

void write_relationships(Writer& writer, const PeopleSums& people) {
  const Folded attached = people.folded(OfPerson::attached);
  writer.state(Outcome::trust, people.folded(OfPerson::trust), attached);
  writer.state(Outcome::knowledge, people.folded(OfPerson::knowledge), attached);
  writer.state(Outcome::consistency, people.folded(OfPerson::consistency), attached);
  writer.state(Outcome::mutuality, people.folded(OfPerson::mutuality), attached);
  writer.state(Outcome::comprehensiveness, people.folded(OfPerson::breadth), attached);
  writer.ratio(Outcome::satisfaction_top_box, Counter::top_box, Counter::served);
  writer.ratio(Outcome::shared_decisions, Counter::shared, Counter::served);
  writer.ratio(Outcome::referrals, Counter::referrals, Counter::served);
  writer.per_day(Outcome::messages, Counter::messages);
  writer.per_day(Outcome::calls, Counter::calls);
  writer.per_day(Outcome::home_visits, Counter::home_visits);
  writer.per_day(Outcome::mistakes, Counter::mistakes);
  writer.per_day(Outcome::repeated_tests, Counter::repeated_tests);
}

void write_diagnosed(Writer& writer, Outcome outcome, const CaseSums& cases) {
  writer.state(outcome, cases.folded(OfCase::known), cases.folded(OfCase::present));
}

/// Cost by cell as it was counted, and by condition as it was paid for whoever has it.
void write_cost(Writer& writer, const Market& market, const TimeSums& time) {
  Folded cost = folded(market, Counter::cost_cents);
  const Folded paid = time.folded(OfTime::cents);
  for (std::size_t s = kByCondition; s < cost.size(); ++s) cost[s] += paid[s];
  writer.write(Outcome::cost_per_head, cost, time.folded(OfTime::days));
  writer.write(Outcome::touchable_cost, folded(market, Counter::caused_cents), cost);
}

/// What a model year of the people of policy start brings: present values and what they are made of (DC-1).
void write_values(Writer& writer, const Market& market, const Origin& origin, const TimeSums& time,
                  const Step& step, const outcomes::Params& params) {
  if (step.end_day() <= origin.day) return;
  const double middle = step.end_day() - 0.5 * kDaysPerPeriod - origin.day;
  const double factor = outcomes::discount_factor(middle / kDaysPerYear, params);
  const auto present = [factor](std::int64_t sum) {
    return static_cast<std::int64_t>(static_cast<double>(sum) * factor);
  };
  const std::int64_t days = time.folded(OfTime::days)[kEverybody];
  const std::int64_t quality = time.folded(OfTime::quality)[kEverybody];
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
  const Apart apart = step.ends_year() ? Apart::yes : Apart::no;
  const TimeSums time = sum_time(market, params, to - kDaysPerPeriod, to);
  const PeopleSums people = sum_people(market, to, apart);
  const Folded days = time.folded(OfTime::days);
  Writer writer(market, tally, step.period(), days);
  write_counted(writer);
  write_cost(writer, market, time);
  write_parts(writer);
  write_states(writer, people, sum_conditions(market, apart));
  write_after_stays(writer, people);
  write_costs(writer, market);
  if (step.ends_year()) tally.at(Outcome::cost_top5_share, step.period()) = cost_of_dearest(market, 0.05);
  write_relationships(writer, people);
  write_diagnosed(writer, Outcome::hypertension_diagnosed, sum_cases(market, "hypertension", apart));
  write_diagnosed(writer, Outcome::diabetes_diagnosed, sum_cases(market, "diabetes", apart));
  writer.write(Outcome::quality_weight, time.folded(OfTime::quality), days);
  write_values(writer, market, origin, time, step, params);
  write_surplus(writer, market, step.period(), tally);
  measure_staff(market, step, tally);
}

}  // namespace rapport
