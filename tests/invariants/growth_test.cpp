// Lists that outgrow their room move the arena: what was read before must not be read through an old pointer.
#include <gtest/gtest.h>

#include "support/worlds.h"

namespace rapport::growth_test {

TEST(Growth, ListsThatOutgrowTheirRoomKeepTheirContents) {
  worlds::World world;
  world.people = 600;
  world.tables.specialist_visits.fill(200.0);
  world.tables.primary_care_visits.fill(300.0);
  TaskSpec spec = world.spec();
  const LifeRates rates = rates_of(world.tables, world.params);
  Market market = begin_market(spec, rates);
  EventLog log;
  log.everybody = true;
  market.events = &log;
  const std::uint32_t services = market.services.capacity, requests = market.requests.capacity;
  run_step(market, {world.params, world.contract}, step_at(0, 52));
  EXPECT_GT(market.services.capacity, services) << "the world is not busy enough to test anything";
  EXPECT_GT(market.requests.capacity, requests);
  std::int64_t specialist_visits = 0;
  for (const Event& event : log.events) {
    if (event.kind != EventKind::specialist_visit) continue;
    ++specialist_visits;
    EXPECT_EQ(event.other, 1U) << "the only specialist of this market";
  }
  EXPECT_EQ(specialist_visits, market.total(Counter::specialist_visits));
  EXPECT_EQ(trial_balance(market), 0);
}

}  // namespace rapport::growth_test
