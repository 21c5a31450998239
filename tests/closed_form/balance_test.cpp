// What the model keeps in balance by construction: prevalence by age, needs per person, returns.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "scenario/incidence.h"
#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::balance_test {

using namespace worlds;
using statistics::expect_truth;

TEST(Balance, DI_1_IncidenceOfAConstantPrevalence) {
  ByAge prevalence, deaths;
  prevalence.fill(0.2);
  deaths.fill(0.03);
  const ByAge incidence = scenario::incidence(prevalence, deaths, 0.4, 3.0);
  const double mu0 = 0.03 / (1.0 + 0.2 * 2.0);
  for (std::size_t age = 1; age < incidence.size(); ++age)
    EXPECT_NEAR(incidence[age], (0.4 * 0.2 + 0.2 * 0.8 * 2.0 * mu0) / 0.8, 1e-15);
  const ByAge from_birth = scenario::incidence(prevalence, ByAge{}, 0.0, 1.0);
  EXPECT_NEAR(1.0 - std::exp(-from_birth[0]), 0.2, 1e-3) << "in a year from nobody to everybody's share";
}

constexpr std::size_t kBands = 5;
struct Share {
  double found = 0.0;     ///< people with the condition
  double expected = 0.0;  ///< by the prevalence of their age and sex
};

std::vector<std::array<Share, kBands>> shares(const Market& market) {
  std::vector<std::array<Share, kBands>> all(market.conditions.size());
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.patients.alive[i] == 0) continue;
    const std::size_t band = (market.patients.stratum[i] - 1U) % kBands, row = market.patients.life_row[i];
    for (std::size_t c = 0; c < all.size(); ++c) {
      all[c][band].found += static_cast<double>(market.patients.conditions[i] >> c & 1);
      all[c][band].expected += market.tables->conditions[c].prevalence[row / kAges][row % kAges];
    }
  }
  return all;
}

/// Prevalence by age band stays within 10 % over ten years; 4 standard errors are allowed for chance.
TEST(Balance, DI_1_PrevalenceByAgeStaysSlow) {
  World world;
  world.people = kQuick ? 20'000 : 5'000;
  world.steps_per_year = 13;
  Life life(world);
  life.step();
  const auto before = shares(life.market);
  life.years(10);
  const auto after = shares(life.market);
  int compared = 0;
  for (std::size_t c = 0; c < after.size(); ++c) {
    for (std::size_t band = 0; band < kBands; ++band) {
      const Share& share = after[c][band];
      if (share.expected < 200.0) continue;
      const double ratio = share.found / share.expected, se = 1.0 / std::sqrt(share.expected);
      std::printf("  %-28s band %zu: start %.3f, after 10 years %.3f of the table's prevalence (se %.3f)\n",
                  world.tables.conditions[c].name.c_str(), band,
                  before[c][band].found / before[c][band].expected, ratio, se);
      EXPECT_LE(std::abs(ratio - 1.0), 0.10 + 4.0 * se)
          << world.tables.conditions[c].name << " band " << band;
      ++compared;
    }
  }
  EXPECT_GT(compared, kQuick ? 20 : 5);
}

/// Everybody has one planned visit a month and acute needs by age and frailty; needs are counted, not served.
World needy(double scale) {
  World world = only_deaths(0.0);
  world.people = 6000;
  world.steps_per_year = 13;
  world.set("needs.return_effect", 0.0);
  world.set("needs.return_share", 0.0);
  ConditionSpec spec = inert_condition("planned", 99, 1.0);
  spec.of.visits_per_year = 2.0 * scale;
  world.tables.conditions = {spec};
  for (double& rate : world.tables.primary_care_visits) rate = 2.0 * scale + scale * rate;
  return world;
}

TEST(Balance, NE_1_NeedsArePoissonWithTheirRates) {
  std::array<double, 2> expected{}, asked{};
  const auto count = [&](double scale) {
    const World world = needy(scale);
    const double b = world.params.needs.frailty_effect;
    Life life(world);
    life.only = {"calendar", "needs"};
    expected = asked = {};
    for (int period = 0; period < 52; ++period) {
      life.step();
      Market& market = life.market;
      for (std::uint32_t r = 0; r < market.requests.count; ++r) asked[market.requests.kind[r]] += 1.0;
      market.requests.count = 0;
      for (std::uint32_t i = 0; i < market.patients.count; ++i) {
        const double published = base_us().tables.primary_care_visits[market.patients.life_row[i] % kAges];
        const double z = market.patients.frailty[i];
        expected[0] += published * std::exp(b * z - 0.5 * b * b) / 13.0;
        expected[1] += 2.0 / 13.0;
      }
    }
  };
  for (const std::size_t kind : {std::size_t{0}, std::size_t{1}}) {
    const auto rule = [&](double scale) {
      count(scale);
      return statistics::Estimate{asked[kind] / expected[kind], 1.0 / std::sqrt(expected[kind])};
    };
    expect_truth(kind == 0 ? "acute needs over their mean" : "planned needs over their mean", rule, 1.0,
                 0.05);
  }
}

/// One visit leaves on average fewer than 0.3 further visits behind: by NE-2's formula and by counting.
TEST(Balance, NE_2_ReturnsDieOut) {
  for (const Contract& contract : {base_us().contract, relationship_centred().contract}) {
    World world;
    world.people = 3000;
    world.contract = contract;
    Life life(world);
    EventLog log;
    log.everybody = true;
    double left_behind = 0.0, visits = 0.0;
    const ModelParams& p = world.params;
    life.years(1);
    life.market.events = &log;
    for (int week = 0; week < 104; ++week) {
      life.step();
      const Market& market = life.market;
      for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
        const std::uint32_t i = market.encounters.person[e];
        const double b = p.needs.frailty_effect, z = market.patients.frailty[i];
        const double acute = market.rates->acute_needs[market.patients.life_row[i]];
        const double v = acute * std::exp(b * z - 0.5 * b * b) + market.patients.follow_ups[i] * 0x1p-16;
        left_behind += p.needs.return_effect * v * market.patients.agenda[i] / p.encounter.agenda_ceiling *
                       p.needs.agenda_years;
        visits += 1.0;
      }
    }
    double returned = 0.0;
    for (const Event& event : log.events) {
      const bool agenda = event.value == static_cast<float>(NeedKind::agenda);
      returned += event.kind == EventKind::asked_for_visit && agenda ? 1.0 : 0.0;
    }
    std::printf("  returns per visit: %.3f by NE-2, %.3f counted, of %.0f visits\n", left_behind / visits,
                returned / visits, visits);
    EXPECT_LT(left_behind / visits, 0.3);
    EXPECT_GT(returned / visits, 0.0);
    EXPECT_LT(returned / visits, 0.3);
    EXPECT_LT(returned, left_behind + 4.0 * std::sqrt(left_behind)) << "a later visit replaces the agenda";
  }
}

}  // namespace rapport::balance_test
