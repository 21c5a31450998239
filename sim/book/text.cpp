// Nothing here understands a language.
#include "book/text.h"

#include <algorithm>

namespace rapport::book {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool has_word(std::string_view text, std::string_view word, std::string_view joints) {
  const auto is_part = [&](char c) {
    return is_letter(c) || is_digit(c) || joints.find(c) != std::string_view::npos;
  };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

std::string_view module_of(std::string_view file) {
  file.remove_prefix(std::min(file.rfind('/') + 1, file.size()));
  return file.substr(0, file.find('.'));
}

}  // namespace rapport::book
