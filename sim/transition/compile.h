// Expressions of a model compiled into a program: names become quantities, covariates, steps.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "transition/machine.h"

namespace rapport::transition {

/// Compiles formulas of one strategy into one program. Faults go to `faults`; the value of a formula at fault is of
/// no use.
class FormulaCompiler {
 public:
  /// `people` null: covariates and steps are not known yet, only numbers are.
  FormulaCompiler(const Model& model, const StrategySpec* strategy, const People* people, Program& program,
                  std::vector<ModelFault>& faults);

  Value value(const Formula& formula);
  /// Of a formula that may depend on the step, but not on the person.
  Value uniform_value(const Formula& formula, const std::string& what);
  /// Of a formula that depends on nothing.
  double number(const Formula& formula, const std::string& what);
  /// Compiles every quantity, so that faults of those that nothing uses are found as well.
  void check_quantities();
  /// Whether a formula so far rests on the quantity.
  bool has_used(const std::string& quantity) const { return known_.count(quantity) > 0; }

 private:
  Value of_node(const ExpressionNode& node, const std::vector<Value>& values, const Formula& formula);
  Value of_name(const ExpressionNode& node, const Formula& formula);
  Value of_builtin(const std::string& name);
  Value of_quantity(const Quantity& quantity, const ExpressionNode& node, const Formula& formula);
  Value of_table(const ExpressionNode& node, Value x, const Formula& formula);
  Value of_word(const ExpressionNode& node, const Formula& formula);
  Value fault(const Formula& formula, int offset, std::string message, std::string unknown = "");

  const Model& model_;
  const People* people_;
  Program& program_;
  std::vector<ModelFault>& faults_;
  std::map<std::string, const Quantity*, std::less<>> quantities_;  ///< as the strategy has them
  std::map<std::string, std::size_t, std::less<>> covariates_;
  std::map<std::string, std::size_t, std::less<>> tables_;
  std::map<std::string, Value> known_;
  std::vector<std::string> open_;  ///< quantities whose values are being made
};

/// What is wrong with the parameters of a distribution, "" when nothing is.
std::string distribution_fault(const Distribution& distribution);

}  // namespace rapport::transition
