// Every value that a run uses is looked at.
#include "transition/check_rules.h"

namespace rapport::transition {

namespace {

/// The first row in which `value` fails `allowed`, or nothing.
template <class Allowed>
std::optional<std::size_t> first_outside(Evaluator& values, Value value, std::size_t count, Allowed allowed) {
  if (values.is_uniform(value))
    return allowed(values.uniform(value)) ? std::nullopt : std::optional<std::size_t>{0};
  const double* column = values.column(value);
  for (std::size_t row = 0; row < count; ++row)
    if (!allowed(column[row])) return row;
  return std::nullopt;
}

std::optional<RunFault> move_fault(const Move& move, int state, int step, Evaluator& values,
                                   std::size_t count) {
  const auto is_probability = [](double p) { return p >= 0.0 && p <= 1.0; };
  const auto is_hazard = [](double hazard) { return hazard >= 0.0 && is_finite(hazard); };
  for (const Value value : move.checked_one)
    if (const auto row = first_outside(values, value, count, is_probability))
      return RunFault{Breach::probability, move.transition, state, step, values.at(value, *row), *row};
  for (const Value value : move.checked_positive)
    if (const auto row = first_outside(values, value, count, is_hazard))
      return RunFault{Breach::hazard, move.transition, state, step, values.at(value, *row), *row};
  for (std::size_t p = 0; p < move.on_move.size(); ++p) {
    if (move.on_move[p] == kNoValue) continue;
    if (const auto row = first_outside(values, move.on_move[p], count, is_finite))
      return RunFault{
          Breach::payoff, static_cast<int>(p), state, step, values.at(move.on_move[p], *row), *row};
  }
  return std::nullopt;
}

}  // namespace

std::optional<RunFault> moves_fault(const StateRules& rules, int state, int step, Evaluator& values,
                                    std::size_t count) {
  for (const Move& move : rules.moves)
    if (const auto fault = move_fault(move, state, step, values, count)) return fault;
  const std::size_t rows = rules.is_uniform() ? 1 : count;
  for (std::size_t row = 0; row < rows; ++row) {
    double sum = 0.0;
    for (const Move& move : rules.moves) sum += values.at(move.probability, row);
    if (!(sum <= 1.0 + kRowSlack)) return RunFault{Breach::row, state, state, step, sum, row};
  }
  return std::nullopt;
}

std::optional<RunFault> payoffs_fault(const StateRules& rules, int state, int step, Evaluator& values,
                                      std::size_t count) {
  for (std::size_t p = 0; p < rules.payoff.size(); ++p) {
    if (rules.payoff[p] == kNoValue) continue;
    if (const auto row = first_outside(values, rules.payoff[p], count, is_finite))
      return RunFault{
          Breach::payoff, static_cast<int>(p), state, step, values.at(rules.payoff[p], *row), *row};
  }
  return std::nullopt;
}

}  // namespace rapport::transition
