// What holds for every state-transition model of an outsider: people are conserved, shares are whole, the mean is the
// same forwards, backwards and with people; order of people, blocks and threads change nothing.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "support/properties.h"
#include "transition/agents.h"
#include "transition/exact.h"
#include "unit/own_models.h"

namespace rapport::own_model_property_test {

using namespace properties;
using namespace own_models;

std::string number(double value) { return std::to_string(value); }

std::string one_of(const std::vector<std::string>& texts) {
  return texts[between<std::size_t>(0, texts.size())];
}

/// Something between 0 and `most` whatever step, time, age and frailty are.
std::string any_share(double most) {
  const std::string top = number(most * between(1, 100) / 100.0);
  return one_of({top, top + " * exp(-0.1 * step)", top + " * exp(-0.3 * steps_in_state)", top + " * group",
                 top + " * group * exp(-years)", top + " / (1 + exp(-frailty))",
                 top + " / (1 + steps_in_state * group)", "'if(steps_in_state < 3, " + top + ", 0)'",
                 "'min(" + top + ", 0.01 * step)'"});
}

std::string any_amount() {
  const std::string amount = number(between(-1000, 1000) / 7.0);
  return one_of({amount, amount + " * exp(-0.05 * years_in_state)", amount + " + 3 * frailty",
                 amount + " * group", amount + " + step", amount + " * q"});
}

std::string any_transitions(int states, const std::string& kind) {
  std::string text = "transitions:\n";
  for (int from = 0; from < states; ++from) {
    text += "  s" + std::to_string(from) + ":" + (from == states - 1 ? " {}\n" : "\n");
    for (int to = 0; to < states && from < states - 1; ++to)
      if (to == from + 1 || between(0, 3) > 0)  // back to itself as well: its time begins anew
        text += "    s" + std::to_string(to) + ": {" + kind + ": " + any_share(0.9 / states) + "}\n";
  }
  return text;
}

std::string any_payoffs(int states) {
  std::string text = "payoffs:\n";
  for (const char* name : {"cost", "effect"}) {
    text += std::string("  ") + name + ":\n";
    if (any<bool>()) text += "    discount_per_year: " + number(between(0, 20) / 100.0) + "\n";
    if (any<bool>()) text += "    first_discounted_step: " + std::to_string(between(0, 4)) + "\n";
    for (const char* how : {"per_step", "per_year"}) {
      text += std::string("    ") + how + ":\n";
      for (int state = 0; state < states; ++state)
        text += "      s" + std::to_string(state) + ": " + any_amount() + "\n";
    }
    text += "    on_transition: {s0: {s1: " + any_amount() + "}}\n";
  }
  return text;
}

std::string any_model(int people) {
  const int states = between(2, 6), steps = between(0, 14);
  std::string text = "schema: 1\nmechanisms: none\ntime:\n  steps_per_year: " + one_of({"1", "12", "0.5"}) +
                     "\n  steps: " + std::to_string(steps) + "\n  count: " +
                     one_of({"all", "start", "end", "half_cycle", "{weight: 1 / (1 + step)}"}) +
                     "\npeople: " + std::to_string(people) + "\nstates: [s0";
  for (int state = 1; state < states; ++state) text += ", s" + std::to_string(state);
  text +=
      "]\nquantities: {q: 2 + group}\ncovariates:\n"
      "  frailty: {normal: {mean: 0, sd: 1}}\n  group: {categorical: {values: [0, 0.5, 1], shares: [0.2, "
      "0.5, 0.3]}}\n"
      "start: {s0: 1 - 0.3 * group, s1: 0.3 * group}\n";
  const bool is_rate = any<bool>();
  text += one_of({"competing: row\n", is_rate ? "competing: hazards\n" : "competing: row\n",
                  "competing: {first: [s1]}\n"});
  text += any_transitions(states, is_rate ? "rate_per_year" : "probability_per_step") + any_payoffs(states);
  return text +
         "  spare: {per_step: {s0: q}}\ncompare: {cost: cost, effect: effect}\nstrategies: {base: {}, other: "
         "{q: 3}}\n";
}

/// Hazards of a year may be too many for one step of two years: what is refused is not looked at further.
TEST(OwnModelProperties, BothEnginesKeepEverybodyAndAgree) {
  int ran = 0;
  double furthest = 0.0;
  expect_in_cases(60, [&] {
    const std::string text = any_model(2000);
    const OwnModel own = good_model(text);
    const ExactResult exact = expect_own_model(own, 12);
    const AgentsResult agents = run_own_model(own, {});
    if (!exact.fault.empty()) return;
    ++ran;
    if (!agents.fault.empty()) RC_FAIL(text + agents.fault);
    const std::size_t states = own.model.states.size();
    for (std::size_t s = 0; s < 2; ++s) {
      const transition::Expectation& expected = exact.strategies[s].expected;
      const std::vector<std::int64_t>& counts = agents.strategies[s].counts.in_state;
      for (std::size_t at = 0; at < expected.in_state.size(); at += states) {
        double shares = 0.0;
        std::int64_t people = 0;
        for (std::size_t i = at; i < at + states; ++i) {
          shares += expected.in_state[i];
          people += counts[i];
        }
        if (!(std::abs(shares - 1.0) <= 1e-12) || people != 2000) RC_FAIL(text + "people are lost");
      }
      for (std::size_t p = 0; p < 2; ++p) {
        const double scale = std::abs(expected.mean[p]) + expected.sd[p] + 1e-6;
        if (!(std::abs(expected.mean[p] - expected.backward_mean[p]) <= 1e-9 * scale))
          RC_FAIL(text + "two means: " + number(expected.mean[p]) + ", " + number(expected.backward_mean[p]));
        const Moments& seen = agents.strategies[s].payoffs[p];
        const double apart = std::abs(seen.mean - expected.mean[p]);
        const double error = expected.sd[p] / std::sqrt(2000.0) + 1e-9 * scale;
        furthest = std::max(furthest, apart / error);
        if (!(apart <= 6.0 * error + 1e-6 * scale))
          RC_FAIL(text + "people are " + number(apart / error) + " errors off");
      }
    }
  });
  EXPECT_GT(ran, 20) << "hardly any model ran";
  EXPECT_GT(furthest, 0.5) << "chance is missing";
}

TEST(OwnModelProperties, ThreadsChangeNothing) {
  expect_in_cases(8, [] {
    const std::string text = any_model(20000);
    const OwnModel own = good_model(text);
    AgentsOptions one, seven;
    seven.threads = 7;
    const AgentsResult a = run_own_model(own, one), b = run_own_model(own, seven);
    RC_ASSERT(a.fault == b.fault);
    for (std::size_t s = 0; s < a.strategies.size() && a.fault.empty(); ++s) {
      RC_ASSERT(a.strategies[s].counts.in_state == b.strategies[s].counts.in_state);
      RC_ASSERT(a.strategies[s].counts.moved == b.strategies[s].counts.moved);
      for (std::size_t p = 0; p < 2; ++p) {
        RC_ASSERT(a.strategies[s].payoffs[p].mean == b.strategies[s].payoffs[p].mean);
        RC_ASSERT(a.strategies[s].payoffs[p].square == b.strategies[s].payoffs[p].square);
      }
    }
  });
}

/// A person's life does not depend on who else is in the block, nor on the place in it.
TEST(OwnModelProperties, APersonLivesTheSameInEveryBlock) {
  expect_in_cases(40, [] {
    const OwnModel own = good_model(any_model(100));
    const LuckKey key{any<std::uint32_t>(), 1, 0, 0};
    const transition::Machine& machine = own.compiled.machines.front();
    transition::Agents agents(own.model, machine, key);
    transition::Counts counts = agents.no_counts();
    const transition::Block whole = transition::draw_block(own.model, own.compiled.people, key, 0, 100);
    const std::size_t first = between<std::size_t>(0, 90), count = between<std::size_t>(1, 11);
    const transition::Block part = transition::draw_block(own.model, own.compiled.people, key, first, count);
    const transition::BlockRun all = agents.run(whole, counts, nullptr);
    const transition::BlockRun some = agents.run(part, counts, nullptr);
    RC_PRE(!all.fault);
    RC_ASSERT(!some.fault);
    for (std::size_t row = 0; row < count; ++row) {
      RC_ASSERT(some.last_state[row] == all.last_state[first + row]);
      for (std::size_t p = 0; p < 2; ++p) RC_ASSERT(some.totals[p][row] == all.totals[p][first + row]);
    }
  });
}

/// The other order of people in a block, as columns: nobody's life changes.
TEST(OwnModelProperties, TheOrderOfPeopleChangesNothing) {
  expect_in_cases(40, [] {
    const OwnModel own = good_model(any_model(64));
    const LuckKey key{any<std::uint32_t>(), 2, 0, 0};
    transition::Agents agents(own.model, own.compiled.machines.back(), key);
    transition::Counts counts = agents.no_counts(), again = counts;
    transition::Block block = transition::draw_block(own.model, own.compiled.people, key, 0, 64);
    const transition::BlockRun forwards = agents.run(block, counts, nullptr);
    std::reverse(block.ids.begin(), block.ids.end());
    for (std::vector<double>& column : block.covariates) std::reverse(column.begin(), column.end());
    const transition::BlockRun backwards = agents.run(block, again, nullptr);
    RC_PRE(!forwards.fault);
    RC_ASSERT(counts.in_state == again.in_state);
    RC_ASSERT(counts.moved == again.moved);
    for (std::size_t row = 0; row < 64; ++row)
      for (std::size_t p = 0; p < 2; ++p) RC_ASSERT(forwards.totals[p][row] == backwards.totals[p][63 - row]);
  });
}

}  // namespace rapport::own_model_property_test
