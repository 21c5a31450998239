// Words from many addresses, and each function over the range in which the engine uses it.
#include "study/self_test.h"

#include <span>
#include <vector>

#include "base/digest.h"
#include "base/elementary.h"
#include "base/random.h"
#include "base/sample.h"

namespace rapport {

namespace {

constexpr std::uint32_t kAddresses = 16384;

template <class Real>
void add_functions(std::vector<Real>& values, double u) {
  const Real wide = static_cast<Real>(40.0 * u - 20.0);
  const Real inside = static_cast<Real>(u);
  values.push_back(elementary::exp(wide));
  values.push_back(elementary::expm1(wide));
  values.push_back(elementary::log(inside));
  values.push_back(elementary::normal_quantile(inside));
}

}  // namespace

std::string arithmetic_digest() {
  std::vector<std::uint32_t> words;
  std::vector<float> floats;
  std::vector<double> doubles;
  for (std::uint32_t i = 0; i < kAddresses; ++i) {
    const Words w = luck({1, 2, 3, 4}, Kind::test, i, i * 7, i % 520, 1);
    for (const std::uint32_t word : w.v) words.push_back(word);
    add_functions(floats, uniform(w.v[0]));
    add_functions(doubles, uniform(w.v[1]));
  }
  Digest digest;
  digest.add(std::span<const std::uint32_t>(words));
  digest.add(std::span<const float>(floats));
  digest.add(std::span<const double>(doubles));
  return digest.hex();
}

}  // namespace rapport
