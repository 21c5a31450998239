// `rapport rerun`: a store's study once more, from what the store holds; --verify compares bit for bit.
#include <fmt/format.h>

#include "cli/progress_line.h"
#include "cli/study_files.h"
#include "outcome/store.h"
#include "study/rerun.h"
#include "study/task_pool.h"
#include "study/version.h"

namespace rapport::cli {

namespace {

/// Whoever runs another program should know before the result differs.
void tell_program(const StudyProvenance& from) {
  if (from.sources == sources()) return;
  note(
      "rapport: this program ({} {}, sources {}) is not the one that made the store ({} {}, sources {}); "
      "bits may differ.\n",
      version(), commit(), sources().substr(0, 12), from.version, from.commit, from.sources.substr(0, 12));
}

ExitCode verify(const RerunOptions& options, const StudyResult& stored, const StudyResult& again) {
  const Difference difference = difference_between(stored, again);
  if (difference.cells > 0) {
    print("{}: NOT reproduced: {} of {} sums differ.\nThe first: {}\n", printable(options.store, false),
          difference.cells, difference.all, printable(difference.first, false));
    return ExitCode::internal_error;
  }
  const bool same_bytes = is_store_of(options.store, again);
  print("{}: reproduced: {} sums of {} are the same{}.\n", printable(options.store, false), difference.all,
        counted(static_cast<std::int64_t>(stored.scenarios.size()), "scenario"),
        same_bytes ? ", and so is every byte of the store" : "");
  if (!same_bytes) note("rapport: the sums are the same, yet other bytes of the store are not.\n");
  return same_bytes ? ExitCode::ok : ExitCode::internal_error;
}

/// The store as it was made: who made it is said as the first store says it, so that bytes can be compared.
ExitCode use(const RerunOptions& options, const StudyResult& stored, StudyResult& again) {
  again.provenance.version = stored.provenance.version;
  again.provenance.commit = stored.provenance.commit;
  again.provenance.sources = stored.provenance.sources;
  const ExitCode verified = options.verify ? verify(options, stored, again) : ExitCode::ok;
  if (options.out.empty()) return verified;
  again.provenance.version = version();
  again.provenance.commit = commit();
  again.provenance.sources = sources();
  const ExitCode written = report(write_store(options.out, again, options.force));
  return verified == ExitCode::ok ? written : verified;
}

std::optional<StudyPlan> plan_again(const RerunOptions& options, const StudyResult& stored, ExitCode& code) {
  Diagnostics faults;
  std::optional<StudyPlan> plan = plan_of(stored, faults);
  code = ExitCode::invalid_input;
  if (!plan) {
    for (Diagnostic& fault : faults)
      fault.message = fault.file + (fault.file.empty() ? "" : ": ") + fault.message;
    for (Diagnostic& fault : faults) fault.file = options.store;
    say(faults);
    return plan;
  }
  plan->threads = options.threads > 0 ? options.threads : available_threads();
  plan->max_memory_bytes = options.max_memory_mb * 1000000;
  plan->stores = true;
  const Diagnostics large = memory_faults(*plan);
  say(large);
  code = ExitCode::resource_limit;
  return large.empty() ? std::move(plan) : std::nullopt;
}

}  // namespace

ExitCode rerun(const RerunOptions& options) {
  if (!options.verify && options.out.empty()) {
    note("rapport: rerun needs --verify, --out or both: see rapport rerun --help.\n");
    return ExitCode::usage;
  }
  const ExitCode kept = input_kept(options.out, {options.store});
  if (kept != ExitCode::ok) return kept;
  StoreReading reading = read_store(options.store);
  if (!reading.report.ok()) return report(reading.report);
  const FileReport free = options.out.empty() ? FileReport{} : write_fault(options.out, options.force);
  if (!free.ok()) return report(free);
  tell_program(reading.result.provenance);
  ExitCode code = ExitCode::ok;
  const std::optional<StudyPlan> plan = plan_again(options, reading.result, code);
  if (!plan) return code;
  ProgressLine line(options.quiet, 0);
  StudyRun run = run_study(*plan, [&](std::int64_t done, std::int64_t all) { line.update(done, all); });
  if (!run.complete) {
    note("interrupted: nothing was compared or written.\n");
    return static_cast<ExitCode>(128 + interrupted());
  }
  return use(options, reading.result, run.result);
}

}  // namespace rapport::cli
