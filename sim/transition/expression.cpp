// A parser by precedence, one function for each height; the depth is counted, so that no text exhausts the stack.
#include "transition/expression.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace rapport::transition {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Whether the byte belongs to the character before it.
bool is_continued(char c) { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20u || c == 0x7F; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

struct Function {
  std::string_view name;
  Op op;
  int least_arguments;
  int most_arguments;
};
constexpr int kMany = 1000000;
constexpr std::size_t kMostNameBytes = 60;
constexpr std::size_t kLongestCharacter = 4;  ///< bytes of UTF-8
constexpr std::array kFunctions{Function{"exp", Op::exp, 1, 1},          Function{"ln", Op::ln, 1, 1},
                                Function{"floor", Op::floor, 1, 1},      Function{"min", Op::least, 2, kMany},
                                Function{"max", Op::greatest, 2, kMany}, Function{"if", Op::choose, 3, 3}};
constexpr std::array<std::string_view, 3> kWords{"and", "or", "not"};

const Function* function_of(std::string_view name) {
  const auto found = std::find_if(kFunctions.begin(), kFunctions.end(),
                                  [&](const Function& function) { return function.name == name; });
  return found == kFunctions.end() ? nullptr : &*found;
}

struct Operator {
  std::string_view text;
  Op op;
  bool swapped;  ///< a > b is b < a
};
constexpr std::array kComparisons{Operator{"<=", Op::at_most, false}, Operator{">=", Op::at_most, true},
                                  Operator{"==", Op::equal, false},   Operator{"!=", Op::unequal, false},
                                  Operator{"<", Op::less, false},     Operator{">", Op::less, true}};

/// Thrown inside this file only.
struct Refused {
  ExpressionFault fault;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Expression whole() {
    either();
    skip_space();
    if (at_ < text_.size()) refuse(at_, "an operator is expected here, not " + shown_here());
    return std::move(tree_);
  }

 private:
  [[noreturn]] void refuse(std::size_t offset, std::string message) const {
    throw Refused{{static_cast<int>(offset), std::move(message)}};
  }
  std::string shown_here() const {
    if (at_ >= text_.size()) return "the end of the text";
    if (is_control(text_[at_])) return "a control character";
    std::size_t end = at_ + 1;
    while (end < text_.size() && end < at_ + kLongestCharacter && is_continued(text_[end])) ++end;
    return "'" + std::string(text_.substr(at_, end - at_)) + "'";
  }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  bool takes(std::string_view sign) {
    skip_space();
    if (text_.substr(at_, sign.size()) != sign) return false;
    at_ += sign.size();
    return true;
  }
  std::string_view word_here() {
    skip_space();
    std::size_t end = at_;
    while (end < text_.size() && (is_letter(text_[end]) || (end > at_ && is_digit(text_[end])))) ++end;
    return text_.substr(at_, end - at_);
  }
  bool takes_word(std::string_view word) {
    if (word_here() != word) return false;
    at_ += word.size();
    return true;
  }
  void expect(std::string_view sign) {
    if (!takes(sign)) refuse(at_, "'" + std::string(sign) + "' is expected here, not " + shown_here());
  }

  int add(ExpressionNode node, std::size_t offset) {
    if (tree_.nodes.size() >= kMostExpressionNodes)
      refuse(offset, "longer than " + std::to_string(kMostExpressionNodes) +
                         " parts: name some of them as quantities");
    node.offset = static_cast<int>(offset);
    tree_.nodes.push_back(std::move(node));
    return static_cast<int>(tree_.nodes.size()) - 1;
  }
  int add(Op op, std::size_t offset, int a, int b = -1, int c = -1) {
    return add({Sign::operation, 0.0, "", a, b, c, 0, op}, offset);
  }

  /// Counts how deep the text is nested: parentheses, calls, and signs that wait for what follows them.
  struct Depth {
    explicit Depth(Parser& of) : parser(of) {
      if (++parser.depth_ > kMostExpressionDepth)
        parser.refuse(parser.at_, "nested deeper than " + std::to_string(kMostExpressionDepth) + " levels");
    }
    ~Depth() { --parser.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    Parser& parser;
  };

  int either() {
    int left = both();
    for (std::size_t here = start(); takes_word("or"); here = start())
      left = add(Op::either, here, left, both());
    return left;
  }
  int both() {
    int left = opposite();
    for (std::size_t here = start(); takes_word("and"); here = start())
      left = add(Op::both, here, left, opposite());
    return left;
  }
  int opposite() {
    const std::size_t here = start();
    if (!takes_word("not")) return comparison();
    const Depth depth(*this);
    return add(Op::opposite, here, opposite());
  }
  const Operator* comparison_sign() {
    const auto found = std::find_if(kComparisons.begin(), kComparisons.end(),
                                    [&](const Operator& sign) { return takes(sign.text); });
    return found == kComparisons.end() ? nullptr : &*found;
  }
  int comparison() {
    const int left = sum();
    const std::size_t here = start();
    const Operator* sign = comparison_sign();
    if (sign == nullptr) return left;
    const int right = sum();
    const std::size_t next = start();
    if (comparison_sign() != nullptr) refuse(next, "comparisons do not chain: write a < b and b < c");
    return sign->swapped ? add(sign->op, here, right, left) : add(sign->op, here, left, right);
  }
  int sum() {
    int left = product();
    for (std::size_t here = start();; here = start()) {
      if (takes("+"))
        left = add(Op::add, here, left, product());
      else if (takes("-"))
        left = add(Op::subtract, here, left, product());
      else
        return left;
    }
  }
  int product() {
    int left = signed_power();
    for (std::size_t here = start();; here = start()) {
      if (takes("*"))
        left = add(Op::multiply, here, left, signed_power());
      else if (takes("/"))
        left = add(Op::divide, here, left, signed_power());
      else
        return left;
    }
  }
  int signed_power() {
    const std::size_t here = start();
    if (!takes("-")) return power();
    const Depth depth(*this);
    return add(Op::negative, here, signed_power());
  }
  int power() {
    const int base = primary();
    const std::size_t here = start();
    if (!takes("^")) return base;
    const Depth depth(*this);
    return add(Op::power, here, base, signed_power());
  }
  int primary() {
    const std::size_t here = start();
    if (takes("(")) {
      const Depth depth(*this);
      const int inner = either();
      expect(")");
      return inner;
    }
    if (at_ < text_.size() && is_digit(text_[at_])) return number();
    const std::string_view word = word_here();
    if (word.empty()) refuse(at_, "a number, a name or '(' is expected here, not " + shown_here());
    if (word.size() > kMostNameBytes)
      refuse(here, "a name of " + std::to_string(word.size()) + " bytes is too long: at most " +
                       std::to_string(kMostNameBytes));
    if (std::find(kWords.begin(), kWords.end(), word) != kWords.end())
      refuse(here, "'" + std::string(word) + "' joins conditions; a number or a name is expected here");
    at_ += word.size();
    if (takes("(")) return call(word, here);
    if (function_of(word) != nullptr)
      refuse(here, "'" + std::string(word) + "' needs its arguments in parentheses");
    return add({Sign::name, 0.0, std::string(word), -1, -1, -1, 0, Op::constant}, here);
  }
  int call(std::string_view name, std::size_t here) {
    const Depth depth(*this);
    std::vector<int> arguments{either()};
    while (takes(",")) arguments.push_back(either());
    expect(")");
    const Function* function = function_of(name);
    if (function == nullptr) return table(name, arguments, here);
    const int count = static_cast<int>(arguments.size());
    if (count < function->least_arguments || count > function->most_arguments)
      refuse(here,
             "'" + std::string(name) + "' takes " + wanted(*function) + ", not " + std::to_string(count));
    if (function->op == Op::choose) return add(Op::choose, here, arguments[0], arguments[1], arguments[2]);
    if (count == 1) return add(function->op, here, arguments[0]);
    int folded = arguments[0];
    for (std::size_t i = 1; i < arguments.size(); ++i) folded = add(function->op, here, folded, arguments[i]);
    return folded;
  }
  static std::string wanted(const Function& function) {
    if (function.most_arguments == kMany) return "two numbers or more";
    return function.most_arguments == 1 ? "one number" : "a condition and two numbers";
  }
  int table(std::string_view name, const std::vector<int>& arguments, std::size_t here) {
    if (arguments.size() != 1)
      refuse(here, "'" + std::string(name) + "' is no function, and a table takes one number");
    return add({Sign::lookup, 0.0, std::string(name), arguments[0], -1, -1, 0, Op::constant}, here);
  }
  std::size_t digits_from(std::size_t at) const {
    while (at < text_.size() && is_digit(text_[at])) ++at;
    return at;
  }
  int number() {
    const std::size_t here = at_;
    std::size_t end = digits_from(at_);
    if (end - here > 1 && text_[here] == '0')
      refuse(here, "a number does not start with 0 and another digit");
    if (end < text_.size() && text_[end] == '.') {
      const std::size_t fraction = end + 1;
      end = digits_from(fraction);
      if (end == fraction) refuse(here, "digits are missing behind the point");
    }
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) end = exponent_end(end, here);
    if (end < text_.size() && (is_letter(text_[end]) || text_[end] == '.'))
      refuse(here, "a number is followed by an operator, not by '" + std::string(1, text_[end]) + "'");
    double value = 0.0;
    const auto read = std::from_chars(text_.data() + here, text_.data() + end, value);
    if (read.ec != std::errc{} || !std::isfinite(value)) refuse(here, "a number of this size cannot be held");
    at_ = end;
    return add({Sign::number, value, "", -1, -1, -1, 0, Op::constant}, here);
  }
  std::size_t exponent_end(std::size_t e, std::size_t here) const {
    std::size_t digits = e + 1;
    if (digits < text_.size() && (text_[digits] == '+' || text_[digits] == '-')) ++digits;
    const std::size_t end = digits_from(digits);
    if (end == digits) refuse(here, "digits are missing behind the exponent's e");
    return end;
  }
  std::size_t start() {
    skip_space();
    return at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Expression tree_;
};

}  // namespace

ParsedExpression parse_expression(std::string_view text) {
  if (text.size() > kMostExpressionBytes)
    return {{}, ExpressionFault{0, "longer than " + std::to_string(kMostExpressionBytes) + " bytes"}};
  try {
    return {Parser(text).whole(), std::nullopt};
  } catch (const Refused& refused) {
    return {{}, refused.fault};
  }
}

Expression number_expression(double number) {
  Expression tree;
  tree.nodes.push_back({Sign::number, number, "", -1, -1, -1, 0, Op::constant});
  return tree;
}

bool is_name(std::string_view word) {
  if (word.empty() || word.size() > kMostNameBytes || !is_letter(word.front())) return false;
  return std::all_of(word.begin(), word.end(), [](char c) { return is_letter(c) || is_digit(c); });
}

bool is_reserved(std::string_view word) {
  return function_of(word) != nullptr || std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

}  // namespace rapport::transition
