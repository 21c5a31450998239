// Two studies joined: the second needs what payers paid in the first.
#include "study/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/digest.h"
#include "study/paired.h"

namespace rapport {

namespace {

double total(const StudyResult& result, std::size_t scenario, Outcome outcome) {
  double sum = 0.0;
  for (const double value : values_after_policy(result, scenario, outcome, 0)) sum += value;
  return sum;
}

Scenario derived(const Scenario& from, const std::string& name, const std::string& what) {
  Scenario arm = from;
  arm.name += "@" + name;
  arm.title += ", " + what;
  return arm;
}

/// What sets the arm apart is part of the text that is hashed.
void seal(Scenario& arm, const std::string& line) {
  arm.text += line + "\n";
  arm.hash = digest128(arm.text);
}

Scenario hired(const Scenario& from) {
  Scenario arm = derived(from, "hired", "clinicians hired for unmet demand");
  arm.params.supply.elasticity = 1.0;
  seal(arm, "derived.supply.elasticity = 1");
  return arm;
}

Scenario at_factor(const Scenario& from, double factor) {
  Scenario arm = derived(from, "equal_outlay", "at equal payer outlay");
  arm.contract = scaled(arm.contract, factor);
  seal(arm, fmt::format("derived.payment.factor = {}", factor));
  return arm;
}

/// Appends the arms of `more`, its first left out.
void join(StudyResult& result, StudyResult more) {
  const auto per_arm = static_cast<std::ptrdiff_t>(more.replicates * more.markets);
  result.scenarios.insert(result.scenarios.end(), more.scenarios.begin() + 1, more.scenarios.end());
  auto& arms = result.provenance.scenarios;
  const auto& new_arms = more.provenance.scenarios;
  arms.insert(arms.end(), new_arms.begin() + 1, new_arms.end());
  std::move(more.tallies.begin() + per_arm, more.tallies.end(), std::back_inserter(result.tallies));
}

}  // namespace

double equal_outlay_factor(const StudyResult& result, std::size_t first, std::size_t second) {
  const double gap =
      total(result, first, Outcome::payer_outlay) - total(result, second, Outcome::payer_outlay);
  const double paid = total(result, second, Outcome::payer_to_practices);
  return paid > 0.0 ? std::max(0.0, 1.0 + gap / paid) : 1.0;
}

std::size_t place_of(std::size_t arm, Setting setting, std::size_t arms) {
  if (setting == Setting::as_written) return arm;
  return (setting == Setting::hired ? arms : 2 * arms - 1) + arm - 1;
}

StudyRun run_in_settings(const StudyPlan& plan, const Progress& progress) {
  const std::int64_t tasks = plan.replicates * plan.arms.front().population.markets;
  const auto half = [&](std::int64_t before) {
    return [&progress, before, tasks](std::int64_t finished, std::int64_t) {
      if (progress) progress(before + finished, 2 * tasks);
    };
  };
  StudyPlan written = plan;
  for (std::size_t k = 1; k < plan.arms.size(); ++k) written.arms.push_back(hired(plan.arms[k]));
  StudyRun run = run_study(written, half(0));
  if (!run.complete) return run;
  StudyPlan equal = plan;
  for (std::size_t k = 1; k < plan.arms.size(); ++k)
    equal.arms[k] = at_factor(plan.arms[k], equal_outlay_factor(run.result, 0, k));
  StudyRun second = run_study(equal, half(tasks));
  run.complete = second.complete;
  run.report = std::move(second.report);
  if (second.complete) join(run.result, std::move(second.result));
  return run;
}

bool are_settings_of(const StudyPlan& plan, const std::vector<ScenarioProvenance>& arms) {
  const std::size_t count = plan.arms.size();
  if (arms.size() != arms_in_settings(plan)) return false;
  if (!are_arms_of(plan, {arms.begin(), arms.begin() + static_cast<std::ptrdiff_t>(count)})) return false;
  for (std::size_t arm = 1; arm < count; ++arm) {
    const Scenario& from = plan.arms[arm];
    const ScenarioProvenance& more = arms[place_of(arm, Setting::hired, count)];
    const ScenarioProvenance& equal = arms[place_of(arm, Setting::equal_outlay, count)];
    const bool named = more.name == from.name + "@hired" && equal.name == from.name + "@equal_outlay";
    const bool said = more.text.starts_with(from.text + "derived.supply.") &&
                      equal.text.starts_with(from.text + "derived.payment.");
    if (!named || !said) return false;
  }
  return true;
}

std::size_t arms_in_settings(const StudyPlan& plan) { return 3 * plan.arms.size() - 2; }

std::int64_t person_weeks_in_settings(const StudyPlan& plan) {
  StudyPlan written = plan;
  for (std::size_t k = 1; k < plan.arms.size(); ++k) written.arms.push_back(plan.arms[k]);
  return person_weeks(written) + person_weeks(plan);
}

}  // namespace rapport
