// Gauss's rules: weights that sum to 1, moments of each distribution, polynomials up to their degree and not beyond.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "transition/quadrature.h"
#include "unit/own_models.h"

namespace rapport::transition_quadrature_test {

using namespace transition;

Distribution of(Form form, double a, double b) { return {form, a, b, {}, {}}; }

double mean_of(const std::vector<Node>& nodes, const std::function<double(double)>& f) {
  double sum = 0.0;
  for (const Node& node : nodes) sum += node.weight * f(node.value);
  return sum;
}

double moment(const Distribution& distribution, int points, int k) {
  return mean_of(nodes_of(distribution, points), [k](double x) { return std::pow(x, k); });
}

/// E X^k.
double truth(const Distribution& d, int k) {
  double product = 1.0;
  switch (d.form) {
    case Form::uniform: return (std::pow(d.b, k + 1) - std::pow(d.a, k + 1)) / ((k + 1) * (d.b - d.a));
    case Form::lognormal: return std::exp(k * d.a + 0.5 * k * k * d.b * d.b);
    case Form::gamma:
      for (int i = 0; i < k; ++i) product *= (d.a + i) / d.b;
      return product;
    case Form::beta:
      for (int i = 0; i < k; ++i) product *= (d.a + i) / (d.a + d.b + i);
      return product;
    default: break;
  }
  double before = 1.0, now = d.a;  // normal: m_k = a m_{k-1} + (k - 1) b^2 m_{k-2}
  for (int i = 2; i <= k; ++i) {
    const double next = d.a * now + (i - 1) * d.b * d.b * before;
    before = now;
    now = next;
  }
  return k == 0 ? 1.0 : now;
}

const std::vector<Distribution>& continuous() {
  static const std::vector<Distribution> all{
      of(Form::uniform, 0.0, 1.0), of(Form::uniform, 2.0, 5.0), of(Form::normal, 0.0, 1.0),
      of(Form::normal, 3.0, 0.5),  of(Form::gamma, 0.3, 1.0),   of(Form::gamma, 2.5, 4.0),
      of(Form::gamma, 40.0, 2.0),  of(Form::beta, 2.0, 3.0),    of(Form::beta, 0.5, 0.5),
      of(Form::beta, 0.3, 4.0),    of(Form::beta, 20.0, 5.0),   of(Form::beta, 1.0, 1.0)};
  return all;
}

std::string name_of(const Distribution& d) {
  return "form " + std::to_string(static_cast<int>(d.form)) + " " + std::to_string(d.a) + " " +
         std::to_string(d.b);
}

TEST(TransitionQuadrature, XT_9_PolynomialsAreExactToTwiceThePoints) {
  for (const Distribution& d : continuous()) {
    for (const int points : {1, 2, 3, 5, 8}) {
      for (int k = 0; k <= 2 * points - 1; ++k) {
        double scale = truth(d, k);
        if (d.form == Form::normal) scale = truth(of(Form::normal, std::abs(d.a) + 1.0, d.b), k);
        EXPECT_NEAR(moment(d, points, k), truth(d, k), 1e-12 * scale)
            << name_of(d) << " x^" << k << " by " << points;
      }
      if (points > 3) continue;  // further on, what is missed is below the last digits
      const int beyond = 2 * points;
      EXPECT_GT(std::abs(moment(d, points, beyond) / truth(d, beyond) - 1.0), 1e-12)
          << name_of(d) << ": the rule would be exact beyond its degree";
    }
  }
}

TEST(TransitionQuadrature, FirstMomentsAreExactAtEveryNumberOfPoints) {
  for (const Distribution& d : continuous())
    for (const int points : {2, 12, 24, 60, 200})
      for (int k = 0; k <= 3; ++k) {
        const double scale = truth(of(d.form, d.form == Form::normal ? d.a + 1.0 : d.a, d.b), k);
        EXPECT_NEAR(moment(d, points, k), truth(d, k), 1e-12 * scale)
            << name_of(d) << " x^" << k << " by " << points;
      }
}

TEST(TransitionQuadrature, LognormalConvergesToItsMoments) {
  const Distribution d = of(Form::lognormal, 0.5, 0.4);
  for (int k = 0; k <= 3; ++k) EXPECT_NEAR(moment(d, 24, k) / truth(d, k), 1.0, 1e-12) << k;
  EXPECT_GT(std::abs(moment(d, 2, 3) / truth(d, 3) - 1.0), 1e-4);
}

TEST(TransitionQuadrature, PointsLieWhereTheDistributionDoes) {
  for (const int points : {2, 24, 200}) {
    for (const double a : {0.001, 0.3, 1.0, 50.0}) {
      for (const Node& node : nodes_of(of(Form::gamma, a, 1.0), points)) {
        EXPECT_GE(node.value, 0.0) << "gamma " << a << " by " << points;
        EXPECT_GE(node.weight, 0.0);
      }
      for (const Node& node : nodes_of(of(Form::beta, a, 0.001), points)) {
        EXPECT_TRUE(node.value >= 0.0 && node.value <= 1.0)
            << "beta " << a << " by " << points << " " << node.value;
        EXPECT_GE(node.weight, 0.0);
      }
    }
  }
}

TEST(TransitionQuadrature, WhatIsDiscreteStandsForItself) {
  const std::vector<Node> coin = nodes_of(of(Form::bernoulli, 0.3, 0.0), 24);
  ASSERT_EQ(coin.size(), 2U);
  EXPECT_EQ(coin[1].value, 1.0);
  EXPECT_EQ(coin[1].weight, 0.3);
  const Distribution groups{Form::categorical, 0.0, 0.0, {5.0, 6.0}, {0.25, 0.75}};
  const std::vector<Node> nodes = nodes_of(groups, 24);
  ASSERT_EQ(nodes.size(), 2U);
  EXPECT_EQ(nodes[1].value, 6.0);
  EXPECT_EQ(nodes[1].weight, 0.75);
}

TEST(TransitionQuadrature, AGridHasAllCombinations) {
  People people;
  people.covariates = {of(Form::normal, 1.0, 2.0), of(Form::bernoulli, 0.3, 0.0), of(Form::gamma, 2.0, 1.0)};
  const auto grid = grid_of(people, 6);
  ASSERT_TRUE(grid);
  EXPECT_EQ(grid->weights.size(), 72U);
  EXPECT_FALSE(grid->is_exact);
  double whole = 0.0, mixed = 0.0;
  for (std::size_t i = 0; i < grid->weights.size(); ++i) {
    whole += grid->weights[i];
    mixed += grid->weights[i] * grid->covariates[0][i] * grid->covariates[1][i] * grid->covariates[2][i];
  }
  EXPECT_NEAR(whole, 1.0, 1e-12);
  EXPECT_NEAR(mixed, 1.0 * 0.3 * 2.0, 1e-12);
  people.covariates.assign(4, of(Form::normal, 0.0, 1.0));
  EXPECT_FALSE(grid_of(people, 24)) << "331,776 points";
  EXPECT_TRUE(grid_of({}, 24)->is_exact);
}

}  // namespace rapport::transition_quadrature_test
