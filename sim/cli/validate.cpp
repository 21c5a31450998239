// `rapport validate external`: published models beside our two engines.
#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/output.h"
#include "cli/verbs.h"
#include "outcome/file_ops.h"
#include "study/external.h"
#include "study/task_pool.h"
#include "study/version.h"

namespace rapport::cli {

namespace {

constexpr std::string_view kExternalPreface = R"(# External models

Published models that run from their scenario files in `scenarios/external` alone, beside the numbers that were
published. Written by `rapport validate external --out docs/validation/external.md --force`.

`exact` is the exact engine (XT-10 in [the model](../model.md)). It `holds` when it gives the digits that are printed,
or agrees to 1e-9 where more are given; where the source simulated and gives a standard error, within four of them.
`people` is the same file run with people one by one; it holds within four standard errors of the exact engine, and
`detects` is the relative error that this would find with a probability of 98 % (six standard errors).

Under Queues, `exact` are Erlang's formulas (QU-1 to QU-3) and `people` the scheduling module by itself, in steps of two
lengths, extrapolated (`rapport access`).

What is derived anew was worked out again from the source's own parameters, because the source prints fewer digits.

**A finding.** The totals of Alarid-Escudero 2023 come from the weights of the article's code: 1/3 for the first and
the last cycle, 2/3 for odd and 4/3 for even ones. The text describes them the other way round. With the weights of
the text the standard of care costs 152 092 and gives 21.021 QALYs instead of 151 580 and 20.711. Neither is Simpson's
rule in the strict sense, which needs an even number of intervals; here are 75. The table of parameters prints 12 000
as the cost of treatment B, the text and the code use 13 000, and so does the file here.
)";

/// The digits that the source prints, and two more; nine significant ones of a number given to more than that.
std::string same_digits(double value, const Published& published) {
  const std::size_t point = published.text.find('.');
  const int decimals = point == std::string::npos ? 0 : static_cast<int>(published.text.size() - point) - 1;
  return fmt::format("{:.{}f}", value, decimals + (decimals < 6 ? 2 : 0));
}

std::string quantity_words(const Published& published) {
  if (published.quantity == "share")
    return fmt::format("share in {} at step {}", published.of, published.step);
  if (published.quantity == "icer") return "ICER against " + published.against;
  if (published.quantity == "increment") return fmt::format("{} against {}", published.of, published.against);
  return published.quantity == "sd" ? published.of + ", SD of a person" : published.of;
}

std::string detects(const ExternalRow& row) {
  constexpr double kErrorsFound = 6.0;
  if (!row.has_agents || row.exact == 0.0 || row.agents_error <= 0.0) return "-";
  return fmt::format("{:.2g} %", 100.0 * kErrorsFound * row.agents_error / std::fabs(row.exact));
}

std::vector<std::string> external_cells(const ExternalRow& row) {
  const Published& published = row.published;
  const std::string given = published.standard_error > 0.0
                                ? fmt::format("{} (SE {})", published.text, published.standard_error)
                                : published.text;
  return {published.strategy,
          quantity_words(published),
          given,
          same_digits(row.exact, published),
          row.exact_holds() ? "holds" : "MISSED",
          row.has_agents ? same_digits(row.agents, published) : "-",
          row.has_agents ? fmt::format("{:.2f}", row.z()) : "-",
          detects(row),
          row.has_agents ? (row.agents_hold() ? "holds" : "MISSED") : "-",
          published.source};
}

constexpr std::array<std::string_view, 10> kHeads{"strategy", "quantity", "published", "exact",   "verdict",
                                                  "people",   "z",        "detects",   "verdict", "source"};

std::string markdown_table(const ExternalModel& model) {
  std::string text =
      fmt::format("\n## {}\n\n`scenarios/external/{}`{}\n\n|", markdown_cell(model.title), model.file,
                  model.hash.empty() ? "" : " · scenario " + model.hash.substr(0, 12));
  for (const std::string_view head : kHeads) text += fmt::format(" {} |", head);
  text += "\n|---|---|---:|---:|---|---:|---:|---:|---|---|\n";
  for (const ExternalRow& row : model.rows) {
    text += '|';
    for (const std::string& cell : external_cells(row)) text += ' ' + markdown_cell(cell) + " |";
    text += '\n';
  }
  return text;
}

std::string external_counts(const std::vector<ExternalModel>& models) {
  int rows = 0, exact = 0, agents = 0, with_agents = 0;
  for (const ExternalModel& model : models) {
    for (const ExternalRow& row : model.rows) {
      ++rows;
      exact += row.exact_holds();
      with_agents += row.has_agents;
      agents += row.has_agents && row.agents_hold();
    }
  }
  return fmt::format("{} of {} numbers hold exactly, {} of {} with people", exact, rows, agents, with_agents);
}

bool all_hold(const std::vector<ExternalModel>& models) {
  return std::all_of(models.begin(), models.end(), [](const ExternalModel& model) {
    return std::all_of(model.rows.begin(), model.rows.end(),
                       [](const ExternalRow& row) { return row.exact_holds() && row.agents_hold(); });
  });
}

void print_external(const std::vector<ExternalModel>& models) {
  for (const ExternalModel& model : models) {
    print("{} (scenarios/external/{})\n", printable(model.title, false), model.file);
    for (const ExternalRow& row : model.rows) {
      const std::vector<std::string> cells = external_cells(row);
      print("  {:<26} {:<36} {:>18} {:>18} {:<7} {:>18} {:>6} {:<6}\n", printable(cells[0], false),
            printable(cells[1], false), cells[2], cells[3], cells[4], cells[5], cells[6], cells[8]);
    }
    print("  {:.1f} s with people\n\n", model.agents_seconds);
  }
}

void print_external_json(const std::vector<ExternalModel>& models) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const ExternalModel& model : models)
    for (const ExternalRow& row : model.rows)
      rows.push_back(
          {{"model", model.file},
           {"strategy", row.published.strategy},
           {"quantity", quantity_words(row.published)},
           {"published", row.published.text},
           {"published_se", row.published.standard_error},
           {"exact", row.exact},
           {"exact_holds", row.exact_holds()},
           {"people", row.has_agents ? nlohmann::ordered_json(row.agents) : nlohmann::ordered_json()},
           {"people_se", row.agents_error},
           {"people_hold", row.agents_hold()},
           {"source", row.published.source}});
  print("{}\n", nlohmann::ordered_json{{"rows", rows}, {"version", version()}}.dump(2));
}

ExitCode write_external(const ValidateOptions& options, const std::vector<ExternalModel>& models) {
  if (options.out.empty()) return ExitCode::ok;
  std::string text = fmt::format("{}\n**{}.** rapport {} · {} people in each strategy\n", kExternalPreface,
                                 external_counts(models), version(), options.people);
  for (const ExternalModel& model : models) text += markdown_table(model);
  const FileReport written = write_file(options.out, text, options.force, system_file_ops());
  say(written.diagnostics);
  return written.code;
}

ExitCode tell_external(const ValidateOptions& options, const std::vector<ExternalModel>& models) {
  options.json ? print_external_json(models) : print_external(models);
  if (!options.json) print("{}.\n", external_counts(models));
  const ExitCode written = write_external(options, models);
  if (written != ExitCode::ok) return written;
  return all_hold(models) ? ExitCode::ok : ExitCode::targets_missed;
}

}  // namespace

ExitCode validate(const ValidateOptions& options) {
  if (!options.out.empty()) {
    const FileReport free = write_fault(options.out, options.force);
    say(free.diagnostics);
    if (!free.ok()) return free.code;
  }
  ExternalOptions external;
  external.folder = library_folder() + "/external";
  external.people = options.people;
  external.threads = options.threads > 0 ? options.threads : available_threads();
  if (!options.quiet) external.progress = [](const std::string& model) { note("{} ...\n", model); };
  Diagnostics faults;
  try {
    auto models = validate_external(external, faults);
    auto queues = models ? validate_queues(external, faults) : std::nullopt;
    say(faults);
    if (!queues) return ExitCode::invalid_input;
    models->push_back(std::move(*queues));
    return tell_external(options, *models);
  } catch (const Interrupted&) {
    note("rapport: interrupted; nothing was written.\n");
    return static_cast<ExitCode>(128 + interrupted());
  }
}

}  // namespace rapport::cli
