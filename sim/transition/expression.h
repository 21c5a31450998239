// Small safe arithmetic as an outsider writes it in YAML: numbers, names, + - * / ^, comparisons, and / or / not,
// and a few functions. Parsed to a tree with places; nothing is evaluated here and nothing else can be said.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transition/operation.h"

namespace rapport::transition {

inline constexpr std::size_t kMostExpressionBytes = 4000;
inline constexpr int kMostExpressionDepth = 64;
inline constexpr std::size_t kMostExpressionNodes = 1000;

/// What a node is. `name` is a quantity, covariate or built-in name; `lookup` a table, called like a function of one
/// number.
enum class Sign : std::uint8_t { number, name, lookup, operation };

/// Operands are indices of earlier nodes; unused ones are -1.
struct ExpressionNode {
  Sign sign = Sign::number;
  double number = 0.0;
  std::string name;
  int a = -1, b = -1, c = -1;
  int offset = 0;        ///< bytes from the start of the text
  Op op = Op::constant;  ///< of an operation
};

/// The last node is the whole.
struct Expression {
  std::vector<ExpressionNode> nodes;
  bool empty() const { return nodes.empty(); }
};

struct ExpressionFault {
  int offset = 0;  ///< bytes from the start of the text
  std::string message;
};

/// Either a tree or the first fault.
struct ParsedExpression {
  Expression tree;
  std::optional<ExpressionFault> fault;
};

/// Grammar, loosest first: or; and; not; one of < <= > >= == !=; + -; * /; unary -; ^ (from the right, so that
/// -2^2 is -4); numbers as in JSON, names of letters, digits and _, calls and parentheses. Calls: exp(x), ln(x),
/// floor(x), min(x, ...), max(x, ...), if(condition, then, else), and TABLE(x).
ParsedExpression parse_expression(std::string_view text);

/// A number as a tree.
Expression number_expression(double number);

/// Whether `word` may be given to a quantity, covariate, table or state: letters, digits and _, no digit first, at
/// most 60 bytes.
bool is_name(std::string_view word);
/// Whether the grammar uses the word itself.
bool is_reserved(std::string_view word);

}  // namespace rapport::transition
