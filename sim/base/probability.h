// From rates to probabilities and back: the only place where this is done.
#pragma once

#include "base/elementary.h"

namespace rapport {

/// Probability of at least one event in `time` at a constant rate: 1 - exp(-rate time). Both at least 0, in
/// units that cancel (1/year and years). Exact to the last places for rare events, where 1 - exp is not.
[[gnu::always_inline]] constexpr float rate_to_probability(float rate, float time) {
  return -elementary::expm1(-(rate * time));
}
[[gnu::always_inline]] constexpr double rate_to_probability(double rate, double time) {
  return -elementary::expm1(-(rate * time));
}

/// The constant rate at which `time` brings at least one event with this probability: -log(1 - p) / time.
/// A probability of 1 gives a large finite rate (87 / time in float, 708 / time in double).
[[gnu::always_inline]] constexpr float probability_to_rate(float probability, float time) {
  return -elementary::log1p(-probability) / time;
}
[[gnu::always_inline]] constexpr double probability_to_rate(double probability, double time) {
  return -elementary::log1p(-probability) / time;
}

/// A yearly probability (a life table's q) as a hazard per year.
constexpr double yearly_probability_to_hazard(double probability) {
  return probability_to_rate(probability, 1.0);
}

}  // namespace rapport
