// The same bits from every compiler, optimisation level and vector width: one digest over all of base's
// numbers. It changes only when a formula changes, on purpose; then every result changes too.
#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <vector>

#include "base/digest.h"
#include "base/fixed_sum.h"
#include "base/probability.h"
#include "base/random.h"
#include "base/sample.h"

namespace rapport::base_bits_test {

constexpr std::uint64_t kMany = 20000;

template <class Real, class Function>
void add(Digest& digest, double lo, double hi, Function function) {
  std::vector<Real> results(kMany);
  for (std::uint64_t i = 0; i < kMany; ++i) {
    const Words w = luck({11, 0, 0, 0}, Kind::test, i, 0, 0, 1);
    const double small = i % 2 == 0 ? 1.0 : 1e-4 * uniform(w.v[1]);
    results[i] = function(static_cast<Real>((lo + (hi - lo) * uniform(w.v[0])) * small));
  }
  digest.add(std::span<const Real>(results));
}

template <class Real>
void add_functions(Digest& digest, double lo, double hi) {
  add<Real>(digest, lo, hi, [](Real x) { return elementary::exp(x); });
  add<Real>(digest, lo, hi, [](Real x) { return elementary::expm1(x); });
  add<Real>(digest, lo, hi, [](Real x) { return elementary::logistic(x); });
  add<Real>(digest, 0.0, hi, [](Real x) { return elementary::log(x); });
  add<Real>(digest, -1.0, hi, [](Real x) { return elementary::log1p(x); });
  add<Real>(digest, 0.0, 1.0, [](Real x) { return elementary::logit(x); });
  add<Real>(digest, 0.0, 50.0, [](Real x) { return elementary::pow_positive(x, Real(0.7)); });
  add<Real>(digest, 0.0, 1.0, [](Real x) { return elementary::normal_quantile(x); });
  add<Real>(digest, 0.0, 3.0, [](Real x) { return rate_to_probability(x, Real(1.0 / 52)); });
  add<Real>(digest, 0.0, 1.1, [](Real x) { return static_cast<Real>(uniform(threshold(x))); });
}

template <class Function>
void add_samples(Digest& digest, Function function) {
  std::vector<double> results(kMany);
  for (std::uint64_t i = 0; i < kMany; ++i)
    results[i] = function(luck({11, 0, 0, 0}, Kind::test, i, 0, 0, 2));
  digest.add(std::span<const double>(results));
}

// V40
TEST(BaseBits, AreTheSameEverywhere) {
  Digest digest;
  add_functions<float>(digest, -95.0, 95.0);
  add_functions<double>(digest, -750.0, 750.0);
  add_samples(digest, [](const Words& w) { return normal(w.v[0]) + normal_float(w.v[1]); });
  add_samples(digest, [](const Words& w) { return lognormal_mean_one(w.v[0], 1.2) + exponential(w.v[3]); });
  add_samples(digest, [](const Words& w) { return beta_2_3(w.v[0], w.v[1], w.v[2], w.v[3]); });
  add_samples(digest, [](const Words& w) { return beta_2_3(w.v[0], w.v[1]); });
  add_samples(digest, [](const Words& w) { return poisson_count(w.v[0], 30.0 * uniform(w.v[1])); });
  add_samples(digest, [](const Words& w) { return from_fixed(to_fixed(1e6 * normal(w.v[2]))); });
  EXPECT_EQ(digest.hex(), "69dfe5c923b444a523f7294a0a98ab8c");
}

}  // namespace rapport::base_bits_test
