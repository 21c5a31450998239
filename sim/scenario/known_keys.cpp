// All keys of a scenario file, for look-up and for suggestions.
#include "scenario/known_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "scenario/suggest.h"

namespace rapport::scenario {

namespace {

constexpr std::array kWholeKeys{
    WholeKey{"", "seed", 0, std::numeric_limits<std::int64_t>::max(), "",
             "Key of all random numbers of the run.", [](Draft& d) -> std::int64_t& { return d.seed; }},
    WholeKey{"", "replicates", 1, 100000, "replicates", "Repetitions of the whole run with other luck.",
             [](Draft& d) -> std::int64_t& { return d.replicates; }},
    WholeKey{"time", "warm_up_years", 0, 50, "years",
             "Years under the base contract before the policy starts.",
             [](Draft& d) -> std::int64_t& { return d.time.warm_up_years; }},
    WholeKey{"time", "years", 1, 100, "years", "Years after the policy starts.",
             [](Draft& d) -> std::int64_t& { return d.time.years; }},
    WholeKey{"population", "people_per_market", 1, 200000, "people", "People in each market at the start.",
             [](Draft& d) -> std::int64_t& { return d.population.people_per_market; }},
    WholeKey{"population", "markets", 1, 1000000, "markets", "Closed local health economies.",
             [](Draft& d) -> std::int64_t& { return d.population.markets; }},
};

constexpr std::array kModules{
#define MODULE(name) std::string_view(#name),
#include "engine/modules.def"
#undef MODULE
};

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// "trust.gain" for "gain" when exactly that key belongs to a section, "" when it belongs to none.
std::string home_of(std::string_view key) {
  for (const std::string& section : section_names()) {
    if (has(keys_of(section), key)) return dotted(section, key);
  }
  return has(keys_of(""), key) ? std::string(key) : "";
}

}  // namespace

std::span<const WholeKey> whole_keys() { return kWholeKeys; }

std::string dotted(std::string_view section, std::string_view key) {
  return section.empty() ? std::string(key) : fmt::format("{}.{}", section, key);
}

std::vector<std::string> section_names() {
  std::vector<std::string> names{"time", "tables"};
  names.insert(names.end(), kModules.begin(), kModules.end());
  return names;
}

std::vector<std::string> keys_of(std::string_view section) {
  std::vector<std::string> keys;
  if (section.empty()) {
    keys = section_names();
    for (const char* key : {"schema", "extends", "title", "question", "payment", "mechanisms"})
      keys.emplace_back(key);
  }
  if (section == "time") keys.emplace_back("steps_per_year");
  if (section == "tables") {
    for (const TableKey& table : table_keys()) keys.emplace_back(table.key);
  }
  for (const WholeKey& entry : kWholeKeys) {
    if (entry.section == section) keys.emplace_back(entry.key);
  }
  for (const ParamEntry& entry : parameter_entries()) {
    if (entry.module == section) keys.emplace_back(entry.name);
  }
  return keys;
}

std::string unknown_key_words(std::string_view section, const std::string& key) {
  const bool of_model = std::find(kModules.begin(), kModules.end(), section) != kModules.end();
  const std::string noun = of_model ? "parameter" : "key";
  const std::string name = shown(dotted(section, key));
  const std::size_t dot = key.find('.');
  if (section.empty() && dot != std::string::npos && has(keys_of(key.substr(0, dot)), key.substr(dot + 1))) {
    return fmt::format("unknown key {}. Write '{}' inside the section '{}'.", name, key.substr(dot + 1),
                       key.substr(0, dot));
  }
  const std::string here = nearest(key, keys_of(section));
  const std::string meant = here.empty() ? home_of(key) : dotted(section, here);
  return fmt::format("unknown {} {}.{}", noun, name, did_you_mean(meant));
}

}  // namespace rapport::scenario
