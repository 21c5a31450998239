// `rapport reference`: learns reference_us.csv and the like.
#include "study/reference.h"

#include <fmt/format.h>

#include "cli/output.h"
#include "cli/study_files.h"
#include "cli/verbs.h"
#include "outcome/file_ops.h"
#include "study/task_pool.h"

namespace rapport::cli {

namespace {

ExitCode write_text(const std::string& path, bool force, const std::string& text) {
  AtomicFile file(path, force, system_file_ops());
  file.append(text);
  const FileReport written = file.commit();
  say(written.diagnostics);
  return written.code;
}

}  // namespace

std::string profile_note_path(const std::string& reference) { return reference + ".profile"; }

ExitCode reference(const ReferenceOptions& options) {
  Options shared;
  shared.scenarios = {options.scenario};
  std::optional<std::vector<Scenario>> scenarios = read_all(shared);
  if (!scenarios) return ExitCode::invalid_input;
  std::vector<std::string> inputs = scenarios->front().inputs;
  std::erase(inputs, scenarios->front().reference_path);  // that it may replace: it is what is learnt
  const ExitCode kept = input_kept(options.out, inputs);
  if (kept != ExitCode::ok) return kept;
  const FileReport target = write_fault(options.out, options.force);
  say(target.diagnostics);
  if (!target.ok()) return target.code;
  StudyPlan plan;
  plan.arms = std::move(*scenarios);
  plan.arms.front().population.people_per_market = options.people;
  plan.replicates = plan.arms.front().replicates;
  plan.seed = plan.arms.front().seed;
  plan.threads = options.threads > 0 ? options.threads : available_threads();
  forget_reference(plan.arms.front().tables);
  plan.arms.front().tables.people.clear();  // the reference is that of the country: its people are drawn
  Reference learnt;
  for (std::int64_t round = 0; round < options.rounds; ++round) {
    learnt = learn_reference(plan, options.years, [&](std::int64_t finished, std::int64_t count) {
      if (!options.quiet)
        note("round {} of {}: {} of {} markets\n", round + 1, options.rounds, finished, count);
    });
    if (interrupted() != 0) return static_cast<ExitCode>(128 + interrupted());
    apply_reference(learnt, plan.arms.front().tables);
  }
  const Scenario& profile = plan.arms.front();
  const ExitCode code = write_text(options.out, options.force, reference_csv(learnt, profile.tables));
  if (code != ExitCode::ok) return code;
  return write_text(
      profile_note_path(options.out), true,
      fmt::format(
          "{}\nlearnt from {}, seed {}: {} of {} people, {} after {} of warm-up, deaths over {}, {}\n",
          profile.profile_hash, profile.name, plan.seed, counted(plan.replicates, "market"), options.people,
          counted(profile.time.years, "year"), profile.time.warm_up_years,
          std::max(profile.time.years, options.years), counted(options.rounds, "round")));
}

}  // namespace rapport::cli
