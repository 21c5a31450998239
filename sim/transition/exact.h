// The expectation of an outsider's model without chance: the same program, the distribution over states stepped on
// instead of people. Equations XT-10 and XT-11.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "transition/check_rules.h"
#include "transition/machine.h"
#include "transition/quadrature.h"

namespace rapport::transition {

// XT-10  Distribution over states, time in state and covariates, step by step
//
//     x_{t+1}(j, 0) = sum_{i, d} x_t(i, d) p_t(i, d -> j),   x_{t+1}(i, d + 1) = x_t(i, d) (1 - sum_j p_t(i, d -> j))
//
//   for each point of the covariates; d only where a rule depends on the time in the state. Totals as XT-7 over x.
//   Form: definition.

// XT-11  Variance of one person's total, backwards
//
//     E_t = sum_j p (z_j + V_{t+1}),   V_t = y + E_t,   C_t = sum_j p (C_{t+1} + (z_j + V_{t+1} - E_t)^2)
//
//   over all j including staying (z = 0), y and z with their weights; the mean from V is the mean of XT-10 found a second
//   way, and C, which is never below 0, loses no digits where the mean is large. Form: law of total variance.

/// Of one strategy.
struct Expectation {
  std::vector<double> in_state;  ///< [step 0..T][state], shares
  std::vector<double> moved;     ///< [step 0..T-1][transition], shares of everybody
  std::vector<double> mean;      ///< [payoff]
  std::vector<double> backward_mean;
  std::vector<double> sd;  ///< of one person's total, [payoff]
  std::optional<RunFault> fault;
};

/// Memory is of the order of states x steps (where time counts) x points of the grid. `each_step` may throw to end it.
Expectation expectation(const Model& model, const Machine& machine, const Grid& grid,
                        const std::function<void()>& each_step = {});
/// Cells of the largest state, to be held against memory before expectation() is called.
double cells_of(const Model& model, const Machine& machine, const Grid& grid);

}  // namespace rapport::transition
