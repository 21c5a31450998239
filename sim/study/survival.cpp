// One pass over sorted times.
#include "study/survival.h"

#include <algorithm>
#include <limits>

namespace rapport {

std::vector<Surviving> kaplan_meier(std::vector<Followed> people) {
  std::sort(people.begin(), people.end(),
            [](const Followed& a, const Followed& b) { return a.time < b.time; });
  std::vector<Surviving> curve;
  double share = 1.0;
  for (std::size_t k = 0; k < people.size();) {
    const double time = people[k].time;
    const auto at_risk = static_cast<double>(people.size() - k);
    double events = 0.0;
    for (; k < people.size() && people[k].time == time; ++k) events += people[k].happened ? 1.0 : 0.0;
    if (events == 0.0) continue;
    share *= 1.0 - events / at_risk;
    curve.push_back({time, share});
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
  return decided ? share : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace rapport
