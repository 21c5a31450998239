// Options of `rapport network export`.
#include "cli/options.h"

namespace rapport::cli {

void add_network(CLI::App& app, NetworkOptions& options, ExitCode& code) {
  CLI::App* network = app.add_subcommand(
      "network",
      "Who is related to whom, as CSV.\n"
      "Example: rapport network export scenarios/small_town.yaml --people people.csv --edges edges.csv");
  network->require_subcommand(1);
  CLI::App* out = add_verb(*network, "export", "People and relations of one market on one day.", code,
                           [&options] { return export_network(options); });
  out->add_option("scenario", options.scenario, "Scenario file (YAML)")->required();
  out->add_option("--people", options.people, "CSV of people to write")->required()->check(file_name());
  out->add_option("--edges", options.edges, "CSV of relations to write")->required()->check(file_name());
  out->add_option("--replicate", options.replicate, "Replicate, from 0")->check(whole_number(0, 99999));
  out->add_option("--market", options.market, "Market, from 0")->check(whole_number(0, 999999));
  out->add_option("--year", options.year, "Years since the start of the warm-up (0: as synthesised)")
      ->check(whole_number(0, 150));
  out->add_option("--seed", options.seed, "Seed of all luck (default: the scenario's)")
      ->check(whole_number(0, kLargest));
  out->add_option("--set", options.overrides,
                  "Override: section.key=value, checked like the file; repeatable")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  out->add_flag("--force", options.force, "Replace files that exist");
}

}  // namespace rapport::cli
