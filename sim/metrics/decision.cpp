// One pass over the samples for each willingness to pay.
#include "metrics/decision.h"

#include <algorithm>

#include "metrics/sum.h"
#include "metrics/undefined.h"

namespace rapport::metrics {

namespace {

struct Count {
  Sum share;
  Sum loss;
};

void add_sample(std::span<const double> benefits, std::span<Count> counts) {
  const double most = *std::max_element(benefits.begin(), benefits.end());
  const auto winners = static_cast<double>(std::count(benefits.begin(), benefits.end(), most));
  for (std::size_t j = 0; j < benefits.size(); ++j) {
    if (benefits[j] == most) counts[j].share.add(1.0 / winners);
    counts[j].loss.add(most - benefits[j]);
  }
}

}  // namespace

Decision decide(const Samples& samples, double willingness_to_pay) {
  const std::size_t strategies = samples.costs.size();
  const std::size_t n = strategies > 0 ? samples.costs.front().size() : 0;
  std::vector<double> benefits(strategies);
  std::vector<Count> counts(strategies);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < strategies; ++j)
      benefits[j] = willingness_to_pay * samples.effects[j][i] - samples.costs[j][i];
    add_sample(benefits, counts);
  }
  const auto mean = [n](const Sum& sum) { return n > 0 ? sum.value() / static_cast<double>(n) : kUndefined; };
  Decision decision;
  for (const Count& count : counts) decision.strategies.push_back({mean(count.share), mean(count.loss)});
  const auto least = std::min_element(
      decision.strategies.begin(), decision.strategies.end(),
      [](const Acceptance& a, const Acceptance& b) { return a.expected_loss < b.expected_loss; });
  decision.best_on_average = static_cast<std::size_t>(least - decision.strategies.begin());
  decision.evpi = strategies > 0 ? least->expected_loss : kUndefined;
  return decision;
}

}  // namespace rapport::metrics
