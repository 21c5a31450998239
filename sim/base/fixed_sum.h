// Sums whose order cannot matter: whole numbers of 2^-24, added as int64.
#pragma once

#include <cstdint>

namespace rapport {

/// The value x 2^24, truncated towards 0. |value| must stay below 2^38; a sum below 2^39 in all.
constexpr std::int64_t to_fixed(double value) { return static_cast<std::int64_t>(value * 0x1p24); }
constexpr std::int64_t to_fixed(float value) { return to_fixed(static_cast<double>(value)); }

/// Exact for sums below 2^53 (29 bits before the point), else rounded to the nearest double.
constexpr double from_fixed(std::int64_t fixed) { return static_cast<double>(fixed) * 0x1p-24; }

static_assert(to_fixed(1.0) == 1 << 24 && to_fixed(-0x1.8p-24) == -1, "scaled by 2^24 and truncated");

}  // namespace rapport
