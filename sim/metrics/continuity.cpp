// Counting visits.
#include "metrics/continuity.h"

#include <algorithm>
#include <vector>

#include "metrics/undefined.h"

namespace rapport {

Continuity continuity_of(std::span<const std::uint64_t> clinicians) {
  if (clinicians.size() < 2)
    return {metrics::kUndefined, metrics::kUndefined, metrics::kUndefined, metrics::kUndefined,
            clinicians.size()};
  const auto n = static_cast<double>(clinicians.size());
  double same = 0.0;
  for (std::size_t k = 1; k < clinicians.size(); ++k) same += clinicians[k] == clinicians[k - 1] ? 1.0 : 0.0;
  std::vector<std::uint64_t> sorted(clinicians.begin(), clinicians.end());
  std::sort(sorted.begin(), sorted.end());
  double most = 0.0, squares = 0.0;
  std::size_t seen = 0;
  for (auto run = sorted.begin(); run != sorted.end(); ++seen) {
    const auto end = std::upper_bound(run, sorted.end(), *run);
    const auto visits = static_cast<double>(end - run);
    most = std::max(most, visits);
    squares += visits * visits;
    run = end;
  }
  return {most / n, (squares - n) / (n * (n - 1.0)), same / (n - 1.0),
          modified_continuity(clinicians.size(), seen), seen};
}

double modified_continuity(std::size_t visits, std::size_t clinicians) {
  if (visits < 2) return metrics::kUndefined;
  const double raised = static_cast<double>(visits) + 0.1;
  return (1.0 - static_cast<double>(clinicians) / raised) / (1.0 - 1.0 / raised);
}

}  // namespace rapport
