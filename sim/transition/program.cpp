// Building a program, and evaluating it: scalars once, columns by one plain loop for each operation.
#include "transition/program.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "base/elementary.h"

namespace rapport::transition {

namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double kMostWholeExponent = 1024.0;
constexpr double kLargestExponent = 709.0;
constexpr double kSmallestExponent = -708.0;

double whole_power(double x, int n) {
  double result = 1.0;
  for (unsigned left = static_cast<unsigned>(n < 0 ? -n : n); left > 0; left >>= 1, x *= x)
    if (left & 1u) result *= x;
  return n < 0 ? 1.0 / result : result;
}

/// The largest whole number not above x; the C library's is no instruction everywhere.
double whole_below(double x) {
  constexpr double kAllWhole = 0x1p52;
  if (!(x < kAllWhole && x > -kAllWhole)) return x;
  const auto cut = static_cast<double>(static_cast<std::int64_t>(x));
  return cut > x ? cut - 1.0 : cut;
}

bool is_number(double x) { return x == x; }

/// A condition on a and b; not a number where one of them is none.
[[gnu::always_inline]] inline double truth(bool holds, double a, double b) {
  return a == a && b == b ? (holds ? 1.0 : 0.0) : kNotANumber;
}

double exp_of(double x) {
  if (x < kSmallestExponent) return 0.0;
  return x > kLargestExponent ? std::numeric_limits<double>::infinity() : elementary::exp(x);
}

/// One operation on numbers. Loops over columns call it too: it is inlined with `op` known.
[[gnu::always_inline]] inline double result_of(Op op, double a, double b, double c) {
  switch (op) {
    case Op::negative: return -a;
    case Op::add: return a + b;
    case Op::subtract: return a - b;
    case Op::multiply: return a * b;
    case Op::divide: return a / b;
    case Op::power: return power_of(a, b);
    case Op::less: return truth(a < b, a, b);
    case Op::at_most: return truth(a <= b, a, b);
    case Op::equal: return truth(a == b, a, b);
    case Op::unequal: return truth(a != b, a, b);
    case Op::both: return a == 0.0 || b == 0.0 ? 0.0 : truth(true, a, b);
    case Op::either: return a < 0.0 || a > 0.0 || b < 0.0 || b > 0.0 ? 1.0 : truth(false, a, b);
    case Op::opposite: return truth(a == 0.0, a, a);
    case Op::exp: return exp_of(a);
    case Op::expm1: return elementary::expm1(a);
    case Op::ln: return ln_of(a);
    case Op::log1p: return elementary::log1p(a);
    case Op::floor: return whole_below(a);
    case Op::least: return a == a && (b < a || b != b) ? b : a;
    case Op::greatest: return a == a && (b > a || b != b) ? b : a;
    case Op::choose: return a == a ? (a != 0.0 ? b : c) : kNotANumber;
    case Op::constant:
    case Op::step:
    case Op::steps_in_state:
    case Op::covariate:
    case Op::lookup: break;
  }
  return kNotANumber;
}

struct Operands {
  const double* a;
  const double* b;
  const double* c;
};

template <Op kOp>
[[gnu::noinline]] void column_of(double* __restrict out, const double* __restrict a,
                                 const double* __restrict b, const double* __restrict c, std::size_t count) {
  for (std::size_t row = 0; row < count; ++row) out[row] = result_of(kOp, a[row], b[row], c[row]);
}

void fill_column(Op op, double* out, const Operands& in, std::size_t count) {
  switch (op) {
#define COLUMN(name) \
  case Op::name: return column_of<Op::name>(out, in.a, in.b, in.c, count);
    COLUMN(negative)
    COLUMN(add)
    COLUMN(subtract)
    COLUMN(multiply)
    COLUMN(divide)
    COLUMN(power)
    COLUMN(less)
    COLUMN(at_most)
    COLUMN(equal)
    COLUMN(unequal)
    COLUMN(both)
    COLUMN(either)
    COLUMN(opposite)
    COLUMN(exp)
    COLUMN(expm1)
    COLUMN(ln)
    COLUMN(log1p)
    COLUMN(floor)
    COLUMN(least)
    COLUMN(greatest)
    COLUMN(choose)
#undef COLUMN
    case Op::constant:
    case Op::step:
    case Op::steps_in_state:
    case Op::covariate:
    case Op::lookup: break;
  }
}

}  // namespace

double table_value(const Table& table, double x) {
  const auto above = std::upper_bound(table.keys.begin(), table.keys.end(), x);
  const bool is_known = above != table.keys.begin() && is_number(x);
  return is_known ? table.values[static_cast<std::size_t>(above - table.keys.begin()) - 1] : kNotANumber;
}

double power_of(double x, double y) {
  if (!is_number(x) || !is_number(y)) return kNotANumber;
  if (y == whole_below(y) && y <= kMostWholeExponent && y >= -kMostWholeExponent)
    return whole_power(x, static_cast<int>(y));
  if (x > 0.0) return exp_of(y * ln_of(x));
  return x == 0.0 && y > 0.0 ? 0.0 : kNotANumber;
}

double ln_of(double x) {
  if (!(x > 0.0)) return kNotANumber;
  return x > std::numeric_limits<double>::max() ? x : elementary::log(x);
}

Value Program::constant(double number) {
  Operation operation{Op::constant, Scope::always};
  operation.number = number;
  return put(operation);
}

Value Program::covariate(std::size_t index) {
  Operation operation{Op::covariate, Scope::person};
  operation.index = static_cast<std::uint16_t>(index);
  return put(operation);
}

Value Program::lookup(std::size_t table, const Table& values, Value x) {
  const Operation from = operations_[x];
  if (from.op == Op::constant) return constant(table_value(values, from.number));
  Operation operation{Op::lookup, from.scope, x};
  operation.index = static_cast<std::uint16_t>(table);
  return put(operation);
}

Value Program::apply(Op op, Value a, Value b, Value c) {
  Operation operation{op, Scope::always, a, b, c};
  double of[3] = {0.0, 0.0, 0.0};
  bool all_constant = true;
  for (int i = 0; i < 3; ++i) {
    const Value from = i == 0 ? a : i == 1 ? b : c;
    if (from == kNoValue) continue;
    const Operation& operand = operations_[from];
    operation.scope = std::max(operation.scope, operand.scope);
    all_constant = all_constant && operand.op == Op::constant;
    of[i] = operand.number;
  }
  return all_constant ? constant(result_of(op, of[0], of[1], of[2])) : put(operation);
}

Value Program::put(const Operation& operation) {
  const Key key{operation.op, operation.a,     operation.b,
                operation.c,  operation.index, std::bit_cast<std::uint64_t>(operation.number)};
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  full_ = full_ || operations_.size() >= kMostOperations;
  if (full_ && !operations_.empty()) return 0;
  operations_.push_back(operation);
  const Value value = static_cast<Value>(operations_.size() - 1);
  known_.emplace(key, value);
  return value;
}

std::vector<Value> Program::needed(std::span<const Value> wanted, Scope scope) const {
  std::vector<bool> is_needed(operations_.size(), false);
  for (const Value value : wanted) is_needed[value] = true;
  for (std::size_t i = operations_.size(); i-- > 0;) {
    if (!is_needed[i]) continue;
    for (const Value from : {operations_[i].a, operations_[i].b, operations_[i].c})
      if (from != kNoValue) is_needed[from] = true;
  }
  std::vector<Value> order;
  for (std::size_t i = 0; i < operations_.size(); ++i)
    if (is_needed[i] && operations_[i].scope == scope) order.push_back(static_cast<Value>(i));
  return order;
}

bool Program::uses(Value value, Op op) const {
  const Value wanted[] = {value};
  const std::vector<Value> order = needed(wanted, Scope::person);
  return std::any_of(order.begin(), order.end(), [&](Value at) { return operations_[at].op == op; });
}

Evaluator::Evaluator(const Program& program, std::span<const Table> tables)
    : program_(program),
      tables_(tables),
      scalars_(program.operations().size(), 0.0),
      columns_(program.operations().size()),
      filled_at_(program.operations().size(), -1) {
  const std::vector<Operation>& operations = program.operations();
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (operations[i].scope == Scope::always) scalars_[i] = scalar(operations[i]);
    if (operations[i].scope == Scope::step) step_order_.push_back(static_cast<Value>(i));
  }
}

Evaluator::Evaluator(const Program& program, std::span<const Table> tables, std::span<const Value> wanted)
    : Evaluator(program, tables) {
  step_order_ = program.needed(wanted, Scope::step);
}

double Evaluator::scalar(const Operation& operation) const {
  const auto of = [&](Value value) { return value == kNoValue ? 0.0 : scalars_[value]; };
  if (operation.op == Op::constant) return operation.number;
  if (operation.op == Op::step) return step_;
  if (operation.op == Op::lookup) return table_value(tables_[operation.index], of(operation.a));
  return result_of(operation.op, of(operation.a), of(operation.b), of(operation.c));
}

void Evaluator::start_step(int step) {
  step_ = step;
  for (const Value value : step_order_) scalars_[value] = scalar(program_[value]);
}

double* Evaluator::room(Value value) {
  columns_[value].resize(kBlock);
  return columns_[value].data();
}

const double* Evaluator::column(Value value) {
  if (!is_uniform(value)) return columns_[value].data();
  const bool is_constant = program_[value].scope == Scope::always;
  if (filled_at_[value] < 0 || (!is_constant && filled_at_[value] != step_)) {
    std::fill_n(room(value), kBlock, scalars_[value]);
    filled_at_[value] = step_;
  }
  return columns_[value].data();
}

void Evaluator::run(Value value, const Rows& rows) {
  const Operation& operation = program_[value];
  double* out = room(value);
  if (operation.op == Op::steps_in_state) {
    for (std::size_t row = 0; row < rows.count; ++row) out[row] = step_ - rows.entered[rows.of(row)];
  } else if (operation.op == Op::covariate) {
    const double* from = rows.covariates[operation.index];
    for (std::size_t row = 0; row < rows.count; ++row) out[row] = from[rows.of(row)];
  } else if (operation.op == Op::lookup) {
    const double* x = column(operation.a);
    for (std::size_t row = 0; row < rows.count; ++row)
      out[row] = table_value(tables_[operation.index], x[row]);
  } else {
    const double* a = column(operation.a);
    const double* b = operation.b == kNoValue ? a : column(operation.b);
    fill_column(operation.op, out, {a, b, operation.c == kNoValue ? a : column(operation.c)}, rows.count);
  }
}

void Evaluator::evaluate(std::span<const Value> order, const Rows& rows) {
  for (const Value value : order) run(value, rows);
}

}  // namespace rapport::transition
