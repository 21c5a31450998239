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
};

inline bool is_finite(double x) { return x - x == 0.0; }

/// Checks the moves of `rules` for `count` rows (one where nothing depends on the person) at `step`.
std::optional<RunFault> moves_fault(const StateRules& rules, int state, int step, Evaluator& values,
                                    std::size_t count);
std::optional<RunFault> payoffs_fault(const StateRules& rules, int state, int step, Evaluator& values,
                                      std::size_t count);

}  // namespace rapport::transition
