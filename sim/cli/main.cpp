// The command line: verbs, options, exit codes. Only this file, options*.cpp and metrics_options.cpp know CLI11.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>
#include <utility>

#include "cli/metrics_options.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "scenario/suggest.h"
#include "study/task_pool.h"
#include "study/version.h"

namespace {

using rapport::ExitCode;
using rapport::cli::AccessOptions;
using rapport::cli::add_verb;
using rapport::cli::CiteOptions;
using rapport::cli::CohortOptions;
using rapport::cli::DoctorOptions;
using rapport::cli::ExplainOptions;
using rapport::cli::file_name;
using rapport::cli::kLargest;
using rapport::cli::LevelsOptions;
using rapport::cli::MetricsOptions;
using rapport::cli::NetworkOptions;
using rapport::cli::NewOptions;
using rapport::cli::Options;
using rapport::cli::ReferenceOptions;
using rapport::cli::RerunOptions;
using rapport::cli::RngOptions;
using rapport::cli::SchemaOptions;
using rapport::cli::ValidateOptions;
using rapport::cli::whole_number;

constexpr const char* kFooter = R"(
Verbs of the launcher: `./rapport test` runs all tests, `./rapport bench` measures speed, `./rapport fuzz`
tries hostile inputs, `./rapport site` makes the documentation as pages.

Exit codes: 0 ok, 1 internal error, failed tests or a result that was not reproduced, 2 usage,
3 invalid input, 4 store corrupt, 5 I/O, 6 resource limit, 7 numerical failure, 8 some runs failed,
9 validation targets missed, 10 set-up missing or failed, 130 and 143 interrupted.)";

void add_scenarios(CLI::App& verb, Options& options, int least, int most) {
  verb.add_option("scenarios", options.scenarios, "Scenario files (YAML)")
      ->expected(least, most)
      ->required(least > 0);
  verb.add_option("--set", options.overrides,
                  "Override: section.key=value, checked like the file; repeatable")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_study_options(CLI::App& verb, Options& options) {
  verb.add_option("--seed", options.seed, "Seed of all luck (default: the scenario's)")
      ->check(whole_number(0, kLargest));
  verb.add_option("--replicates", options.replicates, "Paired replicates (default: the scenario's)")
      ->check(whole_number(1, 100000));
  verb.add_option("--years", options.years, "Years from policy start, as --set time.years=N")
      ->check(whole_number(-kLargest, kLargest));
  verb.add_option("--threads", options.threads,
                  "Threads; results do not depend on it (default: all processors)")
      ->check(whole_number(1, 1024));
  verb.add_option("--max-mem", options.max_memory_mb,
                  "Refuse to start above this many MB (default: what is free)")
      ->check(whole_number(1, 100000000));
  verb.add_option("--out", options.out, "Write the store: HDF5 that is netCDF-4, and NAME.run.json beside it")
      ->check(file_name());
  verb.add_option("--csv", options.csv, "Write a tidy table")->check(file_name());
  verb.add_flag("--force", options.force, "Replace files that exist");
  verb.add_flag("--dry-run", options.dry_run, "Check, predict size, run nothing");
  verb.add_flag("--quiet", options.quiet, "No progress");
  verb.add_flag("--json", options.json, "Results as JSON");
  verb.add_flag("--all", options.all, "Every outcome, not only the headline ones");
}

void add_studies(CLI::App& app, Options& options, ExitCode& code) {
  CLI::App* run = add_verb(app, "run",
                           "Run one scenario.\n"
                           "Example: rapport run scenarios/small_town.yaml --out town.h5",
                           code, [&options] { return rapport::cli::run(options); });
  add_scenarios(*run, options, 1, 1);
  add_study_options(*run, options);
  run->add_option("--trace", options.trace,
                  "Of a state-transition model: who is where and who moves, by step (CSV)")
      ->check(file_name());
  run->add_option("--events", options.events, "Of such a model: every transition of every person (CSV)")
      ->check(file_name());
  run->add_option("--people-csv", options.people_csv,
                  "Of such a model: one row for each person and strategy (CSV)")
      ->check(file_name());
  CLI::App* compare =
      add_verb(app, "compare",
               "Paired differences of scenarios against the first.\n"
               "Example: rapport compare scenarios/fee_for_service.yaml scenarios/relationship_centred.yaml",
               code, [&options] { return rapport::cli::compare(options); });
  add_scenarios(*compare, options, 2, 16);
  add_study_options(*compare, options);
  compare->add_flag("--as-written", options.as_written,
                    "Only what the files say: neither equal payer outlay nor hired clinicians");
}

void add_readers(CLI::App& app, Options& options, ExitCode& code) {
  CLI::App* check = add_verb(app, "check",
                             "Check scenarios, run nothing.\n"
                             "Example: rapport check scenarios/*.yaml",
                             code, [&options] { return rapport::cli::check(options); });
  add_scenarios(*check, options, 1, 1000);
  CLI::App* params = add_verb(app, "params",
                              "Every parameter with unit, range, grade and source.\n"
                              "Example: rapport params scenarios/base_us.yaml --json",
                              code, [&options] { return rapport::cli::params(options); });
  add_scenarios(*params, options, 0, 1);
  params->get_option("--set")->needs("scenarios");
  params->add_flag("--json", options.json, "As JSON");
}

void add_cohort(CLI::App& app, CohortOptions& options, ExitCode& code) {
  CLI::App* cohort =
      add_verb(app, "cohort",
               "The exact expectation of a state-transition model, without people and chance.\n"
               "Example: rapport cohort scenarios/external/sick_sicker.yaml",
               code, [&options] { return rapport::cli::cohort(options); });
  cohort->add_option("scenario", options.file, "Scenario file (YAML) with states")->required();
  cohort
      ->add_option("--set", options.overrides,
                   "Override: section.key=value, checked like the file; repeatable")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  cohort->add_option("--trace", options.trace, "Write who is where and who moves, by step (CSV)")
      ->check(file_name());
  cohort->add_option("--points", options.points, "Points of the quadrature for each continuous covariate")
      ->check(whole_number(2, 200));
  cohort->add_flag("--force", options.force, "Replace a file that exists");
  cohort->add_flag("--json", options.json, "As JSON");
}

void add_validate(CLI::App& app, ValidateOptions& options, ExitCode& code) {
  CLI::App* validate =
      add_verb(app, "validate",
               "Published models beside what was published, run exactly and with people; exit code 9\n"
               "when a number is missed. `./rapport validate suite` is the launcher's.\n"
               "Example: rapport validate external --out external.md",
               code, [&options] { return rapport::cli::validate(options); });
  validate->add_option("what", options.what, "external")->required()->check(CLI::IsMember({"external"}));
  validate
      ->add_option("--people", options.people,
                   "People of each strategy, and visits of each queue when fewer (default: 1000000)")
      ->check(whole_number(1000, 8000000));
  validate->add_option("--threads", options.threads, "Threads (default: all processors)")
      ->check(whole_number(1, 1024));
  validate->add_option("--out", options.out, "Write the table as Markdown")->check(file_name());
  validate->add_flag("--force", options.force, "Replace a file that exists");
  validate->add_flag("--quiet", options.quiet, "No progress");
  validate->add_flag("--json", options.json, "As JSON");
}

void add_learning(CLI::App& app, ReferenceOptions& options, ExitCode& code) {
  CLI::App* learn = add_verb(
      app, "reference",
      "Learn the means by age and sex that centre deaths and background use (RF-1).\n"
      "Example: rapport reference scenarios/base_us.yaml --out scenarios/data/reference_us.csv --force",
      code, [&options] { return rapport::cli::reference(options); });
  learn->add_option("scenario", options.scenario, "Scenario file (YAML)")->required();
  learn->add_option("--out", options.out, "CSV to write")->required()->check(file_name());
  learn->add_option("--people", options.people, "People of each market")->check(whole_number(100, 200000));
  learn->add_option("--rounds", options.rounds, "Rounds of learning")->check(whole_number(1, 20));
  learn->add_option("--years", options.years, "Years after the warm-up over which deaths are learnt")
      ->check(whole_number(1, 100));
  learn->add_option("--threads", options.threads, "Threads")->check(whole_number(1, 1024));
  learn->add_flag("--force", options.force, "Replace a file that exists");
  learn->add_flag("--quiet", options.quiet, "No progress");
}

void add_levels(CLI::App& app, LevelsOptions& options, ExitCode& code) {
  CLI::App* levels =
      add_verb(app, "levels",
               "The base run beside published tables: which levels are met, which are missed.\n"
               "Example: rapport levels scenarios/base_us.yaml --out levels.md",
               code, [&options] { return rapport::cli::levels(options); });
  levels->add_option("scenario", options.scenario, "Scenario file (default: scenarios/base_us.yaml)");
  levels
      ->add_option("--set", options.overrides,
                   "Override: section.key=value, checked like the file; repeatable")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  levels->add_option("--people", options.people, "People of each market")->check(whole_number(1, 200000));
  levels->add_option("--replicates", options.replicates, "Replicates")->check(whole_number(1, 100000));
  levels
      ->add_option(
          "--years", options.years,
          "Years observed after the warm-up (36 months from the loss of a clinician need more than 3)")
      ->check(whole_number(1, kLargest));
  levels->add_option("--seed", options.seed, "Seed of all luck (default: the scenario's)")
      ->check(whole_number(0, kLargest));
  levels->add_option("--threads", options.threads, "Threads (default: all processors)")
      ->check(whole_number(1, 1024));
  levels
      ->add_option("--targets", options.targets,
                   "Published values (default: data/targets_us.csv beside the scenario)")
      ->check(file_name());
  levels->add_option("--out", options.out, "Write the table as Markdown")->check(file_name());
  levels->add_flag("--strict", options.strict, "Exit with 9 when a target is missed");
  levels->add_flag("--force", options.force, "Replace a file that exists");
  levels->add_flag("--quiet", options.quiet, "No progress");
  levels->add_flag("--json", options.json, "Results as JSON");
}

void add_rerun(CLI::App& app, RerunOptions& options, ExitCode& code) {
  CLI::App* again =
      add_verb(app, "rerun",
               "Run the study of a store once more, from what the store holds; exit code 1 when\n"
               "--verify finds another result.\n"
               "Example: rapport rerun town.h5 --verify",
               code, [&options] { return rapport::cli::rerun(options); });
  again->add_option("store", options.store, "Store that run or compare wrote")
      ->required()
      ->check(file_name());
  again->add_flag("--verify", options.verify, "Compare with the store, bit for bit");
  again->add_option("--out", options.out, "Write the new store")->check(file_name());
  again->add_option("--threads", options.threads, "Threads; results do not depend on it")
      ->check(whole_number(1, 1024));
  again->add_option("--max-mem", options.max_memory_mb, "Refuse to start above this many MB")
      ->check(whole_number(1, 100000000));
  again->add_flag("--force", options.force, "Replace a file that exists");
  again->add_flag("--quiet", options.quiet, "No progress");
}

void add_explain(CLI::App& app, ExplainOptions& options, ExitCode& code) {
  CLI::App* explain = add_verb(app, "explain",
                               "What a name means: equation, parameters, sources, code and tests.\n"
                               "Example: rapport explain AC-2",
                               code, [&options] { return rapport::cli::explain(options); });
  explain
      ->add_option("name", options.name,
                   "A list: schedule, mechanisms, equations, outcomes, columns; or a name: AC-2, A-21, "
                   "access.patience_days, patients.agenda, trust")
      ->required();
  explain->add_flag("--json", options.json, "As JSON");
}

void add_helpers(CLI::App& app, SchemaOptions& written, DoctorOptions& asked, ExitCode& code) {
  CLI::App* schema = add_verb(app, "schema",
                              "What a scenario may say, as JSON Schema: editors complete and check with it.\n"
                              "Example: rapport schema --out scenario.schema.json",
                              code, [&written] { return rapport::cli::schema(written); });
  schema->add_option("--out", written.out, "File to write (default: standard output)")->check(file_name());
  schema->add_flag("--force", written.force, "Replace a file that exists");
  CLI::App* doctor =
      add_verb(app, "doctor",
               "Is all well here? Program, arithmetic, memory, folder, scenarios; exit code 10 if not.\n"
               "Example: rapport doctor",
               code, [&asked] { return rapport::cli::doctor(asked); });
  doctor->add_flag("--json", asked.json, "As JSON");
}

/// One line without invisible characters.
CLI::Validator one_line(std::size_t most_bytes) {
  const auto test = [most_bytes](const std::string& text) -> std::string {
    const bool fits = !text.empty() && text.size() <= most_bytes;
    return fits && rapport::cli::printable(text, false) == text
               ? ""
               : "not one line of at most " + std::to_string(most_bytes) + " bytes of visible characters";
  };
  return CLI::Validator(test, "");
}

void add_writing(CLI::App& app, NewOptions& made, CiteOptions& cited, ExitCode& code) {
  CLI::App* fresh =
      add_verb(app, "new",
               "Write a scenario to begin with, all that can be said as comments.\n"
               "Example: rapport new scenarios/mine.yaml --title \"Longer visits\"",
               code, [&made] {
                 return made.own_model ? rapport::cli::new_own_model(made) : rapport::cli::new_scenario(made);
               });
  fresh->add_option("file", made.file, "YAML to write, beside the scenario that it extends")
      ->required()
      ->check(file_name());
  CLI::Option* base =
      fresh->add_option("--extends", made.base, "Scenario in the same folder (default: base_us.yaml)")
          ->check(file_name());
  fresh->add_option("--title", made.title, "Title, one line of at most 200 bytes")->check(one_line(200));
  fresh->add_option("--question", made.question, "Question, one line")->check(one_line(4000));
  CLI::Option* parameters =
      fresh->add_flag("--parameters", made.parameters, "Every number of the model too, as comments");
  fresh
      ->add_flag("--own-model", made.own_model,
                 "A state-transition model with made-up numbers instead, that runs")
      ->excludes(base)
      ->excludes(parameters);
  fresh->add_flag("--force", made.force, "Replace a file that exists");
  CLI::App* cite = add_verb(app, "cite",
                            "How to cite Rapport, and the results in a store.\n"
                            "Example: rapport cite town.h5",
                            code, [&cited] { return rapport::cli::cite(cited); });
  cite->add_option("store", cited.store, "Store that run or compare wrote (default: the program alone)")
      ->check(file_name());
}

void add_metrics(CLI::App& app, MetricsOptions& options, ExitCode& code) {
  CLI::App* metrics =
      add_verb(app, "metrics",
               "Indices of a CSV file from anywhere: continuity, survival, inequality, ICERs, CEAC.\n"
               "Example: rapport metrics frontier docs/examples/strategies.csv --strategy name --effect qaly",
               code, [&options] { return rapport::cli::metrics(options); });
  rapport::cli::add_metrics_options(*metrics, options, file_name());
}

/// What to say about a first word that is no verb; empty when it is one, or an option.
std::string unknown_verb(const CLI::App& app, const std::string& word) {
  if (word.empty() || word.front() == '-') return "";
  std::vector<std::string> verbs;
  for (const CLI::App* verb : app.get_subcommands({})) verbs.push_back(verb->get_name());
  if (std::find(verbs.begin(), verbs.end(), word) != verbs.end()) return "";
  return fmt::format("rapport: unknown verb '{}'.{} See rapport --help.\n",
                     rapport::cli::printable(word.substr(0, 60), false),
                     rapport::scenario::did_you_mean(rapport::scenario::nearest(word, verbs)));
}

/// The same of the second word where the first one is a verb that has verbs of its own.
std::string unknown_verb(const CLI::App& app, int words, char** word) {
  const std::string unknown = words > 1 ? unknown_verb(app, word[1]) : "";
  if (!unknown.empty() || words <= 2) return unknown;
  const std::string first = word[1];
  return first == "metrics" || first == "network" ? unknown_verb(*app.get_subcommand(first), word[2]) : "";
}

/// Help goes to standard output, a complaint to standard error.
ExitCode answer(const CLI::App& app, const CLI::ParseError& fault) {
  std::ostringstream help;
  std::ostringstream complaint;
  const int given = app.exit(fault, help, complaint);
  rapport::cli::write_result(help.str());
  rapport::cli::write_note(rapport::cli::printable(complaint.str(), true));
  return given == 0 ? ExitCode::ok : ExitCode::usage;
}

}  // namespace

int main(int argc, char** argv) {
  rapport::cli::prepare_streams();
  if (!rapport::cli::memory_to_begin()) return static_cast<int>(ExitCode::resource_limit);
  Options options;
  CohortOptions cohort;
  ValidateOptions validate;
  ReferenceOptions reference;
  LevelsOptions levels;
  RerunOptions again;
  SchemaOptions schema;
  DoctorOptions doctor;
  ExplainOptions explain;
  NewOptions made;
  CiteOptions cited;
  MetricsOptions metrics;
  AccessOptions access;
  RngOptions rng;
  NetworkOptions network;
  ExitCode code = ExitCode::ok;
  CLI::App app("Rapport: what relationships in health care do, and what the way of paying does to them.",
               "rapport");
  app.set_version_flag("--version",
                       std::string(rapport::version()) + " (" + std::string(rapport::commit()) + ")");
  app.footer(kFooter);
  app.require_subcommand(1);
  add_studies(app, options, code);
  add_cohort(app, cohort, code);
  add_validate(app, validate, code);
  add_readers(app, options, code);
  add_learning(app, reference, code);
  add_levels(app, levels, code);
  add_rerun(app, again, code);
  add_explain(app, explain, code);
  add_writing(app, made, cited, code);
  add_helpers(app, schema, doctor, code);
  add_metrics(app, metrics, code);
  rapport::cli::add_access(app, access, code);
  rapport::cli::add_rng(app, rng, code);
  rapport::cli::add_network(app, network, code);
  const std::string unknown = unknown_verb(app, argc, argv);
  if (!unknown.empty()) {
    rapport::cli::write_note(unknown);
    return static_cast<int>(ExitCode::usage);
  }
  rapport::catch_interrupts();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& fault) {
    code = answer(app, fault);
  }
  return static_cast<int>(rapport::cli::finish_output(code));
}
