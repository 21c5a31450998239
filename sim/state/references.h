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
