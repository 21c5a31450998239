// Nobody's luck depends on numbers and neighbours that do not concern them: common random numbers hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/digest.h"
#include "support/worlds.h"

namespace rapport::engine_exchange_test {

using namespace worlds;
using Names = std::vector<std::string>;

/// A market without its tables: they went with the life that it had.
Market after_two_years(const World& world) {
  Life life(world);
  life.years(2);
  return life.market;
}

// V41
TEST(EngineExchange, PricesShiftNoOtherDraw) {
  World world;
  world.set("attendance.cost_effect", 0.0);  // nobody looks at a price
  Market before = after_two_years(world);
  World dear = world;
  for (const char* key : {"prices.visit_private_usd", "prices.stay_usd", "prices.ed_visit_usd",
                          "prices.long_visit_ratio", "practice.cost_usd_per_fte_year"})
    dear.set(key, key == std::string("prices.long_visit_ratio") ? 1.5 : 777.0);
  for (const char* key : {"prices.stay_log_sd", "other_care.quarter_log_sd", "other_care.share_without"})
    dear.set(key, 0.0);
  Market after = after_two_years(dear);
  EXPECT_EQ(different_columns(before, after),
            (Names{"patients.period_cents", "patients.year_cents", "ledger", "counters"}));
  EXPECT_NE(before.total(Counter::cost_cents), after.total(Counter::cost_cents));
  for (std::size_t k = 0; k < kCounters; ++k) {
    const auto counter = static_cast<Counter>(k);
    if (is_money(counter)) continue;
    EXPECT_EQ(before.total(counter), after.total(counter));
  }
}

/// A rule that reaches only ties and visits leaves births, and deaths that no visit touches, where they were.
// V41
TEST(EngineExchange, RulesOfVisitsShiftNoDrawOfLifeAndDeath) {
  World world;
  world.people = kQuick ? 2000 : 500;
  without_exacerbations(world);
  world.set("acute.readmission_visit_effect", 0.0);  // by which a visit changes who is readmitted
  World other = world;
  other.set("trust.gain", 0.9);
  other.set("encounter.noise_sd", 2.0);
  other.set("access.patience_days", 5.0);
  other.set("specialists.keep_share", 0.1);
  Market before = after_two_years(world), after = after_two_years(other);
  const Names moved = different_columns(before, after);
  for (const char* name : {"patients.id", "patients.birth_day", "patients.alive", "patients.death_day",
                           "patients.sex", "patients.discharge_day", "patients.frailty"})
    EXPECT_EQ(std::count(moved.begin(), moved.end(), name), 0) << name;
  EXPECT_EQ(std::count(moved.begin(), moved.end(), "ties.trust"), 1);
}

/// The rows of one condition, digested.
std::uint64_t digest_of_list(const Market& market, std::size_t c) {
  const ConditionList& list = market.conditions[c];
  std::vector<std::uint64_t> digests;
#define COLUMN(type, name, ...) digests.push_back(digest64(std::span<const type>(list.name, list.count)));
#include "state/conditions.columns.def"
#undef COLUMN
  return digest64(std::span<const std::uint64_t>(digests));
}

// V41
TEST(EngineExchange, AConditionThatNobodyHasChangesNothing) {
  for (const std::int64_t steps : {13, 52}) {
    World world;
    world.steps_per_year = steps;
    World more = world;
    more.tables.conditions.push_back(inert_condition("unicorn_horn", 0xabcdef01, 0.0));
    more.tables.conditions.back().of.visits_per_year = 3.0;
    more.tables.conditions.back().of.treated = 1.0;
    Market before = after_two_years(world), after = after_two_years(more);
    for (const std::string& name : different_columns(before, after)) {
      const bool of_lists = name.rfind("conditions.", 0) == 0 || name == "counters";
      EXPECT_TRUE(of_lists) << name << ": only the lists and counters by condition, one of which is new";
    }
    const std::size_t shared = before.counter_cells();
    EXPECT_TRUE(std::equal(before.counters, before.counters + shared, after.counters));
    EXPECT_EQ(after.counter_cells(), shared + kCounters);
    for (std::size_t k = shared; k < after.counter_cells(); ++k) EXPECT_EQ(after.counters[k], 0) << k;
    for (std::size_t c = 0; c < before.conditions.size(); ++c)
      EXPECT_EQ(digest_of_list(before, c), digest_of_list(after, c)) << c;
    EXPECT_EQ(after.conditions.back().count, 0U);
  }
}

/// Conditions in another order: with nothing that depends on who comes first (stays), everything about a
/// person is the same but the bits that name their conditions.
// V20
TEST(EngineExchange, TheOrderOfConditionsChangesNobody) {
  for (const std::int64_t steps : {13, 52}) {
    World world;
    world.people = kQuick ? 1500 : 400;
    world.steps_per_year = steps;
    without_exacerbations(world);
    World turned = world;
    // Conditions take turns over the steps of a period by their place, so the places move by whole periods.
    const auto by = steps == 13 ? 1 : 4;
    std::rotate(turned.tables.conditions.begin(), turned.tables.conditions.begin() + by,
                turned.tables.conditions.end());
    if (steps == 52) {
      turned = world;
      std::swap(turned.tables.conditions[0], turned.tables.conditions[4]);
      std::swap(turned.tables.conditions[3], turned.tables.conditions[11]);
    }
    Market before = after_two_years(world), after = after_two_years(turned);
    for (const std::string& name : different_columns(before, after)) {
      const bool of_lists = name.rfind("conditions.", 0) == 0 || name == "patients.conditions" ||
                            name == "patients.undiagnosed";
      const bool order_of_bills = name == "ledger" || name == "counters";
      EXPECT_TRUE(of_lists || order_of_bills) << name << " at " << steps << " steps a year";
    }
    EXPECT_EQ(before.total(Counter::deaths), after.total(Counter::deaths));
    EXPECT_EQ(before.total(Counter::cost_cents), after.total(Counter::cost_cents));
    for (std::size_t a = 0; a < kAccounts; ++a) {
      EXPECT_EQ(account_total(before, static_cast<Account>(a)),
                account_total(after, static_cast<Account>(a)));
    }
  }
}

/// Where an exacerbation never leads to a stay there is no who comes first: the same people have the same ones,
/// whichever place their condition has.
// V20
TEST(EngineExchange, TheOrderOfConditionsMovesNoExacerbation) {
  World world;
  world.people = kQuick ? 1500 : 400;
  world.steps_per_year = 13;
  world.set("acute.admit_logit", -1e5);
  World turned = world;
  std::rotate(turned.tables.conditions.begin(), turned.tables.conditions.begin() + 3,
              turned.tables.conditions.end());
  const auto counted = [](const World& of) {
    Life life(of);
    life.only = {"exacerbations"};
    std::vector<std::int64_t> found;
    for (int step = 0; step < 26; ++step) {
      life.step();
      life.market.services.count = 0;
      found.push_back(life.since_start(Counter::exacerbations));
    }
    return found;
  };
  const std::vector<std::int64_t> before = counted(world);
  EXPECT_EQ(before, counted(turned));
  EXPECT_GT(before.back(), 40);
}

std::uint64_t head_of(const Patients& people, std::uint32_t i) {
  while (i > 0 && people.household[i - 1] == people.household[i]) --i;
  return people.id[i];
}

/// One person more: everybody else has the same id, sex and birthday, and the same luck. Who lives with whom
/// is the market's affair; people under the same head of household are the same to the bit.
// V41
TEST(EngineExchange, OnePersonMoreChangesNobodyElsesSynthesis) {
  World world;
  world.people = 1200;
  World more = world;
  more.people = 1201;
  const Life one(world), other(more);
  std::unordered_map<std::uint64_t, std::uint32_t> row_of;
  const Patients &a = one.market.patients, &b = other.market.patients;
  for (std::uint32_t i = 0; i < b.count; ++i) row_of.emplace(b.id[i], i);
  std::uint32_t compared = 0;
  for (std::uint32_t i = 0; i < a.count; ++i) {
    ASSERT_TRUE(row_of.contains(a.id[i]));
    const std::uint32_t j = row_of[a.id[i]];
    ASSERT_EQ(a.birth_day[i], b.birth_day[j]);
    ASSERT_EQ(a.sex[i], b.sex[j]);
    ASSERT_EQ(a.life_row[i], b.life_row[j]);
    if (head_of(a, i) != head_of(b, j)) continue;
    ++compared;
    ASSERT_EQ(a.income[i], b.income[j]);
    ASSERT_EQ(a.insurance[i], b.insurance[j]);
    ASSERT_EQ(a.frailty[i], b.frailty[j]);
    ASSERT_EQ(a.behaviour[i], b.behaviour[j]);
    ASSERT_EQ(a.disposition[i], b.disposition[j]);
    ASSERT_EQ(a.conditions[i], b.conditions[j]);
  }
  std::printf("  of %u people %u live under the same head of household\n", a.count, compared);
  EXPECT_GT(compared, a.count / 2);
}

/// A clinician more or less leaves everybody's person and illness as they were.
TEST(EngineExchange, MoreCliniciansChangeNobodysSynthesis) {
  World world;
  World staffed = world;
  staffed.set("population.people_per_fte", 400.0);
  Life one(world), other(staffed);
  ASSERT_GT(other.market.clinicians.count, one.market.clinicians.count);
  for (const std::string& name : different_columns(one.market, other.market)) {
    EXPECT_TRUE(name.rfind("ties.", 0) == 0 || name.rfind("clinicians.", 0) == 0 ||
                name.rfind("practices.", 0) == 0 || name == "patients.usual_slot" ||
                name == "patients.usual_trust" || name == "ledger")
        << name;
  }
}

}  // namespace rapport::engine_exchange_test
