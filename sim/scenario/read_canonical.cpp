// From canonical text back to a scenario: what a store holds is enough to run it again.
#include <fmt/format.h>

#include <map>
#include <optional>

#include "base/digest.h"
#include "scenario/bind_payment.h"
#include "scenario/binder.h"
#include "scenario/canonical.h"
#include "scenario/known_keys.h"
#include "scenario/number.h"

namespace rapport::scenario {

namespace {

using Lines = std::map<std::string, std::string>;

/// "key = value" a line; each line is taken out when its value is read, so that what is left is unknown.
Lines lines_in(const std::string& text, const std::string& name, Diagnostics& faults) {
  Lines lines;
  std::size_t at = 0;
  for (int number = 1; at < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    const std::size_t middle = line.find(" = ");
    const bool fresh =
        middle != std::string::npos && lines.emplace(line.substr(0, middle), line.substr(middle + 3)).second;
    if (!fresh) faults.push_back({name, number, 0, "its stored text is damaged: no new 'key = value'"});
    at = end + 1;
  }
  return lines;
}

std::optional<std::string> taken(Lines& lines, const std::string& key) {
  const auto found = lines.find(key);
  if (found == lines.end()) return std::nullopt;
  std::string value = std::move(found->second);
  lines.erase(found);
  return value;
}

/// The number behind a key; `missing` where it is not said.
std::optional<double> taken_number(Lines& lines, const std::string& key) {
  const auto text = taken(lines, key);
  return text ? read_number(*text).value : std::nullopt;
}

void read_whole_keys(Lines& lines, Scenario& scenario, std::vector<std::string>& missing) {
  for (const auto& [key, field] : frame_fields(scenario)) {
    const auto text = taken(lines, key);
    const auto value = text ? read_whole(*text).value : std::nullopt;
    value ? void(*field = *value) : missing.push_back(key);
  }
}

/// In the order in which the text says them; the second number of a term follows its first.
Contract taken_contract(Lines& lines, const std::string& prefix) {
  Contract contract;
  for (const TermKey& entry : term_keys()) {
    const bool by_rate = entry.field == &Term::rate;
    const auto value =
        taken_number(lines, fmt::format("{}payment.{}.{}", prefix, entry.term, by_rate ? "rate" : "amount"));
    if (!value) continue;
    const bool is_new = contract.terms.empty() || contract.terms.back().kind != entry.kind;
    if (is_new) contract.terms.push_back({entry.kind});
    contract.terms.back().*entry.field = *value;
  }
  return contract;
}

void read_parameters(Lines& lines, Scenario& scenario, std::vector<std::string>& missing) {
  for (const ParamEntry& entry : parameter_entries()) {
    const std::string key = dotted(entry.module, entry.name);
    const auto value = taken_number(lines, key);
    if (!value) {
      missing.push_back(key);
      continue;
    }
    set_parameter(scenario.params, entry, *value);
    set_parameter(scenario.base_params, entry, taken_number(lines, "base." + key).value_or(*value));
  }
}

void report_rest(const Scenario& scenario, const Lines& lines, const std::vector<std::string>& missing,
                 Diagnostics& faults) {
  for (const std::string& key : missing)
    faults.push_back({scenario.name, 0, 0, fmt::format("its text does not say '{}' of this version", key)});
  for (const auto& [key, value] : lines) {
    faults.push_back(
        {scenario.name, 0, 0, fmt::format("its text says '{}', which this version does not know", key)});
  }
}

}  // namespace

void read_canonical(Scenario& scenario, const std::string& text, std::vector<TableFile> files,
                    Diagnostics& faults) {
  Lines lines = lines_in(text, scenario.name, faults);
  std::vector<std::string> missing;
  if (taken(lines, "schema") != "1") missing.push_back("schema");
  read_whole_keys(lines, scenario, missing);
  for (const TableKey& key : table_keys()) taken(lines, fmt::format("tables.{}", key.key));
  scenario.base_contract = taken_contract(lines, "base.");
  scenario.contract = taken_contract(lines, "");
  if (scenario.base_contract.terms.empty()) scenario.base_contract = scenario.contract;
  read_parameters(lines, scenario, missing);
  report_rest(scenario, lines, missing, faults);
  if (!faults.empty()) return;
  add_tables(scenario, std::move(files), faults);
  if (faults.empty() && scenario.text != text)
    faults.push_back({scenario.name, 0, 0, "its text does not fit its values and tables"});
}

}  // namespace rapport::scenario
