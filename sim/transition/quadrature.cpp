// Gauss's rules by eigenvalues. Eigen without vector instructions: the order of its sums must not depend on the
// machine.
#define EIGEN_DONT_VECTORIZE
#define EIGEN_NO_IO
#include "transition/quadrature.h"

#include <Eigen/Eigenvalues>
#include <cmath>

#include "base/elementary.h"

namespace rapport::transition {

namespace {

/// Entry n >= 1 of a recurrence: diagonal[n - 1] belongs to the polynomial of degree n - 1, off[n - 1] couples degrees
/// n - 1 and n.
struct Recurrence {
  Eigen::VectorXd diagonal;
  Eigen::VectorXd off;
};

Recurrence legendre(int points) {
  Recurrence r{Eigen::VectorXd::Zero(points), Eigen::VectorXd::Zero(points - 1)};
  for (int n = 1; n < points; ++n) r.off(n - 1) = n / std::sqrt(4.0 * n * n - 1.0);
  return r;
}

Recurrence hermite(int points) {
  Recurrence r{Eigen::VectorXd::Zero(points), Eigen::VectorXd::Zero(points - 1)};
  for (int n = 1; n < points; ++n) r.off(n - 1) = std::sqrt(static_cast<double>(n));
  return r;
}

/// Gamma with this shape and rate 1.
Recurrence laguerre(int points, double shape) {
  Recurrence r{Eigen::VectorXd(points), Eigen::VectorXd(points - 1)};
  for (int n = 0; n < points; ++n) r.diagonal(n) = 2.0 * n + shape;
  for (int n = 1; n < points; ++n) r.off(n - 1) = std::sqrt(n * (n + shape - 1.0));
  return r;
}

/// Jacobi on -1 to 1 for the weight (1 - x)^(b - 1) (1 + x)^(a - 1), so that (1 + x) / 2 is beta(a, b).
Recurrence jacobi(int points, double a, double b) {
  const double alpha = b - 1.0, beta = a - 1.0, both = alpha + beta;
  Recurrence r{Eigen::VectorXd(points), Eigen::VectorXd(points - 1)};
  r.diagonal(0) = (beta - alpha) / (both + 2.0);
  for (int n = 1; n < points; ++n) {
    const double m = 2.0 * n + both;
    r.diagonal(n) = (beta * beta - alpha * alpha) / (m * (m + 2.0));
    const double shared =
        n == 1 ? 4.0 * (1.0 + alpha) * (1.0 + beta) / ((both + 2.0) * (both + 2.0) * (both + 3.0))
               : 4.0 * n * (n + alpha) * (n + beta) * (n + both) / (m * m * (m + 1.0) * (m - 1.0));
    r.off(n - 1) = std::sqrt(shared);
  }
  return r;
}

template <class Map>
std::vector<Node> rule(const Recurrence& recurrence, Map map) {
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(recurrence.diagonal, recurrence.off);
  std::vector<Node> nodes;
  for (Eigen::Index i = 0; i < recurrence.diagonal.size(); ++i) {
    const double first = solver.eigenvectors()(0, i);
    nodes.push_back({map(solver.eigenvalues()(i)), first * first});
  }
  return nodes;
}

std::vector<Node> categories(const Distribution& distribution) {
  std::vector<Node> nodes;
  for (std::size_t i = 0; i < distribution.values.size(); ++i)
    nodes.push_back({distribution.values[i], distribution.shares[i]});
  return nodes;
}

bool is_discrete(Form form) {
  return form == Form::fixed || form == Form::bernoulli || form == Form::categorical;
}

}  // namespace

std::vector<Node> nodes_of(const Distribution& distribution, int points) {
  const double a = distribution.a, b = distribution.b;
  switch (distribution.form) {
    case Form::fixed: return {{a, 1.0}};
    case Form::bernoulli: return {{0.0, 1.0 - a}, {1.0, a}};
    case Form::categorical: return categories(distribution);
    case Form::uniform:
      return rule(legendre(points), [=](double x) { return a + (b - a) * 0.5 * (1.0 + x); });
    case Form::normal: return rule(hermite(points), [=](double x) { return a + b * x; });
    case Form::lognormal: return rule(hermite(points), [=](double x) { return elementary::exp(a + b * x); });
    case Form::gamma: return rule(laguerre(points, a), [=](double x) { return x / b; });
    case Form::beta: return rule(jacobi(points, a, b), [](double x) { return 0.5 * (1.0 + x); });
  }
  return {};
}

std::optional<Grid> grid_of(const People& people, int points) {
  Grid grid;
  grid.weights = {1.0};
  for (const Distribution& distribution : people.covariates) {
    const std::vector<Node> nodes = nodes_of(distribution, points);
    grid.is_exact = grid.is_exact && is_discrete(distribution.form);
    const std::size_t before = grid.weights.size();
    if (before * nodes.size() > kMostNodes) return std::nullopt;
    Grid wider{{}, {}, grid.is_exact};
    wider.covariates.resize(grid.covariates.size() + 1);
    for (std::size_t i = 0; i < before; ++i) {
      for (const Node& node : nodes) {
        for (std::size_t c = 0; c < grid.covariates.size(); ++c)
          wider.covariates[c].push_back(grid.covariates[c][i]);
        wider.covariates.back().push_back(node.value);
        wider.weights.push_back(grid.weights[i] * node.weight);
      }
    }
    grid = std::move(wider);
  }
  return grid;
}

}  // namespace rapport::transition
