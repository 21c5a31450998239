// What is said to a reader of faults: each once, in the order in which she meets them, and not without end.
#pragma once

#include "base/diagnostic.h"

namespace rapport::scenario {

/// Faults that are told one by one; one line more counts the rest.
inline constexpr std::size_t kMostFaultsTold = 200;

/// Adds each fault once, by file in order of appearance, then by line and column; at most kMostFaultsTold of them.
void add_in_order(const Diagnostics& faults, Diagnostics& told);

}  // namespace rapport::scenario
