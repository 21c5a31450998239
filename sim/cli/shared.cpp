// What the verbs share: reading, planning, progress, writing.
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <system_error>

#include "cli/output.h"
#include "cli/verbs.h"
#include "engine/headline.h"
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
      note("\r{} of {} tasks, {:.0f} s, about {:.0f} s to go   {}", finished, count, spent, left,
           finished == count ? "\n" : "");
    } else if (finished * 10 / count != (finished - 1) * 10 / count) {
      note("{} of {} tasks, {:.0f} s, about {:.0f} s to go\n", finished, count, spent, left);
    }
  }

 private:
  bool quiet_;
  bool terminal_;
  Clock::time_point start_ = Clock::now();
};

RunFacts facts_of(const Options& options, const StudyPlan& plan, std::int64_t weeks,
                  std::chrono::system_clock::time_point start, double wall_seconds) {
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
  facts.person_weeks = weeks;
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

bool is_one_file(const std::string& a, const std::string& b) {
  std::error_code failed;
  const bool same = std::filesystem::equivalent(a, b, failed) && !failed;
  return same || std::filesystem::path(a).lexically_normal() == std::filesystem::path(b).lexically_normal();
}

/// Every file that will be written, in order, and whether it may replace one that is there.
struct Target {
  std::string path;
  bool force;
};

std::vector<Target> targets_of(const Options& options) {
  std::vector<Target> targets;
  if (!options.out.empty()) {
    targets.push_back({options.out, options.force});
    targets.push_back({run_json_path(options.out), true});
  }
  if (!options.csv.empty()) targets.push_back({options.csv, options.force});
  return targets;
}

/// --force replaces an older result, never a scenario that is read or another result of this very run.
ExitCode targets_apart(const Options& options) {
  const std::vector<Target> targets = targets_of(options);
  for (std::size_t k = 0; k < targets.size(); ++k) {
    const std::string& path = targets[k].path;
    const auto is_it = [&](const std::string& other) { return is_one_file(path, other); };
    const bool twice = std::any_of(targets.begin(), targets.begin() + static_cast<std::ptrdiff_t>(k),
                                   [&](const Target& other) { return is_it(other.path); });
    const bool input = std::any_of(options.scenarios.begin(), options.scenarios.end(), is_it);
    if (!twice && !input) continue;
    note("rapport: '{}' would be written {}. Choose another name.\n", printable(path, false),
         twice ? "twice" : "over the scenario that is read");
    return ExitCode::usage;
  }
  return ExitCode::ok;
}

/// A run of an hour should not end with a file that cannot be written.
ExitCode targets_free(const Options& options) {
  const ExitCode apart = targets_apart(options);
  if (apart != ExitCode::ok) return apart;
  for (const Target& target : targets_of(options)) {
    const ExitCode code = report(write_fault(target.path, target.force));
    if (code != ExitCode::ok) return code;
  }
  return ExitCode::ok;
}

/// Two arms need two names, even when they are one file twice (the A/A check): the second gets "#2".
void name_apart(std::vector<Scenario>& arms) {
  for (std::size_t later = 1; later < arms.size(); ++later) {
    const std::string name = arms[later].name;
    const auto is_taken = [&](const std::string& wanted) {
      return std::any_of(arms.begin(), arms.begin() + static_cast<std::ptrdiff_t>(later),
                         [&](const Scenario& arm) { return arm.name == wanted; });
    };
    for (int copy = 2; is_taken(arms[later].name); ++copy)
      arms[later].name = fmt::format("{}#{}", name, copy);
  }
}

std::optional<StudyPlan> plan_study(const Options& options, std::vector<Scenario> arms, const Runner& runner,
                                    ExitCode& code) {
  code = ExitCode::invalid_input;
  const Diagnostics apart = shared_world_faults(arms);
  say(apart);
  if (!apart.empty()) return std::nullopt;
  StudyPlan plan;
  plan.replicates = options.replicates.value_or(arms.front().replicates);
  plan.seed = options.seed.value_or(arms.front().seed);
  plan.threads = options.threads > 0 ? options.threads : available_threads();
  plan.max_memory_bytes = options.max_memory_mb * 1000000;
  plan.stores = !options.out.empty();
  plan.arms = std::move(arms);
  plan.arms_in_all = runner.arms(plan);
  code = ExitCode::resource_limit;
  const Diagnostics large = memory_faults(plan);
  say(large);
  if (!large.empty()) return std::nullopt;
  code = ExitCode::ok;
  return plan;
}

ExitCode run_and_write(const Options& options, const Runner& runner, const StudyPlan& plan,
                       StudyResult& result) {
  const ExitCode free = targets_free(options);
  if (free != ExitCode::ok) return free;
  const auto started = std::chrono::system_clock::now();
  const auto start = Clock::now();
  ProgressLine line(options.quiet);
  StudyRun run =
      runner.run(plan, [&](std::int64_t finished, std::int64_t count) { line.update(finished, count); });
  if (!run.complete) {
    note("interrupted: nothing was written.\n");
    return static_cast<ExitCode>(128 + interrupted());
  }
  result = std::move(run.result);
  return write_results(options, result,
                       facts_of(options, plan, runner.person_weeks(plan), started, seconds_since(start)));
}

void print_forecast(const Options& options, const Runner& runner, const StudyPlan& plan) {
  const std::int64_t tasks = plan.replicates * plan.arms.front().population.markets;
  const std::int64_t bytes = predicted_bytes(plan);
  if (options.json) {
    const nlohmann::ordered_json forecast{{"tasks", tasks},
                                          {"arms", plan.arms_in_all},
                                          {"person_weeks", runner.person_weeks(plan)},
                                          {"bytes", bytes}};
    print("{}\n", forecast.dump(2));
    return;
  }
  print("{} with {}, {} person-weeks, about {:.0f} MB\n", counted(tasks, "task"),
        counted(static_cast<std::int64_t>(plan.arms_in_all), "arm"), runner.person_weeks(plan),
        static_cast<double>(bytes) / 1e6);
}

}  // namespace

void say(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) {
    const std::string file = printable(diagnostic.file, false);
    note("{}\n", to_text({file, diagnostic.line, diagnostic.column, printable(diagnostic.message, true)}));
  }
}

std::optional<std::vector<Scenario>> read_all(const Options& options) {
  Diagnostics faults;
  std::vector<Scenario> scenarios;
  std::vector<std::string> overrides = options.overrides;
  if (options.years) overrides.push_back(fmt::format("time.years={}", *options.years));
  for (const std::string& path : options.scenarios)
    scenarios.push_back(read_scenario(path, overrides, faults));
  say(faults);
  if (!faults.empty()) return std::nullopt;
  return scenarios;
}

std::string provenance_line(const StudyResult& result) {
  std::string hashes;
  for (const ScenarioProvenance& scenario : result.provenance.scenarios) {
    hashes += (hashes.empty() ? "" : ", ") + scenario.hash.substr(0, 12);
  }
  return fmt::format("rapport {} ({}) · scenario {} · seed {}", result.provenance.version,
                     result.provenance.commit, hashes, result.provenance.seed);
}

std::string counted(std::int64_t number, const char* noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string shown_interval(const Estimate& estimate) {
  if (std::isnan(estimate.lo)) return "-";
  const double error = estimate.standard_error;
  return fmt::format("{} to {}", shown(estimate.lo, error), shown(estimate.hi, error));
}

std::string shown(double value, double error) {
  if (std::isnan(value)) return "-";
  const bool exact =
      std::isnan(error) || error <= std::abs(value) * 1e-9;  // what rounding leaves is no error
  const double scale = exact ? std::abs(value) / 100.0 : error;
  const int decimals = scale <= 0.0 ? 0 : static_cast<int>(std::ceil(1.0 - std::log10(scale)));
  return fmt::format("{:.{}f}", value, std::clamp(decimals, 0, 6));
}

std::vector<Outcome> outcomes_shown(const Options& options) {
  if (!options.all) return {kHeadline.begin(), kHeadline.end()};
  std::vector<Outcome> all;
  for (std::size_t k = 0; k < kOutcomeCount; ++k) all.push_back(static_cast<Outcome>(k));
  return all;
}

ExitCode study(const Options& options, const Runner& runner,
               void (*print)(const Options&, const StudyResult&)) {
  std::optional<std::vector<Scenario>> scenarios = read_all(options);
  if (!scenarios) return ExitCode::invalid_input;
  name_apart(*scenarios);
  ExitCode code = ExitCode::ok;
  const std::optional<StudyPlan> plan = plan_study(options, std::move(*scenarios), runner, code);
  if (!plan) return code;
  if (options.dry_run) {
    print_forecast(options, runner, *plan);
    return ExitCode::ok;
  }
  StudyResult result;
  code = run_and_write(options, runner, *plan, result);
  if (code == ExitCode::ok) print(options, result);
  return code;
}

}  // namespace rapport::cli
