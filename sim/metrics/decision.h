// What samples of uncertain costs and effects say about a choice between strategies.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace rapport::metrics {

/// Costs and effects of each strategy, sample by sample: element [strategy][sample].
struct Samples {
  std::vector<std::vector<double>> costs;
  std::vector<std::vector<double>> effects;
};

// ME-7  Acceptability: the chance that strategy j is the best one
//
//     B_ij = w E_ij - C_ij     p_j(w) = share of samples i in which B_ij is the largest of all strategies
//
//   C, E  cost and effect of strategy j in sample i     w  willingness to pay for one unit of effect
//   B  net benefit; where k strategies share the largest, each gets 1/k of the sample. Over w these shares are the
//   acceptability curves; the strategy that is best on average forms their frontier and need not be the one with the
//   largest share [Fenwick2001].
struct Acceptance {
  double best_share;     ///< ME-7
  double expected_loss;  ///< ME-8, in units of cost
};

/// A choice at one willingness to pay.
struct Decision {
  std::vector<Acceptance> strategies;
  std::size_t best_on_average = 0;  ///< of the smallest expected loss; the first of equals
  double evpi;                      ///< ME-8, in units of cost per person
};

// ME-8  Expected value of perfect information
//
//     L_j = mean_i (max_k B_ik - B_ij)     EVPI = min_j L_j = mean_i max_k B_ik - max_j mean_i B_ij
//
//   L  expected loss by choosing j. EVPI is what is lost on average by not knowing which sample is true: never below
//   0, for one person to whom the choice applies. Quantity: [DampackEvpi].
//   NaN without samples.
Decision decide(const Samples& samples, double willingness_to_pay);

}  // namespace rapport::metrics
