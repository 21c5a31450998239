// Which of several strategies are worth their cost at some price of an effect.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace rapport::metrics {

enum class Standing : std::uint8_t {
  on_frontier,
  extendedly_dominated,  ///< two others, mixed, have as much effect for less
  dominated,             ///< another has at least as much effect at no more cost, and not both the same
};
std::string_view name_of(Standing standing);

/// Where a strategy stands. The increments are against the next cheaper strategy of the frontier; NaN for the
/// cheapest one of it and for what is not on it.
struct Placed {
  Standing standing = Standing::on_frontier;
  double added_cost;
  double added_effect;
  double icer;
};

// ME-6  Incremental cost-effectiveness ratios along the frontier
//
//     ICER_j = (C_j - C_i) / (E_j - E_i)
//
//   C  cost     E  effect     i  the strategy before j on the frontier
//   Dominated strategies are left out first. Of the others, in the order of effect, j is extendedly dominated while
//   its ratio is above that of the next: part of the people on the strategy before it and part on the one behind it
//   would have the same effect for less [Cantor1994]. What is left has ratios that never fall. A strategy on the
//   line between its neighbours stays; strategies with the same cost and effect share one place.
std::vector<Placed> frontier(std::span<const double> costs, std::span<const double> effects);

}  // namespace rapport::metrics
