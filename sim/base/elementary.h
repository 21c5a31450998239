// exp, log and relatives as fixed polynomials: the same bits from every compiler, CPU and vector width, which
// the C library does not promise. Branch-free, so plain loops over them vectorise; only + - * / and
// integer operations are used. Compile with -ffp-contract=off.
//
// Largest errors in units in the last place, against long double (tests/unit/base_elementary_test.cpp holds
// them to these, over the whole domains): exp 1.1, expm1 1.9, log 1.0, log1p 2.0, logistic 3.0, in float and
// in double. A NaN gives an unspecified number: state holds none.
#pragma once

#include <bit>
#include <cstdint>

namespace rapport::elementary {

namespace detail {

template <class Real>
struct Format;

template <>
struct Format<float> {
  using Bits = std::uint32_t;
  static constexpr int kMantissa = 23;
  static constexpr Bits kBias = 127;
  static constexpr float kLowest = -87.0f, kHighest = 88.0f;
  static constexpr float kLog2E = 0x1.715476p0f;
  static constexpr float kLn2High = 0x1.62e3p-1f, kLn2Low = 0x1.2fefa2p-17f;  // high part: n x it is exact
  static constexpr float kTwoToMantissa = 0x1p23f;
  static constexpr float kSmallest = 0x1p-126f, kLargest = 0x1.fffffep127f;
  static constexpr Bits kSqrtHalf = 0x3f3504f3u;
};

template <>
struct Format<double> {
  using Bits = std::uint64_t;
  static constexpr int kMantissa = 52;
  static constexpr Bits kBias = 1023;
  static constexpr double kLowest = -708.0, kHighest = 709.0;
  static constexpr double kLog2E = 0x1.71547652b82fep0;
  static constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 0x1.a39ef35793c76p-33;
  static constexpr double kTwoToMantissa = 0x1p52;
  static constexpr double kSmallest = 0x1p-1022, kLargest = 0x1.fffffffffffffp1023;
  static constexpr Bits kSqrtHalf = 0x3fe6a09e667f3bcdull;
};

/// c0 + c1 x + c2 x^2 + ..., by Horner's rule.
template <class Real>
[[gnu::always_inline]] constexpr Real polynomial(Real, Real last) {
  return last;
}
template <class Real, class... More>
[[gnu::always_inline]] constexpr Real polynomial(Real x, Real c0, Real c1, More... more) {
  return c0 + x * polynomial<Real>(x, c1, more...);
}

template <class Real>
[[gnu::always_inline]] constexpr Real between(Real x, Real lo, Real hi) {
  const Real raised = x < lo ? lo : x;
  return raised > hi ? hi : raised;
}

/// (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2: Taylor's series, its rest is below a tenth of an ulp of e^r.
[[gnu::always_inline]] constexpr float exp_rest(float r) {
  return polynomial<float>(r, 1.0f / 2, 1.0f / 6, 1.0f / 24, 1.0f / 120, 1.0f / 720, 1.0f / 5040);
}
[[gnu::always_inline]] constexpr double exp_rest(double r) {
  return polynomial<double>(r, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320,
                            1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800);
}

/// x = n ln 2 + r with n whole and |r| <= ln 2 / 2: e^x = power (1 + tail), power = 2^n, tail = e^r - 1.
template <class Real>
struct Split {
  Real power;
  Real tail;
};
template <class Real>
[[gnu::always_inline]] constexpr Split<Real> split(Real unbounded) {
  using F = Format<Real>;
  using Bits = typename F::Bits;
  // Adding 1.5 x 2^mantissa leaves the nearest whole number in the low bits.
  constexpr Real kRound = Real{1.5} * F::kTwoToMantissa;
  const Real x = between(unbounded, F::kLowest, F::kHighest);
  const Real shifted = x * F::kLog2E + kRound;
  const Real n = shifted - kRound;
  const Real r = (x - n * F::kLn2High) - n * F::kLn2Low;
  const Bits exponent = std::bit_cast<Bits>(shifted) - std::bit_cast<Bits>(kRound) + F::kBias;
  return {std::bit_cast<Real>(exponent << F::kMantissa), r + r * r * exp_rest(r)};
}

template <class Real>
[[gnu::always_inline]] constexpr Real exp(Real x) {
  const Split<Real> s = split(x);
  return s.power + s.power * s.tail;
}

template <class Real>
[[gnu::always_inline]] constexpr Real expm1(Real x) {
  const Split<Real> s = split(x);
  return s.power * s.tail + (s.power - Real{1});
}

/// 2 (atanh(s) / s - 1) as a series in z = s^2 <= 0.0295.
[[gnu::always_inline]] constexpr float atanh_rest(float z) {
  return z * polynomial<float>(z, 2.0f / 3, 2.0f / 5, 2.0f / 7, 2.0f / 9);
}
[[gnu::always_inline]] constexpr double atanh_rest(double z) {
  return z * polynomial<double>(z, 2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17,
                                2.0 / 19, 2.0 / 21);
}

/// x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2); log(1 + f) = 2 atanh(f / (2 + f)).
template <class Real>
[[gnu::always_inline]] constexpr Real log(Real unbounded) {
  using F = Format<Real>;
  using Bits = typename F::Bits;
  constexpr Bits kOne = F::kBias << F::kMantissa;
  constexpr Bits kFraction = (Bits{1} << F::kMantissa) - 1;
  const Bits bits =
      std::bit_cast<Bits>(between(unbounded, F::kSmallest, F::kLargest)) + (kOne - F::kSqrtHalf);
  const Bits whole = (bits >> F::kMantissa) | std::bit_cast<Bits>(F::kTwoToMantissa);
  const Real k = std::bit_cast<Real>(whole) - (F::kTwoToMantissa + static_cast<Real>(F::kBias));
  const Real f = std::bit_cast<Real>((bits & kFraction) + F::kSqrtHalf) - Real{1};
  const Real s = f / (Real{2} + f);
  const Real half_square = Real{0.5} * f * f;
  const Real rest = s * (half_square + atanh_rest(s * s));
  return k * F::kLn2High - ((half_square - (rest + k * F::kLn2Low)) - f);
}

/// log of the rounded 1 + x, plus what the rounding lost.
template <class Real>
[[gnu::always_inline]] constexpr Real log1p(Real x) {
  const Real sum = Real{1} + x;
  const Real added = sum - Real{1};
  const Real lost = (Real{1} - (sum - added)) + (x - added);
  const Real divisor = sum < Format<Real>::kSmallest ? Format<Real>::kSmallest : sum;
  return log(divisor) + lost / divisor;
}

}  // namespace detail

/// e^x. The argument is held to [-87, 88] | [-708, 709]: the result never overflows and never reaches 0.
[[gnu::always_inline]] constexpr float exp(float x) { return detail::exp(x); }
[[gnu::always_inline]] constexpr double exp(double x) { return detail::exp(x); }

/// e^x - 1, exact to the last places near 0 too. The argument is held as in exp.
[[gnu::always_inline]] constexpr float expm1(float x) { return detail::expm1(x); }
[[gnu::always_inline]] constexpr double expm1(double x) { return detail::expm1(x); }

/// Natural logarithm. The argument is held to the normal numbers: log(0) = -87.34 | -708.4, as for all x
/// below.
[[gnu::always_inline]] constexpr float log(float x) { return detail::log(x); }
[[gnu::always_inline]] constexpr double log(double x) { return detail::log(x); }

/// log(1 + x), exact to the last places near 0 too; x <= -1 gives log's value at 0.
[[gnu::always_inline]] constexpr float log1p(float x) { return detail::log1p(x); }
[[gnu::always_inline]] constexpr double log1p(double x) { return detail::log1p(x); }

/// 1 / (1 + e^-x).
[[gnu::always_inline]] constexpr float logistic(float x) { return 1.0f / (1.0f + exp(-x)); }
[[gnu::always_inline]] constexpr double logistic(double x) { return 1.0 / (1.0 + exp(-x)); }

/// log(p / (1 - p)), 0 < p < 1; 0 and 1 give the finite ends of log.
[[gnu::always_inline]] constexpr float logit(float p) { return log(p) - log1p(-p); }
[[gnu::always_inline]] constexpr double logit(double p) { return log(p) - log1p(-p); }

/// x^y for x > 0. The error grows with the exponent of the result: at most 2.6 |y log x| + 1.1 ulp.
[[gnu::always_inline]] constexpr float pow_positive(float x, float y) { return exp(y * log(x)); }
[[gnu::always_inline]] constexpr double pow_positive(double x, double y) { return exp(y * log(x)); }

namespace detail {

// Standard normal z whose upper tail is p, 0 < p <= 1/2: z = (w - log 2) P(w) / Q(w) with w = -log p. P and Q
// are our own fit of the smallest relative error, at most 9.9e-8 for p >= 2^-33 | 1.7e-11 for p >= 1e-12.
[[gnu::always_inline]] constexpr float upper_tail_quantile(float p) {
  const float w = -log(p);
  const float above =
      polynomial<float>(w, 2.92831661f, 14.772197f, 11.5950803f, 1.97670411f, 0.0676152028f, 2.19226216e-4f);
  const float under =
      polynomial<float>(w, 1.0f, 9.41599404f, 13.3979634f, 4.35035513f, 0.327940079f, 4.10947556e-3f);
  return (w - 0x1.62e43p-1f) * (above / under);
}
[[gnu::always_inline]] constexpr double upper_tail_quantile(double p) {
  const double w = -log(p);
  const double above = polynomial<double>(w, 3.3293135532620126, 44.930179118953164, 119.60731189161531,
                                          97.815450695680958, 28.491106089748159, 3.0373657957289544,
                                          0.11030752519658521, 1.0780674566117328e-3, 1.2338572602836358e-6);
  const double under = polynomial<double>(w, 1.0, 21.609585941113417, 86.611802106908757, 105.92375119604253,
                                          46.844492165124157, 7.8613571772808245, 0.48298367257645436,
                                          9.3892120772988063e-3, 3.803755555175725e-5);
  return (w - 0x1.62e42fefa39efp-1) * (above / under);
}

template <class Real>
[[gnu::always_inline]] constexpr Real normal_quantile(Real unbounded, Real least, Real most) {
  const Real p = between(unbounded, least, most);
  const Real z = upper_tail_quantile(p < Real{0.5} ? p : Real{1} - p);
  return p < Real{0.5} ? -z : z;
}

}  // namespace detail

/// Quantile of the standard normal, to within 6e-7 | 2e-11 of the larger of |z| and 1. The argument is held
/// to [2^-33, 1 - 2^-24] | [1e-12, 1 - 1e-12].
[[gnu::always_inline]] constexpr float normal_quantile(float p) {
  return detail::normal_quantile(p, 0x1p-33f, 0x1.fffffep-1f);
}
[[gnu::always_inline]] constexpr double normal_quantile(double p) {
  return detail::normal_quantile(p, 1e-12, 1.0 - 1e-12);
}

}  // namespace rapport::elementary
