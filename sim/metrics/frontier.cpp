// The lower convex hull of cost over effect, with the reasons of what is not on it.
#include "metrics/frontier.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "metrics/undefined.h"

namespace rapport::metrics {

namespace {

struct Strategies {
  std::span<const double> costs;
  std::span<const double> effects;
  double ratio(std::size_t from, std::size_t to) const {
    return (costs[to] - costs[from]) / (effects[to] - effects[from]);
  }
  bool equal(std::size_t a, std::size_t b) const { return costs[a] == costs[b] && effects[a] == effects[b]; }
};

/// By cost; at the same cost the most effective first, so that it dominates those behind it.
std::vector<std::size_t> by_cost(const Strategies& all) {
  std::vector<std::size_t> order(all.costs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (all.costs[a] != all.costs[b]) return all.costs[a] < all.costs[b];
    if (all.effects[a] != all.effects[b]) return all.effects[a] > all.effects[b];
    return a < b;
  });
  return order;
}

/// The first of `kept` with the cost and effect of `one`, or `one` itself.
std::size_t twin_of(const Strategies& all, const std::vector<std::size_t>& kept, std::size_t one) {
  const auto same = [&](std::size_t other) { return all.equal(other, one); };
  const auto found = std::find_if(kept.begin(), kept.end(), same);
  return found == kept.end() ? one : *found;
}

/// Takes `next` as the newest point of the frontier and drops those that it makes extendedly dominated.
void extend(const Strategies& all, std::vector<std::size_t>& hull, std::size_t next,
            std::vector<Placed>& placed) {
  const auto is_mixed_better = [&] {
    const std::size_t last = hull.back(), before = hull[hull.size() - 2];
    return all.ratio(before, last) > all.ratio(last, next);
  };
  while (hull.size() > 1 && is_mixed_better()) {
    placed[hull.back()].standing = Standing::extendedly_dominated;
    hull.pop_back();
  }
  hull.push_back(next);
}

}  // namespace

std::string_view name_of(Standing standing) {
  switch (standing) {
    case Standing::on_frontier: return "frontier";
    case Standing::extendedly_dominated: return "extendedly dominated";
    case Standing::dominated: break;
  }
  return "dominated";
}

std::vector<Placed> frontier(std::span<const double> costs, std::span<const double> effects) {
  const Strategies all{costs, effects};
  std::vector<Placed> placed(costs.size(), {Standing::on_frontier, kUndefined, kUndefined, kUndefined});
  std::vector<std::size_t> hull, kept;
  for (const std::size_t one : by_cost(all)) {
    if (!kept.empty() && effects[one] <= effects[kept.back()]) {
      placed[one].standing = Standing::dominated;  // taken back below for a twin
      continue;
    }
    kept.push_back(one);
    extend(all, hull, one, placed);
  }
  for (std::size_t k = 1; k < hull.size(); ++k) {
    Placed& point = placed[hull[k]];
    point.added_cost = costs[hull[k]] - costs[hull[k - 1]];
    point.added_effect = effects[hull[k]] - effects[hull[k - 1]];
    point.icer = point.added_cost / point.added_effect;
  }
  for (std::size_t one = 0; one < placed.size(); ++one) placed[one] = placed[twin_of(all, kept, one)];
  return placed;
}

}  // namespace rapport::metrics
