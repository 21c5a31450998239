// From a file to a model that is compiled, checked and hashed.
#include "scenario/own_model.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "base/digest.h"
#include "scenario/bind_value.h"
#include "scenario/layers.h"
#include "scenario/number.h"
#include "scenario/ordered_faults.h"
#include "scenario/own_model_keys.h"
#include "scenario/own_model_parts.h"
#include "scenario/suggest.h"

namespace rapport {

namespace scenario {
namespace {

constexpr std::size_t kMostModelTitle = 200;
constexpr std::size_t kMostModelQuestion = 4000;

struct Section {
  std::string_view key;
  void (*bind)(const YamlNode&, ModelBinder&);
};

void bind_mechanisms_none(const YamlNode& node, ModelBinder& binder) {
  if (node.kind == NodeKind::scalar && node.text == "none") return;
  report(binder.faults, node.place,
         "mechanisms must be none where states are given: nothing but the file's own rules moves people");
}

void bind_title(const YamlNode& node, ModelBinder& binder) {
  bind_text(node, "title", kMostModelTitle, false, binder.own.title, binder.faults);
}

void bind_question(const YamlNode& node, ModelBinder& binder) {
  bind_text(node, "question", kMostModelQuestion, true, binder.own.question, binder.faults);
}

void bind_people(const YamlNode& node, ModelBinder& binder) {
  const Wording wording{"people", "people", "People that `run` follows through every strategy.", "100000",
                        ""};
  bind_whole(node, wording, 1, transition::kMostPeople, binder.model().people, binder.faults);
}

void bind_seed(const YamlNode& node, ModelBinder& binder) {
  const Wording wording{"seed", "", "Seed of all luck.", "1", ""};
  bind_whole(node, wording, 0, std::numeric_limits<std::int64_t>::max(), binder.model().seed, binder.faults);
}

void bind_all_quantities(const YamlNode& node, ModelBinder& binder) {
  bind_quantities(node, "quantities", binder.model().quantities, binder);
}

/// In the order of binding: what is named comes before what names it.
constexpr Section kSections[] = {{"title", bind_title},
                                 {"question", bind_question},
                                 {"mechanisms", bind_mechanisms_none},
                                 {"time", bind_time},
                                 {"people", bind_people},
                                 {"seed", bind_seed},
                                 {"states", bind_states},
                                 {"tables", bind_tables},
                                 {"quantities", bind_all_quantities},
                                 {"covariates", bind_covariates},
                                 {"start", bind_start},
                                 {"competing", bind_competing},
                                 {"transitions", bind_transitions},
                                 {"payoffs", bind_payoffs},
                                 {"compare", bind_compare},
                                 {"strategies", bind_strategies}};

void bind_sections(const YamlNode& tree, ModelBinder& binder) {
  check_keys(tree, "", own_keys_of(""), binder.faults);
  for (const Section& section : kSections) {
    const YamlNode* node = tree.find(section.key);
    if (node != nullptr && node->kind != NodeKind::broken) section.bind(*node, binder);
  }
  for (const std::string& key : required_own_keys(""))
    if (tree.find(key) == nullptr) report(binder.faults, tree.place, fmt::format("{} is missing", key));
  if (binder.model().strategies.empty()) binder.model().strategies.push_back({"base", {}});
}

/// Two things of one name would leave it open which is meant.
void check_names(const YamlNode& tree, ModelBinder& binder) {
  const std::vector<std::string> built_in = transition::known_names({});
  std::set<std::string> seen(built_in.begin(), built_in.end());
  const YamlNode* quantities = tree.find("quantities");
  const YamlNode* age = quantities == nullptr ? nullptr : quantities->find("age");
  if (age != nullptr)
    report(binder.faults, age->place,
           "age grows with the years and therefore stands under covariates: the age at step 0");
  for (const std::string_view section : {"quantities", "covariates", "tables"}) {
    const YamlNode* node = tree.find(section);
    if (node == nullptr) continue;
    for (const YamlKey& key : node->keys) {
      const bool is_new = seen.insert(key.text).second;
      if (!is_new)
        report(binder.faults, key.place,
               fmt::format("two things are called {}: quantities, covariates, tables and the model's own "
                           "words share their names; rename one",
                           shown(key.text)));
    }
  }
}

/// What leads to the numbers, in the order of the file, on lines of its own.
void write_tree(const YamlNode& node, int depth, std::string& text) {
  const std::string indent(static_cast<std::size_t>(depth), ' ');
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const bool is_map = node.kind == NodeKind::map;
    if (depth == 0 && (node.keys[i].text == "title" || node.keys[i].text == "question")) continue;
    text += indent + (is_map ? node.keys[i].text : "-") + ": " + node.items[i].text + '\n';
    write_tree(node.items[i], depth + 1, text);
  }
}

std::string hash_of(const YamlNode& tree, const ModelBinder& binder) {
  std::string text;
  write_tree(tree, 0, text);
  return digest128(text + binder.table_text);
}

void report_compiled(const std::shared_ptr<const Source>& source, ModelBinder& binder) {
  const std::vector<std::string> names = transition::known_names(binder.model());
  for (const transition::ModelFault& fault : binder.own.compiled.faults) {
    const Place place = fault.place >= 0 ? binder.place_of(fault.place, fault.offset) : Place{source, 0, 0};
    const std::string hint = fault.unknown.empty() ? "" : did_you_mean(nearest(fault.unknown, names));
    report(binder.faults, place, fault.message + "." + hint);
  }
}

void bind_tree(const YamlNode& tree, OwnModel& own, Diagnostics& faults) {
  ModelBinder binder{own, faults, {}, {}, false, ""};
  bind_sections(tree, binder);
  check_names(tree, binder);
  own.hash = hash_of(tree, binder);
  if (!faults.empty()) return;
  own.compiled = transition::compile(own.model);
  report_compiled(tree.place.source, binder);
}

}  // namespace
}  // namespace scenario

bool is_own_model(const std::string& path) {
  Diagnostics unheard;
  const scenario::Layers layers = scenario::read_layers(path, {}, unheard);
  return !layers.trees.empty() && layers.trees.back().find("states") != nullptr;
}

bool is_other_scenario(const std::string& path) {
  Diagnostics unheard;
  const scenario::Layers layers = scenario::read_layers(path, {}, unheard);
  if (layers.trees.empty() || !layers.complete) return false;
  const scenario::YamlNode& tree = layers.trees.back();
  return tree.find("states") == nullptr && tree.find("start") == nullptr &&
         tree.find("transitions") == nullptr;
}

OwnModel read_own_model(const std::string& path, const std::vector<std::string>& overrides,
                        Diagnostics& diagnostics) {
  OwnModel own;
  own.path = path;
  own.name = std::filesystem::path(path).stem().string();
  Diagnostics faults;
  const scenario::Layers layers = scenario::read_layers(path, overrides, faults);
  own.inputs = layers.paths;
  if (!layers.trees.empty()) scenario::bind_tree(layers.trees.back(), own, faults);
  scenario::add_in_order(faults, diagnostics);
  return own;
}

OwnModel read_own_model_text(const std::string& text, Diagnostics& diagnostics) {
  OwnModel own;
  own.name = own.path = "text";
  const auto source = std::make_shared<const scenario::Source>(scenario::Source{"text", "."});
  Diagnostics faults;
  scenario::YamlNode tree = scenario::parse_yaml(text, source, faults);
  if (tree.kind != scenario::NodeKind::map) {
    if (faults.empty()) faults.push_back({"text", 0, 0, "no map of keys"});
    scenario::add_in_order(faults, diagnostics);
    return own;
  }
  // As read_layers has it, but for a schema that may be left out: nulls and keys without a value are refused.
  scenario::YamlNode none;
  none.kind = scenario::NodeKind::map;
  if (tree.find("schema") != nullptr) scenario::check_schema(tree, faults);
  tree = scenario::merge(none, tree, faults);
  scenario::remove_key(tree, "schema");
  scenario::bind_tree(tree, own, faults);
  scenario::add_in_order(faults, diagnostics);
  return own;
}

}  // namespace rapport
