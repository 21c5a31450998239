// Checks before the run, files after it.
#include "cli/study_files.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/output.h"
#include "outcome/parts.h"
#include "outcome/store.h"
#include "outcome/tidy_csv.h"
#include "study/version.h"

namespace rapport::cli {

namespace {

/// Every file that will be written, in order, and whether it may replace one that is there.
struct Target {
  std::string path;
  bool force;
};

std::vector<Target> targets_of(const Options& options) {
  std::vector<Target> targets;
  if (!options.out.empty()) {
    targets.push_back({options.out, options.force});
    const std::string noted = run_json_path(options.out);
    targets.push_back({noted, options.force || is_run_json_of(noted, options.out)});
  }
  if (!options.csv.empty()) targets.push_back({options.csv, options.force});
  return targets;
}

}  // namespace

ExitCode report(const FileReport& report) {
  say(report.diagnostics);
  return report.code;
}

bool is_one_file(const std::string& a, const std::string& b) {
  std::error_code failed;
  const bool same = std::filesystem::equivalent(a, b, failed) && !failed;
  return same || std::filesystem::path(a).lexically_normal() == std::filesystem::path(b).lexically_normal();
}

std::optional<StudyResult> finished_before(const Options& options, const Runner& runner,
                                           const StudyPlan& plan) {
  std::error_code failed;
  if (options.out.empty() || options.force || !std::filesystem::is_regular_file(options.out, failed))
    return std::nullopt;
  StoreReading reading = read_store(options.out);
  if (!reading.report.ok()) return std::nullopt;
  StudyProvenance expected = provenance_of(plan);
  const StudyProvenance& found = reading.result.provenance;
  const bool same_arms = runner.is_of(plan, found.scenarios);
  expected.scenarios = found.scenarios;
  const bool same = same_arms && found == expected && reading.result.replicates == plan.replicates;
  return same ? std::optional(std::move(reading.result)) : std::nullopt;
}

ExitCode input_kept(const std::string& path, const std::vector<std::string>& inputs) {
  const auto is_it = [&](const std::string& input) { return is_one_file(path, input); };
  if (path.empty() || std::none_of(inputs.begin(), inputs.end(), is_it)) return ExitCode::ok;
  note("rapport: '{}' is read by this very command and would be written over. Choose another name.\n",
       printable(path, false));
  return ExitCode::usage;
}

ExitCode targets_apart(const Options& options, const StudyPlan& plan) {
  std::vector<std::string> taken;
  if (!options.out.empty()) taken.push_back(parts_path(options.out));
  for (const Target& target : targets_of(options)) {
    for (const Scenario& arm : plan.arms) {
      const ExitCode kept = input_kept(target.path, arm.inputs);
      if (kept != ExitCode::ok) return kept;
    }
    const auto is_it = [&](const std::string& other) { return is_one_file(target.path, other); };
    if (std::any_of(taken.begin(), taken.end(), is_it)) {
      note("rapport: '{}' would be written twice. Choose another name.\n", printable(target.path, false));
      return ExitCode::usage;
    }
    taken.push_back(target.path);
  }
  return ExitCode::ok;
}

ExitCode targets_free(const Options& options) {
  for (const Target& target : targets_of(options)) {
    const ExitCode code = report(write_fault(target.path, target.force));
    if (code != ExitCode::ok) return code;
  }
  return ExitCode::ok;
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

ExitCode complete_results(const Options& options, const StudyResult& result, const RunFacts& facts) {
  std::error_code failed;
  const bool noted = std::filesystem::exists(run_json_path(options.out), failed);
  // How a run went is no part of its result: where nothing can be written, the result is told all the same.
  if (!noted) static_cast<void>(write_run_json(options.out, facts));
  const bool there = options.csv.empty() || is_tidy_csv_of(options.csv, result);
  return there ? ExitCode::ok : report(write_tidy_csv(options.csv, result, false));
}

RunFacts facts_of_run(const std::string& store, const StudyPlan& plan, std::int64_t person_weeks) {
  utsname host{};
  uname(&host);
  RunFacts facts;
  facts.store = file_name_of(store);
  facts.compiler = compiler();
  facts.flags = fmt::format("{} for {}", build_kind(), target_cpu());
  facts.threads = plan.threads;
  facts.host = host.nodename;
  facts.start = std::chrono::system_clock::now();
  facts.person_weeks = person_weeks;
  return facts;
}

}  // namespace rapport::cli
