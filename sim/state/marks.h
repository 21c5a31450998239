// Walking the few marked rows of a dense pass.
#pragma once

#include <algorithm>
#include <array>
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

/// The same, with `look_ahead` at each marked row some rows before it is visited. Marks must stay as they are.
template <class LookAhead, class Visit>
void each_marked(std::uint32_t n, const std::uint8_t* marks, LookAhead&& look_ahead, Visit&& visit) {
  constexpr std::uint32_t kPending = 8;
  std::array<std::uint32_t, kPending> pending;
  std::uint32_t seen = 0;
  each_marked(n, marks, [&](std::uint32_t i) {
    look_ahead(i);
    std::uint32_t& place = pending[seen++ % kPending];
    const std::uint32_t next = place;
    place = i;
    if (seen > kPending) visit(next);
  });
  for (std::uint32_t k = seen - std::min(seen, kPending); k < seen; ++k) visit(pending[k % kPending]);
}

}  // namespace rapport
