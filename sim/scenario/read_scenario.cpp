// From a path to a checked scenario: layers, binding, tables, hash.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "scenario/binder.h"
#include "scenario/canonical.h"
#include "scenario/layers.h"
#include "scenario/ordered_faults.h"
#include "scenario/read_tables.h"
#include "scenario/scenario.h"
#include "scenario/text_check.h"

namespace rapport {

namespace scenario {
namespace {

/// The bytes of a table; nothing after a fault, which is reported where the table is named.
std::optional<TableFile> table_file(const NamedTable& named, Diagnostics& faults) {
  std::string why;
  const std::string folder = named.place.source ? named.place.source->folder : "";
  const auto path = path_inside(folder, named.path, why);
  if (!path) {
    report(faults, named.place, fmt::format("tables.{}: {}", named.key, why));
    return std::nullopt;
  }
  auto bytes = read_bytes(*path, kMostCsvBytes, why);
  if (bytes) return TableFile{named.key, *path, std::move(*bytes)};
  report(faults, named.place, fmt::format("tables.{}: {} {}", named.key, shown(named.path), why));
  return std::nullopt;
}

std::vector<TableFile> table_files(const Draft& draft, Diagnostics& faults) {
  std::vector<TableFile> files;
  for (const TableKey& key : table_keys()) {
    const auto named = std::find_if(draft.tables.begin(), draft.tables.end(),
                                    [&](const NamedTable& table) { return table.key == key.key; });
    if (named == draft.tables.end()) continue;
    auto file = table_file(*named, faults);
    if (file) files.push_back(std::move(*file));
  }
  return files;
}

void report_missing(const YamlNode& top, const YamlNode& root, Diagnostics& faults) {
  if (root.find("payment") == nullptr) {
    report(faults, root.place,
           "payment is missing: how is care paid for before any change? A list of terms.");
  } else if (top.find("payment") == nullptr) {
    report(faults, top.place, "payment is missing: nothing says how care is paid for.");
  }
  const YamlNode* tables = top.find("tables");
  if (tables == nullptr) {
    report(faults, top.place, "tables is missing: name the CSV files here, or extend a scenario that does.");
    return;
  }
  for (const TableKey& key : table_keys()) {
    const bool is_named = tables->find(key.key) != nullptr;
    if (is_named || !key.required || tables->kind != NodeKind::map) continue;
    report(faults, tables->place,
           fmt::format("tables.{} is missing: the path of a CSV file.\n  {}", key.key, key.about));
  }
}

/// The population of the warm-up is that of the policy: only what people and practices meet changes.
void copy_population(const ModelParams& from, ModelParams& to) {
  for (const ParamEntry& entry : parameter_entries()) {
    if (entry.module == "population") set_parameter(to, entry, parameter(from, entry));
  }
}

void fill(Scenario& scenario, const Draft& root, const Draft& top) {
  scenario.title = top.title;
  scenario.question = top.question;
  scenario.time = top.time;
  scenario.population = top.population;
  scenario.seed = top.seed;
  scenario.replicates = top.replicates;
  scenario.params = top.params;
  scenario.contract = top.contract;
  scenario.base_params = root.params;
  scenario.base_contract = root.contract;
  copy_population(scenario.params, scenario.base_params);
}

std::string name_of_file(const std::string& path) {
  const std::filesystem::path file(path);
  const std::string ending = file.extension().string();
  return ending == ".yaml" || ending == ".yml" ? file.stem().string() : file.filename().string();
}

Scenario read_collecting(const std::string& path, const std::vector<std::string>& overrides,
                         Diagnostics& faults) {
  Scenario scenario;
  scenario.path = path;
  scenario.name = name_of_file(path);
  if (!value_fault(scenario.name, false).empty()) {
    faults.push_back({path, 0, 0,
                      "the name of this file holds a line break, an invisible character or bytes that are "
                      "not UTF-8; rename it"});
  }
  const Layers layers = read_layers(path, overrides, faults);
  scenario.inputs = layers.paths;
  if (layers.trees.empty()) return scenario;
  std::vector<Draft> drafts;
  for (const YamlNode& tree : layers.trees) drafts.push_back(bind(tree, faults));
  if (layers.complete) report_missing(layers.trees.back(), layers.trees.front(), faults);
  fill(scenario, drafts.front(), drafts.back());
  add_tables(scenario, table_files(drafts.back(), faults), faults);
  for (const TableFile& table : scenario.table_files) scenario.inputs.push_back(table.path);
  return scenario;
}

}  // namespace
}  // namespace scenario

Scenario read_scenario(const std::string& path, const std::vector<std::string>& overrides,
                       Diagnostics& diagnostics) {
  Diagnostics faults;
  Scenario scenario = scenario::read_collecting(path, overrides, faults);
  scenario::add_in_order(faults, diagnostics);
  return scenario;
}

}  // namespace rapport
