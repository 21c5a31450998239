// Columns are named on the command line, so that no file has to be renamed.
#include "cli/metrics_options.h"

#include <CLI/CLI.hpp>

namespace rapport::cli {

namespace {

CLI::App* add_index(CLI::App& verb, MetricsOptions& options, const CLI::Validator& file_name,
                    const char* name, const char* help) {
  CLI::App* index = verb.add_subcommand(name, help);
  index->callback([&options, name] { options.index = name; });
  index->add_option("--out", options.output.out, "Write the table as CSV")->check(file_name);
  index->add_flag("--force", options.output.force, "Replace a file that exists");
  index->add_flag("--json", options.output.json, "As JSON");
  return index;
}

void add_file(CLI::App& index, MetricsOptions& options, const char* help) {
  index.add_option("file", options.file, help)->required();
}

void add_people(CLI::App& verb, MetricsOptions& options, const CLI::Validator& file_name) {
  CLI::App* visits = add_index(verb, options, file_name, "continuity",
                               "UPC, COC, SECON and MMCI of each person (VS-1, ME-1).\n"
                               "Example: rapport metrics continuity docs/examples/visits.csv --person "
                               "patient --clinician doctor --order day");
  add_file(*visits, options, "CSV with a row for each visit");
  visits->add_option("--person", options.person, "Column of who is seen (default: person)");
  visits->add_option("--clinician", options.clinician, "Column of who is visited (default: clinician)");
  visits->add_option("--order", options.order,
                     "Column of numbers or days like 2024-01-31 (default: visits stand in order of time)");
  CLI::App* times =
      add_index(verb, options, file_name, "survival",
                "Share without the event, with Greenwood's standard error (VS-2, ME-2).\n"
                "Example: rapport metrics survival docs/examples/remission.csv --time weeks --event relapse");
  add_file(*times, options, "CSV with a row for each person");
  times->add_option("--time", options.time, "Column of times followed (default: time)");
  times->add_option("--event", options.event,
                    "Column of 1 where the time ended with the event, 0 where not (default: event)");
  times->add_option("--group", options.group, "Column of groups, each with a curve of its own");
  CLI::App* costs =
      add_index(verb, options, file_name, "concentration",
                "Share of the top people, Gini, concentration index (ME-3 to ME-5).\n"
                "Example: rapport metrics concentration docs/examples/costs.csv --value cost --rank income");
  add_file(*costs, options, "CSV with a row for each person");
  costs->add_option("--value", options.value, "Column of amounts, none below 0 (default: value)");
  costs->add_option("--rank", options.rank, "Column to rank people by, for the concentration index");
}

void add_choices(CLI::App& verb, MetricsOptions& options, const CLI::Validator& file_name) {
  CLI::App* plane = add_index(
      verb, options, file_name, "frontier",
      "Dominated strategies, and ICERs of the others (ME-6).\n"
      "Example: rapport metrics frontier docs/examples/strategies.csv --strategy name --effect qaly");
  add_file(*plane, options, "CSV with a row for each strategy");
  plane->add_option("--strategy", options.strategy, "Column of names (default: strategy)");
  plane->add_option("--cost", options.cost, "Column of costs (default: cost)");
  plane->add_option("--effect", options.effect, "Column of effects (default: effect)");
  CLI::App* samples = add_index(
      verb, options, file_name, "ceac",
      "Chance of each strategy to be the best one, and EVPI (ME-7, ME-8).\n"
      "Example: rapport metrics ceac --cost docs/examples/psa_cost.csv --effect docs/examples/psa_effect.csv "
      "--wtp 0:100000:5000");
  samples
      ->add_option("--cost", options.cost_file,
                   "CSV of costs: a column for each strategy, a row for each sample")
      ->required();
  samples->add_option("--effect", options.effect_file, "CSV of effects, of the same shape")->required();
  samples->add_option("--wtp", options.willingness, "Willingness to pay: from:to:step, or values with commas")
      ->required();
  samples->add_option("--strategies", options.strategies, "Columns to compare, with commas (default: all)")
      ->delimiter(',')
      ->allow_extra_args(false);
}

}  // namespace

void add_metrics_options(CLI::App& verb, MetricsOptions& options, const CLI::Validator& file_name) {
  verb.require_subcommand(1);
  add_people(verb, options, file_name);
  add_choices(verb, options, file_name);
}

}  // namespace rapport::cli
