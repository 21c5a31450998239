// From a model as written to machines that run.
#include "transition/compile.h"

#include <algorithm>
#include <limits>

#include "transition/check_rules.h"

namespace rapport::transition {

namespace {

constexpr const char* kTooLong = "the model has more than 4000 operations: write it with fewer quantities";
constexpr double kMostKept = 1e7;         ///< numbers that a run keeps of all strategies
constexpr double kMostWeighing = 2e7;     ///< operations of one strategy's weights and discounts
constexpr std::size_t kManyFaults = 200;  ///< after which nobody reads on

/// Occupancies, moves and weights by step, of all strategies: what memory a run needs whatever its people.
double numbers_kept(const Model& model) {
  const double by_step = static_cast<double>(model.states.size() + model.transitions.size()) +
                         2.0 * static_cast<double>(model.payoffs.size());
  return (model.steps + 1.0) * by_step * static_cast<double>(model.strategies.size());
}

/// d_t / d_{t-1} for a discount a year; not a number where a year's money would be worth nothing or less.
double discount_factor(double per_year, double steps_per_year) {
  const double growth = 1.0 + per_year;
  return growth > 0.0 && is_finite(growth) ? power_of(growth, -1.0 / steps_per_year)
                                           : std::numeric_limits<double>::quiet_NaN();
}

const Count& count_of(const Model& model, const PayoffSpec& payoff) {
  return payoff.count ? *payoff.count : model.count;
}

/// Values of a payoff that are the same for everybody; kNoValue where there is none.
struct PayoffValues {
  Value discount = kNoValue;
  Value weight = kNoValue;
};

/// XT-7's w where the rule needs no expression.
double counted(Counting rule, std::size_t step, std::size_t last) {
  if (rule == Counting::start) return step == last ? 0.0 : 1.0;
  if (rule == Counting::end) return step == 0 ? 0.0 : 1.0;
  return rule == Counting::half_cycle && (step == 0 || step == last) ? 0.5 : 1.0;
}

/// The weights of all payoffs at every step. `given` are the values that they rest on.
void fill_weights(const Model& model, const std::vector<PayoffValues>& values, std::span<const Value> given,
                  Machine& machine) {
  Evaluator evaluator(machine.program, *machine.tables, given);
  const std::size_t payoffs = model.payoffs.size(), last = static_cast<std::size_t>(model.steps);
  machine.state_weight.assign(payoffs, std::vector<double>(last + 1, 0.0));
  machine.transition_weight.assign(payoffs, std::vector<double>(last, 0.0));
  std::vector<double> factor(payoffs, 1.0);
  for (std::size_t t = 0; t <= last; ++t) {
    evaluator.start_step(static_cast<int>(t));
    for (std::size_t p = 0; p < payoffs; ++p) {
      const bool discounted =
          values[p].discount != kNoValue && static_cast<int>(t) >= model.payoffs[p].first_discounted_step;
      if (discounted)
        factor[p] *= discount_factor(evaluator.uniform(values[p].discount), model.steps_per_year);
      const Counting rule = count_of(model, model.payoffs[p]).rule;
      const double weight =
          values[p].weight != kNoValue ? evaluator.uniform(values[p].weight) : counted(rule, t, last);
      machine.state_weight[p][t] = weight * factor[p];
    }
  }
  for (std::size_t p = 0; p < payoffs; ++p) {
    const std::size_t shift = count_of(model, model.payoffs[p]).rule == Counting::start ? 0 : 1;
    for (std::size_t t = 0; t < last; ++t)
      machine.transition_weight[p][t] = machine.state_weight[p][t + shift];
  }
}

/// The first step whose weight is not finite, or nothing.
std::optional<std::size_t> step_without_weight(const std::vector<double>& weights) {
  const auto found =
      std::find_if(weights.begin(), weights.end(), [](double weight) { return weight - weight != 0.0; });
  if (found == weights.end()) return std::nullopt;
  return static_cast<std::size_t>(found - weights.begin());
}

/// Builds one strategy's machine.
class MachineMaker {
 public:
  MachineMaker(const Model& model, const StrategySpec& strategy, const People& people,
               std::shared_ptr<const std::vector<Table>> tables, std::vector<ModelFault>& faults)
      : model_(model),
        strategy_(strategy),
        faults_(faults),
        compiler_(model, &strategy, &people, machine_.program, faults) {
    machine_.name = strategy.name;
    machine_.steps = model.steps;
    machine_.tables = std::move(tables);
  }

  Machine make() {
    make_start();
    make_payoffs();
    make_moves();
    const std::vector<PayoffValues> values = payoff_values();
    if (faults_.empty()) check_overrides(strategy_);
    compiler_.check_quantities();
    for (StateRules& rules : machine_.states) finish(rules);
    machine_.start_order = machine_.program.needed(given_starts(), Scope::person);
    if (machine_.program.is_full()) faults_.push_back({-1, 0, kTooLong, ""});
    if (faults_.empty()) weigh(values);
    return std::move(machine_);
  }

 private:
  Program& program() { return machine_.program; }

  /// A mistyped or forgotten quantity would change nothing, silently.
  void check_overrides(const StrategySpec& strategy) {
    for (const Quantity& changed : strategy.overrides)
      if (!compiler_.has_used(changed.name))
        faults_.push_back({changed.formula.place, 0,
                           "nothing uses '" + changed.name + "': strategy '" + strategy.name +
                               "' would change nothing by it",
                           ""});
  }

  void weigh(const std::vector<PayoffValues>& values) {
    std::vector<Value> given;
    for (const PayoffValues& of : values)
      for (const Value value : {of.discount, of.weight})
        if (value != kNoValue) given.push_back(value);
    const double work =
        static_cast<double>(program().needed(given, Scope::step).size()) * (model_.steps + 1.0);
    if (work > kMostWeighing) {
      faults_.push_back({model_.count.weight.place, 0,
                         "the weight and the discounts take too long: write them with fewer operations", ""});
      return;
    }
    fill_weights(model_, values, given, machine_);
    for (std::size_t p = 0; p < model_.payoffs.size(); ++p) check_weight(p);
  }

  void check_weight(std::size_t payoff) {
    const auto step = step_without_weight(machine_.state_weight[payoff]);
    if (!step) return;
    const PayoffSpec& spec = model_.payoffs[payoff];
    const Formula& weight = count_of(model_, spec).weight;
    const bool is_discounted = spec.discount_per_year.is_given(), is_weighted = weight.is_given();
    const std::string what = !is_discounted ? "the weight is not a finite number"
                             : is_weighted
                                 ? "the weight or the discount of '" + spec.name + "' is not a finite number"
                                 : "the discount of '" + spec.name + "' is not a finite number above -1";
    faults_.push_back({is_discounted ? spec.discount_per_year.place : weight.place, 0,
                       what + " at step " + std::to_string(*step) + " of strategy '" + machine_.name + "'",
                       ""});
  }

  std::vector<Value> given_starts() const {
    std::vector<Value> given;
    std::copy_if(machine_.start.begin(), machine_.start.end(), std::back_inserter(given),
                 [](Value value) { return value != kNoValue; });
    return given;
  }

  void make_start() {
    machine_.start.assign(model_.states.size(), kNoValue);
    for (const StateAmount& amount : model_.start) {
      Value value = compiler_.value(amount.formula);
      const bool is_timed = program().uses(value, Op::steps_in_state);
      if (is_timed)
        faults_.push_back({amount.formula.place, 0, "the start depends on the time in a state", ""});
      machine_.start[static_cast<std::size_t>(amount.state)] = value;
    }
  }

  std::vector<PayoffValues> payoff_values() {
    std::vector<PayoffValues> all;
    for (const PayoffSpec& payoff : model_.payoffs) {
      PayoffValues values;
      const Formula& weight = count_of(model_, payoff).weight;
      if (weight.is_given()) values.weight = compiler_.uniform_value(weight, "weight");
      if (payoff.discount_per_year.is_given())
        values.discount = compiler_.uniform_value(payoff.discount_per_year, "discount_per_year");
      all.push_back(values);
    }
    return all;
  }

  void add_to(Value& sum, Value more) { sum = sum == kNoValue ? more : program().apply(Op::add, sum, more); }

  void make_payoffs() {
    machine_.states.resize(model_.states.size());
    for (StateRules& rules : machine_.states) rules.payoff.assign(model_.payoffs.size(), kNoValue);
    const Value per_year = program().constant(model_.steps_per_year);
    for (std::size_t p = 0; p < model_.payoffs.size(); ++p) {
      for (const StateAmount& amount : model_.payoffs[p].per_step)
        add_to(machine_.states[static_cast<std::size_t>(amount.state)].payoff[p],
               compiler_.value(amount.formula));
      for (const StateAmount& amount : model_.payoffs[p].per_year)
        add_to(machine_.states[static_cast<std::size_t>(amount.state)].payoff[p],
               program().apply(Op::divide, compiler_.value(amount.formula), per_year));
    }
  }

  void make_moves() {
    for (std::size_t t = 0; t < model_.transitions.size(); ++t) {
      const TransitionSpec& spec = model_.transitions[t];
      Move move;
      move.to = spec.to;
      move.transition = static_cast<int>(t);
      move.on_move.assign(model_.payoffs.size(), kNoValue);
      make_probability(spec, move);
      machine_.states[static_cast<std::size_t>(spec.from)].moves.push_back(std::move(move));
    }
    for (std::size_t p = 0; p < model_.payoffs.size(); ++p)
      for (const TransitionAmount& amount : model_.payoffs[p].on_transition) bring(amount, p);
    for (StateRules& rules : machine_.states) compete(rules);
  }

  void bring(const TransitionAmount& amount, std::size_t payoff) {
    const Value value = compiler_.value(amount.formula);
    for (Move& move : machine_.states[static_cast<std::size_t>(amount.from)].moves)
      if (move.to == amount.to) move.on_move[payoff] = value;
  }

  int index_of(const TransitionSpec& spec) const {
    return static_cast<int>(&spec - model_.transitions.data());
  }

  /// The rate behind a transition, or kNoValue where it was given as a probability; adds what is to be checked.
  Value rate_of(const TransitionSpec& spec, Move& move) {
    if (spec.given == Given::probability_per_step) return kNoValue;
    const Value number = compiler_.value(spec.formula);
    move.checked_positive.push_back({number, index_of(spec)});
    if (spec.given == Given::rate_per_year) return number;
    const Value other = rate_of(model_.transitions[static_cast<std::size_t>(spec.of)], move);
    return other == kNoValue ? kNoValue : program().apply(Op::multiply, number, other);
  }

  /// XT-4, for what is behind a hazard ratio as well.
  Value probability_of(const TransitionSpec& spec, Move& move) {
    if (spec.given == Given::probability_per_step) {
      const Value probability = compiler_.value(spec.formula);
      move.checked_one.push_back({probability, index_of(spec)});
      return probability;
    }
    const Value one = program().constant(1.0);
    const Value rate = rate_of(spec, move);
    if (rate != kNoValue) {
      const Value in_step = program().apply(Op::divide, rate, program().constant(model_.steps_per_year));
      return program().apply(Op::negative,
                             program().apply(Op::expm1, program().apply(Op::negative, in_step)));
    }
    const Value other = probability_of(model_.transitions[static_cast<std::size_t>(spec.of)], move);
    const Value kept = program().apply(Op::subtract, one, other);
    return program().apply(Op::subtract, one,
                           program().apply(Op::power, kept, compiler_.value(spec.formula)));
  }

  void make_probability(const TransitionSpec& spec, Move& move) {
    if (model_.competing != Competing::hazards) {
      move.probability = probability_of(spec, move);
      return;
    }
    move.probability = rate_of(spec, move);
    if (move.probability != kNoValue) return;
    move.probability = program().constant(0.0);
    faults_.push_back({spec.place, 0,
                       "where hazards compete, every transition is a rate_per_year or a hazard_ratio on one",
                       ""});
  }

  /// XT-5
  void compete(StateRules& rules) {
    if (model_.competing == Competing::hazards && !rules.moves.empty()) share_hazards(rules);
    if (model_.competing == Competing::first) put_first(rules);
  }

  void share_hazards(StateRules& rules) {
    Value all = rules.moves.front().probability;
    for (std::size_t k = 1; k < rules.moves.size(); ++k)
      all = program().apply(Op::add, all, rules.moves[k].probability);
    const Value some = program().apply(Op::greatest, all, program().constant(1e-300));
    const Value in_step = program().apply(Op::divide, all, program().constant(model_.steps_per_year));
    const Value any =
        program().apply(Op::negative, program().apply(Op::expm1, program().apply(Op::negative, in_step)));
    for (Move& move : rules.moves)
      move.probability =
          program().apply(Op::multiply, program().apply(Op::divide, move.probability, some), any);
  }

  void put_first(StateRules& rules) {
    const auto rank = [&](const Move& move) {
      return std::find(model_.first.begin(), model_.first.end(), move.to) - model_.first.begin();
    };
    std::stable_sort(rules.moves.begin(), rules.moves.end(),
                     [&](const Move& a, const Move& b) { return rank(a) < rank(b); });
    Value none = program().constant(1.0);
    const Value one = none;
    for (Move& move : rules.moves) {
      const Value alone = move.probability;
      move.probability = program().apply(Op::multiply, alone, none);
      if (rank(move) < static_cast<std::ptrdiff_t>(model_.first.size()))
        none = program().apply(Op::multiply, none, program().apply(Op::subtract, one, alone));
    }
  }

  void finish(StateRules& rules) {
    for (const Move& move : rules.moves) {
      rules.move_values.push_back(move.probability);
      for (const auto* all : {&move.checked_one, &move.checked_positive})
        for (const Checked& checked : *all) rules.move_values.push_back(checked.value);
      for (const Value value : move.on_move)
        if (value != kNoValue) rules.move_values.push_back(value);
    }
    for (const Value value : rules.payoff)
      if (value != kNoValue) rules.payoff_values.push_back(value);
    rules.move_order = program().needed(rules.move_values, Scope::person);
    rules.payoff_order = program().needed(rules.payoff_values, Scope::person);
    const auto is_timed = [&](Value value) { return program()[value].op == Op::steps_in_state; };
    rules.counts_time = std::any_of(rules.move_order.begin(), rules.move_order.end(), is_timed) ||
                        std::any_of(rules.payoff_order.begin(), rules.payoff_order.end(), is_timed);
  }

  const Model& model_;
  const StrategySpec& strategy_;
  std::vector<ModelFault>& faults_;
  Machine machine_;
  FormulaCompiler compiler_;
};

/// The distributions, whose parameters are numbers.
People make_people(const Model& model, std::vector<ModelFault>& faults) {
  Program program;
  const StrategySpec nothing;
  FormulaCompiler compiler(model, &nothing, nullptr, program, faults);
  People people;
  for (const Covariate& covariate : model.covariates) {
    const std::size_t before = faults.size();
    Distribution distribution;
    distribution.form = covariate.form;
    if (covariate.a.is_given()) distribution.a = compiler.number(covariate.a, covariate.name);
    if (covariate.b.is_given()) distribution.b = compiler.number(covariate.b, covariate.name);
    for (const Formula& value : covariate.values)
      distribution.values.push_back(compiler.number(value, covariate.name));
    for (const Formula& share : covariate.shares)
      distribution.shares.push_back(compiler.number(share, covariate.name));
    const std::string fault = faults.size() == before ? distribution_fault(distribution) : "";
    if (!fault.empty()) faults.push_back({covariate.place, 0, "'" + covariate.name + "' " + fault, ""});
    people.covariates.push_back(std::move(distribution));
  }
  for (const StrategySpec& strategy : model.strategies)
    for (const Quantity& changed : strategy.overrides)
      if (compiler.has_used(changed.name))
        faults.push_back(
            {changed.formula.place, 0,
             "'" + changed.name + "' says who the people are, who are the same in every strategy", ""});
  return people;
}

}  // namespace

Compiled compile(const Model& model) {
  Compiled compiled;
  if (numbers_kept(model) > kMostKept) {
    compiled.faults.push_back({-1, 0,
                               "too many steps x strategies x (states + transitions + 2 payoffs): at most 10 "
                               "million numbers are kept",
                               ""});
    return compiled;
  }
  compiled.people = make_people(model, compiled.faults);
  auto tables = std::make_shared<std::vector<Table>>();
  for (const NamedTable& table : model.tables) tables->push_back(table.table);
  for (const StrategySpec& strategy : model.strategies) {
    if (compiled.faults.size() > kManyFaults) break;
    compiled.machines.push_back(
        MachineMaker(model, strategy, compiled.people, tables, compiled.faults).make());
  }
  return compiled;
}

}  // namespace rapport::transition
