// Each sampler's distribution: cells, Kolmogorov-Smirnov and moments, each with a twin that must be rejected.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "base/random.h"
#include "base/sample.h"
#include "support/statistics.h"

namespace rapport::base_distributions_test {

using namespace statistics;
using u32 = std::uint32_t;

constexpr std::size_t kMany = 1 << 18;

/// `rule(words, scale)` at kMany addresses; each test has luck of its own.
template <class Rule>
std::vector<double> sample_of(u32 test, double scale, Rule rule, std::size_t n = kMany) {
  std::vector<double> sample(n);
  for (std::size_t i = 0; i < n; ++i)
    sample[i] = rule(luck({20, 24, 0, 0}, Kind::test, i, 0, 0, test), scale);
  return sample;
}

template <class Rule>
void expect_moments(const char* name, u32 test, Rule rule, double mean, double variance, double mean_shift,
                    double variance_shift) {
  const auto draw = [=](double scale) { return sample_of(test, scale, rule); };
  const std::string text(name);
  expect_truth(
      text + " mean", [=](double scale) { return mean_of(draw(scale)); }, mean, mean_shift);
  expect_truth(
      text + " variance", [=](double scale) { return variance_of(draw(scale)); }, variance, variance_shift);
}

double byte_of(const Words& w, int which) { return w.v[which / 4] >> (8 * (which % 4)) & 0xFF; }

/// 256 cells for each of the 16 bytes; the twin holds 5 % too many in the upper half, at the cost of the
/// lower one.
std::vector<std::vector<double>> byte_cells(double scale) {
  std::vector<std::vector<double>> cells(16, std::vector<double>(256, 0.0));
  for (std::size_t i = 0; i < kMany; ++i) {
    const Words w = luck({20, 24, 0, 0}, Kind::test, i, 0, 0, 1);
    for (int which = 0; which < 16; ++which) {
      const double byte = byte_of(w, which);
      const bool moves = byte < 128 && uniform(w.v[(which / 4 + 1) % 4]) < scale - 1.0;
      ++cells[static_cast<std::size_t>(which)][static_cast<std::size_t>(moves ? byte + 128 : byte)];
    }
  }
  return cells;
}
std::vector<double> byte_shares(double scale) {
  std::vector<double> shares(256, scale / 256);
  std::fill_n(shares.begin(), 128, (2.0 - scale) / 256);
  return shares;
}

TEST(BaseDistributions, EveryByteOfEveryWordIsUniform) {
  const auto right = byte_cells(1.0), twin = byte_cells(1.0 + kShift);
  for (std::size_t which = 0; which < 16; ++which)
    expect_cells(
        "byte " + std::to_string(which),
        [&](double scale) { return scale > 1.0 ? twin[which] : right[which]; }, byte_shares);
}

// V39
TEST(BaseDistributions, UniformIsUniform) {
  const auto rule = [](const Words& w, double scale) { return std::pow(uniform(w.v[0]), scale); };
  const double gap = std::pow(0.363, 1.0 / 1.05) - 0.363;  // where x^(1/1.05) is furthest from x
  expect_distribution(
      "uniform", [=](double scale) { return sample_of(2, scale, rule); }, [](double x) { return x; }, gap);
  expect_moments(
      "uniform", 3, [](const Words& w, double scale) { return scale * uniform(w.v[1]); }, 0.5, 1.0 / 12,
      0.025, 0.1025 / 12);
}

// V39
TEST(BaseDistributions, EventsHaveTheirProbability) {
  for (const float p : {0.02f, 0.5f, 0.9f}) {
    const auto rule = [=](double scale) {
      std::size_t events = 0;
      const std::size_t n = p < 0.1f ? 8 * kMany : kMany;
      for (std::size_t i = 0; i < n; ++i)
        events += happens(luck({20, 24, 0, 0}, Kind::test, i, 0, 0, 4).v[2], p * static_cast<float>(scale));
      return share_of(events, n, p);
    };
    expect_truth("event " + std::to_string(p), rule, p, 0.05 * p);
  }
}

double normal_truth(double x) { return normal_cdf(x); }

// V39
TEST(BaseDistributions, NormalIsNormal) {
  const auto rule = [](const Words& w, double scale) { return scale * normal(w.v[0]) + (scale - 1.0); };
  const auto single = [](const Words& w, double scale) {
    return scale * normal_float(w.v[0]) + (scale - 1.0);
  };
  expect_distribution(
      "normal", [=](double scale) { return sample_of(5, scale, rule); }, normal_truth, 0.0199);
  expect_distribution(
      "normal_float", [=](double scale) { return sample_of(5, scale, single); }, normal_truth, 0.0199);
  expect_moments("normal", 6, rule, 0.0, 1.0, 0.05, 0.1025);
  const auto fourth = [=](const Words& w, double scale) { return std::pow(scale * normal(w.v[1]), 4.0); };
  expect_truth(
      "normal fourth moment", [=](double scale) { return mean_of(sample_of(7, scale, fourth)); }, 3.0,
      3.0 * (std::pow(1.05, 4.0) - 1.0));
}

// V39
TEST(BaseDistributions, LognormalKeepsItsMean) {
  for (const double sigma : {0.1, 0.8}) {
    const auto rule = [=](const Words& w, double scale) { return scale * lognormal_mean_one(w.v[0], sigma); };
    expect_truth(
        "lognormal " + std::to_string(sigma),
        [=](double scale) { return mean_of(sample_of(8, scale, rule)); }, 1.0, 0.05);
  }
}

// V39
TEST(BaseDistributions, ExponentialIsExponential) {
  const auto rule = [](const Words& w, double scale) { return scale * exponential(w.v[3]); };
  expect_distribution(
      "exponential", [=](double scale) { return sample_of(9, scale, rule); },
      [](double x) { return -std::expm1(-x); }, 0.0179);
  expect_moments("exponential", 10, rule, 1.0, 1.0, 0.05, 0.1025);
}

/// Beta(2, 3): P(X <= x) = P(at least two of four uniforms are below x).
double beta_cdf(double x) { return 1.0 - std::pow(1.0 - x, 4.0) - 4.0 * x * std::pow(1.0 - x, 3.0); }

// V39
TEST(BaseDistributions, BetaIsBeta) {
  const auto four = [](const Words& w, double scale) {
    return scale * beta_2_3(w.v[0], w.v[1], w.v[2], w.v[3]);
  };
  const auto two = [](const Words& w, double scale) { return scale * beta_2_3(w.v[2], w.v[3]); };
  const auto truth = [](double x) { return beta_cdf(std::min(x, 1.0)); };
  const double gap = beta_cdf(0.42) - beta_cdf(0.40);
  expect_distribution(
      "beta of four", [=](double s) { return sample_of(11, s, four); }, truth, gap);
  expect_distribution(
      "beta of two", [=](double s) { return sample_of(12, s, two); }, truth, gap);
  expect_moments("beta of four", 13, four, 0.4, 0.04, 0.02, 0.0041);
  expect_moments("beta of two", 14, two, 0.4, 0.04, 0.02, 0.0041);
}

std::vector<double> poisson_shares(double mean, int cells) {
  std::vector<double> shares(static_cast<std::size_t>(cells));
  double left = 1.0;
  for (int k = 0; k + 1 < cells; ++k) {
    shares[static_cast<std::size_t>(k)] = std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0));
    left -= shares[static_cast<std::size_t>(k)];
  }
  shares.back() = left;
  return shares;
}

// V39
TEST(BaseDistributions, PoissonIsPoisson) {
  for (const double mean : {0.3, 2.0, 12.0, 30.0}) {
    const int cells = static_cast<int>(mean + 3.0 * std::sqrt(mean)) + 2;
    const auto rule = [=](const Words& w, double s) {
      return static_cast<double>(poisson_count(w.v[1], s * mean));
    };
    const auto count = [=](double scale) {
      std::vector<double> in_cells(static_cast<std::size_t>(cells), 0.0);
      for (const double k : sample_of(15, scale, rule))
        ++in_cells[static_cast<std::size_t>(std::min(k, cells - 1.0))];
      return in_cells;
    };
    const std::string name = "poisson " + std::to_string(mean);
    expect_cells(name, count, [=](double scale) { return poisson_shares(scale * mean, cells); });
    expect_moments(name.c_str(), 16, rule, mean, mean, 0.05 * mean, 0.05 * mean);
  }
}

// V39
TEST(BaseDistributions, WholeNumbersAndPicksHaveTheirShares) {
  const auto day = [](double scale) {
    std::vector<double> cells(28, 0.0);
    for (const double u :
         sample_of(17, scale, [](const Words&w, double) { return static_cast<double>(w.v[0]); }))
      ++cells[below(static_cast<u32>(0x1p32 * std::pow(uniform(static_cast<u32>(u)), scale)), 28)];
    return cells;
  };
  const auto day_shares = [](double scale) {
    std::vector<double> shares(28);
    for (int i = 0; i < 28; ++i)
      shares[static_cast<std::size_t>(i)] =
          std::pow((i + 1) / 28.0, 1 / scale) - std::pow(i / 28.0, 1 / scale);
    return shares;
  };
  expect_cells("below 28", day, day_shares);
  const auto picked_shares = [](double s) {
    return std::vector<double>{0.2 * s, 0.3, 0.5 - 0.2 * (s - 1.0)};
  };
  const auto picked = [=](double scale) {
    const std::vector<double> shares = picked_shares(scale);
    const std::array<double, 3> cumulative{shares[0], shares[0] + shares[1], 1.0};
    std::vector<double> cells(3, 0.0);
    for (std::size_t i = 0; i < kMany; ++i)
      ++cells[pick(std::span<const double>(cumulative), luck({20, 24, 0, 0}, Kind::test, i, 0, 0, 18).v[0])];
    return cells;
  };
  expect_cells("pick", picked, picked_shares);
}

}  // namespace rapport::base_distributions_test
