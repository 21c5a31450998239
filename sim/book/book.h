// What the sources say of themselves, carried in the program: equations, who names them, assumptions, references.
#pragma once

#include <span>
#include <string_view>

namespace rapport::book {

/// A place in the repository. Lines count from 1.
template <class Text>
struct PlaceOf {
  Text file;  ///< from the root, "sim/process/access.h"
  int line = 0;
};

/// An equation as its header states it. `text` is the comment below the title, line by line as written.
template <class Text>
struct EquationOf {
  Text label;  ///< "AC-2"
  Text title;
  Text text;
  Text declares;  ///< function or struct that follows at once, "" without one
  PlaceOf<Text> place;
};

/// A line that names an equation; `inside` is the test in which it stands, "" outside of tests.
template <class Text>
struct MentionOf {
  Text label;
  Text inside;
  PlaceOf<Text> place;
};

/// A numbered assumption ("A-21") or an entry of the bibliography ("Shumer2025").
template <class Text>
struct SourceOf {
  Text key;
  Text text;
  PlaceOf<Text> place;
};

using Place = PlaceOf<std::string_view>;
using Equation = EquationOf<std::string_view>;
using Mention = MentionOf<std::string_view>;
using Source = SourceOf<std::string_view>;

/// All in the order of files and lines.
struct Book {
  std::span<const Equation> equations;
  std::span<const Mention> code;  ///< of sim/, declarations left out
  std::span<const Mention> tests;
  std::span<const Mention> model;  ///< where docs/model.md states it
  std::span<const Source> assumptions;
  std::span<const Source> references;
};

/// Written by rapport-book when the program is built.
const Book& book();

}  // namespace rapport::book
