// `rapport new`: a scenario to begin with, in which everything that can be said stands as a comment.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/output.h"
#include "cli/study_files.h"
#include "cli/verbs.h"
#include "engine/mechanisms.h"
#include "outcome/file_ops.h"
#include "scenario/bind_payment.h"
#include "scenario/parameter_list.h"

namespace rapport::cli {

namespace {

/// What a term is shown with: the amounts of the library's scenarios, and half as long again as a visit of
/// base_us.yaml.
struct Example {
  std::string_view term;
  std::string_view body;
};
constexpr std::array kExamples{
    Example{"fee_for_service", "{of_schedule: 1.0}"},
    Example{"capitation", "{usd_per_member_month: 12.2}"},
    Example{"care_management_fee", "{usd_per_member_month: 15, usd_per_complex_member_month: 50}"},
    Example{"protected_time", "{minutes_per_week: 150, usd_per_minute: 2.0}"},
    Example{"visit_floor", "{minutes: 27}"},
    Example{"panel_cap", "{people_per_fte: 2300}"},
};

std::string head(const NewOptions& options) {
  return fmt::format(
      "# Question: {0}\n#\n"
      "# Whatever is not said here is as in {1}. Lines behind # are what can be said: take the # away and "
      "change the\n"
      "# number. `rapport check` checks a file, `rapport explain NAME` says what a name means and rests on,\n"
      "# `rapport compare {1} THIS` runs both on the same people with the same luck.\n"
      "#\n# yaml-language-server: $schema=scenario.schema.json\n"
      "schema: 1\nextends: {1}\ntitle: {2}\nquestion: {3}\n",
      options.question, options.base, quoted(options.title), quoted(options.question));
}

std::string population_lines(const Scenario& base) {
  return fmt::format("# population:\n#   people_per_market: {}  # 1 to 200000\n#   markets: {}\n",
                     base.population.people_per_market, base.population.markets);
}

std::string sizes(const Scenario& base) {
  return fmt::format(
      "\n# seed: {}\n# replicates: {}\n"
      "\n# time:\n#   years: {}  # after policy start\n",
      base.seed, base.replicates, base.time.years);
}

/// One line for each number of a term, above its example.
std::string payment() {
  std::string text =
      "\n# How practices are paid from policy start on: each term at most once, a list replaces that of the "
      "base.\n"
      "payment:\n";
  for (const Example& example : kExamples) {
    for (const scenario::TermKey& key : scenario::term_keys()) {
      if (key.term != example.term) continue;
      text += fmt::format("  # {}: {} {:.10g} to {:.10g} {}.\n", key.key, key.about, key.bounds.lo,
                          key.bounds.hi, key.unit);
    }
    const bool in_force = example.term == "fee_for_service";
    text += fmt::format("{}  - {}: {}\n", in_force ? "" : "# ", example.term, example.body);
  }
  return text;
}

std::string mechanism_lines() {
  std::string text = "\n# Pathways that can be switched off:\n# mechanisms:\n";
  for (const Mechanism& mechanism : mechanisms())
    text += fmt::format("#   {}: off  # {}\n", mechanism.name, mechanism.about);
  return text;
}

std::string parameter_lines(const Scenario& base) {
  std::string text = "\n# Numbers of the model: value [plausible range] unit; grade; source. What it is.\n",
              module;
  for (const ParameterRow& row : list_parameters(base.params, {})) {
    const std::size_t point = row.key.find('.');
    if (row.key.substr(0, point) != module) {
      module = row.key.substr(0, point);
      text += module == "population" ? population_lines(base) : fmt::format("# {}:\n", module);
    }
    text += fmt::format("#   {}: {}  # [{:.10g} to {:.10g}] {}; {}; {}. {}\n", row.key.substr(point + 1),
                        row.value, row.sweep.lo, row.sweep.hi, row.unit, row.evidence, row.source, row.about);
  }
  return text;
}

}  // namespace

ExitCode new_scenario(const NewOptions& options) {
  Diagnostics faults;
  const Scenario base =
      read_scenario(std::filesystem::path(options.file).parent_path() / options.base, {}, faults);
  const ExitCode kept = input_kept(options.file, base.inputs);
  if (kept != ExitCode::ok) return kept;
  const FileReport target = write_fault(options.file, options.force);
  say(target.diagnostics);
  if (!target.ok()) return target.code;
  say(faults);
  if (!faults.empty()) {
    note(
        "rapport: a scenario extends one of its own folder. Write it beside {}, for example "
        "scenarios/mine.yaml.\n",
        printable(options.base, false));
    return ExitCode::invalid_input;
  }
  const std::string text = head(options) + sizes(base) + payment() + mechanism_lines() +
                           (options.parameters ? parameter_lines(base) : "\n" + population_lines(base));
  const FileReport written = write_file(options.file, text, options.force, system_file_ops());
  say(written.diagnostics);
  if (written.ok()) print("wrote {}\n", printable(options.file, false));
  return written.code;
}

}  // namespace rapport::cli
