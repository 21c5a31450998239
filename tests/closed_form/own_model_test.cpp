// An outsider's models with people against their exact expectation, and the exact engine against sums worked out by
// hand. Nothing of the programs under test is in the expected values.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "scenario/own_model.h"
#include "study/external.h"
#include "study/own_model_run.h"
#include "support/statistics.h"

namespace rapport::own_model_test {

OwnModel read_text(const std::string& text) {
  Diagnostics faults;
  OwnModel own = read_own_model_text(text, faults);
  for (const Diagnostic& fault : faults) ADD_FAILURE() << to_text(fault) << "\n" << text;
  return own;
}

ExactStrategy exact_of(const std::string& text) {
  const ExactResult result = expect_own_model(read_text(text));
  EXPECT_EQ(result.fault, "");
  if (!result.strategies.empty()) return result.strategies.front();
  ExactStrategy nothing;
  nothing.expected.mean.assign(2, 0.0);
  nothing.expected.in_state.assign(1000, 0.0);
  nothing.expected.moved.assign(1000, 0.0);
  return nothing;
}

void expect_near(double value, double truth, const std::string& what) {
  EXPECT_LE(std::abs(value - truth), 1e-12 * std::abs(truth) + 1e-14)
      << what << ": " << value << " for " << truth;
}

std::string simple(const std::string& more) {
  return "mechanisms: none\nstates: [well, dead]\nstart: {well: 1}\n" + more;
}

// V21
TEST(OwnModelExact, XT_10_AConstantChanceLeavesAPower) {
  const ExactStrategy result = exact_of(simple(
      "time: {steps_per_year: 12, steps: 120}\ntransitions: {well: {dead: {probability_per_step: 0.01}}}\n"));
  expect_near(result.expected.in_state[2 * 120], std::pow(0.99, 120), "well after 120 steps");
  EXPECT_NEAR(result.expected.in_state[2 * 120], 0.2993804, 5e-8) << "as published";
}

TEST(OwnModelExact, XT_4_RatesAndRatiosBecomeProbabilities) {
  const ExactStrategy rate = exact_of(
      simple("time: {steps_per_year: 4, steps: 1}\ntransitions: {well: {dead: {rate_per_year: 0.8}}}\n"));
  expect_near(rate.expected.in_state[3], 1.0 - std::exp(-0.2), "rate");
  const ExactStrategy ratio = exact_of(
      "mechanisms: none\nstates: [a, b, c]\nstart: {a: 0.5, b: 0.5}\ntime: {steps_per_year: 1, steps: 1}\n"
      "transitions:\n  a: {c: {probability_per_step: 0.2}}\n  b: {c: {hazard_ratio: 3, of: a > c}}\n");
  expect_near(ratio.expected.moved[1], 0.5 * (1.0 - std::pow(0.8, 3)), "ratio on a probability");
}

TEST(OwnModelExact, XT_5_CompetingRisksAsNamed) {
  const auto moved = [](const std::string& competing, const std::string& form) {
    return exact_of(
               "mechanisms: none\nstates: [a, b, c]\nstart: {a: 1}\ntime: {steps_per_year: 2, steps: "
               "1}\ncompeting: " +
               competing + "\ntransitions:\n  a: {b: {" + form + ": 0.6}, c: {" + form + ": 0.2}}\n")
        .expected.moved;
  };
  const std::vector<double> row = moved("row", "probability_per_step");
  expect_near(row[0], 0.6, "row, b");
  expect_near(row[1], 0.2, "row, c");
  const std::vector<double> first = moved("{first: [c]}", "probability_per_step");
  expect_near(first[0], 0.6 * 0.8, "first, b");
  expect_near(first[1], 0.2, "first, c");
  const std::vector<double> hazards = moved("hazards", "rate_per_year");
  expect_near(hazards[0], 0.75 * (1.0 - std::exp(-0.4)), "hazards, b");
  expect_near(hazards[1], 0.25 * (1.0 - std::exp(-0.4)), "hazards, c");
}

/// A payoff of 1 a step while well, chance of death 0.1 a step, five steps.
double total_of(const std::string& count, const std::string& payoff) {
  return exact_of(simple("time: {steps_per_year: 2, steps: 5, count: " + count +
                         "}\ntransitions: {well: {dead: {probability_per_step: 0.1}}}\npayoffs:\n  worth:\n" +
                         payoff))
      .expected.mean[0];
}

TEST(OwnModelExact, XT_7_CountingAndDiscounting) {
  double all = 0.0, discounted = 0.0, deaths = 0.0;
  for (int t = 0; t <= 5; ++t) all += std::pow(0.9, t);
  for (int t = 0; t <= 5; ++t) discounted += std::pow(0.9, t) * std::pow(1.04, -t / 2.0);
  for (int t = 0; t < 5; ++t) deaths += 7.0 * 0.1 * std::pow(0.9, t) * std::pow(1.04, -(t + 1) / 2.0);
  const std::string one = "    per_step: {well: 1}\n";
  expect_near(total_of("all", one), all, "all");
  expect_near(total_of("start", one), all - std::pow(0.9, 5), "start");
  expect_near(total_of("end", one), all - 1.0, "end");
  expect_near(total_of("half_cycle", one), all - 0.5 - 0.5 * std::pow(0.9, 5), "half cycle");
  expect_near(total_of("{weight: step}", "    per_step: {well: 'if(step == 3, 1, 0)'}\n"),
              3.0 * std::pow(0.9, 3), "weight");
  expect_near(total_of("all", "    per_year: {well: 2}\n"), all, "per year");
  expect_near(total_of("all", one + "    discount_per_year: 0.04\n"), discounted, "discounted");
  const double later = std::pow(1.04, 0.5);
  expect_near(total_of("end", one + "    discount_per_year: 0.04\n    first_discounted_step: 2\n"),
              (discounted - 1.0) * later, "from the second step on");
  const std::string dying = "    discount_per_year: 0.04\n    on_transition: {well: {dead: 7}}\n";
  expect_near(total_of("all", dying), deaths, "on arrival");
  expect_near(total_of("start", dying), deaths * later, "with the start of the step");
}

// V25
TEST(OwnModelExact, XT_10_TimeInStateIsExpanded) {
  // Everybody is ill for exactly three steps, then well again for at least one; the chance of falling ill is 0.25.
  const ExactStrategy result = exact_of(
      "mechanisms: none\nstates: [well, ill]\nstart: {well: 1}\ntime: {steps_per_year: 1, steps: "
      "40}\ntransitions:\n"
      "  well: {ill: {probability_per_step: 0.25}}\n"
      "  ill: {well: {probability_per_step: 'if(steps_in_state >= 2, 1, 0)'}}\n");
  std::vector<double> ill(42, 0.0);
  double well = 1.0;
  for (int t = 0; t < 40; ++t) {
    const double falls = 0.25 * well, back = t >= 2 ? ill[static_cast<std::size_t>(t) - 2] : 0.0;
    ill[static_cast<std::size_t>(t) + 1] = falls;
    well += back - falls;
    expect_near(result.expected.in_state[2 * (static_cast<std::size_t>(t) + 1)], well,
                "well at " + std::to_string(t + 1));
  }
}

// V26
TEST(OwnModelExact, XT_9_GammaFrailtyHasItsClosedForm) {
  // S(t) = (1 + theta h t)^(-1/theta), h = 0.02, theta = 0.5, t = 50: published as 0.444444.
  const ExactStrategy result = exact_of(
      simple("time: {steps_per_year: 1, steps: 50}\ncovariates: {frailty: {gamma: {shape: 2, rate: 2}}}\n"
             "transitions: {well: {dead: {rate_per_year: 0.02 * frailty}}}\n"));
  EXPECT_NEAR(result.expected.in_state[2 * 50], 4.0 / 9.0, 1e-9);
  EXPECT_LT(result.quadrature_error, 1.0) << "no payoff, nothing to compare";
}

TEST(OwnModelExact, XT_11_TheMeanIsFoundASecondWay) {
  for (const char* name : {"sick_sicker", "hiv", "introductory_cohort"}) {
    Diagnostics faults;
    const OwnModel own =
        read_own_model(std::string(RAPPORT_SOURCE_DIR) + "/scenarios/external/" + name + ".yaml", {}, faults);
    ASSERT_TRUE(faults.empty());
    for (const ExactStrategy& strategy : expect_own_model(own).strategies)
      for (std::size_t p = 0; p < strategy.expected.mean.size(); ++p)
        expect_near(strategy.expected.backward_mean[p], strategy.expected.mean[p], name);
  }
}

/// A model with all that there is: time in state, age, covariates of every kind, moves that cost, ratios.
std::string rich(double scale) {
  return "mechanisms: none\nstates: [well, ill, late, dead]\nstart: {well: 0.9 - 0.2 * old, ill: 0.1 + 0.2 * "
         "old}\n"
         "time: {steps_per_year: 4, steps: 60, count: half_cycle}\npeople: 180000\n"
         "covariates:\n  age: {categorical: {values: [40, 55, 70], shares: [0.5, 0.3, 0.2]}}\n"
         "  old: {bernoulli: {probability: 0.3}}\n  z: {normal: {mean: 0, sd: 0.4}}\n  u: {beta: {a: 2, b: "
         "3}}\n"
         "quantities:\n  scale: " +
         std::to_string(scale) +
         "\n  onset: scale * 0.2 * exp(0.03 * (age - 50) + z)\n"
         "transitions:\n  well:\n    ill: {rate_per_year: onset}\n    dead: {rate_per_year: 0.02 * exp(0.08 "
         "* (age - 60))}\n"
         "  ill:\n    well: {rate_per_year: 1.5 * exp(-years_in_state)}\n    late: {rate_per_year: 0.1 + 0.4 "
         "* u}\n"
         "    dead: {hazard_ratio: 2, of: well > dead}\n"
         "  late:\n    late: {rate_per_year: 0.5}\n    dead: {hazard_ratio: 3 + u, of: well > dead}\n"
         "competing: {first: [dead]}\n"
         "payoffs:\n  cost:\n    discount_per_year: 0.03\n    per_year: {well: 100, ill: 1000 + 50 * "
         "steps_in_state, late: 5000 * u}\n"
         "    on_transition: {well: {ill: 500}, late: {late: 2000}, ill: {dead: 3000}}\n"
         "  qaly: {per_year: {well: 1, ill: 0.8 - 0.1 * old, late: 'if(years < 5, 0.6, 0.5)'}}\n";
}

const AgentsResult& people_of(double scale) {
  static const AgentsResult right = run_own_model(read_text(rich(1.0)), {}),
                            wrong = run_own_model(read_text(rich(1.05)), {});
  return scale == 1.0 ? right : wrong;
}

/// 180,000 people; what is noticed is printed.
TEST(OwnModelAgentsSlow, XT_6_PeopleAgreeWithTheExpectation) {
  const OwnModel right = read_text(rich(1.0));
  const ExactResult exact = expect_own_model(right), twin = expect_own_model(read_text(rich(1.05)));
  ASSERT_EQ(exact.fault + people_of(1.0).fault, "");
  EXPECT_LT(exact.strategies[0].quadrature_error, 1e-6);
  for (std::size_t p = 0; p < 2; ++p) {
    const double truth = exact.strategies[0].expected.mean[p];
    statistics::expect_truth(
        right.model.payoffs[p].name,
        [&](double scale) {
          const Moments& moments = people_of(scale).strategies[0].payoffs[p];
          return statistics::Estimate{moments.mean, moments.standard_error()};
        },
        truth, twin.strategies[0].expected.mean[p] - truth);
  }
}

/// The error of an SD over 180,000 people is 0.3 % or less at these tails.
TEST(OwnModelAgentsSlow, XT_11_TheSpreadOfPeopleIsTheExpectedOne) {
  const OwnModel own = read_text(rich(1.0));
  const ExactResult exact = expect_own_model(own);
  for (std::size_t p = 0; p < 2; ++p)
    EXPECT_NEAR(people_of(1.0).strategies[0].payoffs[p].sd() / exact.strategies[0].expected.sd[p], 1.0, 0.012)
        << own.model.payoffs[p].name;
}

/// Published models with 50,000 people of each strategy: the same check as `rapport validate external`, smaller.
TEST(OwnModelExternal, PublishedNumbersAreReproduced) {
  ExternalOptions options;
  options.folder = std::string(RAPPORT_SOURCE_DIR) + "/scenarios/external";
  options.people = 50'000;
  Diagnostics faults;
  const auto models = validate_external(options, faults);
  ASSERT_TRUE(models.has_value()) << (faults.empty() ? "" : to_text(faults.front()));
  int rows = 0;
  for (const ExternalModel& model : *models) {
    for (const ExternalRow& row : model.rows) {
      ++rows;
      EXPECT_TRUE(row.exact_holds()) << model.file << " " << row.published.of << " " << row.published.text
                                     << " " << row.exact;
      EXPECT_TRUE(row.agents_hold()) << model.file << " " << row.published.of << " z " << row.z();
    }
  }
  EXPECT_GE(rows, 90);
}

TEST(OwnModelExternal, AWrongNumberIsMissed) {
  Published published;
  published.text = "1.25";
  published.value = 1.25;
  published.half_unit = half_unit_of(published.text);
  EXPECT_DOUBLE_EQ(published.half_unit, 0.005);
  ExternalRow row{published, 1.2549, 0.0, 0.0, false};
  EXPECT_TRUE(row.exact_holds());
  row.exact = 1.2551;
  EXPECT_FALSE(row.exact_holds());
  row.published.standard_error = 0.1;
  row.exact = 1.64;
  EXPECT_TRUE(row.exact_holds());
  row.exact = 1.66;
  EXPECT_FALSE(row.exact_holds());
  row = {published, 1.25, 1.30, 0.0124, true};
  EXPECT_FALSE(row.agents_hold());
}

}  // namespace rapport::own_model_test
