// Random contracts, written as a scenario would write them, bound and settled in a small market. What was there to be
// paid for and what the ledger says is written to a file, which tests/invariants/test_contracts.py recomputes with
// nothing of the engine in it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "scenario/bind_payment.h"
#include "support/worlds.h"

namespace rapport::contracts_test {

using namespace worlds;
using Json = nlohmann::json;

/// Luck of the test itself, the same everywhere: of std only the engine is specified to the bit.
class Dice {
 public:
  double between(double low, double high) { return low + (high - low) * (engine_() / 0x1p64); }
  bool one_in(int n) { return engine_() % static_cast<std::uint64_t>(n) == 0; }
  /// In decimals, as people write numbers.
  std::string written(double low, double high, int decimals) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", decimals, between(low, high));
    return text;
  }

 private:
  std::mt19937_64 engine_{33};
};

std::string term(const std::string& name, const std::string& body) {
  return "- " + name + ": {" + body + "}\n";
}

std::string money_terms(Dice& dice) {
  std::string text;
  if (!dice.one_in(4)) text += term("fee_for_service", "of_schedule: " + dice.written(0.0, 2.0, 4));
  if (!dice.one_in(3)) text += term("capitation", "usd_per_member_month: " + dice.written(0.0, 60.0, 2));
  if (dice.one_in(2))
    text += term("care_management_fee", "usd_per_member_month: " + dice.written(0.0, 9.0, 2) +
                                            ", usd_per_complex_member_month: " + dice.written(0.0, 90.0, 2));
  return text;
}

/// Any of the six terms, at least one.
std::string any_contract(Dice& dice) {
  std::string text = money_terms(dice);
  if (dice.one_in(2))
    text +=
        term("protected_time", "minutes_per_week: " + dice.written(0.0, dice.one_in(8) ? 1500.0 : 400.0, 1) +
                                   ", usd_per_minute: " + dice.written(0.0, 5.0, 2));
  if (dice.one_in(3)) text += term("visit_floor", "minutes: " + dice.written(10.0, 45.0, 1));
  if (dice.one_in(3)) text += term("panel_cap", "people_per_fte: " + dice.written(100.0, 700.0, 0));
  return text.empty() ? term("capitation", "usd_per_member_month: 12.2") : text;
}

/// A share of fees and the rest per member.
std::string hybrid(double share) {
  char fees[16], members[16];
  std::snprintf(fees, sizeof fees, "%.4f", share);
  std::snprintf(members, sizeof members, "%.4f", 31.7 * (1.0 - share));
  return term("fee_for_service", std::string("of_schedule: ") + fees) +
         term("capitation", std::string("usd_per_member_month: ") + members);
}

Contract bound(const std::string& text) {
  Diagnostics faults;
  const auto source = std::make_shared<const scenario::Source>();
  const Contract contract = scenario::bind_payment(scenario::parse_yaml(text, source, faults), faults);
  for (const Diagnostic& fault : faults) ADD_FAILURE() << text << to_text(fault);
  return contract;
}

constexpr std::array kPrices{"visit_private_usd",   "visit_medicare_usd",   "visit_medicaid_usd",
                             "visit_other_usd",     "long_visit_minutes",   "long_visit_ratio",
                             "coinsurance_private", "coinsurance_medicare", "coinsurance_medicaid",
                             "coinsurance_other"};

/// Three to four clinicians in several practices, and nothing to pay for but primary care.
World town() {
  World world;
  world.people = 700;
  world.steps_per_year = 13;
  world.set("population.people_per_fte", 230.0);
  world.set("population.clinicians_per_practice", 1.0);
  world.set("access.home_visit_share", 0.3);
  without(world, "turnover");
  world.tables.spending.fill(0.0);
  for (const char* key :
       {"specialist_visit_usd", "ed_visit_usd", "stay_usd", "urgent_visit_usd", "repeated_tests_usd"})
    world.set(std::string("prices.") + key, 0.0);
  for (ConditionSpec& spec : world.tables.conditions) spec.of.drug_usd_per_year = 0.0;
  return world;
}

double price(const ModelParams& params, const std::string& name) {
  for (const ParamEntry& entry : parameter_entries()) {
    if (entry.module == "prices" && entry.name == name) return parameter(params, entry);
  }
  ADD_FAILURE() << "no price " << name;
  return 0.0;
}

/// Other prices for every contract, in cents and thousandths.
void draw_prices(World& world, Dice& dice) {
  for (const char* payer : {"private", "medicare", "medicaid", "other"}) {
    world.set(std::string("prices.visit_") + payer + "_usd", std::stod(dice.written(0.0, 300.0, 2)));
    world.set(std::string("prices.coinsurance_") + payer, std::stod(dice.written(0.0, 1.0, 3)));
  }
  world.set("prices.long_visit_minutes", std::stod(dice.written(15.0, 40.0, 0)));
  world.set("prices.long_visit_ratio", std::stod(dice.written(1.0, 2.0, 3)));
  world.set("practice.cost_usd_per_fte_year", std::stod(dice.written(0.0, 500'000.0, 2)));
}

Json rows_of(const std::map<std::array<std::uint32_t, 3>, int>& counts) {
  Json rows = Json::array();
  for (const auto& [key, count] : counts) rows.push_back({key[0], key[1], key[2], count});
  return rows;
}

/// Visits by practice, insurance and place; members by practice, insurance and whether they have several conditions;
/// and by practice and stratum (ST-1), whose insurance it is.
Json facts_of(const Market& market) {
  std::map<std::array<std::uint32_t, 3>, int> visits, members, strata;
  for (std::uint32_t e = 0; e < market.encounters.count; ++e)
    ++visits[{market.clinicians.practice[market.encounters.clinician[e]],
              market.patients.insurance[market.encounters.person[e]], market.encounters.home[e]}];
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    const std::uint8_t slot = market.patients.usual_slot[i];
    if (market.patients.alive[i] == 0 || slot == kNoSlot) continue;
    const std::uint32_t practice = market.ties.clinician[market.tie_row(slot, i)] >> 20;
    const bool several = std::popcount(market.patients.conditions[i] & ~market.patients.undiagnosed[i]) > 1;
    ++members[{practice, market.patients.insurance[i], several ? 1U : 0U}];
    ++strata[{practice, market.patients.stratum[i], insurance_of_cell(market.patients.stratum[i])}];
  }
  Json practices = Json::array();
  for (std::uint32_t k = 0; k < market.practices.count; ++k) {
    Json seats = Json::array();
    const std::uint32_t first = market.practices.first_clinician[k];
    for (std::uint32_t c = first; c < first + market.practices.clinicians[k]; ++c)
      seats.push_back(static_cast<double>(market.clinicians.fte[c]));
    practices.push_back({{"seats", seats},
                         {"template", market.practices.visit_minutes[k]},
                         {"panel", market.practices.panel_limit[k]}});
  }
  return {{"visits", rows_of(visits)},
          {"members", rows_of(members)},
          {"strata", rows_of(strata)},
          {"practices", practices}};
}

Json ledger_of(Market& market) {
  Json ledger = Json::object();
  const auto entities = static_cast<std::uint32_t>(Entity::practice) + market.practices.count;
  constexpr std::array kNames{
#define ACCOUNT(name, about) #name,
#include "state/accounts.def"
#undef ACCOUNT
  };
  for (std::size_t a = 0; a < kAccounts; ++a) {
    for (std::uint32_t e = 0; e < entities; ++e) {
      const std::int64_t cents = balance(market, static_cast<Entity>(e), static_cast<Account>(a));
      if (cents != 0) ledger[kNames[a]][std::to_string(e)] = cents;
    }
  }
  return ledger;
}

/// A period under the contract, from a copy of the market with an empty ledger.
Json settled(const Market& start, const World& world, const std::string& text, std::int64_t step) {
  Market market = start;
  std::fill_n(market.balances, ledger_cells(market.practices.count), 0);
  clear_counters(market);
  const Contract contract = bound(text);
  run_plain(market, {world.params, contract}, step_at(step, world.steps_per_year));
  EXPECT_EQ(trial_balance(market), 0) << text;
  EXPECT_GT(market.encounters.count, 20U) << "visits to be paid for";
  Json found = facts_of(market);
  found["payment"] = text;
  found["ledger"] = ledger_of(market);
  for (const char* name : kPrices) found["prices"][name] = price(world.params, name);
  found["practice"] = {{"visit_minutes", world.params.practice.visit_minutes},
                       {"face_minutes_per_week", world.params.practice.face_minutes_per_week},
                       {"cost_usd_per_fte_year", world.params.practice.cost_usd_per_fte_year},
                       {"new_people_share", world.params.practice.new_people_share},
                       {"people_per_fte", world.params.population.people_per_fte}};
  return found;
}

/// Every contract can be written, is bound without a fault, and keeps the books in balance. With RAPPORT_CONTRACTS the
/// facts go to that file, a line a contract: RAPPORT_CONTRACTS_COUNT random ones, then hybrids over the same visits.
// V33
TEST(Contracts, AnyCanBeWrittenAndSettled) {
  const char* path = std::getenv("RAPPORT_CONTRACTS");
  const char* wanted = std::getenv("RAPPORT_CONTRACTS_COUNT");
  const int count = wanted == nullptr ? 20 : std::atoi(wanted);
  std::ofstream file;
  if (path != nullptr) file.open(path);
  World world = town();
  Dice dice;
  Life life(world);
  life.years(1);
  ASSERT_GE(life.market.practices.count, 3U);
  for (int k = 0; k < count; ++k) {
    draw_prices(world, dice);
    file << settled(life.market, world, any_contract(dice), 13) << "\n";
  }
  for (const double share : {1.0, 0.0, 0.5, 0.13, 0.8077}) {
    Json found = settled(life.market, world, hybrid(share), 13);
    found["share"] = share;
    file << found << "\n";
  }
  ASSERT_TRUE(path == nullptr || file.good()) << path;
}

}  // namespace rapport::contracts_test
