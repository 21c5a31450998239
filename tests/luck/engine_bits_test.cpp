// Same bits for any number of threads, tiles, watchers, runs and room; another seed is another life.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "study/study.h"
#include "support/worlds.h"

namespace rapport::engine_bits_test {

using namespace worlds;

World two_arms(std::int64_t steps_per_year) {
  World world;
  world.people = kQuick ? 900 : 300;
  world.steps_per_year = steps_per_year;
  world.warm_up_years = 1;
  world.arms = {{world.params, world.contract}, {world.params, relationship_centred().contract}};
  return world;
}

// V40
TEST(EngineBits, AreTheSameForAnyNumberOfThreads) {
  StudyPlan plan;
  Scenario scenario = base_us();
  scenario.population.people_per_market = kQuick ? 400 : 150;
  scenario.population.markets = 2;
  scenario.time.steps_per_year = 13;
  scenario.time.warm_up_years = 1;
  scenario.time.years = 1;
  plan.arms = {scenario, scenario};
  plan.arms[1].contract = relationship_centred().contract;
  plan.arms[1].name = "other";
  plan.replicates = 4;
  const StudyRun one = run_study(plan);
  ASSERT_TRUE(one.complete);
  for (const std::int64_t threads : {2, 4, 16}) {
    plan.threads = threads;
    EXPECT_TRUE(run_study(plan).result == one.result) << threads << " threads";
  }
  plan.threads = 1;
  plan.seed += 1;
  EXPECT_FALSE(run_study(plan).result == one.result) << "another seed";
}

TEST(EngineBits, AreTheSameTwiceAndNotOfAnotherSeedReplicateOrMarket) {
  const World world = two_arms(52);
  const std::vector<std::uint64_t> once = final_digests(world.spec());
  EXPECT_EQ(once, final_digests(world.spec()));
  EXPECT_NE(once[0], once[1]);
  for (const int which : {0, 1, 2}) {
    World other = world;
    other.seed += which == 0;
    other.replicate += which == 1;
    other.market += which == 2;
    EXPECT_NE(final_digests(other.spec()), once) << which;
  }
}

/// What tests use where they need no digests around each process is the task itself.
TEST(EngineBits, AreTheSameInThePlainRunOfTests) {
  const World world = two_arms(13);
  EXPECT_EQ(run_arms_plain(world), run_task(world.spec()));
}

class EngineBitsAtSteps : public testing::TestWithParam<std::int64_t> {};
INSTANTIATE_TEST_SUITE_P(StepsPerYear, EngineBitsAtSteps, testing::Values(13, 52));

/// run_step goes over tiles with neighbouring processes together; the plain schedule one by one, over tiles
/// of any size.
// V40
TEST_P(EngineBitsAtSteps, AreTheSameForAnyTiles) {
  World world;
  world.people = 2500;
  world.steps_per_year = GetParam();
  const LifeRates rates = rates_of(world.tables, world.params);
  const TaskSpec spec = world.spec();
  Market whole = begin_market(spec, rates);
  std::vector<std::unique_ptr<Life>> lives;
  for (const std::uint32_t tile : {64U, 777U, kTileRows}) {
    lives.push_back(std::make_unique<Life>(world));
    lives.back()->tile = tile;
  }
  for (std::int64_t index = 0; index < 8; ++index) {
    const Step step = step_at(index, GetParam());
    if (step.starts_period()) clear_counters(whole);
    run_step(whole, {world.params, world.contract}, step);
    for (const auto& life : lives) life->step();
  }
  for (const auto& life : lives)
    EXPECT_EQ(different_columns(whole, life->market), std::vector<std::string>{})
        << "tiles of " << life->tile;
}

TEST_P(EngineBitsAtSteps, AreTheSameWhetherWatchedOrNot) {
  World world;
  world.steps_per_year = GetParam();
  Life alone(world), watched(world), followed(world);
  EventLog all, one;
  all.everybody = true;
  one.watched = {followed.market.patients.id[5]};
  watched.market.events = &all;
  followed.market.events = &one;
  for (Life* life : {&alone, &watched, &followed}) life->years(1);
  EXPECT_EQ(different_columns(alone.market, watched.market), std::vector<std::string>{});
  EXPECT_EQ(different_columns(alone.market, followed.market), std::vector<std::string>{});
  EXPECT_GT(all.events.size(), 1000U);
  for (const Event& event : one.events) EXPECT_EQ(event.person, one.watched[0]);
  const auto of_one = [&](const Event& event) { return event.person == one.watched[0]; };
  EXPECT_EQ(static_cast<std::size_t>(std::count_if(all.events.begin(), all.events.end(), of_one)),
            one.events.size());
}

/// How much room the lists have, and whether a market is a copy, is nowhere in its columns.
TEST_P(EngineBitsAtSteps, AreTheSameWithMoreRoomAndInACopy) {
  World world;
  world.steps_per_year = GetParam();
  Life tight(world), roomy(world), copied(world);
  Capacity wanted = roomy.market.capacity();
  wanted.people *= 3;
  wanted.requests = 50'000;
  wanted.services = 50'000;
  for (std::uint32_t& rows : wanted.conditions) rows = 5'000;
  roomy.market.reserve(wanted);
  for (Life* life : {&tight, &roomy, &copied}) life->steps(GetParam() / 2);
  Market copy = copied.market;
  EXPECT_EQ(digest_of(copy), digest_of(copied.market));
  Market moved = std::move(copied.market);
  copied.market = moved;
  for (Life* life : {&tight, &roomy, &copied}) life->steps(GetParam() / 2);
  EXPECT_EQ(different_columns(tight.market, roomy.market), std::vector<std::string>{});
  EXPECT_EQ(different_columns(tight.market, copied.market), std::vector<std::string>{});
  EXPECT_NE(digest_of(copy), digest_of(copied.market)) << "a snapshot does not live on";
}

}  // namespace rapport::engine_bits_test
