// `rapport levels`: the base run beside published tables, printed and as Markdown.
#include "study/levels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/output.h"
#include "cli/study_files.h"
#include "cli/verbs.h"
#include "outcome/file_ops.h"
#include "study/loop_gain.h"
#include "study/task_pool.h"
#include "study/version.h"

namespace rapport::cli {

namespace {

std::string ages_of(const levels::Group& group) {
  if (group.age_lo == 0 && group.age_hi >= kAges - 1) return "";
  if (group.age_hi >= kAges - 1) return fmt::format(", {} and over", group.age_lo);
  if (group.age_lo == group.age_hi) return fmt::format(", age {}", group.age_lo);
  return fmt::format(", {}-{}", group.age_lo, group.age_hi);
}

std::string label_of(const LevelRow& row) {
  std::string label(row.level->label);
  if (row.target && !row.target->of.empty()) {
    std::string condition = row.target->of;
    std::replace(condition.begin(), condition.end(), '_', ' ');
    label += ", " + condition;
  }
  if (row.group.sex != kSexes) label += row.group.sex == female ? ", women" : ", men";
  return label + ages_of(row.group);
}

std::string plain(double value) { return std::isnan(value) ? "-" : fmt::format("{:.10g}", value); }

/// The cells of a row; published, band, source and quality are "-" where there is no target.
std::array<std::string, 11> cells_of(const LevelRow& row) {
  const bool known = row.target.has_value();
  const Estimate& e = row.estimate;
  return {known ? row.target->id : "-",
          label_of(row),
          std::string(row.level->unit),
          known ? plain(row.target->value) : "-",
          known ? fmt::format("{} to {}", plain(row.target->lo), plain(row.target->hi)) : "-",
          shown(e.mean, e.standard_error),
          shown(e.standard_error, e.standard_error),
          std::isnan(row.percent_error) ? "-" : fmt::format("{:+.1f}", row.percent_error),
          std::string(name_of(row.verdict)),
          known ? row.target->source : "-",
          known ? row.target->quality + (row.target->kind == "identity" ? " (identity)" : "") : "-"};
}

constexpr std::string_view kNoReason = "no reason known yet";

std::string counts_of(const std::vector<LevelRow>& rows) {
  std::string text;
  for (const Verdict verdict :
       {Verdict::met, Verdict::missed, Verdict::unsure, Verdict::no_source, Verdict::not_seen}) {
    const auto is_it = [&](const LevelRow& row) { return row.verdict == verdict; };
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", std::count_if(rows.begin(), rows.end(), is_it),
                        name_of(verdict));
    const auto unexplained = std::count_if(rows.begin(), rows.end(), is_unexplained);
    if (verdict == Verdict::missed && unexplained > 0)
      text += fmt::format(" ({} with {})", unexplained, kNoReason);
  }
  return text;
}

std::string provenance_line_of(const StudyPlan& plan) {
  const Scenario& base = plan.arms.front();
  return fmt::format("rapport {} ({}) · scenario {} · seed {} · {} of {} people · {} after {} of warm-up",
                     version(), commit(), base.hash.substr(0, 12), plan.seed,
                     counted(plan.replicates * base.population.markets, "market"),
                     base.population.people_per_market, counted(base.time.years, "year"),
                     counted(base.time.warm_up_years, "year"));
}

/// The section that the loop gain of burnout belongs to.
constexpr std::string_view kLoopSection = "Practices";

/// BU-5 with its ingredients, in one line.
std::string loop_line(const StudyPlan& plan) {
  const Scenario& base = plan.arms.front();
  const BurnoutLoop loop = burnout_loop(base.params, base.tables.references);
  return fmt::format(
      "Loop gain of burnout (BU-5), from parameters and references: {:.4f}, {} the limit of {}. Ingredients: "
      "a_o {:.3g}, F {:.3g}, b {:.3g}, sd {:.3g}, h {:.3g} a year, r {:.3g}, V {:.3g} years, l {:.3g}.",
      loop.gain, loop.gain < burnout::kMostLoopGain ? "below" : "ABOVE", burnout::kMostLoopGain,
      loop.overload_effect, loop.of.strain, loop.of.burned_share, loop.of.measure_sd, loop.of.leave_per_year,
      loop.of.burned_ratio, loop.of.vacancy_years, loop.of.locum_share);
}

/// Whether row k is the last of the section with the loop gain.
bool ends_loop_section(const std::vector<LevelRow>& rows, std::size_t k) {
  if (rows[k].level->section != kLoopSection) return false;
  return k + 1 == rows.size() || rows[k + 1].level->section != kLoopSection;
}

void print_table(const StudyPlan& plan, const std::vector<LevelRow>& rows) {
  std::string_view section;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const LevelRow& row = rows[k];
    if (row.level->section != section) {
      section = row.level->section;
      print("\n{}\n{:<7} {:<62} {:>9} {:>20} {:>10} {:>9} {:>8}  {:<9} {:<16} {}\n", section, "target",
            "quantity", "published", "band", "model", "SE", "error %", "verdict", "source", "quality");
    }
    const auto cells = cells_of(row);
    print("{:<7} {:<62} {:>9} {:>20} {:>10} {:>9} {:>8}  {:<9} {:<16} {}\n", printable(cells[0], false),
          printable(cells[1], false), cells[3], cells[4], cells[5], cells[6], cells[7], cells[8],
          printable(cells[9], false), cells[10]);
    if (ends_loop_section(rows, k)) print("{}\n", loop_line(plan));
  }
  print("\n{}\n{}\n", counts_of(rows), provenance_line_of(plan));
}

nlohmann::ordered_json json_of(const LevelRow& row) {
  const Estimate& e = row.estimate;
  nlohmann::ordered_json out{{"level", row.level->name}, {"label", label_of(row)},
                             {"unit", row.level->unit},  {"mean", e.mean},
                             {"se", e.standard_error},   {"verdict", name_of(row.verdict)}};
  if (!row.target) return out;
  out["target"] = row.target->id;
  out["published"] = row.target->value;
  out["lo"] = row.target->lo;
  out["hi"] = row.target->hi;
  out["error_percent"] = row.percent_error;
  out["source"] = row.target->source;
  out["quality"] = row.target->quality;
  out["kind"] = row.target->kind;
  out["profile"] = row.target->profile;
  out["reason"] = row.target->reason;
  return out;
}

void print_json(const StudyPlan& plan, const std::vector<LevelRow>& rows) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const LevelRow& row : rows) all.push_back(json_of(row));
  const Scenario& base = plan.arms.front();
  const double gain = burnout_loop(base.params, base.tables.references).gain;
  print("{}\n", nlohmann::ordered_json{{"levels", all},
                                       {"burnout_loop_gain", gain},
                                       {"burnout_loop_limit", burnout::kMostLoopGain},
                                       {"provenance", provenance_line_of(plan)}}
                    .dump(2));
}

std::string markdown_row(const LevelRow& row) {
  std::string line = "|";
  for (const std::string& cell : cells_of(row)) line += " " + markdown_cell(cell) + " |";
  return line + (row.target ? " " + markdown_cell(row.target->profile) : " -") + " |\n";
}

constexpr std::string_view kPreface = R"(# Levels

The base run beside published tables. Each row is a virtual study: it copies whom the source includes and what it
counts, and reads nothing but the records of the simulated people. `model` is the mean over markets and `SE` its
standard error; `error %` is the distance of the model from the published value, as a percentage of that.

A target is `met` when the mean lies in the band and the SE is at most a quarter of the band, `missed` when it lies
outside, and `unsure` when there are too few people to say (VS-3 in [the model](../model.md)). `no source` are values
that no source in the list gives: shown, neither met nor missed. `not seen`: nobody qualified, or it never happened. Quality A is read in a
primary source, B in a secondary one, C in neither. `identity` marks a source that also gave a default parameter: such a
row checks the code and is no evidence. The profile says whose people the source is about; the run has the people of a
mixed US market, so a row of another profile is a distance, not a failure of fit. What is missed stands once more under
[Misses and why](#misses-and-why), with the reason as far as one is known.

)";

/// The missed rows once more, each with the reason that the table of targets gives.
std::string misses_and_why(const std::vector<LevelRow>& rows) {
  std::string text = "\n## Misses and why\n\n";
  for (const LevelRow& row : rows) {
    if (row.verdict != Verdict::missed) continue;
    const auto cells = cells_of(row);
    const std::string& reason = row.target->reason;
    text += fmt::format("- **{}** {}: {} against {}. {}\n", markdown_cell(cells[0]), markdown_cell(cells[1]),
                        cells[5], cells[4],
                        reason.empty() ? std::string("No reason known yet.") : markdown_cell(reason));
  }
  return text;
}

std::string markdown(const StudyPlan& plan, const std::vector<LevelRow>& rows) {
  std::string text = fmt::format("{}**{}.** {}\n", kPreface, counts_of(rows), provenance_line_of(plan));
  std::string_view section;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const LevelRow& row = rows[k];
    if (row.level->section != section) {
      section = row.level->section;
      text += fmt::format(
          "\n## {}\n\n| target | quantity | unit | published | band | model | SE | error % | verdict | "
          "source | "
          "quality | profile |\n|---|---|---|---:|---:|---:|---:|---:|---|---|---|---|\n",
          section);
    }
    text += markdown_row(row);
    if (ends_loop_section(rows, k)) text += "\n" + loop_line(plan) + "\n";
  }
  text += misses_and_why(rows) + "\n## What is computed\n\n";
  for (const Level& level : all_levels())
    text += fmt::format("- **{}** ({}). {}\n", level.label, level.unit, level.about);
  return text;
}

StudyPlan plan_of(const LevelsOptions& options, std::vector<Scenario> scenarios) {
  StudyPlan plan;
  plan.arms = std::move(scenarios);
  Scenario& base = plan.arms.front();
  base.population.people_per_market = options.people;
  plan.replicates = options.replicates;
  plan.seed = options.seed.value_or(base.seed);
  plan.threads = options.threads > 0 ? options.threads : available_threads();
  return plan;
}

ExitCode write_markdown(const LevelsOptions& options, const StudyPlan& plan,
                        const std::vector<LevelRow>& rows) {
  if (options.out.empty()) return ExitCode::ok;
  AtomicFile file(options.out, options.force, system_file_ops());
  file.append(markdown(plan, rows));
  const FileReport written = file.commit();
  say(written.diagnostics);
  return written.code;
}

/// The file that --targets names, else the one beside the scenario.
std::string targets_path(const LevelsOptions& options) {
  if (!options.targets.empty()) return options.targets;
  return (std::filesystem::path(options.scenario).parent_path() / "data/targets_us.csv").string();
}

ExitCode target_free(const LevelsOptions& options) {
  if (options.out.empty()) return ExitCode::ok;
  const FileReport free = write_fault(options.out, options.force);
  say(free.diagnostics);
  return free.code;
}

}  // namespace

ExitCode levels(const LevelsOptions& options) {
  Options shared;
  shared.scenarios = {options.scenario};
  shared.overrides = options.overrides;
  shared.years = options.years;
  std::optional<std::vector<Scenario>> scenarios = read_all(shared);
  if (!scenarios) return ExitCode::invalid_input;
  if (!scenarios->front().tables.people.empty()) {
    note(
        "rapport: {} names its people (tables.people); published levels are those of a country, whose people "
        "are "
        "drawn. Ask for the levels of the scenario that it extends.\n",
        printable(options.scenario, false));
    return ExitCode::invalid_input;
  }
  Diagnostics faults;
  const auto targets = read_targets(targets_path(options), level_names(), scenarios->front().tables, faults);
  say(faults);
  if (!faults.empty()) return ExitCode::invalid_input;
  std::vector<std::string> inputs = scenarios->front().inputs;
  inputs.push_back(targets_path(options));
  const ExitCode kept = input_kept(options.out, inputs);
  if (kept != ExitCode::ok) return kept;
  const ExitCode free = target_free(options);
  if (free != ExitCode::ok) return free;
  const StudyPlan plan = plan_of(options, std::move(*scenarios));
  const Diagnostics large = memory_faults(plan);
  say(large);
  if (!large.empty()) return ExitCode::resource_limit;
  const auto rows = run_levels(plan, targets, [&](std::int64_t finished, std::int64_t count) {
    if (!options.quiet) note("{} of {} markets\n", finished, count);
  });
  if (!rows) return static_cast<ExitCode>(128 + interrupted());
  const ExitCode written = write_markdown(options, plan, *rows);
  if (written != ExitCode::ok) return written;
  options.json ? print_json(plan, *rows) : print_table(plan, *rows);
  const auto misses = [](const LevelRow& row) { return row.verdict == Verdict::missed; };
  return options.strict && std::any_of(rows->begin(), rows->end(), misses) ? ExitCode::targets_missed
                                                                           : ExitCode::ok;
}

}  // namespace rapport::cli
