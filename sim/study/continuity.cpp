// Counting visits.
#include "study/continuity.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace rapport {

Continuity continuity_of(std::span<const std::uint64_t> clinicians) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (clinicians.size() < 2) return {kNone, kNone, kNone};
  const auto n = static_cast<double>(clinicians.size());
  double same = 0.0;
  for (std::size_t k = 1; k < clinicians.size(); ++k) same += clinicians[k] == clinicians[k - 1] ? 1.0 : 0.0;
  std::vector<std::uint64_t> sorted(clinicians.begin(), clinicians.end());
  std::sort(sorted.begin(), sorted.end());
  double most = 0.0, squares = 0.0;
  for (auto run = sorted.begin(); run != sorted.end();) {
    const auto end = std::upper_bound(run, sorted.end(), *run);
    const auto visits = static_cast<double>(end - run);
    most = std::max(most, visits);
    squares += visits * visits;
    run = end;
  }
  return {most / n, (squares - n) / (n * (n - 1.0)), same / (n - 1.0)};
}

}  // namespace rapport
