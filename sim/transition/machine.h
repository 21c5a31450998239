// A strategy of a model as it runs: one program, and for each state which of its values are probabilities and payoffs.
// Equations XT-4 to XT-8.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "transition/model.h"

namespace rapport::transition {

// XT-4  Probability of a transition in a step, as it was given
//
//     probability_per_step  p = x            rate_per_year  p = 1 - exp(-x / n)
//     hazard_ratio          rate x r of the other transition if that is a rate; p = 1 - (1 - q)^x if that is a
//                           probability q
//
//   n  steps per year. Nothing else is converted. Form: definition; [Briggs2006].

// XT-5  Transitions out of one state that compete
//
//     row      probabilities are used as given, the rest stay
//     hazards  p_k = x_k / X (1 - exp(-X / n)), X = sum_k x_k; all are rates
//     first    those to the states named come first, in their order; each later one is multiplied by the
//              probability that none of them has happened
//
//   Form: definition; row [Krijkamp2018], first [AlaridEscudero2023].

// XT-6  Who moves: one word for each person, step and pair of states, asked in the order of the file with
//
//     q_k = p_k / (1 - sum_{j < k} p_j)
//
//   so that the chance of k is p_k; the same person has the same words in every strategy. Form: definition.

// XT-7  A payoff's total
//
//     sum_t w_t d_t y_t(state at t) + sum_t w_s d_s z(state at t, state at t + 1)
//
//     all         w = 1 at t = 0..T          start  w = 1 at 0..T-1          end  w = 1 at 1..T
//     half_cycle  w = 1/2 at 0 and T, else 1          weighted  w as the file's expression says
//
//   s = t + 1, or t where only the start is counted   d_t  product over steps first..t of (1 + r)^(-1/n),
//   first is the first discounted step   y  per_step + per_year / n   z  on_transition.  Form: definition.

// XT-8  A hazard, probability or payoff outside what it may be (0 to 1, at least 0, finite; a row above 1) stops the
//   run with its place, the step and the person: nothing is clamped.

/// A value that must be within bounds, and the transition that it was given for: a hazard ratio rests on another one.
struct Checked {
  Value value = kNoValue;
  int transition = 0;
};

/// One way out of a state.
struct Move {
  int to = 0;
  int transition = 0;                ///< its index in the model
  Value probability = kNoValue;      ///< in a step, among all ways out
  std::vector<Checked> checked_one;  ///< must lie between 0 and 1
  std::vector<Checked> checked_positive;
  std::vector<Value> on_move;  ///< of each payoff, kNoValue for none
};

struct StateRules {
  std::vector<Move> moves;
  std::vector<Value> payoff;         ///< of each payoff, kNoValue for none
  std::vector<Value> move_values;    ///< every value of the moves
  std::vector<Value> payoff_values;  ///< and of the payoffs
  std::vector<Value> move_order;     ///< operations of scope person behind the moves and what they bring
  std::vector<Value> payoff_order;
  bool counts_time = false;  ///< anything here depends on the time in the state
  bool is_uniform() const { return move_order.empty(); }
};

struct Machine {
  std::string name;
  Program program;
  std::shared_ptr<const std::vector<Table>> tables;  ///< of the model, the same in all machines
  std::vector<Value> start;                          ///< of each state, kNoValue: nobody
  std::vector<Value> start_order;                    ///< operations of scope person behind it
  std::vector<StateRules> states;                    ///< as many as the model has
  std::vector<std::vector<double>> state_weight;     ///< [payoff][step 0..T], w d
  std::vector<std::vector<double>>
      transition_weight;  ///< [payoff][step 0..T-1] of a move in that step, w d at s
  int steps = 0;
};

/// What is wrong with an expression, and where: `place` of the formula and bytes from its start.
struct ModelFault {
  int place = -1;
  int offset = 0;
  std::string message;
  std::string unknown;  ///< a name that is not known, for whoever can suggest one
};

/// The covariates of all strategies, with numbers in place of expressions.
struct People {
  std::vector<Distribution> covariates;
};

struct Compiled {
  People people;
  std::vector<Machine> machines;   ///< one for each strategy
  std::vector<ModelFault> faults;  ///< nothing else is of use when there are any
};

Compiled compile(const Model& model);

/// Names that an expression may hold besides its own words: built-in, quantities, covariates, tables.
std::vector<std::string> known_names(const Model& model);

}  // namespace rapport::transition
