// Expressions as one list of operations on blocks of people: each is evaluated once for whoever needs it, at the
// rarest moment that suffices (always, once a step, for each person).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <vector>

#include "transition/operation.h"

namespace rapport::transition {

inline constexpr std::size_t kBlock = 1024;           ///< rows evaluated together
inline constexpr std::size_t kMostOperations = 4000;  ///< of one program

/// A column of a CSV file by another one. `keys` rise strictly.
struct Table {
  std::vector<double> keys;
  std::vector<double> values;
};

// XT-1  Value of a table at x: that of the row with the largest key not above x; of the last row beyond it. Not a
//   number below the first key, which is refused wherever it reaches a probability, a hazard or a payoff.
double table_value(const Table& table, double x);

// XT-2  Power x^y: by repeated multiplication for a whole y of at most 1,024, else exp(y ln x) for x > 0; 0^y is 0
//   for y > 0. Everything else is not a number.
double power_of(double x, double y);

/// ln x as elementary::log has it, yet not a number for x <= 0 and infinite where x is.
double ln_of(double x);

/// Not a number stays not a number through every operation, comparisons, min and max among them, so that no condition
/// hides it. Only the branch that `if` does not take is forgotten, and what `and` has beside a 0 or `or` beside a 1.

/// When the value of an operation changes.
enum class Scope : std::uint8_t { always, step, person };

/// The place of a value in its program.
using Value = std::uint16_t;
inline constexpr Value kNoValue = 0xFFFF;

struct Operation {
  Op op = Op::constant;
  Scope scope = Scope::always;
  Value a = kNoValue, b = kNoValue, c = kNoValue;
  std::uint16_t index = 0;  ///< of a covariate or table
  double number = 0.0;      ///< of a constant
};

/// Operations in the order of evaluation: each uses earlier ones. Equal operations are there once; what depends on
/// nothing is a constant. Grows by its member functions only.
class Program {
 public:
  Value constant(double number);
  Value step() { return put({Op::step, Scope::step}); }
  Value steps_in_state() { return put({Op::steps_in_state, Scope::person}); }
  Value covariate(std::size_t index);
  Value lookup(std::size_t table, const Table& values, Value x);
  Value apply(Op op, Value a, Value b = kNoValue, Value c = kNoValue);

  const std::vector<Operation>& operations() const { return operations_; }
  const Operation& operator[](Value value) const { return operations_[value]; }
  /// More operations than kMostOperations were asked for: the program is of no use.
  bool is_full() const { return full_; }
  /// The operations of `scope` that `wanted` rest on, in order.
  std::vector<Value> needed(std::span<const Value> wanted, Scope scope) const;
  bool uses(Value value, Op op) const;

 private:
  using Key = std::tuple<Op, Value, Value, Value, std::uint16_t, std::uint64_t>;
  Value put(const Operation& operation);

  std::vector<Operation> operations_;
  std::map<Key, Value> known_;
  bool full_ = false;
};

/// Rows of one block, all in one state: row i is that of `index[i]` in the columns, or i itself without an index.
struct Rows {
  std::size_t count = 0;  ///< at most kBlock
  const std::uint32_t* index = nullptr;
  std::span<const double* const> covariates;
  const std::int32_t* entered = nullptr;  ///< step in which the state was entered
  std::size_t of(std::size_t row) const { return index == nullptr ? row : index[row]; }
};

/// Values of a program, block by block. Keeps what belongs to the step.
class Evaluator {
 public:
  Evaluator(const Program& program, std::span<const Table> tables);
  /// Of those operations alone that `wanted`, which do not depend on the person, rest on.
  Evaluator(const Program& program, std::span<const Table> tables, std::span<const Value> wanted);

  void start_step(int step);
  /// Fills the values of `order`, which are operations of scope person in program order.
  void evaluate(std::span<const Value> order, const Rows& rows);

  bool is_uniform(Value value) const { return program_[value].scope != Scope::person; }
  double uniform(Value value) const { return scalars_[value]; }
  /// The entries of `value` for the rows last evaluated; of a uniform value as many copies as fit in a block.
  const double* column(Value value);
  double at(Value value, std::size_t row) { return is_uniform(value) ? scalars_[value] : column(value)[row]; }

 private:
  double scalar(const Operation& operation) const;
  double* room(Value value);
  void run(Value value, const Rows& rows);

  const Program& program_;
  std::span<const Table> tables_;
  int step_ = 0;
  std::vector<Value> step_order_;  ///< what changes with the step, in program order
  std::vector<double> scalars_;
  std::vector<std::vector<double>> columns_;
  std::vector<int> filled_at_;  ///< step for which a uniform value was spread over its column
};

}  // namespace rapport::transition
