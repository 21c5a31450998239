// What the effects of the model are centred on.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace rapport {

/// Means of the reference run; before one was learnt, where learning starts.
struct References {
#define REFERENCE(name, start, unit, about) double name = start;
#include "state/references.def"
#undef REFERENCE
};

/// What something is multiplied with so that losing the share `lost` of it, as the reference run does, leaves
/// what was published: 1 + share lost / (1 - lost). A share of 0 makes nothing up.
constexpr double made_up(double lost, double share) { return 1.0 + share * lost / (1.0 - lost); }

struct ReferenceEntry {
  std::string_view name;
  std::string_view unit;
  std::string_view about;
  double References::*place;
};

inline constexpr std::array kReferenceEntries{
#define REFERENCE(name, start, unit, about) ReferenceEntry{#name, unit, about, &References::name},
#include "state/references.def"
#undef REFERENCE
};
inline constexpr std::size_t kReferenceCount = kReferenceEntries.size();

}  // namespace rapport
