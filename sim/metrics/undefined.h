// What an index is where it has no value: neither 0 nor 1.
#pragma once

#include <limits>

namespace rapport::metrics {

inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

}  // namespace rapport::metrics
