// Draws from named distributions.
#include "transition/distribution.h"

#include <cmath>
#include <string>

#include "base/digest.h"
#include "base/elementary.h"
#include "base/sample.h"

namespace rapport::transition {

namespace {

constexpr std::uint32_t kTries = 100;  ///< each accepts with probability 0.95 or more

/// The words of one covariate of one person, four for each block.
struct Source {
  const LuckKey& key;
  std::uint64_t person;
  std::uint32_t name_hash;
  Words block(std::uint32_t number) const {
    return luck(key, draws::covariate.kind, person, name_hash, 0, draws::covariate.address, number);
  }
};

/// A gamma of rate 1 as a product, so that ratios of two tiny ones are known where both would be 0.
struct GammaDraw {
  double raised = 0.0;      ///< with shape raised by 1 where it is below 1
  double log_shrunk = 0.0;  ///< log of the factor that lowers the shape again
  double value() const { return log_shrunk == 0.0 ? raised : raised * elementary::exp(log_shrunk); }
};

/// From blocks `first` on.
GammaDraw gamma_from(const Source& source, double shape, std::uint32_t first) {
  const double raised = shape < 1.0 ? shape + 1.0 : shape;
  const double d = raised - 1.0 / 3.0;
  const double c = 1.0 / (3.0 * std::sqrt(d));
  for (std::uint32_t attempt = 0; attempt < kTries; ++attempt) {
    const Words words = source.block(first + attempt);
    const double z = normal(words.v[0]);
    const double root = 1.0 + c * z;
    const double v = root * root * root;
    if (root <= 0.0) continue;
    if (elementary::log(uniform(words.v[1])) >= 0.5 * z * z + d - d * v + d * elementary::log(v)) continue;
    return {d * v, shape < 1.0 ? elementary::log(uniform(words.v[2])) / shape : 0.0};
  }
  return {shape, 0.0};
}

double beta_from(const Source& source, double a, double b) {
  const GammaDraw x = gamma_from(source, a, 0), y = gamma_from(source, b, kTries);
  const double log_apart = y.log_shrunk - x.log_shrunk;
  return x.raised / (x.raised + y.raised * (log_apart == 0.0 ? 1.0 : elementary::exp(log_apart)));
}

double category_from(const Distribution& distribution, std::uint32_t word) {
  const double u = uniform(word);
  double up_to = 0.0;
  for (std::size_t i = 0; i + 1 < distribution.values.size(); ++i) {
    up_to += distribution.shares[i];
    if (u < up_to) return distribution.values[i];
  }
  return distribution.values.back();
}

}  // namespace

double drawn(const Distribution& distribution, const LuckKey& key, std::uint64_t person,
             std::uint32_t name_hash) {
  const Source source{key, person, name_hash};
  const double a = distribution.a, b = distribution.b;
  if (distribution.form == Form::fixed) return a;
  if (distribution.form == Form::gamma) return gamma_from(source, a, 0).value() / b;
  if (distribution.form == Form::beta) return beta_from(source, a, b);
  const std::uint32_t word = source.block(0)[draws::covariate];
  switch (distribution.form) {
    case Form::bernoulli: return happens(word, a) ? 1.0 : 0.0;
    case Form::categorical: return category_from(distribution, word);
    case Form::uniform: return a + (b - a) * uniform(word);
    case Form::normal: return a + b * normal(word);
    default: return elementary::exp(a + b * normal(word));
  }
}

std::uint32_t hash_of(const std::string& name) {
  return static_cast<std::uint32_t>(digest64(std::string_view(name)));
}

}  // namespace rapport::transition
