// Least squares by making the kinds of luck orthogonal one after the other.
#include "study/controlled_mean.h"

#include <cassert>
#include <cmath>
#include <numeric>

namespace rapport {

namespace controlled {

/// A column as deviations from its mean.
struct Centred {
  std::vector<double> around;
  double mean;
};

Centred centred(const std::vector<double>& values) {
  Centred column{values, std::accumulate(values.begin(), values.end(), 0.0)};
  column.mean /= static_cast<double>(values.size());
  for (double& value : column.around) value -= column.mean;
  return column;
}

double product(const Centred& a, const Centred& b) {
  return std::inner_product(a.around.begin(), a.around.end(), b.around.begin(), 0.0);
}

void subtract(Centred& from, double times, const Centred& what) {
  from.mean -= times * what.mean;
  for (std::size_t r = 0; r < from.around.size(); ++r) from.around[r] -= times * what.around[r];
}

}  // namespace controlled

Measured controlled_mean(const std::vector<double>& values, const std::vector<std::vector<double>>& luck) {
  using controlled::Centred;
  constexpr double kToldByOthers = 1e-9;
  const auto runs = static_cast<double>(values.size());
  assert(values.size() > luck.size() + 1);
  Centred rest = controlled::centred(values);
  std::vector<Centred> kinds;
  double leverage = 1.0 / runs;
  for (const std::vector<double>& one : luck) {
    Centred kind = controlled::centred(one);
    const double before = controlled::product(kind, kind);
    for (const Centred& other : kinds)
      controlled::subtract(kind, controlled::product(kind, other) / controlled::product(other, other), other);
    const double own = controlled::product(kind, kind);
    if (own <= kToldByOthers * before) continue;
    controlled::subtract(rest, controlled::product(rest, kind) / own, kind);
    leverage += kind.mean * kind.mean / own;
    kinds.push_back(std::move(kind));
  }
  const double freedom = runs - 1.0 - static_cast<double>(kinds.size());
  return {rest.mean, std::sqrt(controlled::product(rest, rest) / freedom * leverage)};
}

}  // namespace rapport
