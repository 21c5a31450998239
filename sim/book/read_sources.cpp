// Line by line; nothing here understands C++.
#include "book/read_sources.h"

#include <algorithm>

#include "book/text.h"

namespace rapport::book {

namespace {

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// Letters of a label at the start of `text`, two and a number after `joint`: "AC-2"; "" when there is none.
std::string_view label_at(std::string_view text, char joint) {
  if (text.size() < 4 || !is_upper(text[0]) || !is_upper(text[1]) || text[2] != joint) return "";
  std::size_t end = 3;
  while (end < text.size() && is_digit(text[end])) ++end;
  const bool counted = end > 3 && text[3] != '0';
  const bool ends = end == text.size() || (!is_letter(text[end]) && text[end] != '-');
  return counted && ends ? text.substr(0, end) : "";
}

/// Labels that a line names, each once.
std::vector<std::string> labels_in(std::string_view line) {
  std::vector<std::string> labels;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char before = at == 0 ? ' ' : line[at - 1];
    if (is_letter(before) || is_digit(before) || before == '-') continue;
    for (const char joint : {'-', '_'}) {
      std::string label(label_at(line.substr(at), joint));
      if (label.empty() || (joint == '-' && before == '_')) continue;
      label[2] = '-';
      if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(label);
    }
  }
  return labels;
}

/// What a line of a plain comment says, without its slashes; nothing for code and for `///`.
bool read_comment(std::string_view line, std::string_view& said) {
  const std::string_view text = trimmed(line);
  if (!text.starts_with("//") || text.starts_with("///")) return false;
  said = text.substr(2);
  if (said.starts_with(' ')) said.remove_prefix(1);
  return true;
}

/// The label that opens an equation: followed by two spaces and a title.
std::string_view opening(std::string_view said) {
  const std::string_view label = label_at(said, '-');
  return said.substr(label.size()).starts_with("  ") ? label : "";
}

/// The function or struct that a line of code declares: the word before the first bracket.
std::string declared_in(std::string_view line) {
  line = line.substr(0, std::min(line.find('('), line.find('{')));
  line = trimmed(line);
  const std::size_t word = line.find_last_of(" *&");
  const std::string name(word == std::string_view::npos ? line : line.substr(word + 1));
  const bool is_name = !name.empty() && (is_letter(name.front()) || name.front() == '_');
  return is_name && name.back() != ';' ? name : "";
}

void drop_blank_ends(std::string& text) {
  while (!text.empty() && text.front() == '\n') text.erase(0, 1);
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
}

int number(std::size_t line) { return static_cast<int>(line) + 1; }

}  // namespace

std::vector<ReadEquation> equations_in(const std::string& file, std::string_view text) {
  std::vector<ReadEquation> found;
  bool open = false;
  const std::vector<std::string_view> lines = lines_of(text);
  for (std::size_t k = 0; k < lines.size(); ++k) {
    std::string_view said;
    const bool comment = read_comment(lines[k], said);
    const std::string_view label = comment ? opening(said) : "";
    if (!label.empty()) {
      found.push_back(
          {std::string(label), std::string(trimmed(said.substr(label.size()))), "", "", {file, number(k)}});
    } else if (comment && open) {
      found.back().text += std::string(said) + "\n";
    } else if (open) {
      found.back().declares = declared_in(lines[k]);
    }
    open = comment && (open || !label.empty());
  }
  for (ReadEquation& equation : found) drop_blank_ends(equation.text);
  return found;
}

std::vector<ReadMention> mentions_in(const std::string& file, std::string_view text) {
  std::vector<ReadMention> found;
  const std::vector<std::string_view> lines = lines_of(text);
  for (std::size_t k = 0; k < lines.size(); ++k) {
    for (std::string& label : labels_in(lines[k])) found.push_back({std::move(label), "", {file, number(k)}});
  }
  return found;
}

std::vector<ReadMention> uses_in(const std::string& file, std::string_view text,
                                 const std::vector<ReadEquation>& equations) {
  std::vector<ReadMention> found;
  const std::vector<std::string_view> lines = lines_of(text);
  for (const ReadEquation& equation : equations) {
    if (equation.declares.empty() || equation.declares == "Params") continue;
    const std::string_view module = module_of(equation.place.file);
    const bool own = module == module_of(file);
    const std::string word = (own ? "" : std::string(module) + "::") + equation.declares;
    for (std::size_t k = 0; k < lines.size(); ++k) {
      if (file != equation.place.file && has_word(lines[k], word, "_"))
        found.push_back({equation.label, "", {file, number(k)}});
    }
  }
  return found;
}

namespace {

/// Name of the test that a line opens, "" when it opens none. What does not fit on the line is on the next one.
std::string test_opened(std::string_view line, std::string_view next) {
  for (const std::string_view macro : {"TEST(", "TEST_P(", "TEST_F(", "RC_GTEST_PROP("}) {
    if (!line.starts_with(macro)) continue;
    std::string inside(line.substr(macro.size()));
    if (inside.find(')') == std::string::npos) inside += next;
    inside.resize(std::min({inside.find(')'), inside.find('"'), inside.size()}));
    std::string name;
    for (const char c : inside) {
      if (c == ',') name += '.';
      if (is_letter(c) || is_digit(c) || c == '_') name += c;
    }
    while (!name.empty() && name.back() == '.') name.pop_back();
    return name;
  }
  if (!line.starts_with("def test_")) return "";
  return std::string(line.substr(4, line.find('(') - 4));
}

}  // namespace

std::vector<ReadMention> test_mentions_in(const std::string& file, std::string_view text) {
  std::vector<ReadMention> found;
  std::string inside;
  std::size_t waiting = 0;  // mentions of the comment just above
  const std::vector<std::string_view> lines = lines_of(text);
  for (std::size_t k = 0; k < lines.size(); ++k) {
    const std::string opened = test_opened(lines[k], k + 1 < lines.size() ? lines[k + 1] : "");
    if (!opened.empty()) inside = opened;
    for (std::size_t w = found.size() - waiting; !opened.empty() && w < found.size(); ++w)
      found[w].inside = opened;
    const bool comment = lines[k].starts_with("//") || lines[k].starts_with('#');
    if (!comment) waiting = 0;
    for (std::string& label : labels_in(lines[k])) {
      found.push_back({std::move(label), inside, {file, number(k)}});
      waiting += comment ? 1 : 0;
    }
    if (lines[k].starts_with('}')) inside.clear();
  }
  return found;
}

std::vector<ReadMention> statements_in(const std::string& file, std::string_view text) {
  std::vector<ReadMention> found;
  const std::vector<std::string_view> lines = lines_of(text);
  for (std::size_t k = 0; k < lines.size(); ++k) {
    const std::string_view line = lines[k];
    for (std::size_t at = line.find("**"); at < line.size(); at = line.find("**", at + 2)) {
      const std::string_view label = label_at(line.substr(at + 2), '-');
      if (!label.empty()) found.push_back({std::string(label), "", {file, number(k)}});
    }
    if (!line.starts_with('#')) continue;
    for (std::string& label : labels_in(line)) found.push_back({std::move(label), "", {file, number(k)}});
  }
  return found;
}

std::vector<ReadSource> assumptions_in(const std::string& file, std::string_view text) {
  std::vector<ReadSource> found;
  const std::vector<std::string_view> lines = lines_of(text);
  for (std::size_t k = 0; k < lines.size(); ++k) {
    if (!lines[k].starts_with("- **A-")) continue;
    const std::string_view rest = lines[k].substr(4);
    const std::size_t end = std::min(rest.find("**"), rest.size());
    found.push_back({std::string(rest.substr(0, end)),
                     std::string(trimmed(rest.substr(std::min(end + 2, rest.size())))),
                     {file, number(k)}});
  }
  return found;
}

namespace {

/// The value of `field` in the lines of one entry, without braces; "" when it has none.
std::string field_of(const std::vector<std::string_view>& entry, std::string_view field) {
  for (const std::string_view line : entry) {
    const std::string_view text = trimmed(line);
    const std::size_t sign = text.find('=');
    if (sign == std::string_view::npos || trimmed(text.substr(0, sign)) != field) continue;
    std::string value;
    for (const char c : trimmed(text.substr(sign + 1))) {
      if (c != '{' && c != '}' && c != '\\') value += c;
    }
    if (!value.empty() && value.back() == ',') value.pop_back();
    return value;
  }
  return "";
}

std::string in_one_line(const std::vector<std::string_view>& entry) {
  std::string text;
  for (const char* field : {"author", "year", "title", "journal", "volume", "pages", "howpublished",
                            "institution", "publisher", "note", "doi", "url"}) {
    const std::string value = field_of(entry, field);
    if (value.empty()) continue;
    text += (text.empty() ? "" : ". ") + value;
  }
  return text;
}

}  // namespace

std::vector<ReadSource> references_in(const std::string& file, std::string_view text) {
  std::vector<ReadSource> found;
  const std::vector<std::string_view> lines = lines_of(text);
  for (std::size_t k = 0; k < lines.size(); ++k) {
    const std::size_t brace = lines[k].find('{');
    if (!lines[k].starts_with('@') || brace == std::string_view::npos) continue;
    std::vector<std::string_view> entry;
    for (std::size_t row = k + 1; row < lines.size() && !lines[row].starts_with('}'); ++row)
      entry.push_back(lines[row]);
    const std::string_view key = lines[k].substr(brace + 1);
    found.push_back({std::string(key.substr(0, key.find(','))), in_one_line(entry), {file, number(k)}});
  }
  return found;
}

}  // namespace rapport::book
