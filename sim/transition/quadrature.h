// Points and weights that stand for a distribution of covariates, so that an expectation is a sum.
#pragma once

#include <optional>
#include <vector>

#include "transition/machine.h"

namespace rapport::transition {

struct Node {
  double value;
  double weight;
};

// XT-9  Gauss's rule with n points for a distribution: exact for polynomials of degree 2n - 1 in the covariate (in its
//   logarithm's normal for lognormal)
//
//   The points are the eigenvalues of the symmetric tridiagonal matrix of the recurrence of the orthogonal polynomials
//   (Legendre, Hermite, Laguerre, Jacobi), the weights the squares of the eigenvectors' first entries. Fixed values,
//   bernoulli and categorical need no rule: their points are their values. Method: [GolubWelsch1969].
std::vector<Node> nodes_of(const Distribution& distribution, int points);

/// All combinations of the covariates' points. Nothing when there are more than kMostNodes of them.
struct Grid {
  std::vector<std::vector<double>> covariates;  ///< [covariate][node]
  std::vector<double> weights;                  ///< [node], summing to 1
  bool is_exact = true;                         ///< no covariate is continuous
};
inline constexpr std::size_t kMostNodes = 100000;
std::optional<Grid> grid_of(const People& people, int points);

}  // namespace rapport::transition
