// What holds for every posting and every contract: the books balance, cents round to even and split without loss,
// and a contract pays the sum of its terms, whatever their order and names.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "base/units.h"
#include "payment/settle.h"
#include "support/properties.h"
#include "support/worlds.h"

namespace rapport::money_property_test {

using namespace properties;

using namespace worlds;
using Balances = std::vector<std::int64_t>;

// --- cents ---

RC_GTEST_PROP(CentsProperties, RoundAsTheMachineDoes, ()) {
  const auto whole = any<std::int64_t>();
  const auto fraction = any<std::uint32_t>();
  const double below_2_51 = static_cast<double>(whole >> 13);
  for (const double x : {below_2_51, below_2_51 + fraction * 0x1p-32, below_2_51 + 0.5, below_2_51 * 0x1p-20,
                         static_cast<double>(whole >> 44) + 0.5})
    RC_ASSERT(round_half_even(x) == std::llrint(x));
}

/// Weights of any size, some of them 0, at least one above.
std::vector<double> any_weights() {
  auto weights = *rc::gen::container<std::vector<double>>(rc::gen::map(
      rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint32_t>()), [](std::uint32_t word) {
        return word % 5 == 0 ? 0.0 : std::ldexp(1.0 + word * 0x1p-32, static_cast<int>(word % 61) - 30);
      }));
  weights.push_back(1.0);
  return weights;
}

RC_GTEST_PROP(CentsProperties, SharesLoseNothingAndFollowTheirWeights, ()) {
  const std::vector<double> weights = any_weights();
  const Cents total = any<std::int64_t>() >> between(11, 64);
  std::vector<Cents> parts(weights.size());
  allocate(total, weights, parts);
  RC_ASSERT(std::accumulate(parts.begin(), parts.end(), Cents{0}) == total);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    RC_ASSERT((total < 0 ? parts[i] <= 0 : parts[i] >= 0));
    RC_ASSERT(weights[i] > 0.0 || parts[i] == 0);
  }
}

RC_GTEST_PROP(CentsProperties, MoreWeightIsNeverLessMoney, ()) {
  const std::vector<double> weights = any_weights();
  const Cents total = std::abs(static_cast<Cents>(any<std::int32_t>()));
  std::vector<Cents> parts(weights.size());
  allocate(total, weights, parts);
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    RC_ASSERT(std::fabs(static_cast<double>(parts[i]) - static_cast<double>(total) * weights[i] / sum) <
              1.0 + 1e-6);
    for (std::size_t j = 0; j < i; ++j) RC_ASSERT(weights[j] < weights[i] || parts[j] >= parts[i]);
  }
}

RC_GTEST_PROP(CentsProperties, ABillIsPaidByTwo, ()) {
  const auto bill = any<std::uint32_t>(), share = any<std::uint32_t>();
  const double own = share % 7 == 0 ? (share % 2) * 1.0 : share * 0x1p-32;
  const prices::Split parts = prices::split(bill, own);
  RC_ASSERT(parts.patient + parts.payer == bill);
  RC_ASSERT(parts.patient >= 0 && parts.payer >= 0);
  RC_ASSERT(std::fabs(static_cast<double>(parts.patient) - bill * own) <= 0.5 + 1e-6);
}

// --- the ledger ---

Balances balances_of(const Market& market) {
  const std::size_t cells = ledger_cells(market.practices.capacity);
  return {market.balances, market.balances + cells};
}

void clear_books(Market& market) { std::fill_n(market.balances, ledger_cells(market.practices.capacity), 0); }

/// A market at a period's end: everybody has a usual clinician in one of two practices, with no, one or two
/// conditions and under every insurance; forty visits to all clinicians, some of them at home.
class Village {
 public:
  Village() : life_(made()), market(life_.market) {
    market.encounters.count = 40;
    for (std::uint32_t e = 0; e < 40; ++e) {
      market.encounters.person[e] = 7 * e;
      market.encounters.clinician[e] = e % market.clinicians.count;
      market.encounters.home[e] = e % 5 == 0;
    }
    for (std::uint32_t i = 0; i < market.patients.count; ++i) {
      market.patients.insurance[i] = static_cast<std::uint8_t>(i % kInsurances);
      market.patients.conditions[i] = (std::uint64_t{1} << i % 3) - 1;
    }
  }
  static World made() {
    World world;
    world.people = 7000;
    world.set("population.clinicians_per_practice", 2.0);
    world.set("population.attached_adult_share", 1.0);
    world.set("population.attached_child_share", 1.0);
    return world;
  }

  /// Everybody's accounts after a step's visits and a period's end under this contract.
  Balances paid(const Contract& contract) {
    clear_books(market);
    settle::visits(market, contract, prices_);
    settle::period(market, contract, {}, 90'000.0, step_at(3, 52));
    RC_ASSERT(trial_balance(market) == 0);
    return balances_of(market);
  }

 private:
  Life life_;
  prices::Params prices_;

 public:
  Market& market;
};

Village& village() {
  static Village made;
  return made;
}

TEST(LedgerProperties, TheVillageHasAllThatContractsLookAt) {
  const Market& market = village().market;
  ASSERT_GE(market.practices.count, 2U);
  const Contract all{{{TermKind::fee_for_service, 1.0, 0.0},
                      {TermKind::capitation, 2500.0, 0.0},
                      {TermKind::care_management_fee, 500.0, 2000.0},
                      {TermKind::protected_time, 120.0, 150.0}}};
  village().paid(all);
  for (const Account account : {Account::visit_revenue, Account::capitation_revenue,
                                Account::care_management_revenue, Account::protected_revenue}) {
    EXPECT_GT(balance(village().market, practice_entity(0), account), 0);
    EXPECT_GT(balance(village().market, practice_entity(1), account), 0);
  }
  for (const Account account :
       {Account::fee_outlay, Account::capitation_outlay, Account::care_management_outlay,
        Account::protected_outlay, Account::out_of_pocket})
    EXPECT_LT(account_total(market, account), 0);
}

// V3
RC_GTEST_PROP(LedgerProperties, AnyPostingsLeaveTheSumAtZero, ()) {
  Market& market = village().market;
  clear_books(market);
  const auto entities = static_cast<std::uint32_t>(ledger_cells(market.practices.capacity) / kAccounts);
  using Place = std::pair<std::uint32_t, std::uint8_t>;  // whose account, and which
  std::map<Place, std::int64_t> expected;
  const int count = between(0, 60);
  for (int k = 0; k < count; ++k) {
    const auto any_place = [&] { return Place{between(0U, entities), between<std::uint8_t>(0, kAccounts)}; };
    const Place from = any_place(), to = any_place();
    const std::int64_t cents = between<std::int64_t>(0, std::int64_t{1} << 50);
    post(market, static_cast<Entity>(from.first), static_cast<Account>(from.second),
         static_cast<Entity>(to.first), static_cast<Account>(to.second), cents);
    expected[from] -= cents;
    expected[to] += cents;
    RC_ASSERT(trial_balance(market) == 0);
  }
  std::map<std::uint8_t, std::int64_t> by_account;
  for (const auto& [place, cents] : expected) {
    RC_ASSERT(balance(market, static_cast<Entity>(place.first), static_cast<Account>(place.second)) == cents);
    by_account[place.second] += cents;
  }
  for (std::uint8_t account = 0; account < kAccounts; ++account)
    RC_ASSERT(account_total(market, static_cast<Account>(account)) == by_account[account]);
}

// --- contracts ---

constexpr std::array kPaying{TermKind::fee_for_service, TermKind::capitation, TermKind::care_management_fee,
                             TermKind::protected_time};

Term any_term(TermKind kind) {
  const auto upto = [](double most) { return most * between(0, 100'001) / 100'000.0; };
  switch (kind) {
    case TermKind::fee_for_service: return {kind, upto(3.0), 0.0};
    case TermKind::capitation: return {kind, upto(9000.0), 0.0};
    case TermKind::care_management_fee: return {kind, upto(3000.0), upto(9000.0)};
    case TermKind::protected_time: return {kind, upto(400.0), upto(500.0)};
    default: return {kind, 20.0, 0.0};
  }
}

/// Some of the paying terms, in the order of their kinds.
Contract any_contract() {
  Contract contract;
  for (const TermKind kind : kPaying) {
    if (any<bool>()) contract.terms.push_back(any_term(kind));
  }
  return contract;
}

Balances sum_of(Balances a, const Balances& b, std::int64_t times = 1) {
  for (std::size_t k = 0; k < a.size(); ++k) a[k] += times * b[k];
  return a;
}

std::int64_t distance(const Balances& a, const Balances& b) {
  std::int64_t most = 0;
  for (std::size_t k = 0; k < a.size(); ++k) most = std::max(most, std::abs(a[k] - b[k]));
  return most;
}

RC_GTEST_PROP(ContractProperties, OrderOfTermsDoesNotMatter, ()) {
  const Contract contract = any_contract();
  Contract turned = contract;
  for (std::size_t k = turned.terms.size(); k > 1; --k)
    std::swap(turned.terms[k - 1], turned.terms[between<std::size_t>(0, k)]);
  RC_ASSERT(village().paid(contract) == village().paid(turned));
}

RC_GTEST_PROP(ContractProperties, PayTheSumOfTheirTerms, ()) {
  const Contract contract = any_contract();
  const Balances nothing = village().paid({});  // what practices cost under any contract
  Balances sum = nothing;
  for (const Term& term : contract.terms) sum = sum_of(sum_of(sum, village().paid({{term}})), nothing, -1);
  RC_ASSERT(village().paid(contract) == sum);
}

// V11
RC_GTEST_PROP(ContractProperties, WithoutAmountsPayNothing, ()) {
  Contract contract = scaled(any_contract(), 0.0);
  contract.terms.push_back({TermKind::visit_floor, 30.0, 0.0});
  contract.terms.push_back({TermKind::panel_cap, 1200.0, 0.0});
  RC_ASSERT(village().paid(contract) == village().paid({}));
}

/// Terms without amounts give a contract another name and the same cents.
// V15
RC_GTEST_PROP(ContractProperties, NamesWithoutAmountsChangeNothing, ()) {
  const Contract contract = any_contract();
  Contract renamed = contract;
  for (const TermKind kind : kPaying) {
    if (term_of(contract, kind) == nullptr) renamed.terms.push_back({kind, 0.0, 0.0});
  }
  RC_ASSERT(village().paid(renamed) == village().paid(contract));
}

/// A fee for the care of everybody alike is a capitation by another name: the same cents in other accounts.
RC_GTEST_PROP(ContractProperties, EqualAlgebraIsEqualMoney, ()) {
  Market& market = village().market;
  const double cents = between(0, 2'000'001) / 100.0;
  const auto received = [&](TermKind kind, Account revenue, Account outlay) {
    village().paid({{{kind, cents, cents}}});
    Balances each;
    for (std::uint32_t k = 0; k < market.practices.count; ++k)
      each.push_back(balance(market, practice_entity(k), revenue));
    for (std::uint32_t payer = 0; payer < kInsurances; ++payer)
      each.push_back(balance(market, payer_of(payer), outlay));
    each.push_back(account_total(market, Account::out_of_pocket));
    return each;
  };
  RC_ASSERT(received(TermKind::capitation, Account::capitation_revenue, Account::capitation_outlay) ==
            received(TermKind::care_management_fee, Account::care_management_revenue,
                     Account::care_management_outlay));
}

/// Amounts of two contracts added, against their payments added: exact but for the rounding of each posting.
RC_GTEST_PROP(ContractProperties, AreLinearInTheirAmounts, ()) {
  const TermKind kind = *rc::gen::elementOf(kPaying);
  Term a = any_term(kind), b = any_term(kind);
  if (kind == TermKind::protected_time) b.amount = a.amount;  // minutes times rate: linear in the rate
  Term both = a;
  both.rate += b.rate;
  if (kind != TermKind::protected_time) both.amount += b.amount;
  const Balances nothing = village().paid({});
  const Balances apart = sum_of(sum_of(village().paid({{a}}), village().paid({{b}})), nothing, -1);
  const bool by_person = kind != TermKind::fee_for_service && kind != TermKind::protected_time;
  const std::int64_t postings = by_person ? village().market.patients.count : 40;
  const std::int64_t each =
      kind == TermKind::fee_for_service ? 3 : 2;  // the bill and then the patient's part
  RC_ASSERT(distance(village().paid({{both}}), apart) <= each * postings);
}

/// In multiples of 13 cents a month, which a period of 12/13 months leaves whole, nothing is rounded.
RC_GTEST_PROP(ContractProperties, AreExactlyLinearInWholeCents, ()) {
  const bool simple = any<bool>();
  const auto made = [&](int thirteens) -> Contract {
    const double cents = 13.0 * thirteens;
    if (simple) return {{{TermKind::capitation, cents, 0.0}}};
    return {{{TermKind::care_management_fee, cents, 3.0 * cents}}};
  };
  const int a = between(0, 1000), b = between(0, 1000);
  const Balances apart =
      sum_of(sum_of(village().paid(made(a)), village().paid(made(b))), village().paid({}), -1);
  RC_ASSERT(village().paid(made(a + b)) == apart);
}

}  // namespace rapport::money_property_test
