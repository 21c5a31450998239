// The files of a study: which may be written, what an earlier run left of it, and writing them.
#pragma once

#include <optional>

#include "cli/verbs.h"
#include "outcome/run_json.h"

namespace rapport::cli {

/// Says the diagnostics; their exit code.
ExitCode report(const FileReport& report);

bool is_one_file(const std::string& a, const std::string& b);

/// The result, where the store that --out names holds this very study, written by this very program: the same
/// command once more then runs nothing. Nothing with --force.
std::optional<StudyResult> finished_before(const Options& options, const Runner& runner,
                                           const StudyPlan& plan);

/// Says which file cannot be written. A run of an hour should not end with that.
ExitCode targets_free(const Options& options);
/// --force replaces an older result, never a file that this command reads, and nothing twice.
ExitCode targets_apart(const Options& options, const StudyPlan& plan);
/// The same for one file to be written, empty for none.
ExitCode input_kept(const std::string& path, const std::vector<std::string>& inputs);

/// Store, NAME.run.json, tidy table, in this order: a run that is killed in between is seen as finished by the
/// first, and the rest is made up for.
ExitCode write_results(const Options& options, const StudyResult& result, const RunFacts& facts);
/// What is missing beside a store that is there.
ExitCode complete_results(const Options& options, const StudyResult& result, const RunFacts& facts);

/// All but the time it took: 0 where nobody knows any more.
RunFacts facts_of_run(const std::string& store, const StudyPlan& plan, std::int64_t person_weeks);

}  // namespace rapport::cli
