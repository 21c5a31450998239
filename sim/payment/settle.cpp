// Postings. Whatever payers and patients pay is also counted as cost of care by stratum.
#include "payment/settle.h"

#include <algorithm>
#include <array>
#include <bit>
#include <vector>

#include "base/sample.h"
#include "state/fetch.h"
#include "state/ledger.h"

namespace rapport::settle {

namespace {

struct Receiver {
  Entity entity;
  Account account;
};

/// What kind of care an account is paid for.
constexpr Counter category_of(Account revenue) {
  switch (revenue) {
    case Account::hospital_revenue: return Counter::inpatient_cents;
    case Account::emergency_revenue: return Counter::emergency_cents;
    case Account::urgent_revenue: return Counter::urgent_cents;
    case Account::specialist_revenue: return Counter::specialist_cents;
    case Account::pharmacy_revenue: return Counter::drug_cents;
    case Account::other_revenue: return Counter::other_cents;
    default: return Counter::primary_cents;
  }
}

/// A bill of one person: the patient's part and the payer's part, both counted as cost; by condition it is
/// counted with the person's period_cents when the period is measured.
void pay(Market& market, std::uint32_t person, Account payer_account, Receiver to, Cents bill,
         double patient_share) {
  const prices::Split parts = prices::split(bill, patient_share);
  post(market, Entity::patients, Account::out_of_pocket, to.entity, to.account, parts.patient);
  post(market, payer_of(market.patients.insurance[person]), payer_account, to.entity, to.account,
       parts.payer);
  market.add_in_cell(Counter::cost_cents, person, bill);
  market.add_unstratified(category_of(to.account), bill);
  market.add_unstratified(Counter::patient_cents, parts.patient);
  if (category_of(to.account) == Counter::primary_cents)
    market.add_unstratified(Counter::payer_primary_cents, parts.payer);
  std::int32_t& sum = market.patients.period_cents[person];
  sum = sum_of_cents(sum, bill);
  if (market.events != nullptr)
    market.events->bill(market.patients.id[person], bill, static_cast<std::uint8_t>(to.account));
}

std::uint32_t practice_of(const Market& market, std::uint32_t person) {
  const std::uint8_t slot = market.patients.usual_slot[person];
  return market.ties.clinician[market.tie_row(slot, person)] >> 20;
}

/// Luck of the price of a stay. `stayed` are those with a stay earlier in the step: a second one has luck of
/// its own.
std::uint32_t stay_luck(const Market& market, std::vector<std::uint32_t>& stayed, std::uint32_t person,
                        const Step& step) {
  const auto earlier = static_cast<std::uint32_t>(std::count(stayed.begin(), stayed.end(), person));
  stayed.push_back(person);
  return word(market.luck, market.patients.id[person], earlier, step.index, draws::stay_price);
}

/// A home visit bills the code of at least twice the template, whatever travel took.
constexpr int kHomeVisitSlots = 2;

/// What a bill reads of a person.
[[gnu::always_inline]] inline void look_ahead(const Market& market, std::uint32_t person) {
  fetch(person, market.patients.insurance, market.patients.stratum, market.patients.period_cents);
}

/// What one member brings in a period.
struct Monthly {
  Account outlay;
  Account revenue;
  Cents simple;   ///< with at most one condition that was found
  Cents complex;  ///< with more
};

Monthly monthly_of(const Term& term) {
  const auto per_period = [](double cents) { return round_half_even(cents * 12.0 / 13.0); };
  if (term.kind == TermKind::care_management_fee)
    return {Account::care_management_outlay, Account::care_management_revenue, per_period(term.amount),
            per_period(term.rate)};
  return {Account::capitation_outlay, Account::capitation_revenue, per_period(term.amount),
          per_period(term.amount)};
}

void pay_members(Market& market, const Term& term) {
  const Monthly monthly = monthly_of(term);
  const auto uninsured = static_cast<std::uint32_t>(Insurance::uninsured);
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.patients.alive[i] == 0 || market.patients.usual_slot[i] == kNoSlot) continue;
    const double own_share = market.patients.insurance[i] == uninsured ? 1.0 : 0.0;
    const std::uint64_t found = market.patients.conditions[i] & ~market.patients.undiagnosed[i];
    const Cents due = std::popcount(found) > 1 ? monthly.complex : monthly.simple;
    pay(market, i, monthly.outlay, {practice_entity(practice_of(market, i)), monthly.revenue}, due,
        own_share);
  }
}

/// Members of a practice by cell, which names the payer too, and by condition.
struct Members {
  std::array<double, kCells> by_cell{};
  std::array<std::int64_t, kMaxConditions> by_condition{};
};

std::vector<Members> members_by_practice(const Market& market) {
  std::vector<Members> members(market.practices.count);
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.patients.alive[i] == 0 || market.patients.usual_slot[i] == kNoSlot) continue;
    Members& mine = members[practice_of(market, i)];
    mine.by_cell[market.patients.stratum[i]] += 1.0;
    for (std::uint64_t rest = market.patients.conditions[i]; rest != 0; rest &= rest - 1)
      ++mine.by_condition[static_cast<std::size_t>(std::countr_zero(rest))];
  }
  return members;
}

/// What a practice is paid for all its members together, by cell to the cent and by condition in proportion.
void pay_for_members(Market& market, std::uint32_t practice, const Members& members, Cents total) {
  std::array<Cents, kCells> parts{};
  allocate(total, members.by_cell, parts);
  market.add_unstratified(Counter::primary_cents, total);
  double all = 0.0;
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    all += members.by_cell[cell];
    if (parts[cell] == 0) continue;
    const std::uint32_t insurance = insurance_of_cell(cell);
    const bool self = insurance == static_cast<std::uint32_t>(Insurance::uninsured);
    const Entity payer = self ? Entity::patients : payer_of(insurance);
    const Account out = self ? Account::out_of_pocket : Account::protected_outlay;
    post(market, payer, out, practice_entity(practice), Account::protected_revenue, parts[cell]);
    market.cell(Counter::cost_cents, cell) += parts[cell];
    market.add_unstratified(self ? Counter::patient_cents : Counter::payer_primary_cents, parts[cell]);
  }
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const double share = static_cast<double>(members.by_condition[c]) / all;
    market.of_condition(Counter::cost_cents, c) += round_half_even(static_cast<double>(total) * share);
  }
}

void pay_protected_time(Market& market, const Term& term) {
  const std::vector<Members> members = members_by_practice(market);
  for (std::uint32_t k = 0; k < market.practices.count; ++k) {
    const auto& cells = members[k].by_cell;
    if (std::none_of(cells.begin(), cells.end(), [](double people) { return people > 0.0; })) continue;
    const double fte = practice::practice_fte(market, k) + practice::hired_fte(market, k);
    const Cents total = round_half_even(term.amount * term.rate * fte * (kDaysPerPeriod / kDaysPerWeek));
    pay_for_members(market, k, members[k], total);
  }
}

void pay_costs(Market& market, const practice::Params& params, double hired_usd_per_fte_year) {
  for (std::uint32_t k = 0; k < market.practices.count; ++k) {
    const double usd_per_year = practice::practice_fte(market, k) * params.cost_usd_per_fte_year +
                                practice::hired_fte(market, k) * hired_usd_per_fte_year;
    const Cents cost = cents_from_usd(usd_per_year / kPeriodsPerYear);
    post(market, practice_entity(k), Account::practice_cost, Entity::staff, Account::staff_income, cost);
  }
}

}  // namespace

void visits(Market& market, const Contract& contract, const prices::Params& params) {
  const Term* fees = term_of(contract, TermKind::fee_for_service);
  const auto shares = prices::coinsurance(params);
  for (std::uint32_t e = 0; fees != nullptr && e < market.encounters.count; ++e) {
    const std::uint32_t person = market.encounters.person[e];
    const std::uint32_t practice = market.clinicians.practice[market.encounters.clinician[e]];
    const std::uint32_t insurance = market.patients.insurance[person];
    const int slots = market.encounters.home[e] != 0 ? kHomeVisitSlots : 1;
    const double usd =
        prices::visit_usd(insurance, slots * market.practices.visit_minutes[practice], fees->amount, params);
    pay(market, person, Account::fee_outlay, {practice_entity(practice), Account::visit_revenue},
        cents_from_usd(usd), shares[insurance]);
  }
}

void services(Market& market, const prices::Params& params, double mean_days, const Step& step) {
  const auto shares = prices::coinsurance(params);
  std::vector<std::uint32_t> stayed;
  for (std::uint32_t k = 0; k < market.services.count; ++k) {
    if (k + kFarAhead < market.services.count) look_ahead(market, market.services.person[k + kFarAhead]);
    const std::uint32_t person = market.services.person[k];
    const std::uint32_t insurance = market.patients.insurance[person];
    double usd = params.specialist_visit_usd;
    Receiver to{Entity::specialists, Account::specialist_revenue};
    if (market.services.kind[k] == static_cast<std::uint8_t>(ServiceKind::emergency)) {
      usd = prices::emergency_usd(insurance, params);
      to = {Entity::hospital, Account::emergency_revenue};
    }
    if (market.services.kind[k] == static_cast<std::uint8_t>(ServiceKind::urgent)) {
      usd = params.urgent_visit_usd;
      to = {Entity::urgent_care, Account::urgent_revenue};
    }
    if (market.services.kind[k] == static_cast<std::uint8_t>(ServiceKind::tests))
      usd = params.repeated_tests_usd;
    if (market.services.kind[k] == static_cast<std::uint8_t>(ServiceKind::stay)) {
      usd = prices::stay_usd(insurance, static_cast<double>(market.services.days[k]), mean_days,
                             stay_luck(market, stayed, person, step), params);
      to = {Entity::hospital, Account::hospital_revenue};
    }
    pay(market, person, Account::fee_outlay, to, cents_from_usd(usd), shares[insurance]);
    if (market.services.caused[k] != 0) market.add(Counter::caused_cents, person, cents_from_usd(usd));
  }
  market.services.count = 0;
}

void medicines(Market& market, const prices::Params& params, const Step& step) {
  const auto shares = prices::coinsurance(params);
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const ConditionFields& of = market.tables->conditions[c].of;
    if (!step.is_turn_of(market.tables->conditions[c].name_hash) || of.treated == 0.0 ||
        of.drug_usd_per_year == 0.0)
      continue;
    const ConditionList& list = market.conditions[c];
    for (std::uint32_t row = 0; row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      const double usd = of.drug_usd_per_year / kPeriodsPerYear * static_cast<double>(list.taking[row]);
      pay(market, person, Account::fee_outlay, {Entity::pharmacy, Account::pharmacy_revenue},
          cents_from_usd(usd), shares[market.patients.insurance[person]]);
    }
  }
}

void others(Market& market, const other_care::Params& params, const prices::Params& prices,
            const Step& step) {
  if (!step.ends_quarter()) return;
  const auto shares = prices::coinsurance(prices);
  const std::vector<std::int32_t> bills = other_care::bills(market, params, step);
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (bills[i] == 0) continue;
    pay(market, i, Account::fee_outlay, {Entity::other_care, Account::other_revenue}, bills[i],
        shares[market.patients.insurance[i]]);
  }
}

void period(Market& market, const Contract& contract, const practice::Params& params,
            double hired_usd_per_fte_year, const Step& step) {
  if (!step.ends_period()) return;
  for (const TermKind kind : {TermKind::capitation, TermKind::care_management_fee}) {
    if (const Term* term = term_of(contract, kind)) pay_members(market, *term);
  }
  if (const Term* term = term_of(contract, TermKind::protected_time)) pay_protected_time(market, *term);
  pay_costs(market, params, hired_usd_per_fte_year);
}

}  // namespace rapport::settle
