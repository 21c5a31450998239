// What a person is given once, at the start: named distributions, drawn by address.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"

namespace rapport::transition {

enum class Form : std::uint8_t {
  fixed,        ///< a
  bernoulli,    ///< 1 with probability a, else 0
  categorical,  ///< values with shares
  uniform,      ///< between a and b
  normal,       ///< mean a, standard deviation b
  lognormal,    ///< a, b of the logarithm
  gamma,        ///< shape a, rate b
  beta,         ///< both shapes
};

struct Distribution {
  Form form = Form::fixed;
  double a = 0.0, b = 0.0;
  std::vector<double> values;  ///< of categorical
  std::vector<double> shares;  ///< of categorical, summing to 1
};

// XT-3  A covariate of a person: one draw from its distribution by the person's own address and the covariate's name
//
//   Uniform, normal and lognormal by their quantile; gamma by the rejection of Marsaglia and Tsang with shape raised
//   by 1 and U^(1/a) where a < 1; beta as X / (X + Y) of two gammas. Same value in every strategy.
//   Method: [Marsaglia2000].
double drawn(const Distribution& distribution, const LuckKey& key, std::uint64_t person,
             std::uint32_t name_hash);

/// The low half of the digest of a name: the partner of an address.
std::uint32_t hash_of(const std::string& name);

}  // namespace rapport::transition
