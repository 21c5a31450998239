// Hostile scenario files and tables, and what reading them has to keep to.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/params.h"
#include "fuzz/choices.h"
#include "fuzz/entries.h"
#include "scenario/binder.h"
#include "scenario/ordered_faults.h"
#include "scenario/read_tables.h"
#include "unit/scenario_folder.h"

namespace rapport::fuzz {

namespace {

constexpr std::size_t kMostMessages = scenario::kMostFaultsTold + 1;  // the last one counts the rest
constexpr std::size_t kMostMessageBytes = 4000;

/// Made once: a fuzz target asks thousands of times a second.
TinyFolder& tiny_folder() {
  static TinyFolder folder;
  return folder;
}

std::string messages_fault(const Diagnostics& faults) {
  if (faults.size() > kMostMessages) return "there are " + std::to_string(faults.size()) + " messages";
  for (const Diagnostic& fault : faults) {
    if (fault.file.empty()) return "no file in: " + fault.message;
    if (fault.message.empty()) return "a message without words";
    if (fault.message.size() > kMostMessageBytes) return "a message of too many bytes: " + fault.message;
    if (fault.line < 0 || fault.column < 0 || (fault.column > 0 && fault.line == 0))
      return "a place that no editor finds: " + to_text(fault);
  }
  return "";
}

bool all_in(Range bounds, std::span<const double> numbers) {
  return std::all_of(numbers.begin(), numbers.end(), [&](double number) { return bounds.contains(number); });
}

bool all_in(Range bounds, const ByAgeSex& numbers) {
  return all_in(bounds, numbers[0]) && all_in(bounds, numbers[1]);
}

constexpr Range kShare{0.0, 1.0};
constexpr Range kRate{0.0, 1e9};
constexpr Range kAny{-std::numeric_limits<double>::max(), std::numeric_limits<double>::max()};

bool is_in_bounds(const StateFields& state) {
  bool good = true;
#define STATE_FIELD(name, unit, lo, hi, about) good = good && Range{lo, hi}.contains(state.name);
#include "state/conditions.params.def"
#undef STATE_FIELD
  return good;
}

bool is_in_bounds(const ConditionSpec& condition) {
  bool good = all_in(kRate, condition.incidence_factor) && kShare.contains(condition.control_reference) &&
              all_in(kShare, condition.prevalence) && all_in(kRate, condition.incidence);
#define CONDITION_FIELD(name, unit, lo, hi, about) good = good && Range{lo, hi}.contains(condition.of.name);
#include "state/conditions.params.def"
#undef CONDITION_FIELD
  for (const Transition& way : condition.transitions) {
    const std::size_t states = condition.states.size();
    good = good && way.from < states && way.to < states && kRate.contains(way.per_year) &&
           kAny.contains(way.control_effect);
  }
  return good && std::all_of(condition.states.begin(), condition.states.end(),
                             [](const StateFields& state) { return is_in_bounds(state); });
}

bool sums_to_one(std::span<const double> shares) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  return all_in(kShare, shares) && std::fabs(sum - 1.0) < 1e-9;
}

std::string tables_fault(const Tables& tables) {
  bool good = sums_to_one(tables.household_size_share) && sums_to_one(tables.income_share);
  for (const auto& shares : tables.insurance_by_income) good = good && sums_to_one(shares);
  if (!good) return "shares that are no whole";
  for (const ByAge* column : {&tables.births_per_year, &tables.primary_care_visits, &tables.specialist_visits,
                              &tables.ed_visits, &tables.stays, &tables.spending})
    good = good && all_in(kRate, *column);
  for (const ByAgeSex* columns :
       {&tables.death_per_year, &tables.population_share, &tables.frailty_mean_factor,
        &tables.acute_deaths_per_year, &tables.condition_ed_per_year, &tables.condition_stays_per_year,
        &tables.modelled_usd_per_year})
    good = good && all_in(kRate, *columns);
  for (const LaterYears& later : tables.later_years)
    good = good && all_in(kRate, later.mean_factor) && all_in(kRate, later.acute_deaths);
  for (const ReferenceEntry& entry : kReferenceEntries)
    good = good && kAny.contains(tables.references.*entry.place);
  if (!good) return "a rate that is negative or without end";
  const auto broken = std::find_if_not(tables.conditions.begin(), tables.conditions.end(),
                                       [](const ConditionSpec& spec) { return is_in_bounds(spec); });
  return broken == tables.conditions.end() ? "" : "condition " + broken->name + " out of its bounds";
}

std::string numbers_fault(const ModelParams& params) {
  for (const ParamEntry& entry : parameter_entries()) {
    const double number = parameter(params, entry);
    const bool whole = !entry.is_count || number == std::floor(number);
    if (whole && entry.spec.bounds.contains(number)) continue;
    return std::string(entry.module) + "." + std::string(entry.name) + " = " + std::to_string(number);
  }
  return "";
}

std::string contract_fault(const Contract& contract) {
  if (contract.terms.empty()) return "a contract without terms";
  for (const Term& term : contract.terms) {
    if (!(std::isfinite(term.amount) && std::isfinite(term.rate) && term.amount >= 0.0 && term.rate >= 0.0))
      return "a term of a contract is out of bounds";
  }
  return "";
}

std::string loaded_fault(const Scenario& scenario) {
  if (scenario.hash.size() != 32U || scenario.text.empty()) return "loaded without its hash";
  const std::array<std::string, 5> faults{
      numbers_fault(scenario.params), numbers_fault(scenario.base_params), contract_fault(scenario.contract),
      contract_fault(scenario.base_contract), tables_fault(scenario.tables)};
  for (const std::string& fault : faults) {
    if (!fault.empty()) return "loaded with " + fault;
  }
  return "";
}

/// The tables of the tiny world, and nothing where it has none.
std::vector<TableFile> tiny_tables() {
  std::vector<TableFile> files;
  const std::string scenario = tiny_folder().content("tiny.yaml");
  for (const scenario::TableKey& table : scenario::table_keys()) {
    const std::string key = "\n  " + std::string(table.key) + ": ";
    const std::size_t found = scenario.find(key);
    const std::size_t start = found + key.size();
    const std::string name =
        found == std::string::npos ? "" : scenario.substr(start, scenario.find('\n', start) - start);
    files.push_back({std::string(table.key), name, name.empty() ? "" : tiny_folder().content(name)});
  }
  return files;
}

}  // namespace

std::string scenario_fault(Bytes bytes) {
  tiny_folder().write("any.yaml", text_of(bytes));
  const Watch watch;
  Diagnostics faults;
  const Scenario scenario = read_scenario(tiny_folder().path("any.yaml"), {}, faults);
  const std::string late = watch.fault();
  if (!late.empty()) return late;
  return faults.empty() ? loaded_fault(scenario) : messages_fault(faults);
}

std::string table_fault(Bytes bytes) {
  static const std::vector<TableFile> tiny = tiny_tables();
  Choices choices(bytes);
  const std::size_t changed = choices.below(tiny.size());
  std::vector<TableFile> files = tiny;
  files[changed].path = "any.csv";
  files[changed].bytes = text_of(choices.rest());
  std::erase_if(files, [](const TableFile& file) { return file.path.empty(); });
  const Watch watch;
  Diagnostics faults;
  const Tables tables = scenario::read_tables(files, 0.5, faults);
  const std::string late = watch.fault();
  if (!late.empty()) return late;
  return faults.empty() ? tables_fault(tables) : messages_fault(faults);
}

}  // namespace rapport::fuzz
