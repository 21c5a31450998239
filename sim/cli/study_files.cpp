// Checks before the run, files after it.
#include "cli/study_files.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/output.h"
#include "outcome/store.h"
#include "outcome/tidy_csv.h"
#include "study/version.h"

namespace rapport::cli {

namespace {

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

/// The scenarios of `all` begin with those of `first`.
bool begins_with(const StudyProvenance& all, const StudyProvenance& first) {
  const bool enough = all.scenarios.size() >= first.scenarios.size();
  return enough && std::equal(first.scenarios.begin(), first.scenarios.end(), all.scenarios.begin());
}

}  // namespace

ExitCode report(const FileReport& report) {
  say(report.diagnostics);
  return report.code;
}

std::optional<StudyResult> finished_before(const Options& options, const StudyPlan& plan) {
  std::error_code failed;
  if (options.out.empty() || options.force || !std::filesystem::is_regular_file(options.out, failed))
    return std::nullopt;
  StoreReading reading = read_store(options.out);
  if (!reading.report.ok()) return std::nullopt;
  StudyProvenance expected = provenance_of(plan);
  const StudyProvenance& found = reading.result.provenance;
  const std::size_t arms = std::max(plan.arms_in_all, plan.arms.size());
  const bool same_arms = begins_with(found, expected) && found.scenarios.size() == arms;
  expected.scenarios = found.scenarios;
  const bool same = same_arms && found == expected && reading.result.replicates == plan.replicates;
  return same ? std::optional(std::move(reading.result)) : std::nullopt;
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
  const ExitCode noting = noted ? ExitCode::ok : report(write_run_json(options.out, facts));
  if (noting != ExitCode::ok) return noting;
  const bool there = options.csv.empty() || is_tidy_csv_of(options.csv, result);
  return there ? ExitCode::ok : report(write_tidy_csv(options.csv, result, false));
}

RunFacts facts_of_run(const Options& options, const StudyPlan& plan, std::int64_t person_weeks) {
  utsname host{};
  uname(&host);
  RunFacts facts;
  facts.store = options.out.substr(options.out.find_last_of('/') + 1);
  facts.compiler = compiler();
  facts.flags = fmt::format("{} for {}", build_kind(), target_cpu());
  facts.threads = plan.threads;
  facts.host = host.nodename;
  facts.start = std::chrono::system_clock::now();
  facts.person_weeks = person_weeks;
  return facts;
}

}  // namespace rapport::cli
