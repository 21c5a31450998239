// Parameters a thousand times too large leave every state in its bounds and every number finite.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "state/disease_book.h"
#include "state/relationships.h"
#include "support/worlds.h"

namespace rapport::saturation_test {

using namespace worlds;

void expect_unit(const char* name, const float* column, std::size_t count) {
  const bool all = std::all_of(column, column + count, [](float x) { return x >= 0.0F && x <= 1.0F; });
  EXPECT_TRUE(all) << name << " leaves 0..1";
}

void expect_finite(const char* name, const float* column, std::size_t count) {
  EXPECT_TRUE(std::all_of(column, column + count, [](float x) { return std::isfinite(x); })) << name;
}

void expect_in_bounds(const Market& market) {
  const std::size_t ties = market.further_row(market.further.count);
  expect_unit("trust", market.ties.trust, ties);
  expect_unit("knowledge", market.ties.knowledge, ties);
  expect_unit("consistency", market.ties.consistency, ties);
  expect_unit("mutuality", market.ties.mutuality, ties);
  expect_unit("comprehensiveness", market.ties.breadth, ties);
  expect_unit("record", market.patients.charted, market.patients.count);
  expect_unit("general trust", market.patients.general_trust, market.patients.count);
  expect_unit("quality", market.encounters.quality, market.encounters.count);
  expect_unit("adequacy", market.encounters.adequacy, market.encounters.count);
  for (const ConditionList& list : market.conditions) {
    expect_unit("control", list.control, list.count);
    expect_unit("taking", list.taking, list.count);
    std::vector<float> pdc(list.pdc, list.pdc + list.count);
    std::replace(pdc.begin(), pdc.end(), kNoMedicine, 0.0F);
    expect_unit("pdc", pdc.data(), list.count);
  }
  expect_finite("felt", market.encounters.felt, market.encounters.count);
  expect_finite("agenda", market.patients.agenda, market.patients.count);
  expect_finite("expected minutes", market.patients.expected_minutes, market.patients.count);
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    ASSERT_LE(std::abs(market.patients.understanding[i]), 3.0F);
    ASSERT_GE(market.patients.agenda[i], 0.0F);
    const double continuity = upc(contacts_of(market, i));
    ASSERT_TRUE(continuity >= 0.0 && continuity <= 1.0);
  }
  ASSERT_EQ(trial_balance(market), 0);
}

World small() {
  World world;
  world.people = 300;
  world.steps_per_year = 13;
  return world;
}

void live_a_year(const World& world) {
  Life life(world);
  for (int period = 0; period < 13; ++period) {
    life.step();
    expect_in_bounds(life.market);
  }
}

bool is_of_people(const ParamEntry& entry) { return entry.module == "population"; }

double thousandfold(const ParamEntry& entry, double value) {
  return std::clamp(1000.0 * value, entry.spec.bounds.lo, entry.spec.bounds.hi);
}

TEST(Saturation, EachParameterAThousandfold) {
  int tried = 0;
  for (const ParamEntry& entry : parameter_entries()) {
    if (is_of_people(entry)) continue;
    World world = small();
    const double before = parameter(world.params, entry), after = thousandfold(entry, before);
    if (after == before) continue;
    SCOPED_TRACE(std::string(entry.module) + "." + std::string(entry.name) + " = " + std::to_string(after));
    set_parameter(world.params, entry, after);
    live_a_year(world);
    ++tried;
  }
  EXPECT_GT(tried, 80);
}

TEST(Saturation, EachModuleAThousandfold) {
  for (const char* module : {"adherence", "control", "needs", "access", "attendance", "encounter", "trust",
                             "knowledge", "consistency", "mutuality", "comprehensiveness", "coordination",
                             "diagnosis", "contacts", "acute", "specialists", "disease", "demography"}) {
    SCOPED_TRACE(module);
    World world = small();
    for (const ParamEntry& entry : parameter_entries()) {
      if (entry.module == module)
        set_parameter(world.params, entry, thousandfold(entry, parameter(world.params, entry)));
    }
    live_a_year(world);
  }
}

TEST(Saturation, EverythingAtOnceAtEitherBound) {
  for (const bool high : {false, true}) {
    SCOPED_TRACE(high ? "all at their upper bounds" : "all at their lower bounds");
    World world = small();
    for (const ParamEntry& entry : parameter_entries()) {
      if (!is_of_people(entry))
        set_parameter(world.params, entry, high ? entry.spec.bounds.hi : entry.spec.bounds.lo);
    }
    live_a_year(world);
  }
}

}  // namespace rapport::saturation_test
