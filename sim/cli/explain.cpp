// `rapport explain`: from any name to its equation, numbers, sources, code and tests.
#include "cli/explain.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/explain_lists.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "scenario/suggest.h"

namespace rapport::cli {

namespace {

std::string as_text(const Page& page) {
  std::string text = page.title + "\n";
  for (const Section& section : page.sections) {
    text += "\n";
    if (!section.heading.empty()) text += section.heading + "\n";
    for (const std::string& line : section.lines) text += (section.heading.empty() ? "" : "  ") + line + "\n";
  }
  return text;
}

nlohmann::ordered_json as_json(const Page& page) {
  nlohmann::ordered_json sections = nlohmann::ordered_json::array();
  for (const Section& section : page.sections)
    sections.push_back({{"heading", section.heading}, {"lines", section.lines}});
  return {{"kind", page.kind}, {"name", page.name}, {"title", page.title}, {"sections", sections}};
}

ExitCode unknown(const std::string& name) {
  note(
      "rapport: nothing is called '{}'.{} Known are labels of equations (AC-2), assumptions (A-21), keys of "
      "references, and names of parameters, columns, outcomes, processes, mechanisms and counters.\n",
      printable(name.substr(0, 60), false),
      scenario::did_you_mean(scenario::nearest(name, names_explained())));
  return ExitCode::usage;
}

}  // namespace

ExitCode explain(const ExplainOptions& options) {
  if (const std::optional<nlohmann::ordered_json> rows = rows_of_list(options.name)) {
    print("{}", options.json ? rows->dump(2) + "\n" : text_of_list(options.name));
    return ExitCode::ok;
  }
  const std::vector<Page> pages = pages_of(options.name);
  if (pages.empty()) return unknown(options.name);
  if (options.json) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const Page& page : pages) all.push_back(as_json(page));
    print("{}\n", all.dump(2));
    return ExitCode::ok;
  }
  std::string text;
  for (const Page& page : pages) {
    if (!text.empty()) text += "\n----\n\n";
    text += as_text(page);
  }
  print("{}", text);
  return ExitCode::ok;
}

}  // namespace rapport::cli
