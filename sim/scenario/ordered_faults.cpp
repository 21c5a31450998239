// Faults of several files in the order of reading.
#include "scenario/ordered_faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace rapport::scenario {

void add_in_order(const Diagnostics& faults, Diagnostics& told) {
  Diagnostics ordered;
  std::set<std::string> seen;
  std::map<std::string, std::size_t> rank;
  for (const Diagnostic& fault : faults) {
    rank.emplace(fault.file, rank.size());
    if (seen.insert(to_text(fault)).second) ordered.push_back(fault);
  }
  std::stable_sort(ordered.begin(), ordered.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    return std::make_tuple(rank[a.file], a.line, a.column) < std::make_tuple(rank[b.file], b.line, b.column);
  });
  if (ordered.size() > kMostFaultsTold) {
    const std::size_t more = ordered.size() - kMostFaultsTold;
    ordered.resize(kMostFaultsTold);
    ordered.push_back({ordered.front().file, 0, 0, fmt::format("and {} more faults", more)});
  }
  told.insert(told.end(), ordered.begin(), ordered.end());
}

}  // namespace rapport::scenario
