// Rows from declarations and from the book of the sources.
#include "cli/explain_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/explain_parts.h"
#include "engine/headline.h"
#include "engine/mechanisms.h"

namespace rapport::cli {

namespace {

using Json = nlohmann::ordered_json;

Json schedule_rows() {
  Json rows = Json::array();
  for (const Process& process : schedule()) {
    rows.push_back({{"name", process.name},
                    {"equations", process.equations},
                    {"scope", process.scope == Scope::tile ? "tile" : "market"},
                    {"reads", column_names(process.reads)},
                    {"writes", column_names(process.writes)}});
  }
  return rows;
}

Json mechanism_rows() {
  Json rows = Json::array();
  for (const Mechanism& mechanism : mechanisms()) {
    Json off = Json::object();
    for (const NeutralValue& neutral : neutral_values()) {
      if (neutral.mechanism == mechanism.name)
        off[fmt::format("{}.{}", neutral.module, neutral.parameter)] = neutral.value;
    }
    rows.push_back({{"name", mechanism.name},
                    {"about", mechanism.about},
                    {"equations", labels_of(closed_by(mechanism.name))},
                    {"off", off}});
  }
  return rows;
}

Json equation_rows() {
  Json rows = Json::array();
  for (const book::Equation& equation : book::book().equations)
    rows.push_back({{"name", equation.label}, {"title", equation.title}, {"place", written(equation.place)}});
  return rows;
}

Json outcome_rows() {
  Json rows = Json::array();
  for (std::size_t k = 0; k < kOutcomes.size(); ++k) {
    const OutcomeSpec& spec = kOutcomes[k];
    const auto place = std::find(kHeadline.begin(), kHeadline.end(), static_cast<Outcome>(k));
    const auto headline = place == kHeadline.end() ? 0 : place - kHeadline.begin() + 1;
    rows.push_back({{"name", spec.name},
                    {"label", spec.label},
                    {"unit", spec.unit},
                    {"numerator", spec.numerator},
                    {"denominator", spec.denominator},
                    {"scale", spec.scale},
                    {"by_stratum", spec.by_stratum},
                    {"headline", headline},
                    {"about", spec.about}});
  }
  return rows;
}

/// "uint8" of "std::uint8_t".
std::string short_type(std::string_view type) {
  if (type.starts_with("std::")) type.remove_prefix(5);
  if (type.ends_with("_t")) type.remove_suffix(2);
  return std::string(type);
}

Json column_rows() {
  Json rows = Json::array();
  for (const Declared& column : declared_columns()) {
    rows.push_back({{"name", column.name},
                    {"type", short_type(column.kind)},
                    {"unit", column.unit},
                    {"writer", column.writer},
                    {"about", column.about}});
  }
  return rows;
}

struct List {
  std::string name;
  Json (*rows)();
};

const std::vector<List>& lists() {
  static const std::vector<List> kLists{{"schedule", schedule_rows},
                                        {"mechanisms", mechanism_rows},
                                        {"equations", equation_rows},
                                        {"outcomes", outcome_rows},
                                        {"columns", column_rows}};
  return kLists;
}

/// A value of a row in one line.
std::string said(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  return fmt::format("{}", fmt::join(value.get<std::vector<std::string>>(), ", "));
}

}  // namespace

const std::vector<std::string>& names_of_lists() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const List& list : lists()) names.push_back(list.name);
    return names;
  }();
  return kNames;
}

std::optional<Json> rows_of_list(std::string_view name) {
  for (const List& list : lists()) {
    if (list.name == name) return list.rows();
  }
  return std::nullopt;
}

std::string text_of_list(std::string_view name) {
  std::string text;
  const std::optional<Json> rows = rows_of_list(name);
  for (std::size_t k = 0; rows && k < rows->size(); ++k) {
    text += fmt::format("{}. {}\n", k + 1, (*rows)[k]["name"].get<std::string>());
    for (const auto& [key, value] : (*rows)[k].items()) {
      if (key != "name" && !said(value).empty()) text += fmt::format("   {:<11} {}\n", key, said(value));
    }
  }
  return text;
}

}  // namespace rapport::cli
