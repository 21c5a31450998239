// Words and lines of sources, for whoever reads them and for whoever looks names up in what was read.
#pragma once

#include <string_view>
#include <vector>

namespace rapport::book {

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }

/// Lines without their ends; what follows the last end is a line unless it is empty.
std::vector<std::string_view> lines_of(std::string_view text);

/// Whether `text` has `word` between characters that are no letters, digits or `joints`: with "_-" AC-1 is not in
/// AC-12 or X-AC-1.
bool has_word(std::string_view text, std::string_view word, std::string_view joints);

/// "access" of "sim/process/access.h".
std::string_view module_of(std::string_view file);

}  // namespace rapport::book
