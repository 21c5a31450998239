// The expectation of an outsider's model without chance: the same program, the distribution over states stepped on
// instead of people. Equations XT-10 and XT-11.
#pragma once

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
//     V_t = y + sum_j p (z_j + V_{t+1}),   M_t = y^2 + 2 y sum_j p (z_j + V_{t+1}) + sum_j p (z_j^2 + 2 z_j V_{t+1} + M_{t+1})
//
//   over all j including staying (z = 0), y and z with their weights; the mean from V is the mean of XT-10 found a second
//   way. Form: law of total expectation.

/// Of one strategy.
struct Expectation {
  std::vector<double> in_state;  ///< [step 0..T][state], shares
  std::vector<double> moved;     ///< [step 0..T-1][transition], shares of everybody
  std::vector<double> mean;      ///< [payoff]
  std::vector<double> backward_mean;
  std::vector<double> sd;  ///< of one person's total, [payoff]
  std::optional<RunFault> fault;
};

/// Memory is of the order of states x steps (where time counts) x points of the grid.
Expectation expectation(const Model& model, const Machine& machine, const Grid& grid);
/// Cells of the largest state, to be held against memory before expectation() is called.
double cells_of(const Model& model, const Machine& machine, const Grid& grid);

}  // namespace rapport::transition
