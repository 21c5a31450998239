// Sums over sorted amounts: the order of the rows does not matter, not even in the last bit.
#include "metrics/inequality.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "metrics/sum.h"
#include "metrics/undefined.h"

namespace rapport::metrics {

namespace {

struct Person {
  double rank;
  double amount;
};

bool any_below_zero(std::span<const double> amounts) {
  return std::any_of(amounts.begin(), amounts.end(), [](double amount) { return amount < 0.0; });
}

}  // namespace

double top_share(std::span<const double> amounts, double top) {
  if (amounts.empty() || any_below_zero(amounts)) return kUndefined;
  std::vector<double> sorted(amounts.begin(), amounts.end());
  std::sort(sorted.begin(), sorted.end(), [](double a, double b) { return a > b; });
  const double people = std::clamp(top, 0.0, 1.0) * static_cast<double>(sorted.size());
  const auto whole = std::min(static_cast<std::size_t>(people), sorted.size());
  Sum all, theirs;
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    all.add(sorted[k]);
    if (k < whole) theirs.add(sorted[k]);
  }
  if (whole < sorted.size()) theirs.add((people - static_cast<double>(whole)) * sorted[whole]);
  return all.value() > 0.0 ? theirs.value() / all.value() : kUndefined;
}

double gini(std::span<const double> amounts) { return concentration_index(amounts, amounts); }

double concentration_index(std::span<const double> amounts, std::span<const double> ranking) {
  const std::size_t n = amounts.size();
  if (n < 2 || ranking.size() != n || any_below_zero(amounts)) return kUndefined;
  std::vector<Person> people;
  people.reserve(n);
  for (std::size_t k = 0; k < n; ++k) people.push_back({ranking[k], amounts[k]});
  std::sort(people.begin(), people.end(), [](const Person& a, const Person& b) {
    return a.rank < b.rank || (a.rank == b.rank && a.amount < b.amount);
  });
  Sum all, weighted;
  for (std::size_t from = 0, end = 0; from < n; from = end) {
    while (end < n && people[end].rank == people[from].rank) ++end;
    // Places from + 1 to end: twice their mean is from + 1 + end.
    const double weight = static_cast<double>(from + end) - static_cast<double>(n);
    for (std::size_t k = from; k < end; ++k) {
      all.add(people[k].amount);
      weighted.add(weight * people[k].amount);
    }
  }
  return all.value() > 0.0 ? weighted.value() / (static_cast<double>(n) * all.value()) : kUndefined;
}

}  // namespace rapport::metrics
