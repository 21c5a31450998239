// conditions.csv, transitions and prevalence: each condition as a state machine by age and sex.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "scenario/incidence.h"
#include "scenario/number.h"
#include "scenario/read_tables.h"
#include "scenario/suggest.h"

namespace rapport::scenario {

namespace {

constexpr std::size_t kMostConditions = 64;
constexpr std::size_t kMostStates = 16;
constexpr double kMostPrevalence = 99.0;
constexpr std::string_view kWholeCondition = "all";

template <class Fields>
struct Field {
  std::string_view name;
  std::string_view unit;
  Range bounds;
  std::string_view about;
  double Fields::*member;
};

constexpr std::array kConditionFields{
#define CONDITION_FIELD(name, unit, lo, hi, about) \
  Field<ConditionFields>{#name, unit, {lo, hi}, about, &ConditionFields::name},
#include "state/conditions.params.def"
#undef CONDITION_FIELD
};
constexpr std::array kStateFields{
#define STATE_FIELD(name, unit, lo, hi, about) \
  Field<StateFields>{#name, unit, {lo, hi}, about, &StateFields::name},
#include "state/conditions.params.def"
#undef STATE_FIELD
};

/// Line on which each (condition, state, field) stands.
using GivenLines = std::map<std::tuple<std::string, std::string, std::string>, int>;

/// 32-bit FNV-1a.
std::uint32_t hash_of_name(std::string_view name) {
  std::uint32_t hash = 2166136261U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

bool is_name(std::string_view name) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  return !name.empty() && name.size() <= 40 && name[0] >= 'a' && name[0] <= 'z' &&
         name.find_first_not_of(kLetters) == std::string_view::npos;
}

std::string_view state_of(const CsvTable& csv, const CsvRow& row) {
  const std::string& state = csv.text(row, "state");
  return state == kWholeCondition ? std::string_view() : std::string_view(state);
}

ConditionSpec* find_condition(Tables& tables, std::string_view name) {
  const auto found = std::find_if(tables.conditions.begin(), tables.conditions.end(),
                                  [&](const ConditionSpec& condition) { return condition.name == name; });
  return found == tables.conditions.end() ? nullptr : &*found;
}

int state_index(const ConditionSpec& condition, std::string_view name) {
  const auto found = std::find(condition.state_names.begin(), condition.state_names.end(), name);
  return found == condition.state_names.end() ? -1 : static_cast<int>(found - condition.state_names.begin());
}

/// The condition that a row is about, made when it is new; nothing after a fault.
ConditionSpec* condition_of(CsvTable& csv, const CsvRow& row, Tables& tables) {
  const std::string& name = csv.text(row, "condition");
  ConditionSpec* known = find_condition(tables, name);
  if (known != nullptr) return known;
  if (!is_name(name) || tables.conditions.size() >= kMostConditions) {
    csv.fault(row, "condition",
              is_name(name) ? fmt::format("more than {} conditions", kMostConditions)
                            : fmt::format("{} is no name: use a-z, 0-9 and _", shown(name)));
    return nullptr;
  }
  const std::uint32_t hash = hash_of_name(name);
  for (const ConditionSpec& other : tables.conditions) {
    if (other.name_hash != hash) continue;
    csv.fault(row, "condition",
              fmt::format("'{}' and '{}' would share their luck; rename one", name, other.name));
  }
  ConditionSpec& made = tables.conditions.emplace_back();
  made.name = name;
  made.name_hash = hash;
  return &made;
}

StateFields* state_fields(CsvTable& csv, const CsvRow& row, ConditionSpec& condition) {
  const std::string_view name = state_of(csv, row);
  const int index = state_index(condition, name);
  if (index >= 0) return &condition.states[static_cast<std::size_t>(index)];
  if (!is_name(name) || condition.states.size() >= kMostStates) {
    csv.fault(row, "state",
              is_name(name) ? fmt::format("more than {} states", kMostStates)
                            : fmt::format("{} is no name: use a-z, 0-9 and _", shown(name)));
    return nullptr;
  }
  condition.state_names.emplace_back(name);
  return &condition.states.emplace_back();
}

template <class Fields, std::size_t n>
const Field<Fields>* field_of(CsvTable& csv, const CsvRow& row, const std::array<Field<Fields>, n>& fields) {
  const std::string& name = csv.text(row, "field");
  std::vector<std::string> known;
  for (const Field<Fields>& field : fields) {
    if (field.name == name) return &field;
    known.emplace_back(field.name);
  }
  csv.fault(row, "field",
            fmt::format("unknown field {}.{}", shown(name), did_you_mean(nearest(name, known))));
  return nullptr;
}

template <class Fields>
void take_value(CsvTable& csv, const CsvRow& row, const Field<Fields>& field, Fields& fields,
                std::vector<SourcedNumber>& numbers) {
  const double value = csv.number(row, "value", field.bounds);
  const bool is_whole = field.unit == "flag" || field.unit == "specialty number";
  if (is_whole && value != static_cast<double>(static_cast<int>(value))) {
    csv.fault(row, "value", fmt::format("{} = {} must be whole", field.name, number_text(value)));
  }
  fields.*field.member = value;
  const std::string_view state = state_of(csv, row);
  const std::string key = fmt::format("conditions.{}.{}{}{}", csv.text(row, "condition"), state,
                                      state.empty() ? "" : ".", field.name);
  const double lo = csv.number(row, "sweep_lo", field.bounds);
  const double hi = csv.number(row, "sweep_hi", field.bounds);
  add_number(csv, row,
             {.key = key,
              .value = value,
              .unit = std::string(field.unit),
              .evidence = "",
              .source = "",
              .about = std::string(field.about)},
             {lo, hi}, numbers);
}

void take_condition_row(CsvTable& csv, const CsvRow& row, Tables& tables, GivenLines& given) {
  ConditionSpec* condition = condition_of(csv, row, tables);
  if (condition == nullptr) return;
  const std::string state(state_of(csv, row));
  const auto key = std::make_tuple(condition->name, state, csv.text(row, "field"));
  const auto [first, is_new] = given.emplace(key, row.line);
  if (!is_new) {
    csv.fault(row, "field",
              fmt::format("{} is given twice; first on line {}", csv.text(row, "field"), first->second));
    return;
  }
  if (state.empty()) {
    const auto* field = field_of(csv, row, kConditionFields);
    if (field != nullptr) take_value(csv, row, *field, condition->of, tables.numbers);
    return;
  }
  StateFields* fields = state_fields(csv, row, *condition);
  const auto* field = fields == nullptr ? nullptr : field_of(csv, row, kStateFields);
  if (field != nullptr) take_value(csv, row, *field, *fields, tables.numbers);
}

void check_complete(CsvTable& csv, const ConditionSpec& condition, const GivenLines& given) {
  const auto need = [&](const std::string& state, std::string_view field) {
    if (given.contains({condition.name, state, std::string(field)})) return;
    csv.fault(fmt::format("'{}'{} lacks the field '{}'", condition.name,
                          state.empty() ? "" : fmt::format(", state '{}',", state), field));
  };
  for (const auto& field : kConditionFields) need("", field.name);
  if (condition.states.empty()) csv.fault(fmt::format("'{}' has no states", condition.name));
  for (const std::string& state : condition.state_names) {
    for (const auto& field : kStateFields) need(state, field.name);
  }
}

void check_sense(CsvTable& csv, const ConditionSpec& condition) {
  double shares = 0.0;
  for (const StateFields& state : condition.states) shares += state.start_share;
  if (shares < 1.0 - 1e-6 || shares > 1.0 + 1e-6) {
    csv.fault(fmt::format("'{}': start_share sums to {} over its states, not to 1", condition.name,
                          number_text(shares)));
  }
  if (condition.of.control_floor > condition.of.control_ceiling) {
    csv.fault(fmt::format("'{}': control_floor {} is above control_ceiling {}", condition.name,
                          number_text(condition.of.control_floor),
                          number_text(condition.of.control_ceiling)));
  }
}

void read_conditions(const TableFile& file, Tables& tables, Diagnostics& faults) {
  const CsvHeader header{
      {"condition", "state", "field", "value", "sweep_lo", "sweep_hi", "evidence", "source"},
      {"target", "note"}};
  CsvTable csv(file.path, file.bytes, header, faults);
  GivenLines given;
  for (const CsvRow& row : csv.rows()) take_condition_row(csv, row, tables, given);
  if (csv.fault_count() > 0) return;
  for (const ConditionSpec& condition : tables.conditions) check_complete(csv, condition, given);
  if (csv.fault_count() > 0) return;
  for (const ConditionSpec& condition : tables.conditions) check_sense(csv, condition);
}

ConditionSpec* known_condition(CsvTable& csv, const CsvRow& row, Tables& tables) {
  const std::string& name = csv.text(row, "condition");
  ConditionSpec* condition = find_condition(tables, name);
  if (condition != nullptr) return condition;
  std::vector<std::string> known;
  for (const ConditionSpec& each : tables.conditions) known.push_back(each.name);
  csv.fault(row, "condition",
            fmt::format("unknown condition {}.{}", shown(name), did_you_mean(nearest(name, known))));
  return nullptr;
}

/// A state of the condition, named in a column; -1 after a fault.
int known_state(CsvTable& csv, const CsvRow& row, std::string_view column, const ConditionSpec& condition) {
  const std::string& name = csv.text(row, column);
  const int index = state_index(condition, name);
  if (index >= 0) return index;
  csv.fault(row, column,
            fmt::format("'{}' has no state {}.{}", condition.name, shown(name),
                        did_you_mean(nearest(name, condition.state_names))));
  return -1;
}

void take_transition(CsvTable& csv, const CsvRow& row, ConditionSpec& condition, Tables& tables) {
  const int from = known_state(csv, row, "from", condition);
  const int to = known_state(csv, row, "to", condition);
  if (from < 0 || to < 0) return;
  // States are listed from best to worst: DI-3 has one way up and one way down from each.
  const bool is_there =
      std::any_of(condition.transitions.begin(), condition.transitions.end(),
                  [&](const Transition& t) { return t.from == from && (t.to > from) == (to > from); });
  if (from == to || is_there) {
    csv.fault(row, "to",
              from == to
                  ? "a state does not change into itself"
                  : "a second change of state in this direction; a state has at most one to a later state of "
                    "the list and one to an earlier");
    return;
  }
  const Range rates{0.0, 52.0};
  Transition transition{static_cast<std::uint8_t>(from), static_cast<std::uint8_t>(to),
                        csv.number(row, "per_year", rates), csv.number(row, "control_effect", {-12.0, 12.0})};
  condition.transitions.push_back(transition);
  const std::string key =
      fmt::format("transitions.{}.{}.{}", condition.name, csv.text(row, "from"), csv.text(row, "to"));
  const Range sweep{csv.number(row, "sweep_lo", rates), csv.number(row, "sweep_hi", rates)};
  add_number(csv, row,
             {.key = key + ".per_year",
              .value = transition.per_year,
              .unit = "1/year",
              .evidence = "",
              .source = "",
              .about = "Hazard of this change of state at reference control."},
             sweep, tables.numbers);
  add_number(csv, row,
             {.key = key + ".control_effect",
              .value = transition.control_effect,
              .unit = "log hazard per unit of control",
              .evidence = "",
              .source = "",
              .about = "Better control on this change of state."},
             {transition.control_effect, transition.control_effect}, tables.numbers);
}

void read_transitions(const TableFile& file, Tables& tables, Diagnostics& faults) {
  const CsvHeader header{
      {"condition", "from", "to", "per_year", "control_effect", "sweep_lo", "sweep_hi", "evidence", "source"},
      {"target", "note"}};
  CsvTable csv(file.path, file.bytes, header, faults);
  for (const CsvRow& row : csv.rows()) {
    ConditionSpec* condition = known_condition(csv, row, tables);
    if (condition != nullptr) take_transition(csv, row, *condition, tables);
  }
}

double mean_mortality_ratio(const ConditionSpec& condition) {
  double mean = 0.0;
  for (const StateFields& state : condition.states) mean += state.start_share * state.mortality_ratio;
  return mean;
}

/// TB-1 and DI-1 for one condition and sex.
void fill_by_age(CsvTable& csv, Sex sex, Tables& tables, ConditionSpec& condition) {
  std::vector<AgeBand> bands;
  for (const CsvRow& row : csv.rows()) {
    if (csv.text(row, "condition") != condition.name || !is_about(csv, row, sex)) continue;
    bands.push_back(band_of(csv, row, csv.number(row, "percent", {0.0, kMostPrevalence}) / 100.0));
  }
  const std::string what = fmt::format("'{}', {}", condition.name, sex == female ? "female" : "male");
  if (!cover_all_ages(bands, what, csv) || csv.fault_count() > 0) return;
  ByAge& prevalence = condition.prevalence[sex];
  prevalence = smooth_values(bands, tables.population_share[sex]);
  for (double& share : prevalence) share = std::min(share, kMostPrevalence / 100.0);
  condition.incidence[sex] = incidence(prevalence, tables.death_per_year[sex],
                                       condition.of.remission_per_year, mean_mortality_ratio(condition));
}

void read_prevalence(const TableFile& file, Tables& tables, Diagnostics& faults) {
  const CsvHeader header{{"condition", "sex", "age_lo", "age_hi", "percent", "evidence", "source"},
                         {"definition", "quality", "note"}};
  CsvTable csv(file.path, file.bytes, header, faults);
  for (const CsvRow& row : csv.rows()) {
    check_sex(csv, row);
    if (known_condition(csv, row, tables) == nullptr) continue;
    const double percent = csv.number(row, "percent", {0.0, kMostPrevalence});
    const std::string key =
        fmt::format("prevalence.{}.{}.{}-{}", csv.text(row, "condition"), csv.text(row, "sex"),
                    csv.text(row, "age_lo"), csv.text(row, "age_hi"));
    add_number(csv, row,
               {.key = key,
                .value = percent,
                .unit = "% of living people",
                .evidence = "",
                .source = "",
                .about = "People with the condition."},
               {percent, percent}, tables.numbers);
  }
  if (csv.fault_count() > 0) return;
  const bool has_people = tables.population_share[female][0] > 0.0 && tables.population_share[male][0] > 0.0;
  for (ConditionSpec& condition : tables.conditions) {
    if (has_people) fill_by_age(csv, female, tables, condition);
    if (has_people) fill_by_age(csv, male, tables, condition);
  }
}

}  // namespace

void read_condition_tables(std::span<const TableFile> files, Tables& tables, Diagnostics& faults) {
  const TableFile* conditions = find_table(files, "conditions");
  if (conditions == nullptr) return;
  const std::size_t before = faults.size();
  read_conditions(*conditions, tables, faults);
  if (faults.size() > before) return;
  const TableFile* transitions = find_table(files, "transitions");
  const TableFile* prevalence = find_table(files, "prevalence");
  if (transitions != nullptr) read_transitions(*transitions, tables, faults);
  if (prevalence != nullptr) read_prevalence(*prevalence, tables, faults);
  // One order whatever that of the rows is: conditions of one person meet in a step in this order.
  std::sort(tables.conditions.begin(), tables.conditions.end(),
            [](const ConditionSpec& a, const ConditionSpec& b) { return a.name < b.name; });
}

Tables read_tables(std::span<const TableFile> files, double primary_care_share, Diagnostics& faults) {
  Tables tables;
  read_population_tables(files, primary_care_share, tables, faults);
  read_condition_tables(files, tables, faults);
  read_reference_table(files, tables, faults);
  read_people_tables(files, tables, faults);
  return tables;
}

}  // namespace rapport::scenario
