// The keys of an outsider's model and what they mean: what the binder allows and what the schema offers.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/declare.h"
#include "transition/distribution.h"

namespace rapport::scenario {

/// A key of a kind of map. `section` is "" for the top of the file, else what the map is: "time", "count",
/// "competing", "transition", "table", "payoff", "compare".
struct OwnKey {
  std::string_view section;
  std::string_view key;
  bool required;  ///< where nothing is extended
  std::string_view about;
};

std::span<const OwnKey> own_keys();
std::vector<std::string> own_keys_of(std::string_view section);
std::vector<std::string> required_own_keys(std::string_view section);

/// A distribution of a covariate, with its parameters in their order.
struct NamedForm {
  std::string_view name;
  transition::Form form;
  std::vector<std::string> parameters;
  std::string_view about;
};

const std::vector<NamedForm>& named_forms();

inline constexpr Range kStepsPerYear{0.01, 100000.0};

}  // namespace rapport::scenario
