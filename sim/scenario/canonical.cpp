// The text that is hashed: frame, tables, contract, parameters, in this order.
#include "scenario/canonical.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "scenario/bind_payment.h"
#include "scenario/binder.h"
#include "scenario/known_keys.h"
#include "scenario/number.h"
#include "scenario/read_tables.h"

namespace rapport::scenario {

namespace {

std::string line(std::string_view key, std::string_view value) {
  return fmt::format("{} = {}\n", key, value);
}

std::string frame_text(const Scenario& scenario) {
  std::string text = line("schema", "1");
  for (const auto& [key, field] : frame_fields(scenario)) text += line(key, std::to_string(*field));
  return text;
}

/// Amounts as the contract holds them: money in US cents.
std::string contract_text(const Contract& contract, const std::string& prefix) {
  std::string text;
  for (const Term& term : contract.terms) {
    for (const TermKey& entry : term_keys()) {
      if (entry.kind != term.kind) continue;
      const std::string_view field = entry.field == &Term::amount ? "amount" : "rate";
      text += line(fmt::format("{}payment.{}.{}", prefix, entry.term, field), number_text(term.*entry.field));
    }
  }
  return text;
}

std::string parameters_text(const Scenario& scenario) {
  std::string text;
  for (const ParamEntry& entry : parameter_entries()) {
    const std::string key = dotted(entry.module, entry.name);
    const std::string base = number_text(parameter(scenario.base_params, entry));
    const std::string policy = number_text(parameter(scenario.params, entry));
    if (base != policy) text += line("base." + key, base);
    text += line(key, policy);
  }
  return text;
}

/// A market has the people who are given, no more and no less.
void report_other_count(const Scenario& scenario, std::span<const TableFile> files, Diagnostics& faults) {
  const TableFile* file = find_table(files, "people");
  const auto given = static_cast<std::int64_t>(scenario.tables.people.size());
  if (file == nullptr || given == 0 || given == scenario.population.people_per_market) return;
  faults.push_back({file->path, 0, 0,
                    fmt::format("names {0} people, and population.people_per_market is {1}. Write "
                                "population.people_per_market: {0} in the scenario.",
                                given, scenario.population.people_per_market)});
}

}  // namespace

std::string canonical_text(const Scenario& scenario, std::span<const TableFile> files) {
  std::string text = frame_text(scenario);
  for (const TableKey& key : table_keys()) {
    const TableFile* file = find_table(files, key.key);
    if (key.of_people && file == nullptr) continue;
    text += line(fmt::format("tables.{}", key.key), file == nullptr ? "none" : digest128(file->bytes));
  }
  if (scenario.base_contract != scenario.contract) text += contract_text(scenario.base_contract, "base.");
  return text + contract_text(scenario.contract, "") + parameters_text(scenario);
}

std::string profile_text(const Scenario& scenario, std::span<const TableFile> files) {
  std::string text = line("time.steps_per_year", std::to_string(scenario.time.steps_per_year));
  for (const TableKey& key : table_keys()) {
    const TableFile* file = find_table(files, key.key);
    if (key.key != "reference" && !key.of_people && file != nullptr)
      text += line(fmt::format("tables.{}", key.key), digest128(file->bytes));
  }
  text += contract_text(scenario.base_contract, "");
  for (const ParamEntry& entry : parameter_entries())
    text += line(dotted(entry.module, entry.name), number_text(parameter(scenario.base_params, entry)));
  return text;
}

void add_tables(Scenario& scenario, std::vector<TableFile> files, Diagnostics& faults) {
  const double primary_care_share = scenario.params.needs.primary_care_share;
  scenario.tables = read_tables(files, primary_care_share, faults);
  report_other_count(scenario, files, faults);
  Digest digest;
  for (const TableFile& file : files) digest.add(file.key + digest128(file.bytes));
  digest.add(number_text(primary_care_share));
  scenario.tables_hash = digest.hex();
  scenario.text = canonical_text(scenario, files);
  scenario.profile_hash = digest128(profile_text(scenario, files));
  if (const TableFile* reference = find_table(files, "reference")) scenario.reference_path = reference->path;
  scenario.hash = digest128(scenario.text);
  scenario.table_files = std::move(files);
}

}  // namespace rapport::scenario
