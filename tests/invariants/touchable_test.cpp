// What relationships can touch: admissions and crisis cost that an exacerbation caused, all of them or none.
#include <gtest/gtest.h>

#include <string_view>

#include "support/worlds.h"

namespace rapport::touchable_test {

using namespace worlds;

World crisis() {
  World world;
  world.people = kQuick ? 4000 : 1000;
  world.steps_per_year = 13;
  world.set("access.diverted_share", 0.0);
  world.set("access.elsewhere_share", 0.0);
  for (ConditionSpec& spec : world.tables.conditions) {
    for (StateFields& state : spec.states) state.exacerbations_per_year *= 5.0;
  }
  return world;
}

std::int64_t hospital(const Market& market) {
  return account_total(market, Account::hospital_revenue) + account_total(market, Account::emergency_revenue);
}

TEST(Touchable, AllOfItWithoutBackgroundEvents) {
  World world = crisis();
  without_background_events(world);
  Life life(world);
  life.years(1);
  EXPECT_GT(life.since_start(Counter::admissions), 50);
  EXPECT_EQ(life.since_start(Counter::caused_admissions), life.since_start(Counter::admissions));
  EXPECT_GT(life.since_start(Counter::caused_admissions), life.since_start(Counter::condition_admissions))
      << "readmissions are among them";
  EXPECT_EQ(life.since_start(Counter::caused_cents), hospital(life.market));
  EXPECT_LT(life.since_start(Counter::caused_cents), life.since_start(Counter::cost_cents));
}

TEST(Touchable, NoneOfItWithoutExacerbations) {
  World world = crisis();
  without_exacerbations(world);
  world.set("acute.readmission_share", 0.0);
  Life life(world);
  life.years(1);
  EXPECT_GT(life.since_start(Counter::admissions), 50);
  EXPECT_EQ(life.since_start(Counter::caused_admissions), 0);
  EXPECT_EQ(life.since_start(Counter::caused_cents), 0);
}

TEST(Touchable, PartOfItWithBothAndSharesAreShares) {
  World world = crisis();
  world.steps_per_year = 52;
  const Tally tally = run_arms_plain(world)[0];
  for (std::size_t k = 0; k < kOutcomeCount; ++k) {
    const OutcomeSpec& spec = kOutcomes[k];
    if (!spec.unit.starts_with("share") && spec.unit != "0 to 1") continue;
    for (std::int64_t p = 0; p < tally.periods; ++p) {
      const Cell& cell = tally.at(static_cast<Outcome>(k), p);
      const double above = natural(cell.numerator, spec.numerator_unit);
      EXPECT_GE(above, 0.0) << spec.name;
      EXPECT_LE(above, natural(cell.denominator, spec.denominator_unit)) << spec.name;
      EXPECT_EQ(spec.scale, 1.0) << spec.name;
    }
  }
  const Cell share = tally.in_year(Outcome::touchable_admissions, 0, kEverybody);
  EXPECT_GT(share.numerator, share.denominator / 4);
  EXPECT_LT(share.numerator, share.denominator);
}

}  // namespace rapport::touchable_test
