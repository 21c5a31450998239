// `rapport cite`: how to name the program, and the results in a store, so that others find the same.
#include <fmt/format.h>

#include "cli/output.h"
#include "cli/verbs.h"
#include "outcome/store.h"
#include "study/version.h"

namespace rapport::cli {

namespace {

void cite_program() {
  const std::string_view year = release_date().substr(0, 4);
  print(
      "The Rapport developers ({0}). Rapport: a simulator of relationships and payment in health care, "
      "version {1} "
      "(commit {2}).\n\n"
      "@software{{rapport,\n  author = {{{{The Rapport developers}}}},\n  title = {{Rapport}},\n  version = "
      "{{{1}}},\n"
      "  year = {{{0}}},\n  note = {{commit {2}}}\n}}\n",
      year, version(), commit());
}

void cite_results(const std::string& file, const StudyResult& result) {
  const StudyProvenance& from = result.provenance;
  print("\nResults in {}:\n{}\n{}, {}, {} after {} of warm-up, {} steps a year\n", printable(file, false),
        provenance_line(result), counted(result.replicates, "replicate"), counted(result.markets, "market"),
        counted(from.years, "year"), counted(from.warm_up_years, "year"), from.steps_per_year);
  for (const ScenarioProvenance& scenario : from.scenarios)
    print("  {}: {}, hash {}\n", printable(scenario.name, false), printable(scenario.title, false),
          scenario.hash);
}

}  // namespace

ExitCode cite(const CiteOptions& options) {
  if (options.store.empty()) {
    cite_program();
    return ExitCode::ok;
  }
  const StoreReading reading = read_store(options.store);
  say(reading.report.diagnostics);
  if (!reading.report.ok()) return reading.report.code;
  cite_program();
  cite_results(options.store, reading.result);
  if (reading.result.provenance.version != version() || reading.result.provenance.commit != commit())
    note("rapport: these results are of version {} ({}): cite that one.\n",
         printable(reading.result.provenance.version, false),
         printable(reading.result.provenance.commit, false));
  return ExitCode::ok;
}

}  // namespace rapport::cli
