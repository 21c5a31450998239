// Statistical tests whose limits are probabilities. Every limit is |z| <= 4: a false alarm once in 16,000. A
// test must be able to fail: it states the smallest error it would notice, and a twin with the rule shifted
// by 5 % has to be rejected, with a power of at least 0.99.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace rapport::statistics {

inline constexpr double kLimit = 4.0;        ///< largest |z| that passes
inline constexpr double kShift = 0.05;       ///< by how much the twin's rule is wrong
inline constexpr double kLeastPower = 0.99;  /// power below this makes the test worthless

inline double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

/// Probability that |z| > kLimit when the truth is `error` away from what the test believes.
inline double power(double error, double se) {
  const double shift = std::abs(error) / se;
  return normal_cdf(shift - kLimit) + normal_cdf(-shift - kLimit);
}

/// The error that is noticed with probability 0.99.
inline double minimum_detectable(double se) { return (kLimit + 2.3263) * se; }

/// An estimate with its standard error.
struct Estimate {
  double value = 0.0;
  double se = 0.0;
};

/// Mean of a sample, with the standard error from its own spread.
inline Estimate mean_of(const std::vector<double>& sample) {
  const double n = static_cast<double>(sample.size());
  double mean = 0.0, squares = 0.0;
  for (const double x : sample) mean += x / n;
  for (const double x : sample) squares += (x - mean) * (x - mean);
  return {mean, std::sqrt(squares / (n - 1.0) / n)};
}

/// Variance of a sample; the standard error from the fourth moment.
inline Estimate variance_of(const std::vector<double>& sample) {
  const double mean = mean_of(sample).value;
  std::vector<double> squares;
  squares.reserve(sample.size());
  for (const double x : sample) squares.push_back((x - mean) * (x - mean));
  return mean_of(squares);
}

/// Share of successes. The standard error is that of the true share.
inline Estimate share_of(std::size_t successes, std::size_t n, double truth) {
  return {static_cast<double>(successes) / static_cast<double>(n),
          std::sqrt(truth * (1.0 - truth) / static_cast<double>(n))};
}

struct ZCheck {
  double z = 0.0;
  bool passes = false;
};
inline ZCheck z_check(double estimate, double truth, double se) {
  const double z = (estimate - truth) / se;
  return {z, std::abs(z) <= kLimit};
}

/// Keeps a number as a property of the running test, unless that holds a larger one already.
inline void keep_largest(const std::string& property, double value) {
  const ::testing::TestInfo* test = ::testing::UnitTest::GetInstance()->current_test_info();
  if (test == nullptr) return;
  for (int i = 0; i < test->result()->test_property_count(); ++i) {
    const ::testing::TestProperty& kept = test->result()->GetTestProperty(i);
    if (kept.key() == property && std::strtod(kept.value(), nullptr) >= value) return;
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  ::testing::Test::RecordProperty(property, text);
}

/// What `./rapport validate suite` prints of a test: of all its comparisons the largest |z|, and the largest of the
/// errors that are noticed 99 times in 100, in percent of the truth, or as it is where the truth is 0.
inline void record(double z, double detectable, double truth) {
  keep_largest("largest_z", std::abs(z));
  if (truth == 0.0)
    keep_largest("detectable_absolute", detectable);
  else
    keep_largest("detectable_percent", 100.0 * detectable / std::abs(truth));
}

/// The same where a gap up to `margin` is allowed before standard errors count.
inline void record_within(double gap, double margin, double se, double truth) {
  record(std::max(0.0, std::abs(gap) - margin) / se, margin + minimum_detectable(se), truth);
}

inline void say(const std::string& name, double z, double twin_z, double power_of_twin, double detectable) {
  std::printf("  %-44s z %6.2f   twin z %8.1f   power %.4f   detects %.3g\n", name.c_str(), z, twin_z,
              power_of_twin, detectable);
}

/// `rule(scale)` estimates under the rule times `scale`. At 1 it must agree with `truth`, at 1.05 it must
/// not; `twin_error` is how far the twin's truth is from `truth`.
inline void expect_truth(const std::string& name, const std::function<Estimate(double)>& rule, double truth,
                         double twin_error) {
  const Estimate right = rule(1.0), wrong = rule(1.0 + kShift);
  const ZCheck check = z_check(right.value, truth, right.se);
  const ZCheck twin = z_check(wrong.value, truth, wrong.se);
  const double twin_power = power(twin_error, wrong.se);
  say(name, check.z, twin.z, twin_power, minimum_detectable(right.se));
  record(check.z, minimum_detectable(right.se), truth);
  EXPECT_TRUE(check.passes) << name << ": " << right.value << " instead of " << truth << ", z = " << check.z;
  EXPECT_FALSE(twin.passes) << name << ": the twin shifted by 5 % is not noticed, z = " << twin.z;
  EXPECT_GE(twin_power, kLeastPower) << name << ": too small a sample";
}

/// Chi-square over cells as a z (Wilson and Hilferty's cube root). Counts and probabilities go cell by cell.
inline double chi_square_z(const std::vector<double>& counts, const std::vector<double>& probabilities) {
  double n = 0.0, statistic = 0.0;
  for (const double count : counts) n += count;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = n * probabilities[i];
    statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  const double freedom = static_cast<double>(counts.size() - 1);
  const double spread = 2.0 / (9.0 * freedom);
  return (std::cbrt(statistic / freedom) - (1.0 - spread)) / std::sqrt(spread);
}

/// Power of that test against other cell probabilities (normal approximation of the noncentral chi-square).
inline double chi_square_power(double n, const std::vector<double>& believed,
                               const std::vector<double>& actual) {
  const double freedom = static_cast<double>(believed.size() - 1);
  double noncentrality = 0.0;
  for (std::size_t i = 0; i < believed.size(); ++i)
    noncentrality += n * (actual[i] - believed[i]) * (actual[i] - believed[i]) / believed[i];
  const double spread = 2.0 / (9.0 * freedom);
  const double limit = freedom * std::pow(1.0 - spread + kLimit * std::sqrt(spread), 3.0);
  return normal_cdf((freedom + noncentrality - limit) / std::sqrt(2.0 * (freedom + 2.0 * noncentrality)));
}

/// `count(scale)` fills cells under the rule times `scale`, `probability(scale)` says what they should hold.
inline void expect_cells(const std::string& name, const std::function<std::vector<double>(double)>& count,
                         const std::function<std::vector<double>(double)>& probability) {
  const std::vector<double> right = count(1.0), wrong = count(1.0 + kShift), truth = probability(1.0);
  double n = 0.0;
  for (const double cell : right) n += cell;
  const double z = chi_square_z(right, truth), twin_z = chi_square_z(wrong, truth);
  const double twin_power = chi_square_power(n, truth, probability(1.0 + kShift));
  const double detectable = std::sqrt((kLimit + 2.3263) * std::sqrt(2.0 * truth.size()) / n);
  say(name, z, twin_z, twin_power, detectable);
  record(std::max(0.0, z), detectable, 1.0);  // relative by itself, and cells that agree too well pass
  EXPECT_LE(z, kLimit) << name;
  EXPECT_GT(twin_z, kLimit) << name << ": the twin shifted by 5 % is not noticed";
  EXPECT_GE(twin_power, kLeastPower) << name << ": too small a sample";
}

/// Largest distance between a sample's distribution and `cdf`, times sqrt(n).
inline double ks_distance(std::vector<double> sample, const std::function<double(double)>& cdf) {
  std::sort(sample.begin(), sample.end());
  const double n = static_cast<double>(sample.size());
  double distance = 0.0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double f = cdf(sample[i]);
    distance = std::max({distance, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
  }
  return distance * std::sqrt(n);
}

/// Kolmogorov's limit with the false-alarm rate of |z| > 4: sqrt(-log(6.3e-5 / 2) / 2).
inline constexpr double kKsLimit = 2.2766;

/// `draw(scale)` samples under the rule times `scale`; `gap` is the largest distance between the two true
/// distributions. `effective` is 1 for an exact cdf and m / (n + m) for one counted from another sample of m.
/// The power is a lower bound: the sample's distribution at that one point.
inline void expect_distribution(const std::string& name,
                                const std::function<std::vector<double>(double)>& draw,
                                const std::function<double(double)>& cdf, double gap,
                                double effective = 1.0) {
  const std::vector<double> right = draw(1.0), wrong = draw(1.0 + kShift);
  const double root = std::sqrt(effective * static_cast<double>(right.size()));
  const double distance = ks_distance(right, cdf) * std::sqrt(effective);
  const double twin = ks_distance(wrong, cdf) * std::sqrt(effective);
  const double twin_power = normal_cdf(2.0 * (root * gap - kKsLimit));
  const double detectable = (kKsLimit + 1.163) / root;
  std::printf("  %-44s D %6.3f   twin D %8.3f   power %.4f   detects %.3g (limit %.3f)\n", name.c_str(),
              distance, twin, twin_power, detectable, kKsLimit);
  record(distance * kLimit / kKsLimit, detectable, 0.0);  // on a scale where the limit is that of |z|
  EXPECT_LE(distance, kKsLimit) << name;
  EXPECT_GT(twin, kKsLimit) << name << ": the twin shifted by 5 % is not noticed";
  EXPECT_GE(twin_power, kLeastPower) << name << ": too small a sample";
}

}  // namespace rapport::statistics
