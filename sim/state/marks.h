// Walking the few marked rows of a dense pass.
#pragma once

#include <cstdint>
#include <cstring>

namespace rapport {

/// visit(i) for every i < n with marks[i] != 0, in order; eight unmarked rows cost one comparison.
template <class Visit>
void each_marked(std::uint32_t n, const std::uint8_t* marks, Visit&& visit) {
  std::uint32_t begin = 0;
  for (; begin + 8 <= n; begin += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, marks + begin, sizeof(eight));
    if (eight == 0) continue;
    for (std::uint32_t i = begin; i < begin + 8; ++i) {
      if (marks[i] != 0) visit(i);
    }
  }
  for (std::uint32_t i = begin; i < n; ++i) {
    if (marks[i] != 0) visit(i);
  }
}

}  // namespace rapport
