// The chain of `extends`, merging, and overrides as one more layer.
#include "scenario/layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "scenario/number.h"
#include "scenario/text_check.h"

namespace rapport::scenario {

namespace {

YamlNode empty_map(const Place& place) {
  YamlNode node;
  node.kind = NodeKind::map;
  node.place = place;
  return node;
}

/// What is there keeps its rank: the first strategy of a model stays the first when another file changes it.
void put(YamlNode& map, const YamlKey& key, YamlNode value) {
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    if (map.keys[i].text != key.text) continue;
    map.keys[i] = key;
    map.items[i] = std::move(value);
    return;
  }
  map.keys.push_back(key);
  map.items.push_back(std::move(value));
}

YamlNode merge_maps(YamlNode under, const YamlNode& over, const std::string& path, Diagnostics& faults);

void lay_one(YamlNode& under, const YamlKey& key, const YamlNode& value, const std::string& path,
             Diagnostics& faults) {
  const YamlNode* inherited = under.find(key.text);
  if (value.kind == NodeKind::broken) return;
  if (value.kind == NodeKind::empty) {
    report(faults, value.place,
           fmt::format("'{}' has no value: give one, or write null to delete an inherited one", path));
    return;
  }
  if (value.kind == NodeKind::null && inherited == nullptr) {
    report(faults, value.place,
           fmt::format("null deletes an inherited value, but '{}' is not inherited", path));
    return;
  }
  if (value.kind == NodeKind::null) {
    remove_key(under, key.text);
    return;
  }
  if (value.kind != NodeKind::map) {
    put(under, key, value);
    return;
  }
  const bool both = inherited != nullptr && inherited->kind == NodeKind::map;
  put(under, key, merge_maps(both ? *inherited : empty_map(value.place), value, path, faults));
}

YamlNode merge_maps(YamlNode under, const YamlNode& over, const std::string& path, Diagnostics& faults) {
  under.place = over.place;
  for (std::size_t i = 0; i < over.keys.size(); ++i) {
    const std::string below = path.empty() ? over.keys[i].text : path + '.' + over.keys[i].text;
    lay_one(under, over.keys[i], over.items[i], below, faults);
  }
  return under;
}

struct ChainFile {
  std::string path;
  std::string canonical;
  YamlNode tree;
};

std::string real_path(const std::string& path) {
  std::error_code failed;
  const auto canonical = std::filesystem::canonical(path, failed);
  return failed ? path : canonical.string();
}

/// The path that `extends` of the last file names; nothing when there is none or it is at fault.
std::optional<std::string> extended_path(const std::vector<ChainFile>& files, Layers& layers,
                                         Diagnostics& faults) {
  const YamlNode* extends = files.back().tree.find("extends");
  if (extends == nullptr) return std::nullopt;
  layers.complete = false;
  if (extends->kind == NodeKind::broken) return std::nullopt;
  if (extends->kind != NodeKind::scalar) {
    report(faults, extends->place, fmt::format("extends must name a file, not {}", kind_words(*extends)));
    return std::nullopt;
  }
  std::string why;
  auto path = path_inside(extends->place.source->folder, extends->text, why);
  if (!path) {
    report(faults, extends->place, "extends: " + why);
    return std::nullopt;
  }
  const std::string canonical = real_path(*path);
  const bool seen = std::any_of(files.begin(), files.end(),
                                [&](const ChainFile& file) { return file.canonical == canonical; });
  if (seen || files.size() >= kMostFiles) {
    report(faults, extends->place,
           seen ? fmt::format("extends goes in a circle: {} is extended already", shown(extends->text))
                : fmt::format("more than {} files extend each other", kMostFiles));
    return std::nullopt;
  }
  layers.complete = true;
  return path;
}

/// The file asked for first, the root of the chain last.
std::vector<ChainFile> read_chain(const std::string& path, Layers& layers, Diagnostics& faults) {
  std::vector<ChainFile> files;
  for (std::optional<std::string> next = path; next;) {
    YamlNode tree = read_yaml(*next, faults);
    if (tree.kind == NodeKind::broken) {
      layers.complete = false;
      return files;
    }
    if (tree.kind != NodeKind::map || tree.keys.empty()) {
      report(faults, tree.place,
             fmt::format("a scenario is a map of keys that starts with 'schema: 1', not {}",
                         tree.kind == NodeKind::map ? "empty" : kind_words(tree)));
      layers.complete = false;
      return files;
    }
    check_schema(tree, faults);
    files.push_back({*next, real_path(*next), std::move(tree)});
    layers.paths.push_back(*next);
    next = extended_path(files, layers, faults);
  }
  return files;
}

bool is_key(std::string_view part) {
  return !part.empty() && part.find_first_of(" \t\n\r") == std::string::npos;
}

/// "trust.gain=0.1" as a tree {trust: {gain: 0.1}}; a tree of kind `broken` when it is no override.
YamlNode override_tree(const std::string& text, const std::string& folder, Diagnostics& faults) {
  auto named = Source{"--set " + text.substr(0, 200), folder};
  auto source = std::make_shared<const Source>(Source{"--set", folder});
  if (is_plain_text(text, source, faults)) source = std::make_shared<const Source>(std::move(named));
  YamlNode broken;
  broken.kind = NodeKind::broken;
  if (source->label == "--set") return broken;
  const std::size_t equals = text.find('=');
  std::vector<std::string> parts(1);
  for (const char c : text.substr(0, equals)) {
    if (c == '.') parts.emplace_back();
    if (c != '.') parts.back() += c;
  }
  const bool names_keys = std::all_of(parts.begin(), parts.end(), is_key);
  if (equals == std::string::npos || !names_keys || parts.size() > 8) {
    report(faults, {source, 0, 0}, "an override has the form section.key=value");
    return broken;
  }
  if (parts[0] == "schema" || parts[0] == "extends") {
    report(faults, {source, 0, 0}, fmt::format("'{}' belongs to a file and cannot be overridden", parts[0]));
    return broken;
  }
  YamlNode node = parse_yaml(text.substr(equals + 1), source, faults);
  while (!parts.empty() && node.kind != NodeKind::broken) {
    YamlNode map = empty_map({source, 0, 0});
    map.keys.push_back({parts.back(), {source, 0, 0}});
    map.items.push_back(std::move(node));
    node = std::move(map);
    parts.pop_back();
  }
  return node;
}

/// The command line has no lines: places inside an override say only which one it was.
void forget_lines(YamlNode& node) {
  node.place.line = 0;
  node.place.column = 0;
  for (YamlKey& key : node.keys) key.place = node.place;
  for (YamlNode& item : node.items) forget_lines(item);
}

}  // namespace

void remove_key(YamlNode& map, std::string_view key) {
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    if (map.keys[i].text != key) continue;
    map.keys.erase(map.keys.begin() + static_cast<std::ptrdiff_t>(i));
    map.items.erase(map.items.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

void check_schema(const YamlNode& tree, Diagnostics& faults) {
  const YamlNode* schema = tree.find("schema");
  if (schema == nullptr) {
    report(faults, tree.place, "the first line must be 'schema: 1'");
    return;
  }
  if (tree.keys.front().text != "schema") {
    report(faults, schema->place, "'schema: 1' must come first");
  }
  const bool is_number = schema->kind == NodeKind::scalar && !schema->quoted;
  const auto version = is_number ? read_whole(schema->text).value : std::nullopt;
  if (version == 1 || schema->kind == NodeKind::broken) return;
  report(faults, schema->place,
         fmt::format("schema is {}; this version of Rapport reads schema 1",
                     schema->kind == NodeKind::scalar ? shown(schema->text) : kind_words(*schema)));
}

YamlNode merge(const YamlNode& under, const YamlNode& over, Diagnostics& faults) {
  return merge_maps(under, over, "", faults);
}

Layers read_layers(const std::string& path, const std::vector<std::string>& overrides, Diagnostics& faults) {
  Layers layers;
  std::vector<ChainFile> files = read_chain(path, layers, faults);
  YamlNode below = empty_map({});
  while (!files.empty()) {
    YamlNode& tree = files.back().tree;
    remove_key(tree, "schema");
    remove_key(tree, "extends");
    below = merge(below, tree, faults);
    layers.trees.push_back(below);
    files.pop_back();
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  for (const std::string& text : overrides) {
    YamlNode over = override_tree(text, folder, faults);
    if (over.kind == NodeKind::broken || layers.trees.empty()) continue;
    forget_lines(over);
    layers.trees.back() = merge(layers.trees.back(), over, faults);
  }
  return layers;
}

}  // namespace rapport::scenario
