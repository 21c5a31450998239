// Every effect is centred on its mean in the base run: the declared references have to be those means, else
// switching an effect off would move levels. The limit is what a difference may move: see each row.
#include <gtest/gtest.h>

#include "base/elementary.h"
#include "support/worlds.h"

namespace rapport::centring_test {

namespace {

struct Means {
  double visits = 0.0, attended = 0.0, knowledge = 0.0, consistency = 0.0, prompt = 0.0;
  double tied = 0.0, trust = 0.0;
  double treated = 0.0, log_cost = 0.0;
};

void add_visits(const Market& market, const ModelParams& params, Means& means) {
  const double attention = 1.0 - 0.5 * params.encounter.room_record_share;
  for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
    means.visits += 1.0;
    means.attended += attention * static_cast<double>(market.encounters.adequacy[e]);
    means.knowledge += static_cast<double>(market.encounters.knowledge[e]);
    means.consistency += static_cast<double>(market.encounters.consistency[e]);
    means.prompt += elementary::exp(-market.encounters.wait_days[e] / params.encounter.wait_days_scale);
  }
}

void add_people(const Market& market, const ModelParams& params, Means& means) {
  const auto shares = prices::coinsurance(params.prices);
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.patients.alive[i] == 0 || market.patients.usual_slot[i] == kNoSlot) continue;
    means.tied += 1.0;
    means.trust += static_cast<double>(market.patients.usual_trust[i]);
  }
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const ConditionFields& of = market.tables->conditions[c].of;
    const ConditionList& list = market.conditions[c];
    for (std::uint32_t row = 0; of.treated != 0.0 && row < list.count; ++row) {
      means.treated += 1.0;
      means.log_cost +=
          elementary::log1p(shares[market.patients.insurance[list.owner[row]]] * of.drug_usd_per_year / 12.0);
    }
  }
}

Means base_run() {
  worlds::World world;
  world.people = 8000;
  world.warm_up_years = 2;
  world.years = 10;
  Means means;
  worlds::run_arms_plain(world, [&](int arm, const Step& step, Market& market) {
    if (arm < 0) return;
    add_visits(market, world.params, means);
    if (step.ends_period()) add_people(market, world.params, means);
  });
  return means;
}

/// The reference, the mean it stands for and how far apart they may be, as an effect no larger than `limit`.
void expect_centred(const char* what, double reference, double mean, double limit) {
  std::printf("  %-36s reference %.4f, mean of the base run %.4f, allowed %.3f\n", what, reference, mean,
              limit);
  EXPECT_NEAR(reference, mean, limit) << what;
}

}  // namespace

TEST(CentringSlow, ReferencesAreTheMeansOfTheBaseRun) {
  const Means means = base_run();
  const ModelParams& p = worlds::base_us().params;
  expect_centred("encounter.adequacy_reference", p.encounter.adequacy_reference,
                 means.attended / means.visits, 0.02);
  expect_centred("encounter.knowledge_reference", p.encounter.knowledge_reference,
                 means.knowledge / means.visits, 0.02);
  expect_centred("encounter.wait_reference", p.encounter.wait_reference, means.prompt / means.visits, 0.02);
  expect_centred("consistency.reference", p.consistency.reference, means.consistency / means.visits, 0.02);
  expect_centred("adherence.cost_reference", p.adherence.cost_reference, means.log_cost / means.treated, 0.1);
  for (const double reference :
       {p.adherence.trust_reference, p.access.trust_reference, p.acute.trust_reference}) {
    expect_centred("trust_reference", reference, means.trust / means.tied, 0.02);
  }
}

}  // namespace rapport::centring_test
