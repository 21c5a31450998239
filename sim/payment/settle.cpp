// Postings. Whatever payers and patients pay is also counted as cost of care by stratum.
#include "payment/settle.h"

#include <array>

#include "state/ledger.h"

namespace rapport::settle {

namespace {

struct Receiver {
  Entity entity;
  Account account;
};

/// A bill of one person: the patient's part and the payer's part, both counted as cost.
void pay(Market& market, std::uint32_t person, Account payer_account, Receiver to, Cents bill,
         double patient_share) {
  const prices::Split parts = prices::split(bill, patient_share);
  post(market, Entity::patients, Account::out_of_pocket, to.entity, to.account, parts.patient);
  post(market, payer_of(market.patients.insurance[person]), payer_account, to.entity, to.account,
       parts.payer);
  market.add(Counter::cost_cents, person, bill);
}

const Term* term_of(const Contract& contract, TermKind kind) {
  for (const Term& term : contract.terms) {
    if (term.kind == kind) return &term;
  }
  return nullptr;
}

std::uint32_t practice_of(const Market& market, std::uint32_t person) {
  const std::uint8_t slot = market.patients.usual_slot[person];
  return market.ties.clinician[market.tie_row(slot, person)] >> 20;
}

/// A home visit bills the code of at least twice the template, whatever travel took.
constexpr int kHomeVisitSlots = 2;

void pay_capitation(Market& market, const Term& term) {
  const Cents monthly = round_half_even(term.amount * 12.0 / 13.0);
  const auto uninsured = static_cast<std::uint32_t>(Insurance::uninsured);
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.patients.alive[i] == 0 || market.patients.usual_slot[i] == kNoSlot) continue;
    const double own_share = market.patients.insurance[i] == uninsured ? 1.0 : 0.0;
    pay(market, i, Account::capitation_outlay,
        {practice_entity(practice_of(market, i)), Account::capitation_revenue}, monthly, own_share);
  }
}

/// Members of a practice by payer and stratum.
using Members = std::array<double, kInsurances * kStrataCounted>;

std::vector<Members> members_by_practice(const Market& market) {
  std::vector<Members> members(market.practices.count, Members{});
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.patients.alive[i] == 0 || market.patients.usual_slot[i] == kNoSlot) continue;
    members[practice_of(market, i)]
           [market.patients.insurance[i] * kStrataCounted + market.patients.stratum[i]] += 1.0;
  }
  return members;
}

void pay_protected_time(Market& market, const Term& term) {
  const std::vector<Members> members = members_by_practice(market);
  for (std::uint32_t k = 0; k < market.practices.count; ++k) {
    double all = 0.0;
    for (const double some : members[k]) all += some;
    if (all == 0.0) continue;
    const double fte =
        market.clinicians.fte[market.practices.first_clinician[k]] * market.practices.clinicians[k];
    const Cents total = round_half_even(term.amount * term.rate * fte * (kDaysPerPeriod / kDaysPerWeek));
    std::array<Cents, kInsurances * kStrataCounted> parts{};
    allocate(total, members[k], parts);
    for (std::size_t cell = 0; cell < parts.size(); ++cell) {
      const auto insurance = static_cast<std::uint32_t>(cell / kStrataCounted);
      const bool self = insurance == static_cast<std::uint32_t>(Insurance::uninsured);
      const Entity payer = self ? Entity::patients : payer_of(insurance);
      const Account out = self ? Account::out_of_pocket : Account::protected_outlay;
      post(market, payer, out, practice_entity(k), Account::protected_revenue, parts[cell]);
      market
          .counters[static_cast<std::size_t>(Counter::cost_cents) * kStrataCounted + cell % kStrataCounted] +=
          parts[cell];
    }
  }
}

void pay_costs(Market& market, const practice::Params& params) {
  for (std::uint32_t k = 0; k < market.practices.count; ++k) {
    const double fte =
        market.clinicians.fte[market.practices.first_clinician[k]] * market.practices.clinicians[k];
    const Cents cost = cents_from_usd(fte * params.cost_usd_per_fte_year / kPeriodsPerYear);
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

void services(Market& market, const prices::Params& params, double mean_days) {
  const auto shares = prices::coinsurance(params);
  for (std::uint32_t k = 0; k < market.services.count; ++k) {
    const std::uint32_t person = market.services.person[k];
    const std::uint32_t insurance = market.patients.insurance[person];
    double usd = params.specialist_visit_usd;
    Receiver to{Entity::specialists, Account::specialist_revenue};
    if (market.services.kind[k] == static_cast<std::uint8_t>(ServiceKind::emergency)) {
      usd = prices::emergency_usd(insurance, params);
      to = {Entity::hospital, Account::emergency_revenue};
    }
    if (market.services.kind[k] == static_cast<std::uint8_t>(ServiceKind::tests))
      usd = params.repeated_tests_usd;
    if (market.services.kind[k] == static_cast<std::uint8_t>(ServiceKind::stay)) {
      usd = prices::stay_usd(insurance, static_cast<double>(market.services.days[k]), mean_days, params);
      to = {Entity::hospital, Account::hospital_revenue};
    }
    pay(market, person, Account::fee_outlay, to, cents_from_usd(usd), shares[insurance]);
  }
  market.services.count = 0;
}

void medicines(Market& market, const prices::Params& params, const Step& step) {
  const auto shares = prices::coinsurance(params);
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const ConditionFields& of = market.tables->conditions[c].of;
    if (!step.is_turn_of(c) || of.treated == 0.0 || of.drug_usd_per_year == 0.0) continue;
    const ConditionList& list = market.conditions[c];
    for (std::uint32_t row = 0; row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      const double usd = of.drug_usd_per_year / kPeriodsPerYear * static_cast<double>(list.taking[row]);
      pay(market, person, Account::fee_outlay, {Entity::pharmacy, Account::pharmacy_revenue},
          cents_from_usd(usd), shares[market.patients.insurance[person]]);
    }
  }
}

void period(Market& market, const Contract& contract, const practice::Params& params, const Step& step) {
  if (!step.ends_period()) return;
  if (const Term* term = term_of(contract, TermKind::capitation)) pay_capitation(market, *term);
  if (const Term* term = term_of(contract, TermKind::protected_time)) pay_protected_time(market, *term);
  pay_costs(market, params);
}

}  // namespace rapport::settle
