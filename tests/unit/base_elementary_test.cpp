// Own polynomials against the C library's long double: errors in units in the last place, ends, monotony.
#include "base/elementary.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "base/probability.h"
#include "base/random.h"
#include "base/sample.h"

namespace rapport::base_elementary_test {

namespace el = elementary;
using Exact = long double;

/// Distance in units in the last place of the true value (of the smallest normal number below that).
template <class Real>
double ulps(Real got, Exact truth) {
  const Exact size = std::max(std::fabs(truth), static_cast<Exact>(std::numeric_limits<Real>::min()));
  const Exact ulp = std::ldexp(Exact{1}, std::ilogb(size) - std::numeric_limits<Real>::digits + 1);
  return static_cast<double>(std::fabs(static_cast<Exact>(got) - truth) / ulp);
}

/// Scattered points: evenly between lo and hi, and evenly in the exponent from 1e-30 up to both signs of the
/// range.
template <class Real, class Ours, class Theirs>
double worst(Ours ours, Theirs theirs, double lo, double hi, double least = 1e-30) {
  double most = 0.0;
  for (std::uint32_t i = 0; i < 50000; ++i) {
    const Words w = luck({1, 2, 3, 4}, Kind::test, i, 0, 0, 1);
    const double even = lo + (hi - lo) * uniform(w.v[0]);
    const double small = std::pow(10.0, std::log10(least) * uniform(w.v[1])) * (even < 0.0 ? -1.0 : 1.0);
    for (const double x : {even, std::clamp(small, lo, hi)}) {
      const Real rounded = static_cast<Real>(x);
      most = std::max(most, ulps(ours(rounded), theirs(static_cast<Exact>(rounded))));
    }
  }
  return most;
}

template <class Ours, class Theirs>
void expect_close(const char* name, Ours ours, Theirs theirs, double flo, double fhi, double dlo, double dhi,
                  double float_limit, double double_limit) {
  const double in_float = worst<float>(ours, theirs, flo, fhi);
  const double in_double = worst<double>(ours, theirs, dlo, dhi);
  std::printf("  %-10s largest error in ulp: float %.3f   double %.3f\n", name, in_float, in_double);
  EXPECT_LE(in_float, float_limit) << name;
  EXPECT_LE(in_double, double_limit) << name;
}

#define OURS(function) [](auto x) { return el::function(x); }
#define THEIRS(expression) [](Exact x) -> Exact { return expression; }

TEST(BaseElementary, IsWithinItsStatedErrors) {
  expect_close("exp", OURS(exp), THEIRS(std::exp(x)), -87.0, 88.0, -708.0, 709.0, 1.1, 1.1);
  expect_close("expm1", OURS(expm1), THEIRS(std::expm1(x)), -87.0, 88.0, -708.0, 709.0, 1.9, 1.9);
  expect_close("expm1~0", OURS(expm1), THEIRS(std::expm1(x)), -2.0, 2.0, -2.0, 2.0, 1.9, 1.9);
  expect_close("log", OURS(log), THEIRS(std::log(x)), 1e-30, 1e30, 1e-30, 1e300, 1.0, 1.0);
  expect_close("log~1", OURS(log), THEIRS(std::log(x)), 0.5, 2.0, 0.5, 2.0, 1.0, 1.0);
  expect_close("log1p", OURS(log1p), THEIRS(std::log1p(x)), -0.999999, 1e6, -0.999999, 1e6, 2.0, 2.0);
  expect_close("log1p~0", OURS(log1p), THEIRS(std::log1p(x)), -0.5, 1.0, -0.5, 1.0, 2.0, 2.0);
  expect_close("logistic", OURS(logistic), THEIRS(1 / (1 + std::exp(-x))), -80.0, 80.0, -700.0, 700.0, 3.0,
               3.0);
}

TEST(BaseElementary, APowerLosesWhatItsExponentSays) {
  for (std::uint32_t i = 0; i < 20000; ++i) {
    const Words w = luck({5, 6, 7, 8}, Kind::test, i, 0, 0, 1);
    const double x = 0.01 + 20.0 * uniform(w.v[0]), y = 10.0 * (uniform(w.v[1]) - 0.5);
    const double allowed = 2.6 * std::fabs(y * std::log(x)) + 1.1;
    EXPECT_LE(ulps(el::pow_positive(x, y), std::pow(Exact{x}, Exact{y})), allowed) << x << " ^ " << y;
    const float fx = static_cast<float>(x), fy = static_cast<float>(y);
    EXPECT_LE(ulps(el::pow_positive(fx, fy), std::pow(Exact{fx}, Exact{fy})), allowed) << x << " ^ " << y;
  }
}

Exact upper_tail(Exact z) { return std::erfc(z / std::sqrt(Exact{2})) / 2; }

/// Error of a quantile z of tail p, as a share of |z| or of 1 if that is more, by one Newton step on the
/// exact tail.
double quantile_error(Exact z, Exact p) {
  const Exact density = std::exp(-z * z / 2) / std::sqrt(2 * std::acos(Exact{-1}));
  return static_cast<double>(std::fabs((upper_tail(z) - p) / density) / std::max(std::fabs(z), Exact{1}));
}

TEST(BaseElementary, TheNormalQuantileIsWithinItsStatedErrors) {
  double in_double = 0.0, in_float = 0.0;
  for (int i = 0; i < 20000; ++i) {
    const double p = std::pow(10.0, -0.302 - 11.69 * i / 20000.0);  // tails from 0.499 to 1e-12
    in_double = std::max(in_double, quantile_error(-el::normal_quantile(p), p));
    const float fp = static_cast<float>(std::pow(10.0, -0.302 - 9.6 * i / 20000.0));  // to 1.3e-10
    in_float = std::max(in_float, quantile_error(-el::normal_quantile(fp), fp));
    const float upper = std::min(1.0f - fp, 1.0f - 0x1p-24f);
    EXPECT_EQ(el::normal_quantile(upper), -el::normal_quantile(1.0f - upper));
  }
  std::printf("  normal quantile, largest error: float %.3g   double %.3g\n", in_float, in_double);
  EXPECT_LE(in_double, 2e-11);
  EXPECT_LE(in_float, 6e-7);
  EXPECT_NEAR(el::normal_quantile(0.5), 0.0, 1e-15);
  EXPECT_NEAR(el::normal_quantile(0.975), 1.959963984540054, 1e-10);
}

TEST(BaseElementary, SaturatesInsteadOfOverflowing) {
  EXPECT_EQ(el::exp(1e30f), el::exp(88.0f));
  EXPECT_EQ(el::exp(-1e30f), el::exp(-87.0f));
  EXPECT_EQ(el::exp(1e300), el::exp(709.0));
  EXPECT_EQ(el::exp(-1e300), el::exp(-708.0));
  EXPECT_TRUE(std::isfinite(el::exp(1e30f)) && std::isfinite(el::exp(1e300)));
  EXPECT_GT(el::exp(-1e30f), 0.0f);
  EXPECT_GT(el::exp(-1e300), 0.0);
  EXPECT_EQ(el::expm1(-1e30f), -1.0f);
  EXPECT_EQ(el::expm1(-1e300), -1.0);
  EXPECT_NEAR(el::log(0.0f), -87.3365f, 1e-3f);
  EXPECT_NEAR(el::log(-3.0), -708.396, 1e-3);
  EXPECT_NEAR(el::log1p(-1.0f), -87.3365f, 1e-3f);
  EXPECT_TRUE(std::isfinite(el::log(std::numeric_limits<double>::infinity())));
  EXPECT_TRUE(std::isfinite(el::logit(0.0f)) && std::isfinite(el::logit(1.0f)));
  EXPECT_TRUE(std::isfinite(el::normal_quantile(0.0)) && std::isfinite(el::normal_quantile(1.0f)));
}

TEST(BaseElementary, IsExactWhereItShouldBe) {
  EXPECT_EQ(el::exp(0.0f), 1.0f);
  EXPECT_EQ(el::exp(0.0), 1.0);
  EXPECT_EQ(el::expm1(0.0f), 0.0f);
  EXPECT_EQ(el::expm1(1e-300), 1e-300);
  EXPECT_EQ(el::log(1.0f), 0.0f);
  EXPECT_EQ(el::log(1.0), 0.0);
  EXPECT_EQ(el::log1p(1e-300), 1e-300);
  EXPECT_EQ(el::logistic(0.0f), 0.5f);
  EXPECT_EQ(el::logit(0.5), 0.0);
  static_assert(el::exp(0.0) == 1.0 && el::log(1.0f) == 0.0f, "usable at compile time");
}

double within(double lo, double hi, std::uint32_t word) { return lo + (hi - lo) * uniform(word); }

RC_GTEST_PROP(BaseElementary, LogisticAndLogitAreInverse, (std::uint32_t word)) {
  const double x = within(-30.0, 6.0, word);
  RC_ASSERT(std::fabs(el::logit(el::logistic(x)) - x) < 1e-12);
}

RC_GTEST_PROP(BaseElementary, LogUndoesExp, (std::uint32_t word)) {
  const double x = within(-700.0, 700.0, word);
  RC_ASSERT(std::fabs(el::log(el::exp(x)) - x) <= 2e-16 * (1.0 + std::fabs(x)));
}

RC_GTEST_PROP(BaseElementary, ProbabilityAndRateAreInverse, (std::uint32_t a, std::uint32_t b)) {
  const double rate = std::pow(10.0, within(-12.0, 1.0, a)), time = within(0.01, 1.0, b);
  const double back = probability_to_rate(rate_to_probability(rate, time), time);
  RC_ASSERT(std::fabs(back / rate - 1.0) < 1e-11);
}

RC_GTEST_PROP(BaseElementary, ExpAndQuantileNeverFall, (std::uint32_t word)) {
  const double u = uniform(word), up = std::nextafter(u, 1.0);
  RC_ASSERT(el::normal_quantile(up) >= el::normal_quantile(u) - 1e-14);
  const float x = static_cast<float>(within(-80.0, 80.0, word)), next = std::nextafter(x, 1e9f);
  RC_ASSERT(el::exp(next) >= el::exp(x) * (1.0f - 1.2e-7f));
}

TEST(BaseProbability, KeepsRareEventsInFloat) {
  const float weekly = rate_to_probability(1e-6f, 1.0f);  // 1 - exp would be wrong by 5 %
  EXPECT_NEAR(weekly, 1e-6f - 5e-13f, 1e-12f);
  EXPECT_EQ(rate_to_probability(0.0, 1.0), 0.0);
  EXPECT_EQ(rate_to_probability(1e9, 1.0), 1.0);
  EXPECT_NEAR(yearly_probability_to_hazard(0.005), 0.00501254182354429, 1e-17);
  EXPECT_TRUE(std::isfinite(probability_to_rate(1.0, 1.0)));
}

}  // namespace rapport::base_elementary_test
