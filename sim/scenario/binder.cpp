// Sections and keys of a scenario, each bound to its place in the draft.
#include "scenario/binder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "engine/mechanisms.h"
#include "scenario/bind_mechanisms.h"
#include "scenario/bind_payment.h"
#include "scenario/bind_value.h"
#include "scenario/known_keys.h"
#include "scenario/number.h"

namespace rapport::scenario {

namespace {

constexpr std::size_t kMostBindFaults = 200;
constexpr std::size_t kMostTitleBytes = 200;
constexpr std::size_t kMostQuestionBytes = 4000;
constexpr std::array<std::int64_t, 3> kStepsPerYear{13, 52, 364};

constexpr std::array kTableKeys{
    TableKey{"life_table", true, "Probability of death within a year by age and sex."},
    TableKey{"age_sex", true, "Share of the population by age band and sex."},
    TableKey{"prevalence", true, "Share of people with each condition by age band and sex."},
    TableKey{"office_visits", true, "Visits to physicians' offices by age band."},
    TableKey{"ed_visits", true, "Visits to emergency departments by age band."},
    TableKey{"inpatient", true, "Hospital stays by age band."},
    TableKey{"fertility", true, "Births by age of the mother."},
    TableKey{"conditions", true, "Numbers of each condition and its states."},
    TableKey{"transitions", true, "Hazards from state to state of each condition."},
    TableKey{"households", true, "Share of households by size."},
    TableKey{"insurance", true, "Income groups and the insurance of each."},
    TableKey{"spending", false, "Spending on care by age band."},
    TableKey{"reference", false, "Means of the reference run by age and sex."},
    TableKey{"people", false, "Everybody at the start of each market: id, age, sex, household.", true},
    TableKey{"relations", false, "Mothers and partners of the people in tables.people.", true},
};

Wording wording_of(const ParamEntry& entry) {
  return {dotted(entry.module, entry.name), entry.spec.unit, entry.spec.about,
          number_text(entry.spec.fallback), entry.spec.source};
}

void bind_steps(const YamlNode& node, Draft& draft, Diagnostics& faults) {
  const Wording wording{"time.steps_per_year", "1/year", "Steps of a model year of 364 days: 13, 52 or 364.",
                        std::to_string(TimeSpec{}.steps_per_year), ""};
  constexpr std::int64_t kAny = std::numeric_limits<std::int64_t>::max();
  std::int64_t steps = 0;
  if (!bind_whole(node, wording, -kAny, kAny, steps, faults)) return;
  if (std::find(kStepsPerYear.begin(), kStepsPerYear.end(), steps) == kStepsPerYear.end()) {
    report(faults, node.place,
           fmt::format("{} = {} is none of 13, 52, 364.{}", wording.key, steps, second_line(wording)));
    return;
  }
  draft.time.steps_per_year = steps;
}

bool bind_frame(std::string_view section, const std::string& key, const YamlNode& node, Draft& draft,
                Diagnostics& faults) {
  for (const WholeKey& entry : whole_keys()) {
    if (entry.section != section || entry.key != key) continue;
    Draft defaults;
    const Wording wording{dotted(section, key), entry.unit, entry.about,
                          std::to_string(entry.field(defaults)), ""};
    bind_whole(node, wording, entry.lo, entry.hi, entry.field(draft), faults);
    return true;
  }
  return false;
}

bool bind_parameter(std::string_view section, const std::string& key, const YamlNode& node, Draft& draft,
                    Diagnostics& faults) {
  for (const ParamEntry& entry : parameter_entries()) {
    if (entry.module != section || entry.name != key) continue;
    const Wording wording = wording_of(entry);
    const Range bounds = entry.spec.bounds;
    double number = 0.0;
    std::int64_t whole = 0;
    const bool is_good = entry.is_count ? bind_whole(node, wording, static_cast<std::int64_t>(bounds.lo),
                                                     static_cast<std::int64_t>(bounds.hi), whole, faults)
                                        : bind_number(node, wording, bounds, number, faults);
    if (is_good) set_parameter(draft.params, entry, entry.is_count ? static_cast<double>(whole) : number);
    return true;
  }
  return false;
}

bool bind_table(const std::string& key, const YamlNode& node, Draft& draft, Diagnostics& faults) {
  const auto is_it = [&](const TableKey& entry) { return entry.key == key; };
  if (std::none_of(kTableKeys.begin(), kTableKeys.end(), is_it)) return false;
  NamedTable table{key, "", node.place};
  if (bind_text(node, "tables." + key, 1000, false, table.path, faults))
    draft.tables.push_back(std::move(table));
  return true;
}

bool bind_key(std::string_view section, const std::string& key, const YamlNode& node, Draft& draft,
              Diagnostics& faults) {
  if (section == "time" && key == "steps_per_year") {
    bind_steps(node, draft, faults);
    return true;
  }
  if (section == "tables") return bind_table(key, node, draft, faults);
  return bind_frame(section, key, node, draft, faults) || bind_parameter(section, key, node, draft, faults);
}

void bind_section(const std::string& section, const YamlNode& node, Draft& draft, Diagnostics& faults) {
  if (!is_section(node, section, faults)) return;
  for (std::size_t i = 0; i < node.keys.size() && faults.size() < kMostBindFaults; ++i) {
    if (bind_key(section, node.keys[i].text, node.items[i], draft, faults)) continue;
    report(faults, node.keys[i].place, unknown_key_words(section, node.keys[i].text));
  }
}

void bind_top(const YamlKey& key, const YamlNode& node, Draft& draft, Diagnostics& faults) {
  static const std::vector<std::string> sections = section_names();
  if (key.text == "title") {
    bind_text(node, "title", kMostTitleBytes, false, draft.title, faults);
  } else if (key.text == "question") {
    bind_text(node, "question", kMostQuestionBytes, true, draft.question, faults);
  } else if (key.text == "payment") {
    draft.has_payment = true;
    draft.contract = bind_payment(node, faults);
  } else if (key.text == "mechanisms") {
    draft.mechanisms_off = mechanisms_off(node, faults);
  } else if (std::find(sections.begin(), sections.end(), key.text) != sections.end()) {
    bind_section(key.text, node, draft, faults);
  } else if (!bind_frame("", key.text, node, draft, faults)) {
    report(faults, key.place, unknown_key_words("", key.text));
  }
}

}  // namespace

std::span<const TableKey> table_keys() { return kTableKeys; }

Draft bind(const YamlNode& tree, Diagnostics& faults) {
  Draft draft;
  for (std::size_t i = 0; i < tree.keys.size() && faults.size() < kMostBindFaults; ++i) {
    bind_top(tree.keys[i], tree.items[i], draft, faults);
  }
  for (const std::string& name : draft.mechanisms_off) switch_off(draft.params, name);
  return draft;
}

}  // namespace rapport::scenario
