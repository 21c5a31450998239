// Expressions as programs: what is worked out when, once for all who need it, and the same number in a column as alone.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "transition/compile.h"
#include "transition/exact.h"
#include "unit/own_models.h"

namespace rapport::transition_program_test {

using namespace transition;
using namespace own_models;

constexpr double kInfinite = std::numeric_limits<double>::infinity();
const double kNone = std::numeric_limits<double>::quiet_NaN();

constexpr std::array kOps{Op::negative, Op::add,      Op::subtract, Op::multiply, Op::divide, Op::power,
                          Op::less,     Op::at_most,  Op::equal,    Op::unequal,  Op::both,   Op::either,
                          Op::opposite, Op::exp,      Op::expm1,    Op::ln,       Op::log1p,  Op::floor,
                          Op::least,    Op::greatest, Op::choose};

bool is_same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

/// A program that may hold anything of two covariates.
struct TwoColumns {
  Program program;
  Value x = program.covariate(0), y = program.covariate(1);

  std::vector<double> column(Value value, const std::vector<double>& xs, const std::vector<double>& ys,
                             int step = 0) {
    const std::vector<Value> wanted{value};
    const std::vector<const double*> columns{xs.data(), ys.data()};
    const std::vector<std::int32_t> entered(xs.size(), 0);
    Evaluator evaluator(program, {});
    evaluator.start_step(step);
    evaluator.evaluate(program.needed(wanted, Scope::person), {xs.size(), nullptr, columns, entered.data()});
    std::vector<double> result;
    for (std::size_t row = 0; row < xs.size(); ++row) result.push_back(evaluator.at(value, row));
    return result;
  }
};

TEST(TransitionProgram, AColumnGivesWhatAConstantGives) {
  const std::vector<double> numbers{0.0,     -0.0,   1.0,    -1.0,  0.5,       -2.5,
                                    3.0,     7.0,    1e-300, 1e300, 700.0,     709.5,
                                    -1000.0, 1024.0, 1025.0, kNone, kInfinite, -kInfinite};
  std::vector<double> xs, ys;
  for (const double x : numbers)
    for (const double y : numbers) {
      xs.push_back(x);
      ys.push_back(y);
    }
  for (const Op op : kOps) {
    TwoColumns both;
    const std::vector<double> column = both.column(both.program.apply(op, both.x, both.y, both.x), xs, ys);
    for (std::size_t row = 0; row < xs.size(); ++row) {
      Program alone;
      const Value a = alone.constant(xs[row]), b = alone.constant(ys[row]);
      const Value folded = alone.apply(op, a, b, a);
      ASSERT_EQ(alone[folded].op, Op::constant);
      EXPECT_TRUE(is_same(alone[folded].number, column[row]))
          << "operation " << static_cast<int>(op) << " on " << xs[row] << " and " << ys[row] << ": "
          << alone[folded].number << " alone, " << column[row] << " in a column";
    }
  }
}

TEST(TransitionProgram, EqualOperationsAreThereOnce) {
  TwoColumns both;
  const Value sum = both.program.apply(Op::add, both.x, both.y);
  const std::size_t before = both.program.operations().size();
  EXPECT_EQ(both.program.apply(Op::add, both.x, both.y), sum);
  EXPECT_EQ(both.program.covariate(1), both.y);
  EXPECT_EQ(both.program.operations().size(), before);
  EXPECT_NE(both.program.apply(Op::add, both.y, both.x), sum) << "order may matter to the last bit";
  const Value two = both.program.constant(2.0), three = both.program.constant(3.0);
  EXPECT_EQ(both.program.apply(Op::multiply, two, three), both.program.constant(6.0));
}

TEST(TransitionProgram, EachValueHasTheRarestScopeThatSuffices) {
  TwoColumns both;
  Program& program = both.program;
  const Value step = program.step(), time = program.steps_in_state(), one = program.constant(1.0);
  EXPECT_EQ(program[program.apply(Op::add, one, one)].scope, Scope::always);
  EXPECT_EQ(program[program.apply(Op::add, step, one)].scope, Scope::step);
  EXPECT_EQ(program[program.apply(Op::add, step, both.x)].scope, Scope::person);
  EXPECT_EQ(program[program.apply(Op::choose, one, step, time)].scope, Scope::person);
  EXPECT_TRUE(program.uses(program.apply(Op::add, time, step), Op::steps_in_state));
  EXPECT_FALSE(program.uses(program.apply(Op::add, both.x, step), Op::steps_in_state));
}

TEST(TransitionProgram, WhatChangesWithTheStepIsFreshInEachStep) {
  TwoColumns both;
  const Value value = both.program.apply(Op::multiply, both.program.step(), both.x);
  const std::vector<double> xs{1.0, 10.0};
  Evaluator evaluator(both.program, {});
  const std::vector<Value> wanted{value};
  const std::vector<const double*> columns{xs.data(), xs.data()};
  const std::vector<std::int32_t> entered{0, 0};
  for (const int step : {0, 3, 2, 0, 5}) {
    evaluator.start_step(step);
    evaluator.evaluate(both.program.needed(wanted, Scope::person), {2, nullptr, columns, entered.data()});
    EXPECT_EQ(evaluator.at(value, 0), step);
    EXPECT_EQ(evaluator.at(value, 1), 10.0 * step);
  }
}

TEST(TransitionProgram, RowsAreReadThroughTheirIndex) {
  TwoColumns both;
  const Value time = both.program.steps_in_state();
  const Value value = both.program.apply(Op::add, both.x, time);
  const std::vector<double> xs{10.0, 20.0, 30.0, 40.0};
  const std::vector<const double*> columns{xs.data(), xs.data()};
  const std::vector<std::int32_t> entered{0, 1, 2, 3};
  const std::vector<std::uint32_t> index{3, 1};
  const std::vector<Value> wanted{value};
  Evaluator evaluator(both.program, {});
  evaluator.start_step(7);
  evaluator.evaluate(both.program.needed(wanted, Scope::person), {2, index.data(), columns, entered.data()});
  EXPECT_EQ(evaluator.at(value, 0), 44.0);
  EXPECT_EQ(evaluator.at(value, 1), 26.0);
}

TEST(TransitionProgram, XT_1_ATableGivesTheLastRowReached) {
  const Table table{{0.0, 1.0, 5.0}, {10.0, 20.0, 30.0}};
  EXPECT_EQ(table_value(table, 0.0), 10.0);
  EXPECT_EQ(table_value(table, 0.999), 10.0);
  EXPECT_EQ(table_value(table, 1.0), 20.0);
  EXPECT_EQ(table_value(table, 4.999), 20.0);
  EXPECT_EQ(table_value(table, 5.0), 30.0);
  EXPECT_EQ(table_value(table, 1e300), 30.0);
  EXPECT_TRUE(std::isnan(table_value(table, -1e-9)));
  EXPECT_TRUE(std::isnan(table_value(table, kNone)));
  EXPECT_TRUE(std::isnan(table_value({}, 1.0)));
  EXPECT_EQ(table_value({{2.0}, {7.0}}, 2.0), 7.0);
}

TEST(TransitionProgram, XT_2_PowersAreRepeatedProductsWhereTheExponentIsWhole) {
  EXPECT_EQ(power_of(3.0, 5.0), 243.0);
  EXPECT_EQ(power_of(-2.0, 3.0), -8.0);
  EXPECT_EQ(power_of(-2.0, 2.0), 4.0);
  EXPECT_EQ(power_of(2.0, 1023.0), std::ldexp(1.0, 1023));
  EXPECT_EQ(power_of(2.0, -3.0), 0.125);
  EXPECT_EQ(power_of(7.0, 0.0), 1.0);
  EXPECT_EQ(power_of(0.0, 2.5), 0.0);
  EXPECT_EQ(power_of(0.1, 1024.5), 0.0);
  EXPECT_EQ(power_of(12.0, 1024.5), kInfinite);
  EXPECT_TRUE(std::isnan(power_of(-1.0, 0.5)));
  EXPECT_TRUE(std::isnan(power_of(0.0, -0.5)));
  for (const double x : {0.1, 0.97, 1.03, 12.0})
    for (const double y : {0.5, -0.25, 1.0 / 12.0, 3.3, 250.5})
      EXPECT_NEAR(power_of(x, y) / std::pow(x, y), 1.0, 1e-12) << x << "^" << y;
}

TEST(TransitionProgram, OneOperationTooManyIsNoticed) {
  Program program;
  for (std::size_t i = 0; i < kMostOperations; ++i) program.constant(static_cast<double>(i) + 0.5);
  EXPECT_FALSE(program.is_full());
  EXPECT_EQ(program.operations().size(), kMostOperations);
  program.constant(0.5);
  EXPECT_FALSE(program.is_full()) << "it was there already";
  program.constant(-1.0);
  EXPECT_TRUE(program.is_full());
  EXPECT_EQ(program.operations().size(), kMostOperations);
}

TEST(TransitionProgram, ALongModelIsRefusedAndOneAtTheEdgeRuns) {
  const auto model_of = [](int quantities, int terms) {
    std::string text = "quantities:\n";
    for (int q = 0; q < quantities; ++q) {
      text += "  q" + std::to_string(q) + ": x";
      for (int t = 0; t < terms; ++t) text += " + " + std::to_string(q * terms + t + 2);
      text += "\n";
    }
    return two_states(text + "covariates: {x: {normal: {mean: 0, sd: 1}}}\n");
  };
  EXPECT_EQ(messages_about(model_of(20, 95)), "");
  EXPECT_NE(messages_about(model_of(20, 110)).find("more than 4000 operations"), std::string::npos);
}

TEST(TransitionProgram, QuantitiesThatRestOnOneAnotherAreFollowedSixtyFourDeep) {
  const auto chain = [](int length) {
    std::string text = "quantities:\n";
    for (int q = 0; q < length; ++q)
      text += "  q" + std::to_string(q) + ": q" + std::to_string(q + 1) + " + 1\n";
    return two_states(text + "  q" + std::to_string(length) + ": 0\n");
  };
  EXPECT_EQ(messages_about(chain(63)), "");
  EXPECT_NE(messages_about(chain(64)).find("more than 64 deep"), std::string::npos);
}

TEST(TransitionProgram, AStrategyChangesWhatRestsOnItsQuantities) {
  const OwnModel own =
      good_model(two_states("quantities: {a1: 2 * b1, b1: 3, c1: a1 + 1}\n"
                            "payoffs: {y: {per_step: {a: c1, b: c1}}}\n"
                            "strategies: {base: {}, more: {b1: 5}, other: {a1: b1}}\n"));
  const ExactResult result = expect_own_model(own);
  ASSERT_EQ(result.fault, "");
  EXPECT_NEAR(result.strategies[0].expected.mean[0], 11 * 7.0, 1e-9);
  EXPECT_NEAR(result.strategies[1].expected.mean[0], 11 * 11.0, 1e-9);
  EXPECT_NEAR(result.strategies[2].expected.mean[0], 11 * 4.0, 1e-9);
}

TEST(TransitionProgram, WhatPeopleAreCannotDependOnTheStrategy) {
  const std::string said =
      messages_about(two_states("quantities: {mu: 1, nu: 2 * mu}\n"
                                "covariates: {x: {normal: {mean: nu, sd: 1}}}\n"
                                "strategies: {base: {}, older: {mu: 5}}\n"));
  EXPECT_NE(said.find("9:36: 'mu' says who the people are"), std::string::npos) << said;
}

/// Nobody is in a state longer than its rules allow: what they would give there is not looked at.
TEST(TransitionProgram, RulesAreNotAskedWhereNobodyIs) {
  const OwnModel own = good_model(
      "schema: 1\nmechanisms: none\ntime: {steps_per_year: 1, steps: 30}\nstates: [a, b, c]\nstart: {a: 1}\n"
      "transitions:\n  a:\n    b: {probability_per_step: '0.6 * min(steps_in_state, 4) / 4'}\n"
      "    c: {probability_per_step: '0.3 * min(steps_in_state, 4) / 4 + if(steps_in_state > 4, 1 / 0, 0) + "
      "if(steps_in_state == 4, 0.1, 0)'}\n"
      "payoffs: {y: {per_step: {a: 1 / (5 - steps_in_state)}, on_transition: {a: {b: 1 / (5 - "
      "steps_in_state)}}}}\npeople: 5000\n");
  const ExactResult exact = expect_own_model(own);
  ASSERT_EQ(exact.fault, "");
  const Expectation& expected = exact.strategies[0].expected;
  EXPECT_NEAR(expected.in_state[30 * 3], 0.0, 1e-12);
  EXPECT_NEAR(expected.mean[0] / expected.backward_mean[0], 1.0, 1e-12);
  const AgentsResult agents = run_own_model(own, {});
  ASSERT_EQ(agents.fault, "");
  const Moments& seen = agents.strategies[0].payoffs[0];
  EXPECT_LT(std::abs(seen.mean - expected.mean[0]), 4.0 * seen.standard_error());
}

TEST(TransitionProgram, DiscountingBeginsWhereItIsSaid) {
  const auto total = [](int first) {
    const OwnModel own = good_model(two_states("payoffs: {y: {discount_per_year: 1, first_discounted_step: " +
                                               std::to_string(first) + ", per_step: {a: 1, b: 1}}}\n"));
    return expect_own_model(own).strategies[0].expected.mean[0];
  };
  EXPECT_NEAR(total(0), 1.0 - std::ldexp(1.0, -11), 1e-12);
  EXPECT_NEAR(total(1), 2.0 - std::ldexp(1.0, -10), 1e-12);
  EXPECT_NEAR(total(3), 4.0 - std::ldexp(1.0, -8), 1e-12);
  EXPECT_NEAR(total(11), 11.0, 1e-12);
}

TEST(TransitionProgram, ADiscountThatIsNoneIsRefusedInItsPlace) {
  for (const char* rate : {"-1", "-3", "1 / 0", "1e308 * 10", "ln(0)", "step - 5"}) {
    const std::string said = messages_about(
        two_states(std::string("payoffs:\n  y: {per_step: {a: 1}, discount_per_year: ") + rate + "}\n"));
    EXPECT_NE(said.find("text:8:44: the discount of 'y'"), std::string::npos) << rate << ": " << said;
  }
}

/// The same total for everybody has a spread of 0, not the square root of what rounding leaves.
TEST(TransitionProgram, ACertainTotalHasNoSpread) {
  const OwnModel own = good_model(two_states("payoffs: {y: {per_step: {a: 123456.7, b: 123456.7}}}\n"));
  const Expectation expected = expect_own_model(own).strategies[0].expected;
  EXPECT_LE(expected.sd[0], 1e-9);
  EXPECT_NEAR(expected.mean[0], 11 * 123456.7, 1e-6);
}

}  // namespace rapport::transition_program_test
