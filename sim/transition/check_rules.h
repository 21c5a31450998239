// What a rule gave for one row against what it may give (XT-8).
#pragma once

#include <optional>

#include "transition/machine.h"

namespace rapport::transition {

inline constexpr double kRowSlack = 1e-9;  ///< by which a row of probabilities may exceed 1 through rounding

enum class Breach : std::uint8_t { probability, hazard, row, payoff, start };

/// The first value that is not allowed. `index` is a transition, a state for `row` and `start`, a payoff.
struct RunFault {
  Breach breach = Breach::probability;
  int index = 0;
  int state = 0;
  int step = 0;
  double value = 0.0;
  std::size_t row = 0;  ///< in the block
  int to = -1;          ///< of a payoff of a transition: the state it leads to
};

inline bool is_finite(double x) { return x - x == 0.0; }

/// The rows last evaluated, at least one of them with somebody in it.
struct Checkable {
  std::size_t count = 0;
  const double* occupied =
      nullptr;  ///< 0: nobody is in this row, and its rules may give anything; null: all are full
  bool counts(std::size_t row) const { return occupied == nullptr || occupied[row] != 0.0; }
};

/// Checks the moves of `rules` for `rows` (one of them where nothing depends on the person) at `step`.
std::optional<RunFault> moves_fault(const StateRules& rules, int state, int step, Evaluator& values,
                                    const Checkable& rows);
std::optional<RunFault> payoffs_fault(const StateRules& rules, int state, int step, Evaluator& values,
                                      const Checkable& rows);

}  // namespace rapport::transition
