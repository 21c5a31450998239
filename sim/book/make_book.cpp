// rapport-book ROOT OUT: reads the repository and writes book() as C++.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>

#include "book/read_sources.h"

namespace {

namespace fs = std::filesystem;
using namespace rapport::book;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Files below `folder` with one of these endings, from the root and in order.
std::vector<std::string> files_below(const fs::path& root, const std::string& folder,
                                     const std::set<std::string>& endings) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
    if (entry.is_regular_file() && endings.contains(entry.path().extension().string()))
      names.push_back(fs::relative(entry.path(), root).generic_string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

template <class Row>
void add(std::vector<Row>& all, std::vector<Row> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

struct Contents {
  std::vector<ReadEquation> equations;
  std::vector<ReadMention> code, tests, model;
  std::vector<ReadSource> assumptions, references;
};

/// Mentions of labels that no header states are words that happen to look like labels.
void keep_known(std::vector<ReadMention>& mentions, const Contents& book, bool drop_statements) {
  const auto is_other = [&](const ReadMention& mention) {
    bool known = false;
    for (const ReadEquation& equation : book.equations) {
      if (equation.label != mention.label) continue;
      known = true;
      const bool here =
          equation.place.file == mention.place.file && equation.place.line == mention.place.line;
      if (drop_statements && here) return true;
    }
    return !known;
  };
  mentions.erase(std::remove_if(mentions.begin(), mentions.end(), is_other), mentions.end());
}

Contents read_all(const fs::path& root) {
  Contents book;
  for (const std::string& name : files_below(root, "sim", {".h"}))
    add(book.equations, equations_in(name, read_file(root / name)));
  for (const std::string& name : files_below(root, "sim", {".h", ".cpp"})) {
    if (name.starts_with("sim/book/") || name.starts_with("sim/cli/"))
      continue;  // about the model, not of it
    const std::string text = read_file(root / name);
    add(book.code, mentions_in(name, text));
    add(book.code, uses_in(name, text, book.equations));
  }
  for (const std::string& name : files_below(root, "tests", {".h", ".cpp", ".py"})) {
    const bool about_labels = name.find("explain") != std::string::npos ||
                              name.find("book_test") != std::string::npos ||
                              name.find("labels_test") != std::string::npos;
    if (!about_labels) add(book.tests, test_mentions_in(name, read_file(root / name)));
  }
  book.model = statements_in("docs/model.md", read_file(root / "docs/model.md"));
  book.assumptions = assumptions_in("docs/assumptions.md", read_file(root / "docs/assumptions.md"));
  book.references = references_in("docs/references.bib", read_file(root / "docs/references.bib"));
  keep_known(book.code, book, true);
  keep_known(book.tests, book, false);
  keep_known(book.model, book, false);
  return book;
}

std::string quoted(const std::string& text) { return "R\"~~~(" + text + ")~~~\""; }

std::string written(const PlaceOf<std::string>& place) {
  return "{" + quoted(place.file) + ", " + std::to_string(place.line) + "}";
}
std::string written(const ReadEquation& row) {
  return quoted(row.label) + ", " + quoted(row.title) + ", " + quoted(row.text) + ", " +
         quoted(row.declares) + ", " + written(row.place);
}
std::string written(const ReadMention& row) {
  return quoted(row.label) + ", " + quoted(row.inside) + ", " + written(row.place);
}
std::string written(const ReadSource& row) {
  return quoted(row.key) + ", " + quoted(row.text) + ", " + written(row.place);
}

/// One array; an empty one would not be C++.
template <class Row>
std::string array(const char* type, const char* name, const std::vector<Row>& rows) {
  if (rows.empty()) throw std::runtime_error(std::string("found no ") + name);
  std::string text = std::string("constexpr ") + type + " " + name + "[] = {\n";
  for (const Row& row : rows) text += "    {" + written(row) + "},\n";
  return text + "};\n";
}

std::string as_source(const Contents& book) {
  return "// Written by rapport-book.\n#include \"book/book.h\"\n\nnamespace rapport::book {\n\nnamespace "
         "{\n\n" +
         array("Equation", "equations", book.equations) + array("Mention", "code", book.code) +
         array("Mention", "tests", book.tests) + array("Mention", "model", book.model) +
         array("Source", "assumptions", book.assumptions) + array("Source", "references", book.references) +
         "\n}  // namespace\n\nconst Book& book() {\n"
         "  static constexpr Book all{equations, code, tests, model, assumptions, references};\n"
         "  return all;\n}\n\n}  // namespace rapport::book\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: rapport-book ROOT OUT\n", stderr);
    return 2;
  }
  try {
    std::ofstream out(argv[2], std::ios::binary);
    out << as_source(read_all(argv[1]));
    out.close();
    if (!out) throw std::runtime_error(std::string("cannot write ") + argv[2]);
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "rapport-book: %s\n", fault.what());
    return 5;
  }
  return 0;
}
