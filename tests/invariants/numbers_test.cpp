// A number that is none is found before it is added up, with the person who has it.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "support/worlds.h"

namespace rapport::numbers_test {

using namespace worlds;

World small() {
  World world;
  world.people = 200;
  world.warm_up_years = 1;
  world.seed = 11;
  return world;
}

/// What a task says in which `spoil` touches the market once, in the second period.
template <class Spoil>
std::string complaint(Spoil spoil) {
  const World world = small();
  try {
    run_task(world.spec(), [&](int, const Step& step, Market& market) {
      if (step.index == 5) spoil(market);
    });
  } catch (const NumericalFault& fault) {
    return fault.what();
  }
  return "";
}

/// The same of a market that has not begun to live, so that nothing goes on from a number that is none.
template <class Spoil>
std::string complaint_at_start(Spoil spoil) {
  const World world = small();
  const TaskSpec spec = world.spec();
  const LifeRates rates = rates_of(*spec.tables, *spec.base_params);
  Market market = begin_market(spec, rates);
  spoil(market);
  try {
    check_numbers(market, spec, step_at(3, spec.steps_per_year));
  } catch (const NumericalFault& fault) {
    return fault.what();
  }
  return "";
}

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinite = std::numeric_limits<float>::infinity();

TEST(Numbers, AllAreFiniteInAWorldAsItIs) {
  EXPECT_EQ(complaint([](Market&) {}), "");
}

/// The level of other care is read at the ends of quarters: nothing follows from it before it is found.
TEST(Numbers, OneThatIsNoneIsFoundWithItsPerson) {
  std::uint64_t id = 0;
  const std::string words = complaint([&](Market& market) {
    market.patients.care_level[7] = kNan;
    id = market.patients.id[7];
  });
  EXPECT_NE(words.find("column 'patients.care_level'"), std::string::npos) << words;
  EXPECT_NE(words.find(", person " + id_text(id) + ", "), std::string::npos) << words;
  EXPECT_NE(words.find("before day 56 of seed 11, replicate 0, market 0"), std::string::npos) << words;
}

TEST(Numbers, InEveryGroupOfColumns) {
  const auto finds = [](const std::string& group, auto spoil) {
    const std::string words = complaint_at_start(spoil);
    EXPECT_NE(words.find("column '" + group), std::string::npos) << group << ": " << words;
  };
  finds("patients.", [](Market& market) { market.patients.cohesion[0] = kInfinite; });
  finds("patients.", [](Market& market) { market.patients.cohesion[199] = -kInfinite; });
  finds("clinicians.", [](Market& market) { market.clinicians.exhaustion[0] = kNan; });
  finds("conditions.", [](Market& market) {
    for (ConditionList& list : market.conditions)
      if (list.count > 0) list.control[list.count - 1] = kNan;
  });
}

TEST(Numbers, APersonsIdShowsHerAncestors) {
  EXPECT_EQ(id_text(std::uint64_t{1234} << 40), "1234");
  EXPECT_EQ(id_text(std::uint64_t{1234} << 40 | std::uint64_t{2} << 35 | std::uint64_t{1} << 30), "1234.2.1");
}

}  // namespace rapport::numbers_test
