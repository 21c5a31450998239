// A tree bound to what a scenario can say: every key is known, every number in its bounds, all faults at
// once.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/params.h"
#include "payment/contract.h"
#include "scenario/scenario.h"
#include "scenario/yaml_document.h"

namespace rapport::scenario {

struct TableKey {
  std::string_view key;
  bool required;
  std::string_view about;
  /// Of people who are given instead of drawn. The canonical text has no line of such a table where none is named,
  /// so that hashes from before there were such tables stay; the reference run, which draws its people, leaves it out.
  bool of_people = false;
};

/// In the order in which tables are read.
std::span<const TableKey> table_keys();

/// A table as the scenario names it; the path is relative to the folder of `place`.
struct NamedTable {
  std::string key;
  std::string path;
  Place place;
};

/// What one tree says; the rest are defaults.
struct Draft {
  std::string title;
  std::string question;
  std::int64_t seed = Scenario{}.seed;
  std::int64_t replicates = Scenario{}.replicates;
  TimeSpec time;
  PopulationSpec population;
  ModelParams params{};
  Contract contract;
  bool has_payment = false;
  std::vector<NamedTable> tables;
  std::vector<std::string> mechanisms_off;  ///< whatever else is said, their parameters are neutral
};

Draft bind(const YamlNode& tree, Diagnostics& faults);

}  // namespace rapport::scenario
