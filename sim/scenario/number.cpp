// The grammar of numbers, and advice for what is none.
#include "scenario/number.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "scenario/place.h"

namespace rapport::scenario {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_from(std::string_view text, std::size_t i) {
  std::size_t end = i;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - i;
}

/// End of `-?(0|[1-9][0-9]*)`, or 0.
std::size_t whole_part(std::string_view text) {
  const std::size_t start = !text.empty() && text[0] == '-' ? 1 : 0;
  const std::size_t digits = digits_from(text, start);
  if (digits == 0 || (digits > 1 && text[start] == '0')) return 0;
  return start + digits;
}

bool is_json_number(std::string_view text) {
  std::size_t i = whole_part(text);
  if (i == 0) return false;
  if (i < text.size() && text[i] == '.') {
    const std::size_t digits = digits_from(text, i + 1);
    if (digits == 0) return false;
    i += 1 + digits;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    i += i + 1 < text.size() && (text[i + 1] == '-' || text[i + 1] == '+') ? 2 : 1;
    const std::size_t digits = digits_from(text, i);
    if (digits == 0) return false;
    i += digits;
  }
  return i == text.size();
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

std::string without(std::string_view text, std::string_view dropped) {
  std::string result;
  for (const char c : text) {
    if (dropped.find(c) == std::string_view::npos) result += c;
  }
  return result;
}

bool has_leading_zero(std::string_view text) {
  const std::size_t start = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  return text.size() > start + 1 && text[start] == '0' && is_digit(text[start + 1]);
}

bool is_not_finite(std::string_view text) {
  std::string word = lower(text);
  word.erase(0, word.find_first_not_of("+-."));
  return word == "nan" || word == "inf" || word == "infinity";
}

bool is_switch_word(std::string_view text) {
  const std::string word = lower(text);
  return word == "yes" || word == "no" || word == "on" || word == "off" || word == "true" || word == "false";
}

/// "1,5" but not "1,000".
bool is_decimal_comma(std::string_view text) {
  const std::size_t comma = text.find(',');
  return comma != std::string_view::npos && text.find(',', comma + 1) == std::string_view::npos &&
         text.size() - comma != 4;
}

std::string advice(std::string_view text) {
  if (is_not_finite(text)) return "it must be finite";
  if (is_switch_word(text)) return "write digits, 1 for yes and 0 for no where a flag is asked for";
  if (has_leading_zero(text)) return "write it without leading zeros";
  if (text.find(':') != std::string_view::npos) return "times are not numbers; write plain digits";
  if (is_decimal_comma(text)) return "write a point for decimals";
  const std::string joined = without(text, "_, '");
  if (joined != text && is_json_number(joined)) return fmt::format("write {} without separators", joined);
  if (text.find("0x") != std::string_view::npos) return "write it in decimal digits";
  return "write digits with a point, like 12 or 0.06";
}

std::string not_a_number(std::string_view text) {
  return fmt::format("{} is not a number: {}", shown(text), advice(text));
}

}  // namespace

ReadNumber read_number(std::string_view text) {
  if (!is_json_number(text)) return {std::nullopt, not_a_number(text)};
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return {std::nullopt, fmt::format("{} is further from 1 than a number can be here", shown(text))};
  }
  return {value == 0.0 ? 0.0 : value, ""};
}

ReadWhole read_whole(std::string_view text) {
  if (!is_json_number(text)) return {std::nullopt, false, not_a_number(text)};
  if (whole_part(text) != text.size()) {
    return {std::nullopt, false, fmt::format("{} is not a whole number: write digits only", shown(text))};
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) return {std::nullopt, true, ""};
  return {value, false, ""};
}

std::string number_text(double value) { return fmt::format("{}", value == 0.0 ? 0.0 : value); }

}  // namespace rapport::scenario
