// What the engine draws has the distributions that its equations name, in synthesis and in the step.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sample.h"
#include "state/populate.h"
#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::engine_samples_test {

using namespace worlds;
using statistics::expect_truth;
using statistics::mean_of;
using statistics::share_of;

constexpr std::uint32_t kMany = 40'000;

std::uint32_t drawn(std::uint64_t id, DrawId draw) { return word({31, 0, 0, 0}, Kind::test, id, 0, 1, draw); }

TEST(EngineSamples, PO_3_YearsOfTiesAreExponential) {
  const auto rule = [](double scale) {
    std::vector<double> years;
    for (std::uint32_t i = 0; i < kMany; ++i)
      years.push_back(population::tie_years(drawn(i, draws::synth_duration), 1.0 / (8.5 * scale), 1000.0));
    return mean_of(years);
  };
  expect_truth("years with the usual clinician", rule, 8.5, 8.5 * 0.05);
}

TEST(EngineSamples, HO_1_StaysHaveTheirMean) {
  // Whole days, at least one: the mean of the rounded log-normal, by its distribution function.
  const auto mean = [](double days) {
    const double sigma = std::sqrt(0.6), mu = std::log(days) - 0.3;
    double sum = 1.0;  // sum over d >= 1 of P(stay > d)
    for (int d = 1; d < 2000; ++d) sum += 1.0 - statistics::normal_cdf((std::log(d + 0.5) - mu) / sigma);
    return sum;
  };
  const auto rule = [](double scale) {
    acute::Params p;
    p.stay_days_mean *= scale;
    std::vector<double> days;
    for (std::uint32_t i = 0; i < kMany; ++i)
      days.push_back(acute::stay_days(drawn(i, draws::stay_length), p));
    return mean_of(days);
  };
  EXPECT_NEAR(mean(4.5), 4.5, 0.06) << "rounding hardly moves the published mean";
  expect_truth("days of stays", rule, mean(4.5), mean(4.5 * 1.05) - mean(4.5));
}

/// Slope of behaviour on frailty, which is their correlation.
TEST(EngineSamples, PO_1_TraitsInTheSynthesis) {
  constexpr double kTruth = -0.8;
  const auto slope = [&](double scale) {
    World world = singles();
    world.set("population.behaviour_frailty_correlation", kTruth * scale);
    const Life life(world);
    const Patients& people = life.market.patients;
    double products = 0.0, squares = 0.0;
    for (std::uint32_t i = 0; i < people.count; ++i) {
      products += static_cast<double>(people.behaviour[i]) * static_cast<double>(people.frailty[i]);
      squares += static_cast<double>(people.frailty[i]) * static_cast<double>(people.frailty[i]);
    }
    return statistics::Estimate{products / squares, std::sqrt((1.0 - kTruth * kTruth) / squares)};
  };
  const auto variance = [&](double scale) {
    const Life life(singles());
    std::vector<double> squares;
    for (std::uint32_t i = 0; i < life.market.patients.count; ++i) {
      const double z = scale * static_cast<double>(life.market.patients.frailty[i]);
      squares.push_back(z * z);
    }
    return mean_of(squares);
  };
  expect_truth("behaviour on frailty", slope, kTruth, 0.05 * kTruth);
  expect_truth("variance of frailty", variance, 1.0, 1.05 * 1.05 - 1.0);
}

TEST(EngineSamples, PO_2_PrevalenceIsThatOfTheTable) {
  const auto rule = [](double scale) {
    World world = singles();
    ConditionSpec spec = inert_condition("common", 1234, 0.6 * scale);
    spec.of.frailty_loading = 0.5;
    spec.of.behaviour_loading = -0.4;
    spec.of.income_loading = -0.2;
    world.tables.conditions = {spec};
    const Life life(world);
    return share_of(life.market.conditions[0].count, 16'000, 0.6);
  };
  expect_truth("prevalence of 60 %", rule, 0.6, 0.03);
}

/// What happens to 32,000 conditions in a year at 1.6 a year leaves exp(-1.6) of them as they were.
constexpr double kRate = 1.6;
void expect_exponential(const char* name, const std::string& process,
                        const std::function<void(ConditionSpec&, double)>& give_rate,
                        const std::function<std::size_t(const ConditionList&)>& unchanged) {
  const double truth = std::exp(-kRate);
  const auto rule = [&](double scale) {
    World world = singles();
    world.set("disease.frailty_effect", 0.0);
    world.set("disease.behaviour_effect", 0.0);
    for (std::uint32_t c = 0; c < 2; ++c) {
      ConditionSpec spec = inert_condition("c" + std::to_string(c), 555 + c, 1.0);
      spec.state_names.push_back("worse");
      spec.states.push_back(spec.states[0]);
      spec.states[1].start_share = 0.0;
      give_rate(spec, kRate * scale);
      world.tables.conditions.push_back(spec);
    }
    Life life(world);
    life.only = {process};
    life.years(1);
    std::size_t same = 0;
    for (const ConditionList& list : life.market.conditions) same += unchanged(list);
    return share_of(same, 32'000, truth);
  };
  expect_truth(name, rule, truth, truth - std::exp(-1.05 * kRate));
}

TEST(EngineSamples, DI_2_OnsetsAreExponential) {
  expect_exponential(
      "free of a condition after a year", "onset",
      [](ConditionSpec& spec, double rate) {
        fill(spec.prevalence, 0.0);
        fill(spec.incidence, rate);
      },
      [](const ConditionList& list) { return std::size_t{16'000} - list.count; });
}

TEST(EngineSamples, DI_3_ChangesOfStateAreExponential) {
  expect_exponential(
      "in the first state after a year", "progression",
      [](ConditionSpec& spec, double rate) {
        spec.transitions = {{0, 1, rate, 0.0}};
      },
      [](const ConditionList& list) {
        return static_cast<std::size_t>(std::count(list.state, list.state + list.count, 0));
      });
}

TEST(EngineSamples, DI_3_RecoveriesAreExponential) {
  expect_exponential(
      "ill after a year", "progression",
      [](ConditionSpec& spec, double rate) { spec.of.remission_per_year = rate; },
      [](const ConditionList& list) { return std::size_t{list.count}; });
}

/// Events of a kind over their expected number: a Poisson count over its mean.
void expect_poisson(const char* name, const std::function<World(double)>& world,
                    std::vector<std::string_view> processes, Counter counter,
                    const std::function<double(const Life&)>& expected_in_step) {
  const auto rule = [&](double scale) {
    Life life(world(scale));
    life.only = processes;
    double expected = 0.0;
    for (int period = 0; period < 26; ++period) {
      expected += expected_in_step(life) / scale;
      life.step();
      life.market.services.count = 0;
    }
    return statistics::Estimate{static_cast<double>(life.since_start(counter)) / expected,
                                1.0 / std::sqrt(expected)};
  };
  expect_truth(name, rule, 1.0, 0.05);
}

double mean_factor_sum(const Life& life, double b) {
  double sum = 0.0;
  for (std::uint32_t i = 0; i < life.market.patients.count; ++i)
    sum += std::exp(b * static_cast<double>(life.market.patients.frailty[i]) - 0.5 * b * b);
  return sum;
}

TEST(EngineSamples, AE_1_BackgroundEmergencyVisitsArePoisson) {
  expect_poisson(
      "background emergency visits over their mean",
      [](double scale) {
        World world = singles();
        world.tables.ed_visits.fill(1.0 * scale);
        world.tables.stays.fill(0.0);
        return world;
      },
      {"background events"}, Counter::ed_visits,
      [](const Life& life) {
        const double rate = static_cast<double>(life.market.rates->ed_visits[40]);
        return rate / 13.0 * mean_factor_sum(life, life.world().params.acute.background_frailty_effect);
      });
}

TEST(EngineSamples, SP_1_SpecialistVisitsArePoisson) {
  expect_poisson(
      "specialist visits over their mean",
      [](double scale) {
        World world = singles();
        world.tables.specialist_visits.fill(1.2 * scale);
        world.set("comprehensiveness.referral_share", 0.0);
        ConditionSpec spec = inert_condition("referred", 4321, 1.0);
        spec.of.specialist_visits_per_year = 0.7 * scale;
        spec.of.specialty = 3.0;
        world.tables.conditions = {spec};
        return world;
      },
      {"specialists"}, Counter::specialist_visits,
      // LR-2 takes the 0.7 out of the 1.2: together they are the published rate.
      [](const Life& life) { return life.world().tables.specialist_visits[40] / 13.0 * 16'000.0; });
}

/// Over a period everybody's visits for a condition are due once, in the step that is the condition's turn.
TEST(EngineSamples, SP_1_ConditionsTakeTurns) {
  World world = singles(2000);
  world.steps_per_year = 52;
  world.tables.specialist_visits.fill(0.0);
  ConditionSpec spec = inert_condition("referred", 4321, 1.0);
  spec.of.specialist_visits_per_year = 4.0;
  spec.of.specialty = 3.0;
  world.tables.conditions = {spec};
  Life life(world);
  life.only = {"specialists"};
  int turns = 0;
  for (int k = 0; k < 52; ++k) {
    const std::int64_t before = life.since_start(Counter::specialist_visits);
    const Step step = life.step();
    life.market.services.count = 0;
    const bool visited = life.since_start(Counter::specialist_visits) > before;
    EXPECT_EQ(visited, step.is_turn_of(4321)) << "step " << k;
    turns += visited ? 1 : 0;
  }
  EXPECT_EQ(turns, 13);
}

TEST(EngineSamples, SP_2_PeopleGoBackToTheirSpecialist) {
  World world = singles();
  world.people = 4000;
  world.tables.specialist_visits.fill(4.0);
  world.set("specialists.people_per_specialist", 20.0);
  const double truth = 0.8 + 0.2 / 200.0;
  const auto rule = [&](double scale) {
    world.set("specialists.keep_share", 0.8 * scale);
    Life life(world);
    life.only = {"specialists"};
    std::vector<std::uint16_t> before(4000, 0);
    std::size_t again = 0, same = 0;
    for (int period = 0; period < 26; ++period) {
      const std::vector<std::uint16_t> had = before;
      life.step();
      std::vector<bool> went(4000, false);
      for (std::uint32_t k = 0; k < life.market.services.count; ++k)
        went[life.market.services.person[k]] = true;
      life.market.services.count = 0;
      for (std::uint32_t i = 0; i < 4000; ++i) {
        before[i] = life.market.patients.specialist_general[i];
        again += went[i] && had[i] != 0;
        same += went[i] && had[i] != 0 && had[i] == before[i];
      }
    }
    return share_of(same, again, truth);
  };
  expect_truth("share who see the same specialist", rule, truth, 0.04);
}

/// Whoever changes draws the next specialist evenly from all.
TEST(EngineSamples, SP_2_NewSpecialistsAreDrawnEvenly) {
  World world = singles();
  world.tables.specialist_visits.fill(4.0);
  world.set("specialists.people_per_specialist", 16.0);  // 1,000 of them
  world.set("specialists.keep_share", 0.5);
  const auto rule = [&](double scale) {
    Life life(world);
    life.only = {"specialists"};
    std::size_t changes = 0, low = 0;
    std::vector<std::uint16_t> before(world.people, 0);
    for (int period = 0; period < 13; ++period) {
      life.step();
      life.market.services.count = 0;
      for (std::uint32_t i = 0; i < world.people; ++i) {
        const std::uint16_t now = life.market.patients.specialist_general[i];
        changes += now != before[i];
        low += now != before[i] && now <= 500 * scale;
        before[i] = now;
      }
    }
    return share_of(low, changes, 0.5);
  };
  expect_truth("specialists of the lower half", rule, 0.5, 0.025);
}

TEST(EngineSamples, DE_2_BirthsAndBoys) {
  constexpr double kPerYear = 4.0;
  std::size_t births = 0, boys = 0;
  double women_steps = 0.0;
  const auto bear = [&](double rate_scale, double boys_scale) {
    World world = singles();
    world.people = 6000;
    without_background_events(world);
    std::fill(world.tables.births_per_year.begin() + 30, world.tables.births_per_year.end(),
              kPerYear * rate_scale);
    world.set("demography.male_birth_share", 0.512 * boys_scale);
    Life life(world);
    life.only = {"births"};
    life.steps(26);
    const Patients& people = life.market.patients;
    women_steps = 26.0 * static_cast<double>(std::count(people.sex, people.sex + 6000, female));
    births = people.count - 6000U;
    boys = static_cast<std::size_t>(std::count(people.sex + 6000, people.sex + people.count, male));
  };
  const double p = -std::expm1(-kPerYear / 13.0), twin = -std::expm1(-1.05 * kPerYear / 13.0);
  expect_truth(
      "births per woman and period",
      [&](double scale) {
        bear(scale, 1.0);
        return share_of(births, static_cast<std::size_t>(women_steps), p);
      },
      p, twin - p);
  expect_truth(
      "boys among newborns",
      [&](double scale) {
        bear(1.0, scale);
        return share_of(boys, births, 0.512);
      },
      0.512, 0.05 * 0.512);
}

TEST(EngineSamples, AC_3_PatienceIsExponential) {
  const double truth = -std::expm1(-7.0 / 42.0);
  const auto rule = [&](double scale) {
    World world;
    world.people = 9000;
    world.set("practice.face_minutes_per_week", 0.0);
    world.set("access.patience_days", 42.0 / scale);
    world.set("access.acute_patience_days", 42.0 / scale);
    without_losses(world);
    without_births(world);
    without_background_events(world);
    without_exacerbations(world);
    fill(world.tables.death_per_year, 0.0);
    Life life(world);
    life.only = {"calendar", "practice", "needs", "scheduling"};
    std::size_t waiting = 0;
    for (int week = 0; week < 104; ++week) {
      const std::int64_t asked = life.since_start(Counter::asked);
      const std::uint32_t queue = life.market.requests.count;
      life.step();
      waiting += queue + static_cast<std::size_t>(life.since_start(Counter::asked) - asked);
    }
    const std::int64_t ended = life.since_start(Counter::given_up) + life.since_start(Counter::diverted) +
                               life.since_start(Counter::urgent_visits);
    return share_of(static_cast<std::size_t>(ended), waiting, truth);
  };
  expect_truth("requests given up in a week", rule, truth, -std::expm1(-1.05 * 7.0 / 42.0) - truth);
}

}  // namespace rapport::engine_samples_test
