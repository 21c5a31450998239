// From markets to rows with a verdict.
#include "study/levels.h"

#include <array>
#include <cmath>

#include "study/task_pool.h"

namespace rapport {

namespace {

constexpr std::array kLevels{
#define LEVEL(name, section, label, unit, about) Level{#name, section, label, unit, about, levels::name},
#include "study/levels.def"
#undef LEVEL
};

Records records_of(const StudyPlan& plan, std::int64_t index) {
  const TaskSpec spec = task_spec(plan, index);
  Recorder recorder(spec);
  const std::vector<Tally> tallies = run_task(spec, [&](int arm, const Step& step, Market& market) {
    stop_if_interrupted();
    recorder.watch(arm, step, market);
  });
  Records records = recorder.take();
  add_outcomes(tallies.front(), spec.warm_up_years * kPeriodsPerYear, records);
  return records;
}

std::vector<double> studied(const Records& records, const std::vector<LevelRow>& rows) {
  std::vector<double> values;
  for (const LevelRow& row : rows) values.push_back(row.level->study(records, row.group));
  return values;
}

}  // namespace

std::span<const Level> all_levels() { return kLevels; }

std::vector<std::string_view> level_names() {
  std::vector<std::string_view> names;
  for (const Level& level : kLevels) names.push_back(level.name);
  return names;
}

std::string_view name_of(Verdict verdict) {
  constexpr std::array<std::string_view, 5> kNames{"met", "missed", "unsure", "no source", "not seen"};
  return kNames[static_cast<std::size_t>(verdict)];
}

Verdict verdict_of(const Target& target, const Estimate& estimate) {
  if (target.quality == "C") return Verdict::no_source;
  const bool never = estimate.mean == 0.0 && !(estimate.standard_error > 0.0);
  if (std::isnan(estimate.mean) || never) return Verdict::not_seen;
  const bool precise = estimate.standard_error <= (target.hi - target.lo) / 4.0;
  const bool inside = target.lo <= estimate.mean && estimate.mean <= target.hi;
  if (inside) return precise ? Verdict::met : Verdict::unsure;
  const bool beside = estimate.hi < target.lo || estimate.lo > target.hi;
  return precise || beside ? Verdict::missed : Verdict::unsure;
}

bool is_unexplained(const LevelRow& row) {
  return row.verdict == Verdict::missed && row.target && row.target->reason.empty();
}

std::vector<LevelRow> level_rows(std::span<const Target> targets) {
  std::vector<LevelRow> rows;
  for (const Level& level : kLevels) {
    const std::size_t before = rows.size();
    for (const Target& target : targets) {
      if (target.quantity != level.name) continue;
      LevelRow row;
      row.level = &level;
      row.target = target;
      row.group = {target.sex, target.age_lo, target.age_hi, target.condition};
      rows.push_back(row);
    }
    if (rows.size() > before) continue;
    LevelRow row;
    row.level = &level;
    rows.push_back(row);
  }
  return rows;
}

void fill(LevelRow& row, const std::vector<double>& values) {
  std::vector<double> seen;
  for (const double value : values) {
    if (!std::isnan(value)) seen.push_back(value);
  }
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  row.estimate = seen.empty() ? Estimate{kNone, kNone, kNone, kNone, 0} : estimate(seen);
  row.percent_error = kNone;
  if (!row.target) {
    row.verdict = Verdict::no_source;
    return;
  }
  if (row.target->value != 0.0)
    row.percent_error = 100.0 * (row.estimate.mean - row.target->value) / row.target->value;
  row.verdict = verdict_of(*row.target, row.estimate);
}

std::optional<std::vector<LevelRow>> run_levels(const StudyPlan& plan, std::span<const Target> targets,
                                                const Progress& progress) {
  std::vector<LevelRow> rows = level_rows(targets);
  Tasks tasks;
  tasks.count = plan.replicates * plan.arms.front().population.markets;
  std::vector<std::vector<double>> by_market(static_cast<std::size_t>(tasks.count));
  tasks.threads = plan.threads;
  tasks.stop = [] { return interrupted() != 0; };
  tasks.done = [&](std::int64_t finished) {
    if (progress) progress(finished, tasks.count);
  };
  tasks.task = [&](std::int64_t index) {
    by_market[static_cast<std::size_t>(index)] = studied(records_of(plan, index), rows);
  };
  if (run_tasks(tasks) < tasks.count) return std::nullopt;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    std::vector<double> values;
    for (const std::vector<double>& of_market : by_market) values.push_back(of_market[k]);
    fill(rows[k], values);
  }
  return rows;
}

}  // namespace rapport
