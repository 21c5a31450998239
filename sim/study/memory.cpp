// What a study will take of memory, and what there is of it.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

#include "study/study.h"

namespace rapport {

namespace {

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();
constexpr double kMega = 1e6;

std::int64_t task_bytes(const StudyPlan& plan) {
  const Scenario& first = plan.arms.front();
  const std::int64_t grown =
      first.population.people_per_market + first.population.people_per_market / 4 + 4096;
  constexpr std::int64_t kBytesPerPerson = 480;  // columns, lists of conditions, scratch of the dense passes
  return 2 * grown * kBytesPerPerson;            // the market and the snapshot it branches from
}

/// Sums of all arms, and the store that is put together in memory: 1.65 times as much, measured.
std::int64_t result_bytes(const StudyPlan& plan) {
  const Scenario& first = plan.arms.front();
  const std::int64_t years = first.time.warm_up_years + first.time.years;
  const auto of_year = kOutcomeCount * kPeriodsInYear + kStratifiedCount * stratum_count(first.tables);
  const auto cells = static_cast<std::int64_t>(of_year * sizeof(Cell)) * years;
  const auto arms = static_cast<std::int64_t>(std::max(plan.arms.size(), plan.arms_in_all));
  const std::int64_t tasks = plan.replicates * first.population.markets;
  if (tasks > kNoLimit / 16 / (cells * arms)) return kNoLimit / 4;
  const std::int64_t sums = cells * arms * tasks;
  return plan.stores ? sums + sums / 4 * 7 : sums;
}

/// The number that stands after the word `key` in a file; nothing when there is none ("max").
std::optional<std::int64_t> number_after(const char* path, const std::string& key) {
  std::ifstream file(path);
  std::string word;
  while (word != key && file >> word) continue;
  std::int64_t number = 0;
  return file >> number ? std::optional(number) : std::nullopt;
}

}  // namespace

/// What the machine can give without swapping, the container's limit and that of the shell.
std::int64_t available_bytes() {
  std::int64_t least = sysconf(_SC_AVPHYS_PAGES) * sysconf(_SC_PAGESIZE);
  if (const auto kilobytes = number_after("/proc/meminfo", "MemAvailable:")) least = *kilobytes * 1024;
  for (const char* path : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    least = std::min(least, number_after(path, "").value_or(kNoLimit));
  }
  rlimit space{};
  if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur < static_cast<rlim_t>(kNoLimit)) {
    least = std::min(least, static_cast<std::int64_t>(space.rlim_cur));
  }
  return least;
}

std::int64_t predicted_bytes(const StudyPlan& plan) {
  const std::int64_t tasks = plan.replicates * plan.arms.front().population.markets;
  return result_bytes(plan) + task_bytes(plan) * std::min(plan.threads, tasks);
}

Diagnostics memory_faults(const StudyPlan& plan) {
  const std::int64_t limit = plan.max_memory_bytes > 0 ? plan.max_memory_bytes : available_bytes();
  const std::int64_t need = predicted_bytes(plan);
  if (need <= limit) return {};
  return {
      {plan.arms.front().path, 0, 0,
       fmt::format("needs about {:.0f} MB of memory, {:.0f} MB are there. Make population.people_per_market "
                   "smaller with more markets, use fewer threads or replicates, or raise --max-mem.",
                   static_cast<double>(need) / kMega, static_cast<double>(limit) / kMega)}};
}

}  // namespace rapport
