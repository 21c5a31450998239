// Every effect is centred on its mean in the base run: what the profile stores has to be that mean, else
// switching an effect off would move levels. Markets differ, so that the limit comes from their spread.
#include <gtest/gtest.h>

#include "study/paired.h"
#include "study/reference_means.h"
#include "support/worlds.h"

namespace rapport::centring_test {

namespace {

constexpr std::uint32_t kMarkets = 12;

/// Sums of one market each, with luck that the reference run did not have.
std::vector<MeanSums> base_runs() {
  std::vector<MeanSums> runs(kMarkets);
  worlds::World world;
  world.people = 5000;
  world.seed = 71;
  world.warm_up_years = 2;
  world.years = 5;
  for (world.replicate = 0; world.replicate < kMarkets; ++world.replicate) {
    MeanSums& sums = runs[world.replicate];
    worlds::run_arms_plain(world, [&](int arm, const Step& step, Market& market) {
      if (arm >= 0) add_means(market, world.params, step, sums);
    });
  }
  return runs;
}

/// `shift` is what five years instead of ten and smaller markets may move, as a share of the reference.
void expect_centred(std::string_view what, double reference, const std::vector<double>& means) {
  const Estimate found = estimate(means);
  const double limit = 4.0 * found.standard_error + 0.04 * std::abs(reference) + 0.005;
  std::printf("  %-28.*s reference %.4f, mean of other markets %.4f (SE %.4f), allowed %.3f\n",
              static_cast<int>(what.size()), what.data(), reference, found.mean, found.standard_error, limit);
  EXPECT_NEAR(reference, found.mean, limit) << what;
}

}  // namespace

TEST(CentringSlow, RF_2_StoredMeansAreThoseOfTheBaseRun) {
  const std::vector<MeanSums> runs = base_runs();
  const Tables& tables = worlds::base_us().tables;
  for (const ReferenceEntry& entry : kReferenceEntries) {
    std::vector<double> means;
    for (const MeanSums& sums : runs) means.push_back(means_of(sums, {}).*entry.place);
    expect_centred(entry.name, tables.references.*entry.place, means);
  }
  for (std::size_t c = 0; c < tables.conditions.size(); ++c) {
    std::vector<double> means;
    for (const MeanSums& sums : runs) {
      if (sums.control[c].weight > 0.0) means.push_back(sums.control[c].sum / sums.control[c].weight);
    }
    expect_centred(tables.conditions[c].name, tables.conditions[c].control_reference, means);
  }
}

}  // namespace rapport::centring_test
