// From a model as written to machines that run.
#include "transition/compile.h"

#include <algorithm>

namespace rapport::transition {

namespace {

constexpr const char* kTooLong = "the model has more than 4000 operations: write it with fewer quantities";

const Count& count_of(const Model& model, const PayoffSpec& payoff) {
  return payoff.count ? *payoff.count : model.count;
}

/// Which steps count, before discounting; `weight` is the value of a weighted count.
std::vector<double> counted_steps(Counting rule, Value weight, std::size_t last, Evaluator& evaluator) {
  std::vector<double> counted(last + 1, 1.0);
  if (rule == Counting::start) counted[last] = 0.0;
  if (rule == Counting::end) counted[0] = 0.0;
  if (rule == Counting::half_cycle) counted[0] = counted[last] = 0.5;
  for (std::size_t t = 0; rule == Counting::weighted && t <= last; ++t) {
    evaluator.start_step(static_cast<int>(t));
    counted[t] = evaluator.uniform(weight);
  }
  return counted;
}

/// Values that are the same for everybody: of a discount rate and of a weighted count.
struct PayoffValues {
  Value discount = kNoValue;
  Value weight = kNoValue;
};

/// The weights of all payoffs at every step, from the machine's own program.
void fill_weights(const Model& model, const std::vector<PayoffValues>& values, Machine& machine) {
  Evaluator evaluator(machine.program, machine.tables);
  const auto last = static_cast<std::size_t>(model.steps);
  for (std::size_t p = 0; p < model.payoffs.size(); ++p) {
    const Counting rule = count_of(model, model.payoffs[p]).rule;
    std::vector<double> weights = counted_steps(rule, values[p].weight, last, evaluator);
    double factor = 1.0;
    for (std::size_t t = 1; t <= last && values[p].discount != kNoValue; ++t) {
      evaluator.start_step(static_cast<int>(t));
      const double rate = evaluator.uniform(values[p].discount);
      if (static_cast<int>(t) >= model.payoffs[p].first_discounted_step)
        factor *= power_of(1.0 + rate, -1.0 / model.steps_per_year);
      weights[t] *= factor;
    }
    const std::ptrdiff_t shift = rule == Counting::start ? 0 : 1;
    const auto first = weights.begin() + (last == 0 ? 0 : shift);
    machine.transition_weight.emplace_back(first, first + static_cast<std::ptrdiff_t>(last));
    machine.state_weight.push_back(std::move(weights));
  }
}

bool all_finite(const std::vector<std::vector<double>>& weights) {
  return std::all_of(weights.begin(), weights.end(), [](const std::vector<double>& row) {
    return std::all_of(row.begin(), row.end(), [](double weight) { return weight - weight == 0.0; });
  });
}

/// Builds one strategy's machine.
class MachineMaker {
 public:
  MachineMaker(const Model& model, const StrategySpec& strategy, const People& people,
               std::vector<ModelFault>& faults)
      : model_(model), faults_(faults), compiler_(model, &strategy, &people, machine_.program, faults) {
    machine_.name = strategy.name;
    machine_.steps = model.steps;
    for (const NamedTable& table : model.tables) machine_.tables.push_back(table.table);
  }

  Machine make() {
    compiler_.check_quantities();
    make_start();
    make_payoffs();
    make_moves();
    for (StateRules& rules : machine_.states) finish(rules);
    machine_.start_order = machine_.program.needed(given_starts(), Scope::person);
    if (machine_.program.is_full()) faults_.push_back({-1, 0, kTooLong, ""});
    const std::vector<PayoffValues> values = payoff_values();
    if (!faults_.empty()) return std::move(machine_);
    fill_weights(model_, values, machine_);
    if (!all_finite(machine_.state_weight))
      faults_.push_back(
          {model_.count.weight.place, 0,
           "a weight or a discount of strategy '" + machine_.name + "' is not a finite number at every step",
           ""});
    return std::move(machine_);
  }

 private:
  Program& program() { return machine_.program; }

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

  /// The rate behind a transition, or kNoValue where it was given as a probability; adds what is to be checked.
  Value rate_of(const TransitionSpec& spec, Move& move) {
    if (spec.given == Given::probability_per_step) return kNoValue;
    const Value number = compiler_.value(spec.formula);
    move.checked_positive.push_back(number);
    if (spec.given == Given::rate_per_year) return number;
    const Value other = rate_of(model_.transitions[static_cast<std::size_t>(spec.of)], move);
    return other == kNoValue ? kNoValue : program().apply(Op::multiply, number, other);
  }

  /// XT-4, for what is behind a hazard ratio as well.
  Value probability_of(const TransitionSpec& spec, Move& move) {
    if (spec.given == Given::probability_per_step) {
      const Value probability = compiler_.value(spec.formula);
      move.checked_one.push_back(probability);
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
      for (const auto* values : {&move.checked_one, &move.checked_positive})
        rules.move_values.insert(rules.move_values.end(), values->begin(), values->end());
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
  std::vector<ModelFault>& faults_;
  Machine machine_;
  FormulaCompiler compiler_;
};

/// The distributions, whose parameters are numbers.
People make_people(const Model& model, const StrategySpec& strategy, std::vector<ModelFault>& faults) {
  Program program;
  FormulaCompiler compiler(model, &strategy, nullptr, program, faults);
  People people;
  for (const Covariate& covariate : model.covariates) {
    Distribution distribution;
    distribution.form = covariate.form;
    if (covariate.a.is_given()) distribution.a = compiler.number(covariate.a, covariate.name);
    if (covariate.b.is_given()) distribution.b = compiler.number(covariate.b, covariate.name);
    for (const Formula& value : covariate.values)
      distribution.values.push_back(compiler.number(value, covariate.name));
    for (const Formula& share : covariate.shares)
      distribution.shares.push_back(compiler.number(share, covariate.name));
    const std::string fault = faults.empty() ? distribution_fault(distribution) : "";
    if (!fault.empty()) faults.push_back({covariate.place, 0, "'" + covariate.name + "' " + fault, ""});
    people.covariates.push_back(std::move(distribution));
  }
  return people;
}

bool is_same(const Distribution& one, const Distribution& other) {
  return one.a == other.a && one.b == other.b && one.values == other.values && one.shares == other.shares;
}

/// People are the same in every strategy: what they are drawn from must not rest on what a strategy changes.
void check_people(const Model& model, const People& people, const StrategySpec& strategy,
                  std::vector<ModelFault>& faults) {
  const std::size_t before = faults.size();
  const People other = make_people(model, strategy, faults);
  for (std::size_t c = 0; c < people.covariates.size() && faults.size() == before; ++c)
    if (!is_same(people.covariates[c], other.covariates[c]))
      faults.push_back({model.covariates[c].place, 0,
                        "the covariate '" + model.covariates[c].name +
                            "' rests on a quantity that strategy '" + strategy.name +
                            "' changes; people are the same in every strategy",
                        ""});
}

}  // namespace

Compiled compile(const Model& model) {
  Compiled compiled;
  compiled.people = make_people(model, StrategySpec{}, compiled.faults);
  for (const StrategySpec& strategy : model.strategies)
    if (compiled.faults.empty()) check_people(model, compiled.people, strategy, compiled.faults);
  for (const StrategySpec& strategy : model.strategies)
    compiled.machines.push_back(MachineMaker(model, strategy, compiled.people, compiled.faults).make());
  return compiled;
}

}  // namespace rapport::transition
