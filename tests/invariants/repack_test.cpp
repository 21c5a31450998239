// Rows are names inside a market: putting them in order changes no result, and keeps everybody and every link.
#include <gtest/gtest.h>

#include <array>
#include <tuple>
#include <unordered_map>

#include "state/repack.h"
#include "support/worlds.h"

namespace rapport::repack_test {

using namespace worlds;

/// Much comes and goes, and much happens that could depend on who stands where: mistakes that reach homes,
/// panels that fill while people change clinicians, several emergency visits of a person in a step.
World changing_world() {
  World world;
  world.people = kQuick ? 3000 : 1200;
  world.set("instability.departure_per_year", 0.1);
  world.set("population.fte_per_clinician", 0.1);
  world.set("panels.leave_per_year", 0.5);
  world.set("diagnosis.mistake_share", 0.3);
  world.set("coordination.repeat_share", 0.5);
  for (ConditionSpec& spec : world.tables.conditions) {
    for (StateFields& state : spec.states) state.exacerbations_per_year *= 4.0;
  }
  for (double& rate : world.tables.births_per_year) rate *= 3.0;
  return world;
}

std::vector<std::string_view> all_but_rows() {
  std::vector<std::string_view> names;
  for (const Process& process : schedule()) {
    if (process.name != "rows") names.push_back(process.name);
  }
  return names;
}

/// Clinician, knowledge and contacts by slot.
using Slots = std::array<std::tuple<std::uint32_t, float, std::uint32_t>, kSlots>;

/// What identifies a person's life so far.
struct Person {
  std::uint64_t conditions;
  float trust, support, upheaval, agenda;
  std::uint32_t insurance;
  std::uint64_t mother, partner;
  Slots ties;
  bool operator==(const Person&) const = default;
};

Slots ties_of(const Market& market, std::uint32_t person) {
  Slots ties;
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    const std::size_t tie = market.tie_row(slot, person);
    ties[slot] = {market.ties.clinician[tie], market.ties.knowledge[tie], market.ties.contacts[tie]};
  }
  return ties;
}

std::unordered_map<std::uint64_t, Person> everybody(const Market& market) {
  const Patients& people = market.patients;
  const auto id_of = [&](std::uint32_t row) {
    return row == kNobody || people.alive[row] == 0 ? 0 : people.id[row];
  };
  std::unordered_map<std::uint64_t, Person> all;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.alive[i] == 0) continue;
    all[people.id[i]] = {people.conditions[i],    people.usual_trust[i],    people.support[i],
                         people.upheaval[i],      people.agenda[i],         people.insurance[i],
                         id_of(people.mother[i]), id_of(people.partner[i]), ties_of(market, i)};
  }
  return all;
}

TEST(Repack, ChangesNoResult) {
  Life packed(changing_world()), loose(changing_world());
  loose.only = all_but_rows();
  packed.years(4), loose.years(4);
  packed.steps(3), loose.steps(3);
  EXPECT_LT(packed.market.patients.count, loose.market.patients.count) << "nobody was dropped";
  for (std::size_t counter = 0; counter < kCounters; ++counter) {
    for (std::size_t s = 0; s < kCells; ++s) {
      ASSERT_EQ(packed.since_start(static_cast<Counter>(counter), s),
                loose.since_start(static_cast<Counter>(counter), s))
          << "counter " << counter << ", cell " << s;
    }
  }
  EXPECT_EQ(everybody(packed.market), everybody(loose.market));
  const auto of_packed = column_digests(packed.market), of_loose = column_digests(loose.market);
  const auto ledger = static_cast<std::size_t>(Column::ledger);
  EXPECT_EQ(of_packed[ledger], of_loose[ledger]);
}

TEST(Repack, PutsHomesTogetherAndDropsTheDead) {
  Life life(changing_world());
  life.years(2);
  repack(life.market);
  Market& market = life.market;
  const Patients& people = market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    ASSERT_EQ(people.alive[i], 1);
    ASSERT_LT(people.household[i], market.households);
    if (i == 0) continue;
    ASSERT_TRUE(people.household[i] == people.household[i - 1] ||
                people.household[i] == people.household[i - 1] + 1);
    if (people.household[i] == people.household[i - 1]) {
      ASSERT_LE(people.birth_day[i - 1], people.birth_day[i]);
    }
  }
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    for (std::uint32_t row = 0; row < market.conditions[c].count; ++row) {
      const std::uint32_t owner = market.conditions[c].owner[row];
      ASSERT_LT(owner, people.count);
      ASSERT_NE(people.conditions[owner] >> c & 1, 0U);
    }
  }
  const std::uint64_t before = digest_of(market);
  repack(market);
  EXPECT_EQ(digest_of(market), before) << "what is in order stays";
}

}  // namespace rapport::repack_test
