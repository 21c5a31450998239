// What holds for every expression: printed and read again it gives what arithmetic of its own gives, within what
// rounding allows; and the parser takes nothing beyond its limits.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/entries.h"
#include "support/properties.h"
#include "transition/expression.h"
#include "unit/own_models.h"

namespace rapport::expression_property_test {

using namespace properties;

constexpr double kUlp = std::numeric_limits<double>::epsilon();
constexpr double kOfLibrary = 8.0 * kUlp;  ///< by which exp, ln and powers of two libraries differ, relative

/// A number and how far rounding may have carried it; nothing where a rounding decides between two answers.
struct Bounded {
  double value = 0.0;
  double error = 0.0;
};
using Known = std::optional<Bounded>;

Known rounded(double value, double error) {
  if (!std::isfinite(value) || !std::isfinite(error) || std::abs(value) > 1e200) return std::nullopt;
  return Bounded{value, error + kUlp * std::abs(value)};
}

Known sum_of(const Bounded& a, const Bounded& b, double sign) {
  return rounded(a.value + sign * b.value, a.error + b.error);
}

Known product_of(const Bounded& a, const Bounded& b) {
  return rounded(a.value * b.value,
                 std::abs(a.value) * b.error + std::abs(b.value) * a.error + a.error * b.error);
}

Known quotient_of(const Bounded& a, const Bounded& b) {
  const double least = std::abs(b.value) - b.error;
  if (least <= 0.0) return std::nullopt;
  return rounded(a.value / b.value, (a.error + std::abs(a.value / b.value) * b.error) / least);
}

Known exp_of(const Bounded& a) {
  if (std::abs(a.value) > 300.0 || a.error > 0.01) return std::nullopt;
  const double value = std::exp(a.value);
  return rounded(value, value * (2.0 * a.error + kOfLibrary));
}

Known ln_of(const Bounded& a) {
  if (a.value - 2.0 * a.error <= 0.0) return std::nullopt;
  const double value = std::log(a.value);
  return rounded(value, 2.0 * a.error / a.value + kOfLibrary * (1.0 + std::abs(value)));
}

/// For positive bases only: the others are in transition_program_test.
Known power_of(const Bounded& a, const Bounded& b) {
  const Known log = ln_of(a);
  if (!log) return std::nullopt;
  const Known exponent = product_of(*log, b);
  if (!exponent || std::abs(b.value) > 100.0) return std::nullopt;
  const Known by_logs = exp_of(*exponent);
  if (!by_logs) return std::nullopt;
  const double value = std::pow(a.value, b.value);
  return rounded(value, by_logs->error + value * (300.0 + std::abs(b.value)) * kOfLibrary);
}

Known floor_of(const Bounded& a) {
  if (std::floor(a.value - a.error) != std::floor(a.value + a.error)) return std::nullopt;
  return Bounded{std::floor(a.value), 0.0};
}

Known answer(bool holds) { return Bounded{holds ? 1.0 : 0.0, 0.0}; }

/// -1, 0, 1; nothing where rounding decides. Numbers without error are equal or not.
std::optional<int> order_of(const Bounded& a, const Bounded& b) {
  const double apart = a.value - b.value;
  if (a.error == 0.0 && b.error == 0.0) return apart < 0.0 ? -1 : apart > 0.0 ? 1 : 0;
  if (std::abs(apart) <= a.error + b.error) return std::nullopt;
  return apart < 0.0 ? -1 : 1;
}

enum class Kind : std::uint8_t {
  number,
  x,
  y,
  negative,
  add,
  subtract,
  multiply,
  divide,
  power,
  less,
  at_most,
  above,
  at_least,
  equal,
  unequal,
  both,
  either,
  opposite,
  exp,
  ln,
  floor,
  least,
  greatest,
  choose
};

struct Tree {
  Kind kind = Kind::number;
  double number = 0.0;
  std::vector<Tree> of;
};

struct Form {
  Kind kind;
  int operands;
  const char* text;
  int height;  ///< of the grammar, tightest last; operands on the left may be of this height, others tighter
};
constexpr std::array<Form, 21> kForms{
    {{Kind::negative, 1, "-", 7},  {Kind::add, 2, " + ", 5},      {Kind::subtract, 2, "-", 5},
     {Kind::multiply, 2, "*", 6},  {Kind::divide, 2, " / ", 6},   {Kind::power, 2, "^", 8},
     {Kind::less, 2, " < ", 4},    {Kind::at_most, 2, "<=", 4},   {Kind::above, 2, " > ", 4},
     {Kind::at_least, 2, ">=", 4}, {Kind::equal, 2, " == ", 4},   {Kind::unequal, 2, "!=", 4},
     {Kind::both, 2, " and ", 2},  {Kind::either, 2, " or ", 1},  {Kind::opposite, 1, "not ", 3},
     {Kind::exp, 1, "exp", 9},     {Kind::ln, 1, "ln", 9},        {Kind::floor, 1, "floor", 9},
     {Kind::least, 2, "min", 9},   {Kind::greatest, 2, "max", 9}, {Kind::choose, 3, "if", 9}}};

const Form* form_of(Kind kind) {
  for (const Form& form : kForms)
    if (form.kind == kind) return &form;
  return nullptr;
}

Tree any_tree(int height) {
  Tree tree;
  if (height == 0 || between(0, 6) == 0) {
    tree.kind = *rc::gen::element(Kind::number, Kind::number, Kind::x, Kind::y);
    tree.number = *rc::gen::element(0.0, 1.0, 2.0, 0.5, 3.0, 0.1, 7.25, 1e-3, 40.0);
    return tree;
  }
  const Form& form = kForms[between<std::size_t>(0, kForms.size())];
  tree.kind = form.kind;
  for (int i = 0; i < form.operands; ++i) tree.of.push_back(any_tree(height - 1));
  return tree;
}

std::string printed(const Tree& tree, int least_height);

std::string call(const Form& form, const Tree& tree) {
  std::string text = std::string(form.text) + "(";
  for (std::size_t i = 0; i < tree.of.size(); ++i) text += (i > 0 ? ", " : "") + printed(tree.of[i], 0);
  return text + ")";
}

std::string without_parentheses(const Tree& tree) {
  if (tree.kind == Kind::x || tree.kind == Kind::y) return tree.kind == Kind::x ? "x" : "y";
  char number[40];
  std::snprintf(number, sizeof number, "%.17g", tree.number);
  if (tree.kind == Kind::number) return number;
  const Form& form = *form_of(tree.kind);
  if (form.height == 9) return call(form, tree);
  if (form.operands == 1) return form.text + printed(tree.of[0], form.height);
  const bool is_comparison = form.height == 4, is_power = form.kind == Kind::power;
  const int left = is_power ? 9 : is_comparison ? 5 : form.height;
  const int right = is_power ? 7 : form.height + 1;
  return printed(tree.of[0], left) + form.text + printed(tree.of[1], right);
}

/// In parentheses where the grammar needs them, and now and then where it does not.
std::string printed(const Tree& tree, int least_height) {
  const Form* form = form_of(tree.kind);
  const bool must = form != nullptr && form->height < least_height;
  const std::string text = without_parentheses(tree);
  return must || between(0, 8) == 0 ? "(" + text + ")" : text;
}

Known compared(Kind kind, const Bounded& a, const Bounded& b) {
  const std::optional<int> order = order_of(a, b);
  if (!order) return std::nullopt;
  switch (kind) {
    case Kind::less: return answer(*order < 0);
    case Kind::at_most: return answer(*order <= 0);
    case Kind::above: return answer(*order > 0);
    case Kind::at_least: return answer(*order >= 0);
    case Kind::equal: return answer(*order == 0);
    case Kind::unequal: return answer(*order != 0);
    case Kind::least: return *order <= 0 ? a : b;
    default: return *order >= 0 ? a : b;
  }
}

Known value_of(const Tree& tree, double x, double y);

Known decided(const Tree& tree, const std::vector<Bounded>& of) {
  const Bounded zero{0.0, 0.0};
  std::vector<bool> holds;
  for (std::size_t i = 0; i < of.size() && i < (tree.kind == Kind::choose ? 1U : 2U); ++i) {
    const std::optional<int> order = order_of(of[i], zero);
    if (!order) return std::nullopt;
    holds.push_back(*order != 0);
  }
  if (tree.kind == Kind::choose) return holds[0] ? of[1] : of[2];
  if (tree.kind == Kind::opposite) return answer(!holds[0]);
  return answer(tree.kind == Kind::both ? holds[0] && holds[1] : holds[0] || holds[1]);
}

Known value_of(const Tree& tree, double x, double y) {
  std::vector<Bounded> of;
  for (const Tree& operand : tree.of) {
    const Known value = value_of(operand, x, y);
    if (!value) return std::nullopt;
    of.push_back(*value);
  }
  switch (tree.kind) {
    case Kind::number: return Bounded{tree.number, 0.0};
    case Kind::x: return Bounded{x, 0.0};
    case Kind::y: return Bounded{y, 0.0};
    case Kind::negative: return Bounded{-of[0].value, of[0].error};
    case Kind::add: return sum_of(of[0], of[1], 1.0);
    case Kind::subtract: return sum_of(of[0], of[1], -1.0);
    case Kind::multiply: return product_of(of[0], of[1]);
    case Kind::divide: return quotient_of(of[0], of[1]);
    case Kind::power: return power_of(of[0], of[1]);
    case Kind::exp: return exp_of(of[0]);
    case Kind::ln: return ln_of(of[0]);
    case Kind::floor: return floor_of(of[0]);
    case Kind::both:
    case Kind::either:
    case Kind::opposite:
    case Kind::choose: return decided(tree, of);
    default: return compared(tree.kind, of[0], of[1]);
  }
}

/// What the program gives for x and y as covariates of one person.
double program_value(const std::string& text, double x, double y) {
  transition::Model model;
  for (const char* name : {"x", "y"}) {
    transition::Covariate covariate;
    covariate.name = name;
    model.covariates.push_back(covariate);
  }
  const transition::StrategySpec plain;
  transition::People people;
  people.covariates.assign(2, {transition::Form::normal, 0.0, 1.0, {}, {}});
  transition::Program program;
  std::vector<transition::ModelFault> faults;
  transition::FormulaCompiler compiler(model, &plain, &people, program, faults);
  const std::vector<transition::Value> wanted{compiler.value(own_models::formula_of(text))};
  const std::vector<const double*> columns{&x, &y};
  const std::int32_t entered = 0;
  transition::Evaluator evaluator(program, {});
  evaluator.start_step(0);
  evaluator.evaluate(program.needed(wanted, transition::Scope::person), {1, nullptr, columns, &entered});
  return evaluator.at(wanted[0], 0);
}

TEST(ExpressionProperties, PrintedAndReadTheyGiveWhatArithmeticGives) {
  int judged = 0, tried = 0;
  const bool held = rc::check([&] {
    repeated(10, [&] {
      const Tree tree = any_tree(between(1, 5));
      const double x = *rc::gen::element(0.0, 1.0, -1.5, 2.75, 12.0),
                   y = *rc::gen::element(1.0, -2.0, 0.3, 5.0);
      const Known truth = value_of(tree, x, y);
      ++tried;
      if (!truth) return;
      ++judged;
      const std::string text = printed(tree, 0);
      const double value = program_value(text, x, y);
      if (!(std::abs(value - truth->value) <= 2.0 * truth->error + 1e-300))
        RC_FAIL(text + " at x = " + std::to_string(x) + ", y = " + std::to_string(y) + " gives " +
                std::to_string(value) + " instead of " + std::to_string(truth->value));
    });
  });
  EXPECT_TRUE(held);
  EXPECT_GT(judged, tried / 3) << "hardly any expression could be judged";
}

/// Whatever is made of its words, the parser refuses in one line or stays within its limits, and a column of people
/// gives the bits that each of them gives alone.
RC_GTEST_PROP(ExpressionProperties, AnyRowOfWordsIsReadOrRefused, ()) {
  static const std::array<const char*, 30> kWords{
      "1",    "0",    "2.5",  "1e300", "x",    "y",   "q",  "T(", "(",    ")",
      "+",    "-",    "*",    "/",     "^",    "<",   "<=", "==", "!=",   " and ",
      " or ", "not ", "exp(", "ln(",   "min(", "if(", ",",  " ",  "step", "010"};
  repeated(20, [] {
    std::string text;
    const int words = between(1, 40);
    for (int i = 0; i < words; ++i) text += kWords[between<std::size_t>(0, kWords.size())];
    const std::string fault =
        fuzz::expression_fault({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    if (!fault.empty()) RC_FAIL(text + ": " + fault);
  });
}

RC_GTEST_PROP(ExpressionProperties, TreesStayWithinTheirLimits, ()) {
  const int deep = between(1, 120), wide = between(1, 1200);
  std::string text(static_cast<std::size_t>(deep), '(');
  text += "1";
  for (int i = 0; i < wide; ++i) text += "+1";
  text += std::string(static_cast<std::size_t>(deep), ')');
  const transition::ParsedExpression parsed = transition::parse_expression(text);
  const bool fits = deep <= transition::kMostExpressionDepth && 2 * wide + 1 <= 1000 && text.size() <= 4000;
  RC_ASSERT(fits != parsed.fault.has_value());
  RC_ASSERT(parsed.tree.nodes.size() <= transition::kMostExpressionNodes);
}

}  // namespace rapport::expression_property_test
