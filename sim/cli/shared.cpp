// What the verbs share: reading, planning, progress, writing.
#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <new>

#include "cli/verbs.h"
#include "outcome/run_json.h"
#include "outcome/store.h"
#include "outcome/tidy_csv.h"
#include "study/task_pool.h"
#include "study/version.h"

namespace rapport::cli {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// One line that is rewritten on a terminal; a line at each tenth elsewhere.
class ProgressLine {
 public:
  explicit ProgressLine(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

  void update(std::int64_t finished, std::int64_t count) {
    if (quiet_) return;
    const double spent = seconds_since(start_);
    const double left = spent / static_cast<double>(finished) * static_cast<double>(count - finished);
    if (terminal_) {
      fmt::print(stderr, "\r{} of {} tasks, {:.0f} s, about {:.0f} s to go   {}", finished, count, spent,
                 left, finished == count ? "\n" : "");
    } else if (finished * 10 / count != (finished - 1) * 10 / count) {
      fmt::print(stderr, "{} of {} tasks, {:.0f} s, about {:.0f} s to go\n", finished, count, spent, left);
    }
    std::fflush(stderr);
  }

 private:
  bool quiet_;
  bool terminal_;
  Clock::time_point start_ = Clock::now();
};

RunFacts facts_of(const Options& options, const StudyPlan& plan, std::chrono::system_clock::time_point start,
                  double wall_seconds) {
  utsname host{};
  uname(&host);
  RunFacts facts;
  facts.store = options.out.substr(options.out.find_last_of('/') + 1);
  facts.compiler = compiler();
  facts.flags = fmt::format("{} for {}", build_kind(), target_cpu());
  facts.threads = plan.threads;
  facts.host = host.nodename;
  facts.start = start;
  facts.wall_seconds = wall_seconds;
  facts.person_weeks = person_weeks(plan);
  return facts;
}

ExitCode report(const FileReport& report) {
  say(report.diagnostics);
  return report.code;
}

ExitCode write_results(const Options& options, const StudyResult& result, const RunFacts& facts) {
  if (!options.out.empty()) {
    const ExitCode stored = report(write_store(options.out, result, options.force));
    if (stored != ExitCode::ok) return stored;
    const ExitCode noted = report(write_run_json(options.out, facts));
    if (noted != ExitCode::ok) return noted;
  }
  return options.csv.empty() ? ExitCode::ok : report(write_tidy_csv(options.csv, result, options.force));
}

ExitCode targets_free(const Options& options) {
  for (const std::string& path : {options.out, options.csv}) {
    if (path.empty()) continue;
    const ExitCode code = report(target_fault(path, options.force));
    if (code != ExitCode::ok) return code;
  }
  return ExitCode::ok;
}

}  // namespace

void say(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) fmt::print(stderr, "{}\n", to_text(diagnostic));
}

std::optional<std::vector<Scenario>> read_all(const Options& options) {
  Diagnostics faults;
  std::vector<Scenario> scenarios;
  for (const std::string& path : options.scenarios)
    scenarios.push_back(read_scenario(path, options.overrides, faults));
  say(faults);
  if (!faults.empty()) return std::nullopt;
  return scenarios;
}

std::optional<StudyPlan> plan_study(const Options& options, std::vector<Scenario> arms, ExitCode& code) {
  code = ExitCode::invalid_input;
  if (options.years) {
    for (Scenario& arm : arms) arm.time.years = *options.years;
  }
  const Diagnostics apart = shared_world_faults(arms);
  say(apart);
  if (!apart.empty()) return std::nullopt;
  StudyPlan plan;
  plan.replicates = options.replicates.value_or(arms.front().replicates);
  plan.seed = options.seed.value_or(arms.front().seed);
  plan.threads = options.threads > 0 ? options.threads : available_threads();
  plan.max_memory_bytes = options.max_memory_mb * 1000000;
  plan.arms = std::move(arms);
  code = ExitCode::resource_limit;
  const Diagnostics large = memory_faults(plan);
  say(large);
  if (!large.empty()) return std::nullopt;
  code = ExitCode::ok;
  return plan;
}

ExitCode run_and_write(const Options& options, const StudyPlan& plan, StudyResult& result) {
  const ExitCode free = targets_free(options);
  if (free != ExitCode::ok) return free;
  const auto started = std::chrono::system_clock::now();
  const auto start = Clock::now();
  ProgressLine line(options.quiet);
  StudyRun run =
      run_study(plan, [&](std::int64_t finished, std::int64_t count) { line.update(finished, count); });
  if (!run.complete) {
    fmt::print(stderr, "interrupted: nothing was written.\n");
    return static_cast<ExitCode>(128 + interrupted());
  }
  result = std::move(run.result);
  return write_results(options, result, facts_of(options, plan, started, seconds_since(start)));
}

std::string provenance_line(const StudyResult& result) {
  std::string hashes;
  for (const ScenarioProvenance& scenario : result.provenance.scenarios) {
    hashes += (hashes.empty() ? "" : ", ") + scenario.hash.substr(0, 12);
  }
  return fmt::format("rapport {} ({}) · scenario {} · seed {}", result.provenance.version,
                     result.provenance.commit, hashes, result.provenance.seed);
}

std::string shown(double value, double error) {
  if (std::isnan(value)) return "-";
  const double scale = std::isnan(error) || error <= 0.0 ? std::abs(value) / 100.0 : error;
  const int decimals = scale <= 0.0 ? 0 : static_cast<int>(std::ceil(1.0 - std::log10(scale)));
  return fmt::format("{:.{}f}", value, std::clamp(decimals, 0, 6));
}

}  // namespace rapport::cli
