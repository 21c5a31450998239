// Pages of `rapport explain`: each is built from declarations and from the book of the sources, and from nothing
// else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rapport::cli {

struct Section {
  std::string heading;
  std::vector<std::string> lines;
};

struct Page {
  std::string kind;   ///< "equation", "parameter", ...
  std::string name;   ///< what finds it
  std::string title;  ///< one line
  std::vector<Section> sections;
};

/// Every page that a name finds, first the equation; none when nothing has that name. Names: "AC-2", "A-21",
/// "Shumer2025", "access.patience_days" or "patience_days", "patients.agenda" or "agenda", and the names of
/// outcomes, processes, mechanisms and counters.
std::vector<Page> pages_of(std::string_view name);

/// Every name that finds a page, for suggestions.
std::vector<std::string> names_explained();

}  // namespace rapport::cli
