// Money: every posting has its contra, what payers and patients give is what others receive, and the cost of
// care that is reported is that money.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "support/worlds.h"

namespace rapport::money_test {

using namespace worlds;

constexpr std::array kOutlays{Account::fee_outlay, Account::capitation_outlay,
                              Account::care_management_outlay, Account::protected_outlay,
                              Account::out_of_pocket};
constexpr std::array kRevenues{Account::visit_revenue,           Account::capitation_revenue,
                               Account::care_management_revenue, Account::protected_revenue,
                               Account::hospital_revenue,        Account::emergency_revenue,
                               Account::specialist_revenue,      Account::pharmacy_revenue,
                               Account::urgent_revenue,          Account::other_revenue};

template <class Accounts>
std::int64_t total(const Market& market, const Accounts& accounts) {
  std::int64_t sum = 0;
  for (const Account account : accounts) sum += account_total(market, account);
  return sum;
}

std::int64_t held(Market& market, std::uint32_t practice, Account account) {
  return balance(market, practice_entity(practice), account);
}

/// Every kind of term at once.
World every_term(std::int64_t steps_per_year) {
  World world;
  world.people = 7000;  // four clinicians in two practices
  world.set("population.clinicians_per_practice", 2.0);
  world.steps_per_year = steps_per_year;
  world.contract.terms = {{TermKind::fee_for_service, 0.5, 0.0},
                          {TermKind::capitation, 1200.0, 0.0},
                          {TermKind::care_management_fee, 300.0, 900.0},
                          {TermKind::protected_time, 150.0, 200.0},
                          {TermKind::panel_cap, 2600.0, 0.0}};
  return world;
}

class Money : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(StepsPerYear, Money, testing::Values(13, 52));

// V3
TEST_P(Money, AddsUpInEveryStep) {
  Life life(every_term(GetParam()));
  Market& market = life.market;
  ASSERT_GE(market.practices.count, 2U);
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    life.step();
    ASSERT_EQ(trial_balance(market), 0);
    ASSERT_EQ(-total(market, kOutlays), total(market, kRevenues)) << "paid is received";
    ASSERT_EQ(account_total(market, Account::practice_cost), -account_total(market, Account::staff_income));
    ASSERT_EQ(life.since_start(Counter::cost_cents), -total(market, kOutlays)) << "cost is what was paid";
    std::int64_t kinds = 0;
    for (const Counter kind :
         {Counter::primary_cents, Counter::specialist_cents, Counter::emergency_cents, Counter::urgent_cents,
          Counter::inpatient_cents, Counter::drug_cents, Counter::other_cents})
      kinds += life.since_start(kind);
    ASSERT_EQ(kinds, life.since_start(Counter::cost_cents)) << "kinds of care are all care";
    ASSERT_EQ(life.since_start(Counter::inpatient_cents), account_total(market, Account::hospital_revenue));
    ASSERT_EQ(life.since_start(Counter::patient_cents), -account_total(market, Account::out_of_pocket));
  }
  for (const Account account : kOutlays) EXPECT_LT(account_total(market, account), 0);
  for (const Account account : kRevenues) EXPECT_GT(account_total(market, account), 0);
}

/// What is paid for all members together is nobody's own; the rest is somebody's, from period to period.
// V4
TEST_P(Money, OfPeopleInAPeriodAddsUpToThePeriodsCost) {
  Life life(every_term(GetParam()));
  const Market& market = life.market;
  std::int64_t before = 0, largest = 0;
  for (std::int64_t k = 0; k < 2 * GetParam(); ++k) {
    const Step step = life.step();
    const std::int64_t of_people =
        life.since_start(Counter::cost_cents) - account_total(market, Account::protected_revenue);
    std::int64_t sum = 0;
    for (std::uint32_t i = 0; i < market.patients.count; ++i) {
      sum += market.patients.period_cents[i];
      largest = std::max<std::int64_t>(largest, market.patients.period_cents[i]);
    }
    ASSERT_EQ(sum, of_people - before) << "step " << k;
    if (step.ends_period()) before = of_people;
  }
  EXPECT_GT(largest, 2'000'000) << "somebody was in hospital";
}

// V3
TEST_P(Money, EachAccountIsHeldByItsOwnKind) {
  Life life(every_term(GetParam()));
  life.years(1);
  for (std::uint32_t e = 0; e < static_cast<std::uint32_t>(Entity::practice) + life.market.practices.count;
       ++e) {
    const bool payer = e < static_cast<std::uint32_t>(Entity::patients);
    const bool practice = e >= static_cast<std::uint32_t>(Entity::practice);
    const auto is = [&](Entity one) { return e == static_cast<std::uint32_t>(one); };
    const std::array<bool, kAccounts> may{payer,
                                          payer,
                                          payer,
                                          payer,
                                          is(Entity::patients),
                                          practice,
                                          practice,
                                          practice,
                                          practice,
                                          is(Entity::hospital),
                                          is(Entity::hospital),
                                          is(Entity::specialists),
                                          is(Entity::pharmacy),
                                          practice,
                                          is(Entity::staff),
                                          is(Entity::urgent_care),
                                          is(Entity::other_care)};
    for (std::size_t a = 0; a < kAccounts; ++a) {
      const std::int64_t cents = balance(life.market, static_cast<Entity>(e), static_cast<Account>(a));
      EXPECT_TRUE(may[a] || cents == 0) << "entity " << e << " account " << a << ": " << cents;
    }
  }
}

/// What a practice should receive in a step, from the visits and people of that step.
struct Due {
  std::int64_t fees = 0, capitation = 0, protected_time = 0;
};

std::vector<Due> due(const Life& life, const Step& step) {
  const Market& market = life.market;
  const prices::Params& p = life.world().params.prices;
  std::vector<Due> due(market.practices.count);
  for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
    const std::uint32_t practice = market.clinicians.practice[market.encounters.clinician[e]];
    const int slots = market.encounters.home[e] != 0 ? 2 : 1;  // a visit at home bills the longer code
    const double usd = prices::visit_usd(market.patients.insurance[market.encounters.person[e]],
                                         slots * market.practices.visit_minutes[practice], 0.5, p);
    due[practice].fees += static_cast<std::int64_t>(usd * 100.0 + 0.5);
  }
  if (!step.ends_period()) return due;
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    const std::uint8_t slot = market.patients.usual_slot[i];
    if (market.patients.alive[i] == 0 || slot == kNoSlot) continue;
    due[market.ties.clinician[market.tie_row(slot, i)] >> 20].capitation += 1108;  // 1200 x 12 / 13 = 1107.7
  }
  for (std::uint32_t k = 0; k < market.practices.count; ++k) {
    const double fte = static_cast<double>(market.clinicians.fte[0]) * market.practices.clinicians[k];
    due[k].protected_time = static_cast<std::int64_t>(150.0 * 200.0 * 4.0 * fte + 0.5);
  }
  return due;
}

// V4
TEST_P(Money, EachPracticeReceivesWhatItsVisitsAndMembersBring) {
  Life life(every_term(GetParam()));
  Market& market = life.market;
  for (std::int64_t k = 0; k < GetParam(); ++k) {
    std::vector<Due> had(market.practices.count);
    for (std::uint32_t p = 0; p < market.practices.count; ++p) {
      had[p] = {held(market, p, Account::visit_revenue), held(market, p, Account::capitation_revenue),
                held(market, p, Account::protected_revenue)};
    }
    const Step step = life.step();
    const std::vector<Due> got = due(life, step);
    for (std::uint32_t p = 0; p < market.practices.count; ++p) {
      ASSERT_EQ(held(market, p, Account::visit_revenue) - had[p].fees, got[p].fees);
      ASSERT_EQ(held(market, p, Account::capitation_revenue) - had[p].capitation, got[p].capitation);
      ASSERT_EQ(held(market, p, Account::protected_revenue) - had[p].protected_time, got[p].protected_time);
    }
  }
}

// V4
TEST_P(Money, TheReportIsTheLedger) {
  World world = every_term(GetParam());
  world.people = kQuick ? 2500 : 600;
  world.warm_up_years = 1;
  const TaskSpec spec = world.spec();
  std::int64_t paid = 0, surplus = 0;
  const std::vector<Tally> tallies = run_task(spec, [&](int, const Step&, const Market& market) {
    paid = -total(market, kOutlays);
    surplus =
        account_total(market, Account::visit_revenue) + account_total(market, Account::capitation_revenue) +
        account_total(market, Account::care_management_revenue) +
        account_total(market, Account::protected_revenue) + account_total(market, Account::practice_cost);
  });
  std::int64_t cost = 0, reported_surplus = 0;
  for (std::int64_t period = 0; period < tallies[0].periods; ++period) {
    reported_surplus += tallies[0].at(Outcome::practice_surplus, period).numerator;
    cost += tallies[0].at(Outcome::cost_per_head, period).numerator;
  }
  EXPECT_EQ(cost, paid);
  EXPECT_EQ(reported_surplus, surplus);
  EXPECT_GT(paid, 0);
}

// V11
TEST(MoneyPrices, AllPricesTwiceAreAllMoneyTwice) {
  World world;
  world.tables.spending.fill(0.0);  // what is not followed has no price
  world.people = kQuick ? 1500 : 400;
  world.years = 1;
  World dear = world;
  for (const char* key :
       {"prices.visit_private_usd", "prices.visit_medicare_usd", "prices.visit_medicaid_usd",
        "prices.visit_other_usd", "prices.specialist_visit_usd", "prices.ed_visit_usd", "prices.stay_usd",
        "prices.urgent_visit_usd", "prices.repeated_tests_usd"}) {
    for (const ParamEntry& entry : parameter_entries()) {
      if (std::string(entry.module) + "." + std::string(entry.name) != key) continue;
      // Whole cents are what doubles exactly: prices are first made whole dollars, stays without rounding.
      set_parameter(world.params, entry,
                    static_cast<double>(static_cast<int>(parameter(world.params, entry))));
      set_parameter(dear.params, entry, 2.0 * parameter(world.params, entry));
    }
  }
  for (World* one : {&world, &dear}) {
    for (const char* key : {"coinsurance_private", "coinsurance_medicare", "coinsurance_medicaid",
                            "coinsurance_other", "stay_fixed_share"})
      one->set(std::string("prices.") + key, key == std::string("stay_fixed_share") ? 1.0 : 0.0);
    for (ConditionSpec& spec : one->tables.conditions) spec.of.drug_usd_per_year = 0.0;
    for (const char* key : {"private", "medicare", "medicaid", "other"})
      one->set(std::string("prices.hospital_") + key + "_index", 1.0);
    one->set("prices.long_visit_ratio", 1.0);
    one->set("prices.professional_fee_ratio", 1.0);
    one->set("prices.stay_log_sd", 0.0);
    one->set("attendance.cost_effect", 0.0);  // behaviour ignores prices
  }
  Market once = std::move(final_markets(world)[0]), twice = std::move(final_markets(dear)[0]);
  EXPECT_GT(total(once, kRevenues), 0);
  for (const Account account : kRevenues)
    EXPECT_EQ(account_total(twice, account), 2 * account_total(once, account));
  EXPECT_EQ(different_columns(once, twice),
            (std::vector<std::string>{"patients.period_cents", "patients.year_cents", "ledger", "counters"}));
}

// V11
TEST(MoneyPrices, NoPricesAreNoMoney) {
  World world;
  world.tables.spending.fill(0.0);
  world.set("practice.cost_usd_per_fte_year", 0.0);
  for (const char* key :
       {"prices.visit_private_usd", "prices.visit_medicare_usd", "prices.visit_medicaid_usd",
        "prices.visit_other_usd", "prices.specialist_visit_usd", "prices.ed_visit_usd", "prices.stay_usd",
        "prices.urgent_visit_usd", "prices.repeated_tests_usd"})
    world.set(key, 0.0);
  for (ConditionSpec& spec : world.tables.conditions) spec.of.drug_usd_per_year = 0.0;
  world.contract.terms = {{TermKind::fee_for_service, 1.0, 0.0}, {TermKind::capitation, 0.0, 0.0}};
  Life life(world);
  life.years(1);
  EXPECT_GT(life.since_start(Counter::served), 0);
  EXPECT_EQ(life.since_start(Counter::cost_cents), 0);
  for (std::size_t a = 0; a < kAccounts; ++a)
    EXPECT_EQ(account_total(life.market, static_cast<Account>(a)), 0);
}

}  // namespace rapport::money_test
