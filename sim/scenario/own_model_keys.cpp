// One row for each key.
#include "scenario/own_model_keys.h"

#include <array>

namespace rapport::scenario {

namespace {

constexpr std::array kKeys{
    OwnKey{"", "title", false, "One line."},
    OwnKey{"", "question", false, "What is asked."},
    OwnKey{"", "mechanisms", true, "none: nothing but the rules of this file moves people."},
    OwnKey{"", "time", true, "Length and number of steps, and which of them are counted."},
    OwnKey{"", "people", false, "People that `run` follows through every strategy."},
    OwnKey{"", "seed", false, "Key of all random numbers of `run`."},
    OwnKey{"", "states", true, "Names of the states, of which a person is in one at each step."},
    OwnKey{"", "tables", false, "Columns of CSV files by another column, called in expressions as NAME(x)."},
    OwnKey{"", "quantities", false, "Numbers and expressions with a name; strategies change them."},
    OwnKey{"", "covariates", false,
           "What a person is given once, at the start: a number for all, or a distribution. `age` grows with "
           "the years."},
    OwnKey{"", "start", true, "Share of people in each state at step 0; shares sum to 1."},
    OwnKey{"", "competing", false,
           "How transitions out of one state compete: row (probabilities as given, the rest stay), hazards "
           "(rates share 1 - exp(-sum / steps per year)), or {first: [STATE, ...]} (those come first, others "
           "to who is left). Default row."},
    OwnKey{"", "transitions", true,
           "From each state to each state: a probability, a rate or a hazard ratio."},
    OwnKey{"", "payoffs", false, "What is added up over a life: costs, QALYs, life-years, events."},
    OwnKey{"", "compare", false,
           "The payoff that is the cost and the one that is the effect, for the efficiency frontier."},
    OwnKey{"", "strategies", false,
           "What is compared: for each strategy the quantities that it changes. The first is the one that "
           "others are held against. Default: one, called base."},
    OwnKey{"time", "steps_per_year", true, "Steps in a year: 1 for yearly cycles, 12, 52, also below 1."},
    OwnKey{"time", "steps", true, "Number of steps, T: states are known at steps 0 to T."},
    OwnKey{"time", "count", false,
           "Steps at which people are counted: all (0 to T), start (0 to T - 1), end (1 to T), half_cycle (0 "
           "and T half), or {weight: EXPRESSION of step}. Default all."},
    OwnKey{"count", "weight", true, "Weight of a step, an expression of step and last_step."},
    OwnKey{"competing", "first", true, "States to which transitions come first, in their order."},
    OwnKey{"transition", "probability_per_step", false, "Probability in a step, used as it is."},
    OwnKey{"transition", "rate_per_year", false,
           "Rate per year: the probability in a step is 1 - exp(-rate / steps per year)."},
    OwnKey{
        "transition", "hazard_ratio", false,
        "Ratio on the rate of the transition named in `of`; on a probability q it gives 1 - (1 - q)^ratio."},
    OwnKey{"transition", "of", false, "The transition that a hazard_ratio multiplies, as FROM > TO."},
    OwnKey{"table", "file", true, "CSV file in the folder of the model or below it."},
    OwnKey{"table", "key", true, "Column of the keys, which rise; a row holds from its key to the next."},
    OwnKey{"table", "value", true, "Column of the values."},
    OwnKey{"payoff", "unit", false, "Unit, for readers."},
    OwnKey{"payoff", "discount_per_year", false, "Discount rate per year, as 0.03. Default: not discounted."},
    OwnKey{"payoff", "count", false, "Steps counted for this payoff alone. Default: those of time.count."},
    OwnKey{"payoff", "first_discounted_step", false, "First step whose payoff is discounted. Default 1."},
    OwnKey{"payoff", "per_step", false, "By state: amount for each counted step in it."},
    OwnKey{"payoff", "per_year", false, "By state: amount for a year in it; a step gets its part."},
    OwnKey{"payoff", "on_transition", false,
           "By state left and state entered: amount for each such transition, counted on arrival (under "
           "`count: start` when it leaves)."},
    OwnKey{"compare", "cost", true, "Name of the payoff that is the cost."},
    OwnKey{"compare", "effect", true, "Name of the payoff that is the effect."},
};

template <class Wanted>
std::vector<std::string> keys_that(Wanted wanted) {
  std::vector<std::string> keys;
  for (const OwnKey& key : kKeys)
    if (wanted(key)) keys.emplace_back(key.key);
  return keys;
}

}  // namespace

std::span<const OwnKey> own_keys() { return kKeys; }

std::vector<std::string> own_keys_of(std::string_view section) {
  return keys_that([&](const OwnKey& key) { return key.section == section; });
}

std::vector<std::string> required_own_keys(std::string_view section) {
  return keys_that([&](const OwnKey& key) { return key.section == section && key.required; });
}

const std::vector<NamedForm>& named_forms() {
  using transition::Form;
  static const std::vector<NamedForm> forms{
      {"bernoulli", Form::bernoulli, {"probability"}, "1 with this probability, else 0."},
      {"categorical", Form::categorical, {"values", "shares"}, "One of the values, by shares that sum to 1."},
      {"uniform", Form::uniform, {"low", "high"}, "Evenly between low and high."},
      {"normal", Form::normal, {"mean", "sd"}, "Normal with this mean and standard deviation."},
      {"lognormal",
       Form::lognormal,
       {"mean_log", "sd_log"},
       "Its logarithm has this mean and standard deviation."},
      {"gamma", Form::gamma, {"shape", "rate"}, "Gamma: mean shape / rate, variance shape / rate^2."},
      {"beta", Form::beta, {"a", "b"}, "Beta with these shapes: mean a / (a + b)."}};
  return forms;
}

}  // namespace rapport::scenario
