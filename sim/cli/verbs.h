// What each verb of the command line is given, and what it answers with: an exit code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "cli/metrics_table.h"
#include "scenario/scenario.h"
#include "study/paired.h"
#include "study/study.h"

namespace rapport::cli {

/// Options that several verbs share.
struct Options {
  std::vector<std::string> scenarios;
  std::vector<std::string> overrides;  ///< --set a.b=c
  std::optional<std::int64_t> seed;
  std::optional<std::int64_t> replicates;
  std::optional<std::int64_t> years;  ///< one more override, of time.years
  std::int64_t threads = 0;           ///< 0: as many as there are processors
  std::int64_t max_memory_mb = 0;
  std::string out;  ///< store, empty for none
  std::string csv;  ///< tidy table, empty for none
  bool force = false;
  bool dry_run = false;
  bool quiet = false;
  bool json = false;
  bool all = false;         ///< every outcome instead of the headline ones
  bool as_written = false;  ///< compare: only what the files say
  std::string trace;        ///< run of a state-transition model: occupancy and transitions by step
  std::string events;       ///< the same: every transition of every person
  std::string people_csv;   ///< the same: a row for each person and strategy
};

/// The outcomes that a table shows.
std::vector<Outcome> outcomes_shown(const Options& options);
ExitCode run(const Options& options);
ExitCode compare(const Options& options);
ExitCode check(const Options& options);
ExitCode params(const Options& options);

struct CohortOptions {
  std::string file;
  std::vector<std::string> overrides;
  std::string trace;         ///< CSV, empty for none
  std::int64_t points = 24;  ///< of the quadrature, for each continuous covariate
  bool force = false;
  bool json = false;
};
ExitCode cohort(const CohortOptions& options);

struct ValidateOptions {
  std::string what;  ///< external
  std::int64_t people = 1000000;
  std::int64_t threads = 0;
  std::string out;  ///< Markdown, empty for none
  bool force = false;
  bool quiet = false;
  bool json = false;
};
ExitCode validate(const ValidateOptions& options);

/// scenarios/ beside the caller, else where the launcher is.
std::string library_folder();

struct ReferenceOptions {
  std::string scenario;
  std::string out;
  std::int64_t people = 20000;
  std::int64_t rounds = 5;
  std::int64_t years = 20;  ///< after the warm-up, over which deaths are learnt
  std::int64_t threads = 0;
  bool force = false;
  bool quiet = false;
};
ExitCode reference(const ReferenceOptions& options);
/// Beside a reference table: the hash of the profile that it was learnt from, and how.
std::string profile_note_path(const std::string& reference);

struct LevelsOptions {
  std::string scenario = "scenarios/base_us.yaml";
  std::vector<std::string> overrides;
  std::optional<std::int64_t> seed;
  std::optional<std::int64_t> years = 4;
  std::int64_t people = 20000;  ///< of each market
  std::int64_t replicates = 10;
  std::int64_t threads = 0;
  std::string targets;  ///< empty: data/targets_us.csv beside the scenario
  std::string out;      ///< Markdown, empty for none
  bool force = false;
  bool quiet = false;
  bool json = false;
  bool strict = false;  ///< a missed target is exit code 9
};
ExitCode levels(const LevelsOptions& options);

struct NetworkOptions {
  std::string scenario;
  std::vector<std::string> overrides;
  std::optional<std::int64_t> seed;
  std::string people;  ///< CSV of the people
  std::string edges;   ///< CSV of the relations
  std::int64_t replicate = 0;
  std::int64_t market = 0;
  std::int64_t year = 0;  ///< since the start of the warm-up; 0: as synthesised
  bool force = false;
};
ExitCode export_network(const NetworkOptions& options);

struct RerunOptions {
  std::string store;
  std::string out;  ///< store to write, empty for none
  bool verify = false;
  std::int64_t threads = 0;
  std::int64_t max_memory_mb = 0;
  bool force = false;
  bool quiet = false;
};
ExitCode rerun(const RerunOptions& options);

struct SchemaOptions {
  std::string out;  ///< empty: standard output
  bool force = false;
};
ExitCode schema(const SchemaOptions& options);

struct DoctorOptions {
  bool json = false;
};
ExitCode doctor(const DoctorOptions& options);

struct ExplainOptions {
  std::string name;
  bool json = false;
};
ExitCode explain(const ExplainOptions& options);

struct NewOptions {
  std::string file;
  std::string base = "base_us.yaml";  ///< in the folder of `file`
  std::string title = "My scenario";
  std::string question = "What changes when practices are paid otherwise?";
  bool parameters = false;  ///< every number of the model, as a comment
  bool own_model = false;   ///< a state-transition model instead, which extends nothing
  bool force = false;
};
ExitCode new_scenario(const NewOptions& options);
ExitCode new_own_model(const NewOptions& options);

struct CiteOptions {
  std::string store;  ///< empty: the program alone
};
ExitCode cite(const CiteOptions& options);

struct MetricsOptions {
  std::string index;  ///< continuity, survival, concentration, frontier, ceac
  std::string file;
  std::string person = "person", clinician = "clinician", order;  ///< columns; an empty one is not read
  std::string time = "time", event = "event", group;
  std::string value = "value", rank;
  std::string strategy = "strategy", cost = "cost", effect = "effect";
  std::string cost_file, effect_file;  ///< ceac: samples
  std::string willingness;             ///< ceac: from:to:step, or values with commas
  std::vector<std::string> strategies;
  MetricOutput output;
};
ExitCode metrics(const MetricsOptions& options);

struct AccessOptions {
  std::int64_t clinicians = 5;
  double offered = 4.0;                   ///< requests in a mean visit
  std::string waiting_room = "infinite";  ///< or "none"
  std::int64_t visits = 0;                ///< at each length of the step; 0: seconds of work
  std::int64_t panel = 0;                 ///< people of one clinician; 0: a queue
  double asks_per_day = 0.008;
  std::int64_t slots = 20;
  std::int64_t days = 200'000;
  std::int64_t seed = 1;
  bool json = false;
};
ExitCode access(const AccessOptions& options);

struct RngOptions {
  std::string draw;  ///< a row of draws.def; empty: the four words of a person's first address
  std::string along = "steps";
  std::int64_t seed = 1;
  std::int64_t replicate = 0;
  std::int64_t market = 0;
  std::int64_t id = 1;
  std::int64_t partner = 0;
  std::int64_t step = 0;
  std::int64_t words = 0;  ///< 0: ten in a table, without end as bytes
  bool binary = false;
  bool list = false;
};
ExitCode rng(const RngOptions& options);

// --- shared by the verbs ---

/// Reads and checks all scenarios; says every fault on stderr. Nothing when there was one.
std::optional<std::vector<Scenario>> read_all(const Options& options);
/// Prints to stderr, one line each.
void say(const Diagnostics& diagnostics);
/// What the verbs that run studies have in common: read, plan, forecast under --dry-run, run with progress on
/// stderr, write what was asked for; then `print` says the results.
/// How a plan is run and how large that will be.
struct Runner {
  StudyRun (*run)(const StudyPlan&, const Progress&) = run_study;
  std::size_t (*arms)(const StudyPlan&) = [](const StudyPlan& plan) { return plan.arms.size(); };
  std::int64_t (*person_weeks)(const StudyPlan&) = rapport::person_weeks;
  bool (*is_of)(const StudyPlan&, const std::vector<ScenarioProvenance>&) = are_arms_of;
};
ExitCode study(const Options& options, const Runner& runner,
               void (*print)(const Options&, const StudyResult&));
/// One line that every table carries: version, hash, seed.
std::string provenance_line(const StudyResult& result);
/// A number no finer than its error allows: two significant digits of the error.
std::string shown(double value, double error);
/// A YAML scalar whatever it holds.
std::string quoted(const std::string& text);
/// "1 year", "2 years".
std::string counted(std::int64_t number, const char* noun);
/// "lo to hi", "-" where there is none.
std::string shown_interval(const Estimate& estimate);

}  // namespace rapport::cli
