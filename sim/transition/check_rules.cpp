// Every value that a run uses is looked at.
#include "transition/check_rules.h"

namespace rapport::transition {

namespace {

/// The first row in which `value` fails `allowed`, or nothing.
template <class Allowed>
std::optional<std::size_t> first_outside(Evaluator& values, Value value, const Checkable& rows,
                                         Allowed allowed) {
  if (values.is_uniform(value))
    return allowed(values.uniform(value)) ? std::nullopt : std::optional<std::size_t>{0};
  const double* column = values.column(value);
  for (std::size_t row = 0; row < rows.count; ++row)
    if (!allowed(column[row]) && rows.counts(row)) return row;
  return std::nullopt;
}

std::optional<RunFault> move_fault(const Move& move, int state, int step, Evaluator& values,
                                   const Checkable& rows) {
  const auto is_probability = [](double p) { return p >= 0.0 && p <= 1.0; };
  const auto is_hazard = [](double hazard) { return hazard >= 0.0 && is_finite(hazard); };
  for (const auto& [value, transition] : move.checked_one)
    if (const auto row = first_outside(values, value, rows, is_probability))
      return RunFault{Breach::probability, transition, state, step, values.at(value, *row), *row};
  for (const auto& [value, transition] : move.checked_positive)
    if (const auto row = first_outside(values, value, rows, is_hazard))
      return RunFault{Breach::hazard, transition, state, step, values.at(value, *row), *row};
  for (std::size_t p = 0; p < move.on_move.size(); ++p) {
    if (move.on_move[p] == kNoValue) continue;
    if (const auto row = first_outside(values, move.on_move[p], rows, is_finite))
      return RunFault{
          Breach::payoff, static_cast<int>(p), state, step, values.at(move.on_move[p], *row), *row, move.to};
  }
  return std::nullopt;
}

}  // namespace

std::optional<RunFault> moves_fault(const StateRules& rules, int state, int step, Evaluator& values,
                                    const Checkable& rows) {
  for (const Move& move : rules.moves)
    if (const auto fault = move_fault(move, state, step, values, rows)) return fault;
  const std::size_t different = rules.is_uniform() ? 1 : rows.count;
  for (std::size_t row = 0; row < different; ++row) {
    if (different > 1 && !rows.counts(row)) continue;
    double sum = 0.0;
    for (const Move& move : rules.moves) sum += values.at(move.probability, row);
    if (!(sum <= 1.0 + kRowSlack)) return RunFault{Breach::row, state, state, step, sum, row};
  }
  return std::nullopt;
}

std::optional<RunFault> payoffs_fault(const StateRules& rules, int state, int step, Evaluator& values,
                                      const Checkable& rows) {
  for (std::size_t p = 0; p < rules.payoff.size(); ++p) {
    if (rules.payoff[p] == kNoValue) continue;
    if (const auto row = first_outside(values, rules.payoff[p], rows, is_finite))
      return RunFault{
          Breach::payoff, static_cast<int>(p), state, step, values.at(rules.payoff[p], *row), *row};
  }
  return std::nullopt;
}

}  // namespace rapport::transition
