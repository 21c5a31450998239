// One pass over sorted times.
#include "metrics/survival.h"

#include <algorithm>
#include <cmath>

#include "metrics/undefined.h"

namespace rapport {

std::vector<Surviving> kaplan_meier(std::vector<Followed> people) {
  std::sort(people.begin(), people.end(),
            [](const Followed& a, const Followed& b) { return a.time < b.time; });
  std::vector<Surviving> curve;
  double share = 1.0, variance = 0.0;
  for (std::size_t k = 0; k < people.size();) {
    const double time = people[k].time;
    const std::size_t at_risk = people.size() - k;
    std::size_t events = 0;
    for (; k < people.size() && people[k].time == time; ++k) events += people[k].happened ? 1 : 0;
    if (events == 0) continue;
    const auto n = static_cast<double>(at_risk), d = static_cast<double>(events);
    share *= 1.0 - d / n;
    variance += events < at_risk ? d / (n * (n - d)) : 0.0;
    const double error = events < at_risk ? share * std::sqrt(variance) : metrics::kUndefined;
    curve.push_back({time, share, error, at_risk, events});
  }
  return curve;
}

double share_without(const std::vector<Followed>& people, double time) {
  const auto reaches = [time](const Followed& one) { return one.time >= time; };
  const bool followed = std::any_of(people.begin(), people.end(), reaches);
  double share = 1.0;
  for (const Surviving& step : kaplan_meier(people)) {
    if (step.time <= time) share = step.share;
  }
  const bool decided = followed || (!people.empty() && share == 0.0);
  return decided ? share : metrics::kUndefined;
}

double median_time(std::span<const Surviving> curve) {
  const auto found =
      std::find_if(curve.begin(), curve.end(), [](const Surviving& step) { return step.share <= 0.5; });
  return found == curve.end() ? metrics::kUndefined : found->time;
}

}  // namespace rapport
