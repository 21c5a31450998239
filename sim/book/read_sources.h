// Reading equations, mentions, assumptions and references out of texts of this repository.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "book/book.h"

namespace rapport::book {

using ReadEquation = EquationOf<std::string>;
using ReadMention = MentionOf<std::string>;
using ReadSource = SourceOf<std::string>;

/// Comments of a header that open with a label and two spaces, `// AC-2  Taking a colleague ...`; each ends where
/// the next one begins or the comment ends.
std::vector<ReadEquation> equations_in(const std::string& file, std::string_view text);

/// "AC-2" and, in names of tests, "AC_2", one mention for each label and line.
std::vector<ReadMention> mentions_in(const std::string& file, std::string_view text);

/// Lines of a file that use what an equation declares: by its name in files of its module, qualified elsewhere.
std::vector<ReadMention> uses_in(const std::string& file, std::string_view text,
                                 const std::vector<ReadEquation>& equations);

/// The same in a file of tests, each with the test in whose body or opening comment it stands: "Suite.Name", or
/// the function of a Python file.
std::vector<ReadMention> test_mentions_in(const std::string& file, std::string_view text);

/// Bold labels and labels in headings of the model book: `**AC-2 Taking ...**`.
std::vector<ReadMention> statements_in(const std::string& file, std::string_view text);

/// `- **A-21** ...` of docs/assumptions.md.
std::vector<ReadSource> assumptions_in(const std::string& file, std::string_view text);

/// Entries of a BibTeX file: authors, year, title, where, and link or DOI in one line.
std::vector<ReadSource> references_in(const std::string& file, std::string_view text);

}  // namespace rapport::book
