// An outsider's state-transition model as it was written: states, transitions, payoffs, strategies, with every number
// still an expression. sim/scenario fills it from YAML; compile() turns it into what runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "transition/distribution.h"
#include "transition/expression.h"
#include "transition/program.h"

namespace rapport::transition {

inline constexpr std::size_t kMostStates = 64;
inline constexpr int kMostSteps = 100000;
inline constexpr std::int64_t kMostPeople = 8000000;

/// An expression and where it was written: `place` is an index that whoever read the file can resolve.
struct Formula {
  Expression tree;
  int place = -1;
  bool is_given() const { return !tree.empty(); }
};

struct Quantity {
  std::string name;
  Formula formula;
};

struct NamedTable {
  std::string name;
  Table table;
};

/// Up to two parameters; values and shares for categorical.
struct Covariate {
  std::string name;
  Form form = Form::fixed;
  Formula a, b;
  std::vector<Formula> values, shares;
  int place = -1;
};

enum class Given : std::uint8_t { probability_per_step, rate_per_year, hazard_ratio };

/// `of` is the transition that a hazard ratio multiplies, by its index.
struct TransitionSpec {
  int from = 0;
  int to = 0;
  Given given = Given::probability_per_step;
  Formula formula;
  int of = -1;
  int place = -1;
};

/// How transitions out of one state compete; see XT-5.
enum class Competing : std::uint8_t { row, hazards, first };

/// Which of the states at steps 0 to T are counted; see XT-7.
enum class Counting : std::uint8_t { all, start, end, half_cycle, weighted };

struct Count {
  Counting rule = Counting::all;
  Formula weight;  ///< of Counting::weighted
};

struct StateAmount {
  int state = 0;
  Formula formula;
};
struct TransitionAmount {
  int from = 0;
  int to = 0;
  Formula formula;
};

struct PayoffSpec {
  std::string name;
  std::string unit;
  Formula discount_per_year;  ///< not given: not discounted
  int first_discounted_step = 1;
  std::optional<Count> count;
  std::vector<StateAmount> per_step;
  std::vector<StateAmount> per_year;
  std::vector<TransitionAmount> on_transition;
};

struct StrategySpec {
  std::string name;
  std::vector<Quantity> overrides;
};

struct Model {
  double steps_per_year = 1.0;
  int steps = 0;  ///< T: states are known at steps 0 to T
  std::int64_t people = 100000;
  std::int64_t seed = 1;
  Count count;  ///< of payoffs that have none of their own
  Competing competing = Competing::row;
  std::vector<int> first;  ///< destinations that come before the others, in order
  std::vector<std::string> states;
  std::vector<StateAmount> start;
  std::vector<TransitionSpec> transitions;
  std::vector<Quantity> quantities;
  std::vector<NamedTable> tables;
  std::vector<Covariate> covariates;
  bool has_age = false;  ///< the covariate `age` is the age at step 0
  std::vector<PayoffSpec> payoffs;
  std::vector<StrategySpec> strategies;  ///< at least one
  int cost = -1;                         ///< payoff that is compared as cost, -1: none
  int effect = -1;
};

}  // namespace rapport::transition
