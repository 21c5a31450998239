// Every effect is centred on its mean in the base run: what the profile stores has to be that mean, else
// switching an effect off would move levels. The limits are what another luck and market size may move.
#include <gtest/gtest.h>

#include "study/reference_means.h"
#include "support/worlds.h"

namespace rapport::centring_test {

namespace {

MeanSums base_run() {
  worlds::World world;
  world.people = 8000;
  world.warm_up_years = 2;
  world.years = 10;
  MeanSums sums;
  worlds::run_arms_plain(world, [&](int arm, const Step& step, Market& market) {
    if (arm >= 0) add_means(market, world.params, step, sums);
  });
  return sums;
}

void expect_centred(std::string_view what, double reference, double mean, double limit) {
  std::printf("  %-28.*s reference %.4f, mean of another run %.4f, allowed %.3f\n",
              static_cast<int>(what.size()), what.data(), reference, mean, limit);
  EXPECT_NEAR(reference, mean, limit) << what;
}

}  // namespace

TEST(CentringSlow, StoredMeansAreThoseOfTheBaseRun) {
  const MeanSums sums = base_run();
  const Tables& tables = worlds::base_us().tables;
  const References means = means_of(sums, {});
  for (const ReferenceEntry& entry : kReferenceEntries) {
    const double stored = tables.references.*entry.place;
    expect_centred(entry.name, stored, means.*entry.place, 0.02 + 0.03 * std::abs(stored));
  }
  for (std::size_t c = 0; c < tables.conditions.size(); ++c) {
    const MeanSum& seen = sums.control[c];
    ASSERT_GT(seen.weight, 0.0) << tables.conditions[c].name;
    expect_centred(tables.conditions[c].name, tables.conditions[c].control_reference, seen.sum / seen.weight,
                   0.04);
  }
}

}  // namespace rapport::centring_test
