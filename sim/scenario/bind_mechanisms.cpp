// Mechanisms by name, on or off.
#include "scenario/bind_mechanisms.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/mechanisms.h"
#include "scenario/suggest.h"

namespace rapport::scenario {

namespace {

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const Mechanism& mechanism : mechanisms()) names.emplace_back(mechanism.name);
  return names;
}

bool is_among(const std::string& word, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_known(const std::string& name, const Place& place, Diagnostics& faults) {
  const std::vector<std::string> names = all_names();
  if (is_among(name, names)) return true;
  report(faults, place,
         fmt::format("unknown mechanism {}.{}", shown(name), did_you_mean(nearest(name, names))));
  return false;
}

std::vector<std::string> all_but(const YamlNode& list, Diagnostics& faults) {
  std::vector<std::string> off = all_names();
  for (const YamlNode& item : list.items) {
    if (item.kind == NodeKind::broken) continue;
    if (item.kind != NodeKind::scalar) {
      report(faults, item.place, fmt::format("mechanisms must be names, not {}", kind_words(item)));
      continue;
    }
    if (is_known(item.text, item.place, faults)) std::erase(off, item.text);
  }
  return off;
}

std::vector<std::string> said_off(const YamlNode& map, Diagnostics& faults) {
  std::vector<std::string> off;
  for (std::size_t k = 0; k < map.keys.size(); ++k) {
    const YamlNode& value = map.items[k];
    if (!is_known(map.keys[k].text, map.keys[k].place, faults) || value.kind == NodeKind::broken) continue;
    const bool is_off = value.text == "off" || value.text == "false";
    const bool is_on = value.text == "on" || value.text == "true";
    if (value.kind != NodeKind::scalar || (!is_off && !is_on)) {
      report(faults, value.place,
             fmt::format("mechanisms.{} must be on or off, not {}", map.keys[k].text, kind_words(value)));
      continue;
    }
    if (is_off) off.push_back(map.keys[k].text);
  }
  return off;
}

}  // namespace

std::vector<std::string> mechanisms_off(const YamlNode& node, Diagnostics& faults) {
  if (node.kind == NodeKind::list) return all_but(node, faults);
  if (node.kind == NodeKind::map) return said_off(node, faults);
  if (node.kind == NodeKind::scalar && node.text == "all") return {};
  if (node.kind == NodeKind::scalar && node.text == "none") return all_names();
  if (node.kind == NodeKind::broken) return {};
  report(faults, node.place,
         fmt::format("mechanisms must be 'all', 'none', a list of names or a map of 'name: on' and "
                     "'name: off', not {}",
                     kind_words(node)));
  return {};
}

}  // namespace rapport::scenario
