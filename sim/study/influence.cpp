// Arms that differ from the first by one mechanism each.
#include "study/influence.h"

#include <string>

#include "engine/mechanisms.h"

namespace rapport {

namespace {

bool nothing_moved(const StudyResult& result, std::size_t arm) {
  for (std::int64_t replicate = 0; replicate < result.replicates; ++replicate) {
    for (std::int64_t market = 0; market < result.markets; ++market) {
      const auto r = static_cast<std::size_t>(replicate), m = static_cast<std::size_t>(market);
      if (!(result.at(0, r, m) == result.at(arm, r, m))) return false;
    }
  }
  return true;
}

}  // namespace

std::vector<Influence> influence_of_mechanisms(const StudyPlan& plan, const Progress& progress) {
  StudyPlan arms = plan;
  for (const Mechanism& mechanism : mechanisms()) {
    Scenario off = plan.arms.front();
    off.name = "without " + std::string(mechanism.name);
    switch_off(off.params, mechanism.name);
    arms.arms.push_back(std::move(off));
  }
  const StudyRun run = run_study(arms, progress);
  std::vector<Influence> influences;
  for (std::size_t k = 0; run.complete && k < mechanisms().size(); ++k)
    influences.push_back(
        {mechanisms()[k].name, compare_arms(run.result, 0, k + 1), nothing_moved(run.result, k + 1)});
  return influences;
}

}  // namespace rapport
