// Numbers as scenario and table files may write them: the grammar of JSON, nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rapport::scenario {

/// Either a value or, in `fault`, why there is none: "is not a number: ...".
struct ReadNumber {
  std::optional<double> value;
  std::string fault;
};

/// `beyond` tells a well-written whole number that 64 bits cannot hold.
struct ReadWhole {
  std::optional<std::int64_t> value;
  bool beyond = false;
  std::string fault;
};

/// "0.06", "-1.5e-3", "12". Not: "nan", ".inf", "1e400", "010", "1_000", "12:30", "yes", ".5", "+1".
/// "-0.0" is 0.
ReadNumber read_number(std::string_view text);

/// Digits only, with a sign.
ReadWhole read_whole(std::string_view text);

/// The shortest text that reads back as the very same number.
std::string number_text(double value);

}  // namespace rapport::scenario
