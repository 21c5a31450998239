// `rapport new --own-model`: a state-transition model to begin with, that runs as it stands.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/output.h"
#include "cli/study_files.h"
#include "cli/verbs.h"
#include "outcome/file_ops.h"

namespace rapport::cli {

namespace {

/// Made-up numbers, told as such; {{ }} are braces of the file.
constexpr const char* kModel =
    R"(# A model of your own with made-up numbers: change states, numbers and strategies. `rapport check THIS`
# reads it, `rapport cohort THIS` gives its exact expectation, `rapport run THIS` follows people one by one.
# What can be said: docs/how-to/own-model.md and docs/reference/own-model.md.
#
# yaml-language-server: $schema=scenario.schema.json
schema: 1
title: {0}
question: {1}
mechanisms: none  # nothing but this file moves people
time: {{steps_per_year: 1, steps: 20, count: half_cycle}}  # or all, start, end, {{weight: ...}}
people: 100000  # that `run` follows
# covariates:
#   age: 60  # at step 0; it grows with the years

states: [well, ill, dead]
start: {{well: 1}}  # shares, sum 1

quantities:  # what strategies change, and what has a name
  p_ill: 0.10
  relative_risk: 1
  treatment_usd: 0

competing: row  # row, hazards, or {{first: [dead]}}
transitions:  # one of probability_per_step, rate_per_year, hazard_ratio (with of: FROM > TO)
  well:
    ill: {{probability_per_step: p_ill * relative_risk}}
    dead: {{rate_per_year: 0.01}}
  ill:
    dead: {{hazard_ratio: 5, of: well > dead}}

payoffs:
  cost:
    unit: USD
    discount_per_year: 0.03
    per_year: {{well: 500 + treatment_usd, ill: 4000}}
    on_transition:
      well: {{ill: 2000}}  # counted on arrival
  qaly:
    unit: QALY
    discount_per_year: 0.03
    per_year: {{well: 0.9, ill: 0.6}}
compare: {{cost: cost, effect: qaly}}  # for the efficiency frontier

strategies:
  usual care: {{}}
  treatment: {{relative_risk: 0.7, treatment_usd: 300}}
)";

constexpr const char* kTitle = "My model";
constexpr const char* kQuestion = "What does a QALY cost that the treatment brings?";

}  // namespace

ExitCode new_own_model(const NewOptions& options) {
  const FileReport target = write_fault(options.file, options.force);
  say(target.diagnostics);
  if (!target.ok()) return target.code;
  const NewOptions unsaid;
  const std::string title = options.title == unsaid.title ? kTitle : options.title;
  const std::string question = options.question == unsaid.question ? kQuestion : options.question;
  const std::string text = fmt::format(kModel, quoted(title), quoted(question));
  const FileReport written = write_file(options.file, text, options.force, system_file_ops());
  say(written.diagnostics);
  if (written.ok()) print("wrote {}\n", printable(options.file, false));
  return written.code;
}

}  // namespace rapport::cli
