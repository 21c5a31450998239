// What the grammar of an outsider's expressions takes, what it gives, and where and how it refuses the rest.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "transition/expression.h"
#include "unit/own_models.h"

namespace rapport::transition_expression_test {

using namespace transition;
using own_models::value_of;

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string refusal(const std::string& text) {
  const ParsedExpression parsed = parse_expression(text);
  return parsed.fault ? std::to_string(parsed.fault->offset) + ": " + parsed.fault->message : "taken";
}

TEST(TransitionExpression, NumbersAreThoseOfJson) {
  const std::vector<std::pair<std::string, double>> numbers{
      {"0", 0.0},        {"7", 7.0},
      {"0.5", 0.5},      {"12.25", 12.25},
      {"1e3", 1000.0},   {"1E-3", 1e-3},
      {"2.5e+2", 250.0}, {"0.0e5", 0.0},
      {"1e308", 1e308},  {"4.9e-324", 4.9e-324},
      {" 3 ", 3.0},      {"\n3\n", 3.0},
      {"0.1", 0.1},      {"123456789012345678", 123456789012345678.0}};
  for (const auto& [text, number] : numbers) EXPECT_EQ(value_of(text), number) << text;
}

TEST(TransitionExpression, TighterSignsGoFirst) {
  const std::vector<std::pair<std::string, double>> cases{
      {"2 + 3 * 4", 14},    {"(2 + 3) * 4", 20},    {"2 * 3 + 4", 10},
      {"10 - 4 - 3", 3},    {"10 - (4 - 3)", 9},    {"24 / 4 / 2", 3},
      {"24 / (4 / 2)", 12}, {"2 ^ 3 ^ 2", 512},     {"(2 ^ 3) ^ 2", 64},
      {"-2 ^ 2", -4},       {"(-2) ^ 2", 4},        {"2 ^ -1", 0.5},
      {"2 ^ -1 ^ 2", 0.5},  {"-2 * -3", 6},         {"--2", 2},
      {"2 - -2", 4},        {"2 * -3 ^ 2", -18},    {"1 + 1 < 3", 1},
      {"1 + (1 < 3)", 2},   {"1 < 2 and 3 < 2", 0}, {"1 < 2 or 3 < 2", 1},
      {"0 and 0 or 1", 1},  {"0 and (0 or 1)", 0},  {"1 or 0 and 0", 1},
      {"not 0 and 0", 0},   {"not (0 and 0)", 1},   {"not 1 == 2", 1},
      {"(not 1) == 2", 0},  {"not not 5", 1},       {"2 > 1", 1},
      {"1 > 2", 0},         {"2 >= 2", 1},          {"1 >= 2", 0},
      {"2 <= 2", 1},        {"3 <= 2", 0},          {"2 == 2", 1},
      {"2 != 2", 0},        {"5 and 7", 1},         {"0 or -3", 1}};
  for (const auto& [text, number] : cases) EXPECT_EQ(value_of(text), number) << text;
}

TEST(TransitionExpression, FunctionsTakeTheirArgumentsInOrder) {
  EXPECT_DOUBLE_EQ(value_of("exp(1)"), std::exp(1.0));
  EXPECT_DOUBLE_EQ(value_of("ln(10)"), std::log(10.0));
  EXPECT_EQ(value_of("floor(2.7)"), 2.0);
  EXPECT_EQ(value_of("floor(-2.1)"), -3.0);
  EXPECT_EQ(value_of("min(3, 1, 2)"), 1.0);
  EXPECT_EQ(value_of("max(3, 1, 4, 2)"), 4.0);
  EXPECT_EQ(value_of("if(1, 2, 3)"), 2.0);
  EXPECT_EQ(value_of("if(0, 2, 3)"), 3.0);
  EXPECT_EQ(value_of("if(-1, 2, 3)"), 2.0);
  EXPECT_EQ(value_of("exp (0)"), 1.0);
  EXPECT_EQ(value_of("min(" + repeated("5, ", 200) + "4)"), 4.0);
}

/// Silence would turn a missing number into an answer.
TEST(TransitionExpression, XT_8_NotANumberIsNotHidden) {
  for (const char* text :
       {"0 / 0",          "ln(0)",           "ln(-1)",        "(-8) ^ (1 / 3)",  "min(1, ln(0))",
        "min(ln(0), 1)",  "max(1, ln(0))",   "max(ln(0), 1)", "ln(0) < 1",       "1 < ln(0)",
        "ln(0) == ln(0)", "ln(0) != 1",      "ln(0) <= 1",    "not ln(0)",       "1 and ln(0)",
        "ln(0) and 1",    "0 or ln(0)",      "ln(0) or 0",    "if(ln(0), 1, 2)", "if(ln(0) > 0, 1, 2)",
        "ln(0) ^ 0",      "1 ^ ln(0)",       "2 ^ ln(0)",     "exp(ln(0))",      "floor(ln(0))",
        "-ln(0)",         "if(1, ln(0), 2)", "1 / 0 - 1 / 0", "0 * (1 / 0)"})
    EXPECT_TRUE(std::isnan(value_of(text))) << text << " = " << value_of(text);
  for (const char* text :
       {"1 / 0", "ln(1 / 0)", "(1 / 0) ^ 0.5", "exp(1000)", "10 ^ 400", "2 ^ 1e5", "0 ^ -1", "exp(710)"})
    EXPECT_EQ(value_of(text), HUGE_VAL) << text;
  EXPECT_EQ(value_of("if(0, ln(0), 2)"), 2.0) << "a branch that is not taken";
  EXPECT_EQ(value_of("0 and ln(0)"), 0.0);
  EXPECT_EQ(value_of("ln(0) and 0"), 0.0);
  EXPECT_EQ(value_of("ln(0) or 2"), 1.0);
  EXPECT_EQ(value_of("0 ^ 0.5"), 0.0);
  EXPECT_EQ(value_of("0 ^ 0"), 1.0);
  EXPECT_EQ(value_of("1 / (1 / 0)"), 0.0);
}

TEST(TransitionExpression, FaultsHaveTheirPlaceAndWords) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "0: a number, a name or '(' is expected here, not the end of the text"},
      {"  ", "2: a number, a name or '(' is expected here, not the end of the text"},
      {"1 +", "3: a number, a name or '(' is expected here, not the end of the text"},
      {"1 + * 2", "4: a number, a name or '(' is expected here, not '*'"},
      {"+1", "0: a number, a name or '(' is expected here, not '+'"},
      {".5", "0: a number, a name or '(' is expected here, not '.'"},
      {"1 2", "2: an operator is expected here, not '2'"},
      {"a b", "2: an operator is expected here, not 'b'"},
      {"a = b", "2: an operator is expected here, not '='"},
      {"a && b", "2: an operator is expected here, not '&'"},
      {"(1 + 2", "6: ')' is expected here, not the end of the text"},
      {"1 + 2)", "5: an operator is expected here, not ')'"},
      {"min(1; 2)", "5: ')' is expected here, not ';'"},
      {"exp()", "4: a number, a name or '(' is expected here, not ')'"},
      {"min(1,)", "6: a number, a name or '(' is expected here, not ')'"},
      {"1 < 2 < 3", "6: comparisons do not chain: write a < b and b < c"},
      {"a == b != c", "7: comparisons do not chain: write a < b and b < c"},
      {"2 * exp", "4: 'exp' needs its arguments in parentheses"},
      {"exp(1, 2)", "0: 'exp' takes one number, not 2"},
      {"1 + min(1)", "4: 'min' takes two numbers or more, not 1"},
      {"if(1, 2)", "0: 'if' takes a condition and two numbers, not 2"},
      {"if(1, 2, 3, 4)", "0: 'if' takes a condition and two numbers, not 4"},
      {"sin(1, 2)", "0: 'sin' is no function, and a table takes one number"},
      {"1 + and", "4: 'and' joins conditions; a number or a name is expected here"},
      {"1 + not 2", "4: 'not' joins conditions; a number or a name is expected here"},
      {"010", "0: a number does not start with 0 and another digit"},
      {"1 + 00", "4: a number does not start with 0 and another digit"},
      {"1.", "0: digits are missing behind the point"},
      {"1.e5", "0: digits are missing behind the point"},
      {"1e", "0: digits are missing behind the exponent's e"},
      {"1e+", "0: digits are missing behind the exponent's e"},
      {"2x", "0: a number is followed by an operator, not by 'x'"},
      {"1.2.3", "0: a number is followed by an operator, not by '.'"},
      {"1e400", "0: a number of this size cannot be held"},
      {"1e-400", "0: a number of this size cannot be held"},
      {"\xC3\xA4 + 1", "0: a number, a name or '(' is expected here, not '\xC3\xA4'"},
      {"1 \xE2\x88\x92 2", "2: an operator is expected here, not '\xE2\x88\x92'"},
      {"1\t+ 2", "1: an operator is expected here, not a control character"}};
  for (const auto& [text, words] : cases) EXPECT_EQ(refusal(text), words) << text;
}

TEST(TransitionExpression, PlacesAreThoseOfTheWord) {
  const ParsedExpression parsed = parse_expression("  ab + cd(  ef )");
  ASSERT_FALSE(parsed.fault);
  std::vector<std::pair<std::string, int>> named;
  for (const ExpressionNode& node : parsed.tree.nodes)
    if (!node.name.empty()) named.emplace_back(node.name, node.offset);
  EXPECT_EQ(named, (std::vector<std::pair<std::string, int>>{{"ab", 2}, {"ef", 12}, {"cd", 7}}));
}

TEST(TransitionExpression, LimitsHoldAtTheirEdge) {
  EXPECT_EQ(refusal("1" + std::string(3999, ' ')), "taken");
  EXPECT_EQ(refusal("1" + std::string(4000, ' ')), "0: longer than 4000 bytes");
  EXPECT_EQ(refusal("1" + repeated("+1", 499)), "taken");
  EXPECT_EQ(refusal("1" + repeated("+1", 500)),
            "999: longer than 1000 parts: name some of them as quantities");
  const std::string deep = ": nested deeper than 64 levels";
  EXPECT_EQ(refusal(repeated("(", 64) + "1" + repeated(")", 64)), "taken");
  EXPECT_EQ(refusal(repeated("(", 65) + "1" + repeated(")", 65)), "65" + deep);
  EXPECT_EQ(refusal(repeated("(", 3999)), "65" + deep);
  EXPECT_LT(refusal(repeated("\x80", 3000)).size(), 100U);
  EXPECT_EQ(refusal(std::string(60, 'x')), "taken");
  EXPECT_EQ(refusal("1 + " + std::string(61, 'x')), "4: a name of 61 bytes is too long: at most 60");
  EXPECT_EQ(refusal(std::string(300, 'x') + "(1, 2)"), "0: a name of 300 bytes is too long: at most 60");
  EXPECT_EQ(refusal(repeated("-", 64) + "1"), "taken");
  EXPECT_EQ(refusal(repeated("-", 65) + "1"), "65" + deep);
  EXPECT_EQ(refusal(repeated("not ", 64) + "1"), "taken");
  EXPECT_EQ(refusal(repeated("not ", 65) + "1"), "259" + deep);
  EXPECT_EQ(refusal("2" + repeated("^1", 64)), "taken");
  EXPECT_EQ(refusal("2" + repeated("^1", 65)), "130" + deep);
  EXPECT_EQ(refusal(repeated("exp(", 64) + "1" + repeated(")", 64)), "taken");
  EXPECT_EQ(refusal(repeated("exp(", 65) + "1" + repeated(")", 65)), "260" + deep);
}

TEST(TransitionExpression, NamesAreNarrow) {
  for (const char* good : {"a", "_", "_1", "p_HD", "Age2", "if_", "exponent"})
    EXPECT_TRUE(is_name(good)) << good;
  for (const char* bad : {"", "1a", "a-b", "a b", "\xC3\xA4", "a.b", "a\n"})
    EXPECT_FALSE(is_name(bad)) << bad;
  EXPECT_TRUE(is_name(std::string(60, 'x')));
  EXPECT_FALSE(is_name(std::string(61, 'x')));
  for (const char* word : {"exp", "ln", "floor", "min", "max", "if", "and", "or", "not"})
    EXPECT_TRUE(is_reserved(word)) << word;
  for (const char* word : {"step", "age", "Exp", "log", ""}) EXPECT_FALSE(is_reserved(word)) << word;
}

}  // namespace rapport::transition_expression_test
