// `rapport cohort`: the expectation of an outsider's model, without people and without chance.
#include "cli/output.h"
#include "cli/own_model.h"
#include "cli/study_files.h"
#include "outcome/file_ops.h"
#include "study/own_model_run.h"
#include "study/task_pool.h"

namespace rapport::cli {

namespace {

std::vector<StrategyTotals> totals_of(const ExactResult& result) {
  std::vector<StrategyTotals> all;
  for (const ExactStrategy& strategy : result.strategies) {
    StrategyTotals totals{strategy.name, {}, strategy.expected.sd, {}};
    for (std::size_t p = 0; p < strategy.expected.mean.size(); ++p) {
      totals.payoffs.push_back({strategy.expected.mean[p], 0.0});
      totals.against_first.push_back(
          {strategy.expected.mean[p] - result.strategies.front().expected.mean[p], 0.0});
    }
    all.push_back(std::move(totals));
  }
  return all;
}

double quadrature_error(const ExactResult& result) {
  double largest = 0.0;
  for (const ExactStrategy& strategy : result.strategies)
    largest = std::max(largest, strategy.quadrature_error);
  return largest;
}

How how_of(const ExactResult& result, int points) {
  if (!result.uses_quadrature) return {"exact expectation", "exact"};
  return {fmt::format(
              "expectation over {} points for each continuous covariate (half as many change it by {:.1e})",
              points, quadrature_error(result)),
          fmt::format("{} points", points)};
}

/// A rule that jumps in a continuous covariate is not smooth, and the expectation then not sharp.
void warn_of_jumps(const ExactResult& result) {
  constexpr double kMuch = 1e-6;
  const double error = quadrature_error(result);
  if (error <= kMuch) return;
  note(
      "rapport: half as many points change a mean by {:.1e} of it: some rule jumps in a covariate, as `if`, "
      "floor and "
      "tables do. Give the covariate as categories, or use `run`.\n",
      error);
}

ExitCode expect(const CohortOptions& options, const OwnModel& own) {
  const ExactResult result = expect_own_model(own, static_cast<int>(options.points));
  if (!result.fault.empty()) {
    note("{}.\n", printable(result.fault, false));
    return ExitCode::invalid_input;
  }
  const How how = how_of(result, static_cast<int>(options.points));
  (options.json ? print_totals_json : print_totals)(own, totals_of(result), how);
  warn_of_jumps(result);
  if (options.trace.empty()) return ExitCode::ok;
  std::vector<StrategyTrace> traces;
  for (const ExactStrategy& strategy : result.strategies)
    traces.push_back({strategy.name, strategy.expected.in_state, strategy.expected.moved});
  return write_trace(options.trace, options.force, own, traces);
}

}  // namespace

ExitCode cohort(const CohortOptions& options) {
  if (is_other_scenario(options.file)) {
    note(
        "rapport: {} has no states: `cohort` is for a state-transition model; `run` simulates this "
        "scenario.\n",
        printable(options.file, false));
    return ExitCode::invalid_input;
  }
  const std::optional<OwnModel> own = read_own(options.file, options.overrides);
  if (!own) return ExitCode::invalid_input;
  if (!options.trace.empty()) {
    const ExitCode kept = input_kept(options.trace, own->inputs);
    if (kept != ExitCode::ok) return kept;
    const ExitCode free = report(write_fault(options.trace, options.force));
    if (free != ExitCode::ok) return free;
  }
  try {
    return expect(options, *own);
  } catch (const Interrupted&) {
    note("rapport: interrupted; nothing was written.\n");
    return static_cast<ExitCode>(128 + interrupted());
  }
}

}  // namespace rapport::cli
