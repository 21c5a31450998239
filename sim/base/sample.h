// From a random word to a decision, a count or a number. Each function uses the words it is given and no
// others, and is monotone in its parameter for a fixed word, so that two scenarios differ only where their
// rates differ.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "base/elementary.h"

namespace rapport {

inline constexpr std::uint32_t kCertain = 0xFFFFFFFFu;

/// p x 2^32 rounded, for `event`. p <= 0 gives 0 (never), p >= 1 - 2^-33 gives kCertain (always). Written for
/// the vectorisers: p is held to [0, 1] by its bits, which order as whole numbers do, and scaled in two
/// halves of 16 bits, because every machine turns vectors of numbers into *signed* whole numbers.
template <class Real>
[[gnu::always_inline]] constexpr std::uint32_t threshold(Real p) {
  using Bits = std::conditional_t<sizeof(Real) == 4, std::int32_t, std::int64_t>;
  constexpr Bits kOne = std::bit_cast<Bits>(Real{1});
  const Bits positive = std::max(std::bit_cast<Bits>(p), Bits{0});
  const Real scaled = std::bit_cast<Real>(std::min(positive, kOne)) * Real{0x1p16};
  const std::int32_t high = static_cast<std::int32_t>(scaled);
  const Real rest = scaled - static_cast<Real>(high);
  const std::int32_t low = static_cast<std::int32_t>(rest * Real{0x1p16} + Real{0.5});
  const std::uint32_t whole = (static_cast<std::uint32_t>(high) << 16) + static_cast<std::uint32_t>(low);
  const std::uint32_t certain = p >= Real{1} - Real{0x1p-33};
  return whole | (0u - certain);
}

/// At or above the threshold of rate_to_probability(rate, time), without an exponential: 1 - exp(-x) <= x, and a little
/// more for rounding. A dense pass marks by it; who is marked is asked exactly.
[[gnu::always_inline]] constexpr std::uint32_t threshold_above(float rate, float time) {
  return threshold(rate * time * 1.00001F);
}

/// Whether it happens. A threshold of 0 is never reached and kCertain always, whatever the word.
[[gnu::always_inline]] constexpr bool event(std::uint32_t word, std::uint32_t threshold) {
  return std::min(word, kCertain - 1) < threshold;
}

/// Whether something of probability p happens.
template <class Real>
[[gnu::always_inline]] constexpr bool happens(std::uint32_t word, Real p) {
  return event(word, threshold(p));
}

/// Uniform on (0, 1), neither end included; steps of 2^-32.
[[gnu::always_inline]] constexpr double uniform(std::uint32_t word) { return (word + 0.5) * 0x1p-32; }

/// A whole number below n, each as likely as the others to within n / 2^32.
[[gnu::always_inline]] constexpr std::uint32_t below(std::uint32_t word, std::uint32_t n) {
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(word) * n >> 32);
}

/// A Poisson count by inverse CDF; mean between 0 and 500. Never falls when the mean rises. Small words are
/// the eventful ones: the count is above 0 when happens(word, rate_to_probability(mean, 1.0)), to within one
/// word in 2^32.
constexpr int poisson_count(std::uint32_t word, double mean) {
  constexpr int kMost = 1000;
  const double u = 1.0 - uniform(word);
  double at_count = elementary::exp(-mean);
  double up_to_count = at_count;
  int count = 0;
  while (u > up_to_count && count < kMost) {
    ++count;
    at_count *= mean / count;
    up_to_count += at_count;
  }
  return count;
}

/// Standard normal, by its quantile; the tails end at 6.3.
[[gnu::always_inline]] constexpr double normal(std::uint32_t word) {
  return elementary::normal_quantile(uniform(word));
}

/// The same in float, for dense passes; as exact in the upper tail as in the lower one.
[[gnu::always_inline]] constexpr float normal_float(std::uint32_t word) {
  const bool upper = word >> 31;
  const std::int32_t from_end = static_cast<std::int32_t>(upper ? ~word : word);
  const float tail = (static_cast<float>(from_end) + 0.5f) * 0x1p-32f;
  const float z = elementary::detail::upper_tail_quantile(tail);
  return upper ? z : -z;
}

/// Share of a standard normal below z, by halving the interval in which `normal` has its quantile.
constexpr double normal_share(double z) {
  double low = 0.0, high = 1.0;
  for (int half = 0; half < 60; ++half) {
    const double middle = 0.5 * (low + high);
    (elementary::normal_quantile(middle) < z ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

/// Multiplies without moving the mean: log-normal with mean 1 and standard deviation sigma of its logarithm.
[[gnu::always_inline]] constexpr double lognormal_mean_one(std::uint32_t word, double sigma) {
  return elementary::exp(sigma * normal(word) - 0.5 * sigma * sigma);
}

/// Exponential with mean 1. Small words give long times.
[[gnu::always_inline]] constexpr double exponential(std::uint32_t word) {
  return -elementary::log(uniform(word));
}

/// Beta(2, 3), mean 0.4: the second smallest of four uniforms.
template <class Real>
[[gnu::always_inline]] constexpr Real second_smallest(Real a, Real b, Real c, Real d) {
  const Real low_ab = a < b ? a : b, high_ab = a < b ? b : a;
  const Real low_cd = c < d ? c : d, high_cd = c < d ? d : c;
  const Real of_lows = low_ab < low_cd ? low_cd : low_ab;
  const Real of_highs = high_ab < high_cd ? high_ab : high_cd;
  return of_lows < of_highs ? of_lows : of_highs;
}
[[gnu::always_inline]] constexpr double beta_2_3(std::uint32_t w0, std::uint32_t w1, std::uint32_t w2,
                                                 std::uint32_t w3) {
  return uniform(second_smallest(w0, w1, w2, w3));
}

/// The same from two words cut in halves, in steps of 2^-16.
[[gnu::always_inline]] constexpr double beta_2_3(std::uint32_t w0, std::uint32_t w1) {
  const std::uint32_t mask = 0xFFFFu;
  return (second_smallest(w0 >> 16, w0 & mask, w1 >> 16, w1 & mask) + 0.5) * 0x1p-16;
}

/// Index drawn by cumulative shares (rising, the last one 1): index i has probability cumulative[i] -
/// cumulative[i - 1]. The last index takes what rounding leaves. At least one share.
template <class Real>
constexpr std::size_t pick(std::span<const Real> cumulative, std::uint32_t word) {
  const double u = uniform(word);
  std::size_t index = 0;
  for (std::size_t i = 0; i + 1 < cumulative.size(); ++i) index += u >= static_cast<double>(cumulative[i]);
  return index;
}

}  // namespace rapport
