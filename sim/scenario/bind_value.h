// One value of a scenario against what its declaration allows, with the words that explain a refusal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/declare.h"
#include "scenario/yaml_document.h"

namespace rapport::scenario {

/// What a message says about a key; `fallback` and `source` may be empty.
struct Wording {
  std::string key;
  std::string_view unit;
  std::string_view about;
  std::string fallback;
  std::string_view source;
};

/// Reads a number in `bounds`, both ends included. On a fault `into` keeps its value.
bool bind_number(const YamlNode& node, const Wording& wording, Range bounds, double& into,
                 Diagnostics& faults);

/// Reads a whole number from `lo` to `hi`.
bool bind_whole(const YamlNode& node, const Wording& wording, std::int64_t lo, std::int64_t hi,
                std::int64_t& into, Diagnostics& faults);

/// Reads text of at most `most` bytes without control characters; on one line or, with `lines`, several.
bool bind_text(const YamlNode& node, const std::string& key, std::size_t most, bool lines, std::string& into,
               Diagnostics& faults);

/// True for a map; reports anything else that was not reported already.
bool is_section(const YamlNode& node, const std::string& key, Diagnostics& faults);

/// "\n  About. Default 0.06 ."
std::string second_line(const Wording& wording);

}  // namespace rapport::scenario
