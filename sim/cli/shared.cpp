// What the verbs share: reading, planning, progress, writing.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/output.h"
#include "cli/progress_line.h"
#include "cli/study_files.h"
#include "engine/headline.h"
#include "scenario/own_model.h"
#include "study/task_pool.h"
#include "study/version.h"

namespace rapport::cli {

namespace {

using Clock = std::chrono::steady_clock;

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

/// Says how far an interrupted run came.
ExitCode stopped(const StudyRun& run, const Parts* parts) {
  if (!run.report.ok()) return report(run.report);
  const std::size_t kept = parts == nullptr ? 0 : parts->count();
  if (kept == 0) {
    note("interrupted: nothing was written.\n");
  } else {
    note("interrupted: {} kept in {}/; the same command goes on from there.\n",
         counted(static_cast<std::int64_t>(kept), "finished task"), printable(parts->folder(), false));
  }
  return static_cast<ExitCode>(128 + interrupted());
}

ExitCode run_and_write(const Options& options, const Runner& runner, StudyPlan plan, Parts* parts,
                       StudyResult& result) {
  const auto started = std::chrono::system_clock::now();
  const auto start = Clock::now();
  const auto before = static_cast<std::int64_t>(parts == nullptr ? 0 : parts->count());
  if (before > 0) note("{} of an earlier run are there already.\n", counted(before, "finished task"));
  plan.parts = parts;
  ProgressLine line(options.quiet, before);
  StudyRun run =
      runner.run(plan, [&](std::int64_t finished, std::int64_t count) { line.update(finished, count); });
  if (!run.complete) return stopped(run, parts);
  result = std::move(run.result);
  RunFacts facts = facts_of_run(options.out, plan, runner.person_weeks(plan));
  facts.start = started;
  facts.wall_seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const ExitCode code = write_results(options, result, facts);
  if (code == ExitCode::ok && parts != nullptr) parts->remove();
  return code;
}

/// Taken from the store where it is finished, taken up where it was interrupted, or run from the start.
ExitCode make_result(const Options& options, const Runner& runner, const StudyPlan& plan,
                     StudyResult& result) {
  const ExitCode apart = targets_apart(options, plan);
  if (apart != ExitCode::ok) return apart;
  std::optional<Parts> parts;
  if (!options.out.empty()) {
    parts.emplace(options.out, facts_of(plan));
    parts->writes_also(run_json_path(options.out));
    if (!options.csv.empty()) parts->writes_also(options.csv);
  }
  std::optional<StudyResult> finished = finished_before(options, runner, plan);
  if (finished) {
    note("{} holds this very study: nothing was run.\n", printable(options.out, false));
    result = std::move(*finished);
    const bool alone = parts->open(false).ok();
    const ExitCode code =
        complete_results(options, result, facts_of_run(options.out, plan, runner.person_weeks(plan)));
    if (alone && code == ExitCode::ok) parts->remove();
    return code;
  }
  const ExitCode free = targets_free(options);
  if (free != ExitCode::ok) return free;
  const ExitCode opened = parts ? report(parts->open(options.force)) : ExitCode::ok;
  return opened == ExitCode::ok ? run_and_write(options, runner, plan, parts ? &*parts : nullptr, result)
                                : opened;
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

namespace {

/// A state-transition model has no arms, levels or parameters of ours: says which verbs there are for it.
Diagnostics of_other_verbs(const Options& options) {
  Diagnostics faults;
  for (const std::string& path : options.scenarios)
    if (is_own_model(path))
      faults.push_back({path, 0, 0,
                        "is a state-transition model: `rapport run` and `rapport cohort` compare the "
                        "strategies that stand in the file"});
  return faults;
}

}  // namespace

std::optional<std::vector<Scenario>> read_all(const Options& options) {
  Diagnostics faults = of_other_verbs(options);
  say(faults);
  if (!faults.empty()) return std::nullopt;
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

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(); }

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
  code = make_result(options, runner, *plan, result);
  if (code == ExitCode::ok) print(options, result);
  return code;
}

std::string library_folder() {
  std::error_code ignored;
  const char* home = std::getenv("RAPPORT_HOME");
  const bool here = std::filesystem::is_directory("scenarios", ignored);
  return here || home == nullptr ? "scenarios" : std::string(home) + "/scenarios";
}

}  // namespace rapport::cli
