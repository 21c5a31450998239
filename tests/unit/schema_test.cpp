// The published JSON Schema under a second validator (tests/cli/test_cli_schema.py has the first): both must refuse
// and accept the same files.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "scenario/number.h"
#include "scenario/write_schema.h"
#include "scenario/yaml_document.h"

namespace rapport {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using scenario::NodeKind;
using scenario::YamlNode;

const fs::path kBad = fs::path(RAPPORT_SOURCE_DIR) / "tests" / "bad_scenarios";

json scalar_json(const YamlNode& node) {
  if (node.quoted) return node.text;
  if (node.text == "true" || node.text == "false") return node.text == "true";
  const auto whole = scenario::read_whole(node.text);
  if (whole.value) return *whole.value;
  const auto number = scenario::read_number(node.text);
  return number.value ? json(*number.value) : json(node.text);
}

json json_of(const YamlNode& node) {
  if (node.kind == NodeKind::scalar) return scalar_json(node);
  if (node.kind == NodeKind::empty || node.kind == NodeKind::null) return nullptr;
  json made = node.kind == NodeKind::list ? json::array() : json::object();
  for (std::size_t i = 0; i < node.items.size(); ++i)
    node.kind == NodeKind::list ? made.push_back(json_of(node.items[i]))
                                : void(made[node.keys[i].text] = json_of(node.items[i]));
  return made;
}

/// False, too, for what is no YAML of a scenario at all.
bool is_accepted(const fs::path& path) {
  static const json text = json::parse(scenario_schema());
  static const valijson::Schema& schema = []() -> const valijson::Schema& {
    static valijson::Schema parsed;
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(text), parsed);
    return parsed;
  }();
  Diagnostics faults;
  const YamlNode tree = scenario::read_yaml(path.string(), faults);
  if (!faults.empty() || tree.kind == NodeKind::broken) return false;
  const json document = json_of(tree);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  return validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
}

std::set<std::string> beyond_the_schema() {
  std::set<std::string> names;
  std::ifstream file(kBad / "beyond_the_schema.txt");
  for (std::string line; std::getline(file, line);)
    if (!line.empty() && line.front() != '#') names.insert(line.substr(0, line.find(':')));
  return names;
}

TEST(Schema, AcceptsTheLibrary) {
  int count = 0;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(fs::path(RAPPORT_SOURCE_DIR) / "scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    EXPECT_TRUE(is_accepted(entry.path())) << entry.path();
    ++count;
  }
  EXPECT_GE(count, 5);
}

TEST(Schema, RefusesBadFilesAsFarAsASchemaCan) {
  const std::set<std::string> beyond = beyond_the_schema();
  for (const fs::directory_entry& entry : fs::directory_iterator(kBad)) {
    if (entry.path().extension() != ".yaml") continue;
    const std::string name = entry.path().filename().string();
    EXPECT_EQ(is_accepted(entry.path()), beyond.contains(name)) << name;
  }
}

}  // namespace
}  // namespace rapport
