// An outsider's model with people, in blocks on threads, and without chance. Results do not depend on the threads.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenario/own_model.h"
#include "transition/agents.h"
#include "transition/exact.h"

namespace rapport {

/// Mean and spread of a number over people, merged block by block in order.
struct Moments {
  double count = 0.0;
  double mean = 0.0;
  double square = 0.0;  ///< sum of squared deviations from the mean
  void add(const Moments& more);
  double sd() const;
  double standard_error() const;
};

Moments moments_of(const std::vector<double>& values);

struct StrategyRun {
  std::string name;
  transition::Counts counts;
  std::vector<Moments> payoffs;        ///< [payoff]
  std::vector<Moments> against_first;  ///< [payoff] of the same people's differences from the first strategy
};

/// A block of people and how their lives ended under each strategy.
struct BlockLives {
  const transition::Block& block;
  const std::vector<transition::BlockRun>& runs;  ///< [strategy]
};

struct AgentsOptions {
  std::int64_t threads = 1;
  std::function<void(const BlockLives&)> each_block;  ///< in order of people; may be empty
  std::function<void(const std::string& strategy, const transition::Moved&)>
      each_move;                                                      ///< by block; may be empty
  std::function<void(std::int64_t done, std::int64_t all)> progress;  ///< people
};

struct AgentsResult {
  std::vector<StrategyRun> strategies;
  std::int64_t people = 0;
  std::string fault;  ///< what a rule gave that is not allowed; nothing else is of use then
};

/// Throws Interrupted when a stop was asked for.
AgentsResult run_own_model(const OwnModel& own, const AgentsOptions& options);

struct ExactStrategy {
  std::string name;
  transition::Expectation expected;
  double quadrature_error =
      0.0;  ///< largest relative change of a mean with half the points; 0 where none are used
};

struct ExactResult {
  std::vector<ExactStrategy> strategies;
  std::string fault;
  bool uses_quadrature = false;
};

/// `points` for each continuous covariate. Throws Interrupted when a stop was asked for.
ExactResult expect_own_model(const OwnModel& own, int points = 24);

/// What expect_own_model would refuse, "" when nothing; models that would take more than a second are not looked at.
std::string quick_fault(const OwnModel& own);

/// A fault in words: what, where, allowed.
std::string fault_words(const OwnModel& own, const std::string& strategy, const transition::RunFault& fault,
                        const transition::Block* block);

}  // namespace rapport
