// A scenario file, the files it extends and the overrides of the command line, as trees laid over each other.
#pragma once

#include <string>
#include <vector>

#include "scenario/yaml_document.h"

namespace rapport::scenario {

inline constexpr std::size_t kMostFiles = 8;  ///< in one chain of `extends`

/// `over` laid on `under`: maps merge key by key, lists and scalars replace, null deletes. Every value
/// keeps the place where it was written. Reports a null that finds nothing to delete.
YamlNode merge(const YamlNode& under, const YamlNode& over, Diagnostics& faults);

/// Takes a key out of a map that has it.
void remove_key(YamlNode& map, std::string_view key);
/// `schema: 1`, first: without it a text file of any kind would pass for an empty scenario.
void check_schema(const YamlNode& tree, Diagnostics& faults);

/// `trees.front()` is the file at the root of `extends` alone, each next one adds the file that
/// extends it, `trees.back()` is everything. Overrides count as written in the file that was asked
/// for. `complete` is false when a file of the chain could not be read.
struct Layers {
  std::vector<YamlNode> trees;
  std::vector<std::string> paths;  ///< of the files, the one asked for first
  bool complete = true;
};

Layers read_layers(const std::string& path, const std::vector<std::string>& overrides, Diagnostics& faults);

}  // namespace rapport::scenario
