// The command line: verbs, options, exit codes. The only file that knows CLI11.
#include <CLI/CLI.hpp>
#include <exception>
#include <functional>
#include <new>

#include "cli/verbs.h"
#include "study/task_pool.h"
#include "study/version.h"

namespace {

using rapport::ExitCode;
using rapport::cli::Options;
using rapport::cli::ReferenceOptions;

constexpr const char* kFooter = R"(
Verbs of the launcher: `./rapport test` runs all tests, `./rapport bench` measures speed.

Exit codes: 0 ok, 1 internal error or failed tests, 2 usage, 3 invalid input, 4 store corrupt, 5 I/O,
6 resource limit, 7 numerical failure, 8 some runs failed, 9 validation targets missed,
10 set-up missing or failed (launcher), 130 and 143 interrupted.)";

CLI::Validator whole_number(std::int64_t lo, std::int64_t hi) {
  const auto test = [lo, hi](const std::string& text) -> std::string {
    std::int64_t value = 0;
    const bool reads =
        CLI::detail::lexical_cast(text, value) && text.find_first_not_of("0123456789") == std::string::npos;
    if (reads && value >= lo && value <= hi) return {};
    return "'" + text + "' is not a whole number from " + std::to_string(lo) + " to " + std::to_string(hi);
  };
  return CLI::Validator(test, "");
}

void add_scenarios(CLI::App& verb, Options& options, int least, int most) {
  verb.add_option("scenarios", options.scenarios, "Scenario files (YAML)")
      ->expected(least, most)
      ->required(least > 0);
  verb.add_option("--set", options.overrides,
                  "Override: section.key=value, checked like the file; repeatable")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_study_options(CLI::App& verb, Options& options) {
  verb.add_option("--seed", options.seed, "Seed of all luck (default: the scenario's)")
      ->check(whole_number(0, INT64_MAX));
  verb.add_option("--replicates", options.replicates, "Paired replicates (default: the scenario's)")
      ->check(whole_number(1, 100000));
  verb.add_option("--years", options.years, "Years from policy start (default: the scenario's)")
      ->check(whole_number(1, 100));
  verb.add_option("--threads", options.threads,
                  "Threads; results do not depend on it (default: all processors)")
      ->check(whole_number(1, 1024));
  verb.add_option("--max-mem", options.max_memory_mb,
                  "Refuse to start above this many MB (default: what is free)")
      ->check(whole_number(1, 100000000));
  verb.add_option("--out", options.out,
                  "Write the store: HDF5 that is netCDF-4, and NAME.run.json beside it");
  verb.add_option("--csv", options.csv, "Write a tidy table");
  verb.add_flag("--force", options.force, "Replace files that exist");
  verb.add_flag("--dry-run", options.dry_run, "Check, predict size, run nothing");
  verb.add_flag("--quiet", options.quiet, "No progress");
  verb.add_flag("--json", options.json, "Results as JSON");
}

ExitCode guarded(const std::function<ExitCode()>& verb) {
  try {
    return verb();
  } catch (const std::bad_alloc&) {
    std::fputs("rapport: out of memory. Use fewer threads or smaller markets.\n", stderr);
    return ExitCode::resource_limit;
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "rapport: internal error: %s\n", fault.what());
    return ExitCode::internal_error;
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  ReferenceOptions reference;
  ExitCode code = ExitCode::ok;
  CLI::App app("Rapport: what relationships in health care do, and what the way of paying does to them.",
               "rapport");
  app.set_version_flag("--version",
                       std::string(rapport::version()) + " (" + std::string(rapport::commit()) + ")");
  app.footer(kFooter);
  app.require_subcommand(1);

  CLI::App* run = app.add_subcommand(
      "run", "Run one scenario.\nExample: rapport run scenarios/small_town.yaml --out town.h5");
  add_scenarios(*run, options, 1, 1);
  add_study_options(*run, options);
  run->callback([&] { code = guarded([&] { return rapport::cli::run(options); }); });

  CLI::App* compare = app.add_subcommand(
      "compare",
      "Paired differences of scenarios against the first.\n"
      "Example: rapport compare scenarios/fee_for_service.yaml scenarios/relationship_centred.yaml");
  add_scenarios(*compare, options, 2, 16);
  add_study_options(*compare, options);
  compare->callback([&] { code = guarded([&] { return rapport::cli::compare(options); }); });

  CLI::App* check =
      app.add_subcommand("check", "Check scenarios, run nothing.\nExample: rapport check scenarios/*.yaml");
  add_scenarios(*check, options, 1, 1000);
  check->callback([&] { code = guarded([&] { return rapport::cli::check(options); }); });

  CLI::App* params = app.add_subcommand("params",
                                        "Every parameter with unit, range, grade and source.\nExample: "
                                        "rapport params scenarios/base_us.yaml --json");
  add_scenarios(*params, options, 0, 1);
  params->add_flag("--json", options.json, "As JSON");
  params->callback([&] { code = guarded([&] { return rapport::cli::params(options); }); });

  CLI::App* learn = app.add_subcommand(
      "reference",
      "Learn the means by age and sex that centre deaths and background use (LR-1, LR-2).\n"
      "Example: rapport reference scenarios/base_us.yaml --out scenarios/data/reference_us.csv --force");
  learn->add_option("scenario", reference.scenario, "Scenario file (YAML)")->required();
  learn->add_option("--out", reference.out, "CSV to write")->required();
  learn->add_option("--people", reference.people, "People of each market")->check(whole_number(100, 200000));
  learn->add_option("--rounds", reference.rounds, "Rounds of learning")->check(whole_number(1, 20));
  learn->add_option("--threads", reference.threads, "Threads")->check(whole_number(1, 1024));
  learn->add_flag("--force", reference.force, "Replace a file that exists");
  learn->add_flag("--quiet", reference.quiet, "No progress");
  learn->callback([&] { code = guarded([&] { return rapport::cli::reference(reference); }); });

  rapport::catch_interrupts();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& fault) {
    const int given = app.exit(fault);
    return given == 0 ? 0 : static_cast<int>(ExitCode::usage);
  }
  return static_cast<int>(code);
}
