// `rapport run` of an outsider's model: people one by one, and what they did as tables.
#include <algorithm>
#include <memory>

#include "cli/output.h"
#include "cli/own_model.h"
#include "cli/progress_line.h"
#include "cli/study_files.h"
#include "outcome/file_ops.h"
#include "outcome/tidy_csv.h"
#include "scenario/number.h"
#include "study/own_model_run.h"
#include "study/task_pool.h"

namespace rapport::cli {

namespace {

std::vector<StrategyTotals> totals_of(const AgentsResult& result) {
  std::vector<StrategyTotals> all;
  for (const StrategyRun& strategy : result.strategies) {
    StrategyTotals totals{strategy.name, {}, {}, {}};
    for (std::size_t p = 0; p < strategy.payoffs.size(); ++p) {
      const Moments& total = strategy.payoffs[p];
      const Moments& change = strategy.against_first[p];
      totals.payoffs.push_back({total.mean, total.standard_error()});
      totals.sds.push_back(total.sd());
      totals.against_first.push_back({change.mean, change.standard_error()});
    }
    all.push_back(std::move(totals));
  }
  return all;
}

std::vector<StrategyTrace> traces_of(const AgentsResult& result) {
  const auto share = [&](const std::vector<std::int64_t>& counts) {
    std::vector<double> shares;
    for (const std::int64_t count : counts)
      shares.push_back(static_cast<double>(count) / static_cast<double>(result.people));
    return shares;
  };
  std::vector<StrategyTrace> traces;
  for (const StrategyRun& run : result.strategies)
    traces.push_back({run.name, share(run.counts.in_state), share(run.counts.moved)});
  return traces;
}

/// What a store, replicates or years would mean for such a file is not said anywhere: refused, not ignored.
ExitCode without_meaning(const Options& options) {
  std::vector<std::string> useless;
  if (!options.out.empty()) useless.emplace_back("--out");
  if (!options.csv.empty()) useless.emplace_back("--csv");
  if (options.replicates) useless.emplace_back("--replicates");
  if (options.years) useless.emplace_back("--years");
  if (options.dry_run) useless.emplace_back("--dry-run");
  if (options.all) useless.emplace_back("--all");
  if (useless.empty()) return ExitCode::ok;
  note(
      "rapport: {} does not apply to a state-transition model ({}). It has --trace, --events and "
      "--people-csv; its "
      "people, steps and strategies stand in the file.\n",
      fmt::join(useless, ", "), printable(options.scenarios.front(), false));
  return ExitCode::usage;
}

/// The tables of people and moves while they are written.
class LifeTables {
 public:
  LifeTables(const Options& options, const OwnModel& own) : own_(own) {
    if (!options.people_csv.empty())
      people_ = std::make_unique<AtomicFile>(options.people_csv, options.force, system_file_ops());
    if (!options.events.empty())
      events_ = std::make_unique<AtomicFile>(options.events, options.force, system_file_ops());
    if (people_) people_->append(people_header());
    if (events_) events_->append("person,strategy,step,from,to\n");
  }

  void connect(AgentsOptions& run) {
    if (people_) run.each_block = [this](const BlockLives& lives) { add(lives); };
    if (events_)
      run.each_move = [this](const std::string& strategy, const transition::Moved& moved) {
        add(strategy, moved);
      };
  }

  ExitCode commit() {
    for (AtomicFile* file : {people_.get(), events_.get()}) {
      const ExitCode code = file == nullptr ? ExitCode::ok : report(file->commit());
      if (code != ExitCode::ok) return code;
    }
    return ExitCode::ok;
  }

 private:
  std::string people_header() const {
    std::string header = "person,strategy,last_state";
    for (const transition::Covariate& covariate : own_.model.covariates) header += ',' + covariate.name;
    for (const transition::PayoffSpec& payoff : own_.model.payoffs) header += ',' + payoff.name;
    return header + '\n';
  }
  void add(const BlockLives& lives) {
    for (std::size_t row = 0; row < lives.block.count; ++row)
      for (std::size_t s = 0; s < lives.runs.size(); ++s) add_person(lives, row, s);
  }
  void add_person(const BlockLives& lives, std::size_t row, std::size_t strategy) {
    const transition::BlockRun& run = lives.runs[strategy];
    std::string line =
        fmt::format("{},{},{}", lives.block.first + row, csv_name(own_.model.strategies[strategy].name),
                    own_.model.states[run.last_state[row]]);
    for (const std::vector<double>& column : lives.block.covariates)
      line += ',' + scenario::number_text(column[row]);
    for (const std::vector<double>& total : run.totals) line += ',' + scenario::number_text(total[row]);
    people_->append(line + '\n');
  }
  void add(const std::string& strategy, const transition::Moved& moved) {
    events_->append(fmt::format("{},{},{},{},{}\n", moved.person, csv_name(strategy), moved.step,
                                own_.model.states[static_cast<std::size_t>(moved.from)],
                                own_.model.states[static_cast<std::size_t>(moved.to)]));
  }

  const OwnModel& own_;
  std::unique_ptr<AtomicFile> people_;
  std::unique_ptr<AtomicFile> events_;
};

ExitCode files_free(const Options& options, const OwnModel& own) {
  std::vector<std::string> targets;
  for (const std::string& path : {options.trace, options.events, options.people_csv})
    if (!path.empty()) targets.push_back(path);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const ExitCode kept = input_kept(targets[i], own.inputs);
    if (kept != ExitCode::ok) return kept;
    const ExitCode free = report(write_fault(targets[i], options.force));
    if (free != ExitCode::ok) return free;
    for (std::size_t j = 0; j < i; ++j) {
      if (!is_one_file(targets[i], targets[j])) continue;
      note("rapport: two tables would be written to {}; give each its own file.\n",
           printable(targets[i], false));
      return ExitCode::usage;
    }
  }
  return ExitCode::ok;
}

ExitCode run_checked(const Options& options, const OwnModel& own) {
  LifeTables tables(options, own);
  ProgressLine progress(options.quiet, 0, "people");
  AgentsOptions run;
  run.threads = options.threads > 0 ? options.threads : available_threads();
  run.progress = [&](std::int64_t done, std::int64_t all) { progress.update(done, all); };
  tables.connect(run);
  const AgentsResult result = run_own_model(own, run);
  if (!result.fault.empty()) {
    note("{}.\n", printable(result.fault, false));
    return ExitCode::invalid_input;
  }
  (options.json ? print_totals_json : print_totals)(own, totals_of(result),
                                                    {counted(result.people, "person"), "all alike"});
  const ExitCode written = tables.commit();
  if (written != ExitCode::ok || options.trace.empty()) return written;
  return write_trace(options.trace, options.force, own, traces_of(result));
}

}  // namespace

ExitCode run_own(const Options& options) {
  const ExitCode usable = without_meaning(options);
  if (usable != ExitCode::ok) return usable;
  std::vector<std::string> overrides = options.overrides;
  if (options.seed) overrides.push_back("seed=" + std::to_string(*options.seed));
  const std::optional<OwnModel> own = read_own(options.scenarios.front(), overrides);
  if (!own) return ExitCode::invalid_input;
  const ExitCode free = files_free(options, *own);
  if (free != ExitCode::ok) return free;
  try {
    return run_checked(options, *own);
  } catch (const Interrupted&) {
    note("rapport: interrupted; nothing was written.\n");
    return static_cast<ExitCode>(128 + interrupted());
  }
}

}  // namespace rapport::cli
