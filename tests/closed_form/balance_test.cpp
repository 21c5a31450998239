// What the model keeps in balance by construction: prevalence by age, needs per person, returns.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "scenario/incidence.h"
#include "state/disease_book.h"
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
    const std::size_t band = market.patients.stratum[i] / (kCells / kSexes / kBands) % kBands;
    const std::size_t row = market.patients.life_row[i];
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
  world.tables.references.return_share = 0.0;
  without_losses(world);
  without_preventive_visits(world);
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

/// An unfinished agenda fades and meanwhile brings people back at its rate.
TEST(Balance, NE_2_AgendaFadesAndBringsPeopleBack) {
  World world = needy(1.0);
  world.set("needs.return_effect", 0.8);
  world.set("needs.frailty_effect", 0.0);
  world.set("encounter.agenda_ceiling", 20.0);
  for (double& rate : world.tables.primary_care_visits) rate = 5.0;  // 2 of them planned
  double expected = 0.0;
  const auto rule = [&](double scale) {
    Life life(world);
    life.only = {"needs"};
    double returned = 0.0;
    expected = 0.0;
    for (int period = 0; period < 26; ++period) {
      Market& market = life.market;
      std::fill_n(market.patients.agenda, market.patients.count, static_cast<float>(15.0 * scale));
      life.step();
      for (std::uint32_t r = 0; r < market.requests.count; ++r)
        returned += market.requests.kind[r] == static_cast<std::uint8_t>(NeedKind::agenda) ? 1.0 : 0.0;
      market.requests.count = 0;
      expected += market.patients.count * -std::expm1(-0.8 * 5.0 * 15.0 / 20.0 / 13.0);
    }
    const double left = static_cast<double>(life.market.patients.agenda[5]);
    EXPECT_NEAR(left, 15.0 * scale * std::exp(-1.0 / 13.0 / world.params.needs.agenda_years), 1e-4);
    return statistics::Estimate{returned / expected, 1.0 / std::sqrt(expected)};
  };
  const double rate = 0.8 * 5.0 * 15.0 / 20.0 / 13.0;
  expect_truth("returns over their mean", rule, 1.0, std::expm1(-1.05 * rate) / std::expm1(-rate) - 1.0);
}

/// With minutes that do not vary, each visit is EN-1 to EN-4 by hand.
TEST(Balance, EN_4_VisitsLeaveWhatTheRulesSay) {
  World world;
  world.people = 1000;
  world.set("encounter.minutes_log_variance", 0.0);
  world.set("encounter.expectation_gain", 0.3);
  world.set("diagnosis.unnoticed", 0.0);  // what a visit finds needs no minutes of that visit
  Life life(world);
  life.steps(8);
  Market& market = life.market;
  const encounter::Params& p = world.params.encounter;
  int checked = 0, first = 0, again = 0;
  for (int week = 0; week < 26; ++week) {
    std::fill_n(market.patients.expected_minutes, market.patients.count, 10.0F);
    const std::vector<float> before(market.patients.agenda, market.patients.agenda + market.patients.count);
    const std::size_t ties = market.further_row(market.further.count);
    const std::uint32_t capacity = market.patients.capacity;
    const std::vector<std::uint32_t> known(market.ties.clinician, market.ties.clinician + ties);
    const std::vector<float> share(market.ties.consistency, market.ties.consistency + ties);
    const Step step = life.step();
    const double faded = std::exp(-1.0 / 52.0 / world.params.needs.agenda_years);
    std::vector<int> visits(market.patients.count, 0);
    for (std::uint32_t e = 0; e < market.encounters.count; ++e) ++visits[market.encounters.person[e]];
    for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
      const std::uint32_t i = market.encounters.person[e];
      if (visits[i] != 1 || i >= before.size()) continue;
      const double minutes = market.practices.visit_minutes[0];
      const double needed = encounter::minutes_needed(known_minutes(market, i) / kMinuteScale,
                                                      static_cast<double>(market.encounters.knowledge[e]),
                                                      static_cast<double>(before[i]) * faded, p);
      EXPECT_NEAR(market.encounters.adequacy[e], -std::expm1(-std::log(5.0) * minutes / needed), 1e-5);
      EXPECT_NEAR(market.patients.agenda[i], encounter::agenda_after(needed, minutes, p), 1e-4);
      EXPECT_NEAR(market.patients.expected_minutes[i], 10.0 + 0.3 * (minutes - 10.0), 1e-5);
      const std::size_t tie = market.tie_row(market.encounters.slot[e], i);
      ASSERT_EQ(market.patients.capacity, capacity) << "nobody moved";
      const bool met = tie < ties && known[tie] == market.ties.clinician[tie];
      EXPECT_EQ(market.encounters.consistency[e], met ? share[tie] : 0.0F);
      // At the start of a period people may have joined this clinician's panel before they came.
      if (!step.starts_period()) {
        EXPECT_EQ(market.encounters.first[e], met ? 0 : 1);
        ++(met ? again : first);
      }
      ++checked;
    }
  }
  EXPECT_GT(checked, 100);
  EXPECT_GT(first, 3);
  EXPECT_GT(again, 50);
}

/// What people with one visit in a week have learnt of all their clinicians by its end.
TEST(Balance, TR_2_KN_1_CN_1_VisitsTeachTheTieAndNoOther) {
  World world;
  world.people = 7000;  // several clinicians
  world.set("diagnosis.mistake_share", 0.0);
  Life life(world);
  life.steps(8);
  Market& market = life.market;
  const ModelParams& p = world.params;
  int own = 0, others = 0;
  for (int week = 0; week < 26; ++week) {
    const std::size_t ties = market.further_row(market.further.count);
    const std::uint32_t capacity = market.patients.capacity;
    const auto copy = [&](const auto* column) { return std::vector(column, column + ties); };
    const auto known = copy(market.ties.clinician);
    const auto trust = copy(market.ties.trust), knowledge = copy(market.ties.knowledge);
    const auto share = copy(market.ties.consistency);
    const std::uint32_t people_before = market.patients.count;
    const Step step = life.step();
    if (step.ends_period()) continue;  // then everything fades too
    std::vector<int> visits(market.patients.count, 0);
    for (std::uint32_t e = 0; e < market.encounters.count; ++e) ++visits[market.encounters.person[e]];
    for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
      const std::uint32_t i = market.encounters.person[e];
      if (i >= people_before) continue;  // born and seen in one step
      for (std::uint32_t slot = 0; slot < kSlots && visits[i] == 1; ++slot) {
        const std::size_t tie = market.tie_row(slot, i);
        ASSERT_EQ(market.patients.capacity, capacity) << "nobody moved";
        if (tie >= ties || known[tie] != market.ties.clinician[tie]) continue;  // a new tie
        const bool same = slot == market.encounters.slot[e];
        const double t = trust[tie], k = knowledge[tie], x = market.encounters.quality[e];
        const double weight = market.encounters.home[e] != 0 ? 1.5 : 1.0;
        EXPECT_NEAR(market.ties.trust[tie], same ? trust::after_visit(t, x, p.trust, weight) : t, 1e-6);
        EXPECT_NEAR(market.ties.knowledge[tie], same ? knowledge::after_visit(k, p.knowledge, weight) : k,
                    1e-6);
        const double c = consistency::after_visit(static_cast<double>(share[tie]), same, p.consistency);
        EXPECT_NEAR(market.ties.consistency[tie], c, 1e-6);
        ++(same ? own : others);
      }
    }
  }
  EXPECT_GT(own, 500);
  EXPECT_GT(others, 500);
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
    const References& ref = world.tables.references;
    const double planned = made_up(ref.missed_share, 1.0) * made_up(ref.out_of_care, 1.0) * 0x1p-16;
    life.years(1);
    life.market.events = &log;
    for (int week = 0; week < 104; ++week) {
      const Step step = life.step();
      const Market& market = life.market;
      const needs::Rates rates = needs::rates_in(market, p.needs, step);
      for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
        const std::uint32_t i = market.encounters.person[e];
        const double b = p.needs.frailty_effect, z = market.patients.frailty[i];
        const double acute = static_cast<double>(rates.acute[market.patients.life_row[i]]);
        const double v = acute * std::exp(b * z - 0.5 * b * b) + market.patients.follow_ups[i] * planned;
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
