// Names to values.
#include <algorithm>
#include <array>
#include <cmath>

#include "transition/compile.h"

namespace rapport::transition {

namespace {

constexpr std::array<const char*, 6> kBuiltIn{"step",           "years",          "last_step",
                                              "steps_in_state", "years_in_state", "age"};
constexpr std::size_t kMostQuantityDepth = 64;
constexpr std::size_t kMostModelFaults = 1000;

template <class Named>
std::map<std::string, std::size_t, std::less<>> places_of(const std::vector<Named>& all) {
  std::map<std::string, std::size_t, std::less<>> places;
  for (std::size_t i = 0; i < all.size(); ++i) places.emplace(all[i].name, i);
  return places;
}

bool is_share(double p) { return p >= 0.0 && p <= 1.0; }

std::string categorical_fault(const Distribution& distribution) {
  constexpr double kOff = 1e-9;
  double sum = 0.0;
  for (const double share : distribution.shares) sum += share;
  const bool shares_fit = std::all_of(distribution.shares.begin(), distribution.shares.end(), is_share);
  if (distribution.values.size() != distribution.shares.size() || distribution.values.empty())
    return "needs as many shares as values";
  return shares_fit && std::fabs(sum - 1.0) <= kOff ? "" : "needs shares from 0 to 1 that sum to 1";
}

}  // namespace

FormulaCompiler::FormulaCompiler(const Model& model, const StrategySpec* strategy, const People* people,
                                 Program& program, std::vector<ModelFault>& faults)
    : model_(model),
      people_(people),
      program_(program),
      faults_(faults),
      covariates_(places_of(model.covariates)),
      tables_(places_of(model.tables)) {
  for (const auto* all : {&strategy->overrides, &model.quantities})
    for (const Quantity& each : *all) quantities_.emplace(each.name, &each);
}

Value FormulaCompiler::fault(const Formula& formula, int offset, std::string message, std::string unknown) {
  if (faults_.size() < kMostModelFaults)
    faults_.push_back({formula.place, offset, std::move(message), std::move(unknown)});
  return program_.constant(0.0);
}

Value FormulaCompiler::value(const Formula& formula) {
  if (program_.is_full() || faults_.size() >= kMostModelFaults) return program_.constant(0.0);
  std::vector<Value> values;
  for (const ExpressionNode& node : formula.tree.nodes) values.push_back(of_node(node, values, formula));
  return values.empty() ? program_.constant(0.0) : values.back();
}

Value FormulaCompiler::uniform_value(const Formula& formula, const std::string& what) {
  const Value made = value(formula);
  if (program_[made].scope != Scope::person) return made;
  return fault(formula, 0, what + " depends on the person; it is the same for everybody");
}

double FormulaCompiler::number(const Formula& formula, const std::string& what) {
  const std::size_t before = faults_.size();
  const Operation made = program_[value(formula)];
  if (made.op == Op::constant && std::isfinite(made.number)) return made.number;
  if (faults_.size() == before) fault(formula, 0, "'" + what + "' needs a finite number here");
  return 0.0;
}

void FormulaCompiler::check_quantities() {
  for (const Quantity& each : model_.quantities) of_quantity(each, {}, each.formula);
}

Value FormulaCompiler::of_node(const ExpressionNode& node, const std::vector<Value>& values,
                               const Formula& formula) {
  const auto operand = [&](int index) {
    return index < 0 ? kNoValue : values[static_cast<std::size_t>(index)];
  };
  switch (node.sign) {
    case Sign::number: return program_.constant(node.number);
    case Sign::name: return of_name(node, formula);
    case Sign::lookup: return of_table(node, operand(node.a), formula);
    case Sign::operation: break;
  }
  return program_.apply(node.op, operand(node.a), operand(node.b), operand(node.c));
}

Value FormulaCompiler::of_table(const ExpressionNode& node, Value x, const Formula& formula) {
  const auto table = tables_.find(node.name);
  if (table != tables_.end()) return program_.lookup(table->second, model_.tables[table->second].table, x);
  const bool is_known = quantities_.count(node.name) > 0 || covariates_.count(node.name) > 0;
  return is_known
             ? fault(formula, node.offset, "'" + node.name + "' is no table or function: no '(' follows it")
             : fault(formula, node.offset,
                     "no table or function is called '" + node.name + "'" +
                         (node.name == "log" ? "; the natural logarithm is ln" : ""),
                     node.name);
}

Value FormulaCompiler::of_quantity(const Quantity& named, const ExpressionNode& node,
                                   const Formula& formula) {
  const auto known = known_.find(named.name);
  if (known != known_.end()) return known->second;
  const bool in_circle = std::find(open_.begin(), open_.end(), named.name) != open_.end();
  if (in_circle) return fault(formula, node.offset, "'" + named.name + "' rests on itself");
  if (open_.size() >= kMostQuantityDepth)
    return fault(formula, node.offset, "quantities rest on one another more than 64 deep");
  open_.push_back(named.name);
  const Value made = value(quantities_.find(named.name)->second->formula);
  open_.pop_back();
  known_[named.name] = made;
  return made;
}

Value FormulaCompiler::of_builtin(const std::string& name) {
  const Value per_year = program_.constant(model_.steps_per_year);
  if (name == "step") return program_.step();
  if (name == "years") return program_.apply(Op::divide, program_.step(), per_year);
  if (name == "last_step") return program_.constant(model_.steps);
  if (name == "steps_in_state") return program_.steps_in_state();
  if (name == "years_in_state") return program_.apply(Op::divide, program_.steps_in_state(), per_year);
  return kNoValue;
}

Value FormulaCompiler::of_name(const ExpressionNode& node, const Formula& formula) {
  const auto named = quantities_.find(node.name);
  if (named != quantities_.end()) return of_quantity(*named->second, node, formula);
  const bool is_built_in = std::find(kBuiltIn.begin(), kBuiltIn.end(), node.name) != kBuiltIn.end();
  if (people_ == nullptr && (is_built_in || covariates_.count(node.name) > 0))
    return fault(formula, node.offset,
                 "'" + node.name + "' is not known yet where people are drawn: a number is expected");
  const Value built_in = of_builtin(node.name);
  return built_in != kNoValue ? built_in : of_word(node, formula);
}

Value FormulaCompiler::of_word(const ExpressionNode& node, const Formula& formula) {
  const auto covariate = covariates_.find(node.name);
  if (tables_.count(node.name) > 0)
    return fault(formula, node.offset,
                 "'" + node.name + "' is a table: write " + node.name + "(x) for its value at x");
  if (covariate == covariates_.end())
    return fault(formula, node.offset, "unknown name '" + node.name + "'", node.name);
  const std::size_t index = covariate->second;
  const Distribution& drawn_from = people_->covariates[index];
  const Value at_start =
      drawn_from.form == Form::fixed ? program_.constant(drawn_from.a) : program_.covariate(index);
  return node.name == "age" ? program_.apply(Op::add, at_start, of_builtin("years")) : at_start;
}

std::string distribution_fault(const Distribution& distribution) {
  const double a = distribution.a, b = distribution.b;
  switch (distribution.form) {
    case Form::fixed: return "";
    case Form::bernoulli: return is_share(a) ? "" : "needs a probability from 0 to 1";
    case Form::categorical: return categorical_fault(distribution);
    case Form::uniform: return a < b && std::isfinite(b - a) ? "" : "needs low < high";
    case Form::normal:
    case Form::lognormal: return b >= 0.0 ? "" : "needs a standard deviation of at least 0";
    case Form::gamma: return a > 0.0 && b > 0.0 ? "" : "needs shape and rate above 0";
    case Form::beta: return a > 0.0 && b > 0.0 ? "" : "needs both shapes above 0";
  }
  return "";
}

std::vector<std::string> known_names(const Model& model) {
  std::vector<std::string> names(kBuiltIn.begin(), kBuiltIn.end() - 1);
  for (const Quantity& each : model.quantities) names.push_back(each.name);
  for (const Covariate& each : model.covariates) names.push_back(each.name);
  for (const NamedTable& each : model.tables) names.push_back(each.name);
  return names;
}

}  // namespace rapport::transition
