// A YAML file as a plain tree of our own. Only the parts of YAML that a scenario needs are accepted:
// one document of maps, lists and scalars, no anchors, aliases, tags or merge keys, every key once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/place.h"

namespace rapport::scenario {

inline constexpr std::size_t kMostYamlBytes = 1000000;
inline constexpr std::size_t kMostYamlNodes = 100000;
inline constexpr std::size_t kMostYamlKeys = 1000;  ///< in one map
inline constexpr std::size_t kMostYamlDepth = 50;

/// `empty` is a key without a value, `null` a written null; `broken` was reported already.
enum class NodeKind : std::uint8_t { empty, null, scalar, list, map, broken };

struct YamlKey {
  std::string text;
  Place place;
};

struct YamlNode {
  NodeKind kind = NodeKind::empty;
  Place place;
  std::string text;       ///< of a scalar
  bool quoted = false;    ///< a scalar in quotes or a block of text
  bool verbatim = false;  ///< a scalar whose text stands as it is from `place` on, behind the quote if any
  std::vector<YamlKey> keys;    ///< of a map, as many as items
  std::vector<YamlNode> items;  ///< of a map or a list

  const YamlNode* find(std::string_view key) const;
};

/// "a map", "a list", "the text 'x'", ...: for messages.
std::string kind_words(const YamlNode& node);

/// A tree of kind `broken` after a fault that leaves nothing to read on with. Lesser faults (a key
/// given twice, an anchor) are reported and the tree goes on without the value in question.
YamlNode parse_yaml(std::string_view text, const std::shared_ptr<const Source>& source, Diagnostics& faults);
YamlNode read_yaml(const std::string& path, Diagnostics& faults);

}  // namespace rapport::scenario
