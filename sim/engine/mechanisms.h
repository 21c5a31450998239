// The mechanisms of the model by name, and what closes each: a set of neutral parameter values.
#pragma once

#include <span>
#include <string_view>

#include "engine/params.h"

namespace rapport {

struct Mechanism {
  std::string_view name;
  std::string_view about;
};

/// One parameter of a mechanism and the value at which it does nothing.
struct NeutralValue {
  std::string_view mechanism;
  std::string_view module;
  std::string_view parameter;
  double value;
};

std::span<const Mechanism> mechanisms();
std::span<const NeutralValue> neutral_values();

/// Sets the parameters of a mechanism to their neutral values; false when there is no such mechanism.
bool switch_off(ModelParams& params, std::string_view mechanism);

/// Its parameters have their neutral values.
bool is_off(const ModelParams& params, std::string_view mechanism);

}  // namespace rapport
