// Switches: every mechanism has neutral values that exist, off is the same as those values, and each one that
// is switched off moves something.
#include <gtest/gtest.h>

#include <set>

#include "engine/mechanisms.h"
#include "study/influence.h"
#include "support/worlds.h"
#include "unit/scenario_folder.h"

namespace rapport::mechanisms_test {

namespace {

const ParamEntry* entry_of(const NeutralValue& neutral) {
  for (const ParamEntry& entry : parameter_entries()) {
    if (entry.module == neutral.module && entry.name == neutral.parameter) return &entry;
  }
  return nullptr;
}

std::vector<std::uint64_t> digests(const ModelParams& params) {
  worlds::World world;
  world.people = 300;
  world.params = params;
  return final_digests(world.spec());
}

}  // namespace

TEST(Mechanisms, NameParametersThatExistWithinTheirBounds) {
  std::set<std::string_view> closed;
  for (const NeutralValue& neutral : neutral_values()) {
    const ParamEntry* entry = entry_of(neutral);
    ASSERT_NE(entry, nullptr) << neutral.module << "." << neutral.parameter;
    EXPECT_TRUE(entry->spec.bounds.contains(neutral.value)) << neutral.module << "." << neutral.parameter;
    EXPECT_NE(entry->spec.fallback, neutral.value) << neutral.parameter << ": off by default";
    closed.insert(neutral.mechanism);
  }
  for (const Mechanism& mechanism : mechanisms())
    EXPECT_EQ(closed.count(mechanism.name), 1U) << mechanism.name;
  EXPECT_EQ(closed.size(), mechanisms().size()) << "a neutral value of no mechanism";
}

TEST(Mechanisms, OffIsTheSameBytesAsNeutralParameters) {
  ModelParams off = worlds::base_us().params;
  ASSERT_TRUE(switch_off(off, "trust"));
  EXPECT_TRUE(is_off(off, "trust"));
  EXPECT_FALSE(is_off(off, "time"));
  ModelParams by_hand = worlds::base_us().params;
  worlds::set(by_hand, "adherence.trust_effect", 0.0);
  worlds::set(by_hand, "acute.call_trust_effect", 0.0);
  EXPECT_EQ(digests(off), digests(by_hand));
  EXPECT_NE(digests(off), digests(worlds::base_us().params));
  EXPECT_FALSE(switch_off(off, "magic"));
}

TEST(Mechanisms, AreSwitchedInAScenario) {
  TinyFolder folder;
  const auto off = [&](const std::string& words) {
    std::set<std::string> names;
    const ModelParams params = folder.read_good("tiny.yaml", {words}).params;
    for (const Mechanism& mechanism : mechanisms()) {
      if (is_off(params, mechanism.name)) names.emplace(mechanism.name);
    }
    return names;
  };
  EXPECT_TRUE(off("mechanisms=all").empty());
  EXPECT_EQ(off("mechanisms=none").size(), mechanisms().size());
  EXPECT_EQ(off("mechanisms.trust=off"), std::set<std::string>{"trust"});
  EXPECT_TRUE(off("mechanisms.trust=on").empty());
  EXPECT_EQ(off("mechanisms=[trust, time]").size(), mechanisms().size() - 2);
  folder.read("tiny.yaml", {"mechanisms.trusst=off"});
  EXPECT_NE(folder.messages_.find("unknown mechanism 'trusst'. Did you mean 'trust'?"), std::string::npos);
  folder.read("tiny.yaml", {"mechanisms.trust=maybe"});
  EXPECT_NE(folder.messages_.find("mechanisms.trust must be on or off"), std::string::npos);
  folder.read("tiny.yaml", {"mechanisms=some"});
  EXPECT_NE(folder.messages_.find("'all', 'none', a list of names"), std::string::npos);
}

TEST(Mechanisms, EachMovesSomething) {
  StudyPlan plan;
  plan.arms = {worlds::base_us()};
  plan.arms.front().population.people_per_market = 2000;
  plan.arms.front().time.years = 2;
  plan.replicates = 1;
  for (const Influence& influence : influence_of_mechanisms(plan))
    EXPECT_FALSE(influence.nothing_moved) << influence.mechanism;
}

}  // namespace rapport::mechanisms_test
