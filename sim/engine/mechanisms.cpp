// Switching a mechanism off.
#include "engine/mechanisms.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace rapport {

namespace {

constexpr std::array kMechanisms{
#define MECHANISM(name, about) Mechanism{#name, about},
#include "engine/mechanisms.def"
#undef MECHANISM
};

constexpr std::array kNeutralValues{
#define NEUTRAL(mechanism, module, parameter, value) NeutralValue{#mechanism, #module, #parameter, value},
#include "engine/mechanisms.def"
#undef NEUTRAL
};

const ParamEntry& entry_of(const NeutralValue& neutral) {
  const auto entries = parameter_entries();
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const ParamEntry& entry) {
    return entry.module == neutral.module && entry.name == neutral.parameter;
  });
  assert(found != entries.end());
  return *found;
}

}  // namespace

std::span<const Mechanism> mechanisms() { return kMechanisms; }
std::span<const NeutralValue> neutral_values() { return kNeutralValues; }

bool switch_off(ModelParams& params, std::string_view mechanism) {
  bool known = false;
  for (const NeutralValue& neutral : kNeutralValues) {
    if (neutral.mechanism != mechanism) continue;
    set_parameter(params, entry_of(neutral), neutral.value);
    known = true;
  }
  return known;
}

bool is_off(const ModelParams& params, std::string_view mechanism) {
  return std::all_of(kNeutralValues.begin(), kNeutralValues.end(), [&](const NeutralValue& neutral) {
    return neutral.mechanism != mechanism || parameter(params, entry_of(neutral)) == neutral.value;
  });
}

}  // namespace rapport
