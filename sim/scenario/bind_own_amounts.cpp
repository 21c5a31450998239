// Quantities, tables, covariates, payoffs, strategies: what numbers there are and what they are worth.
#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "scenario/bind_value.h"
#include "scenario/csv_table.h"
#include "scenario/number.h"
#include "scenario/own_model_keys.h"
#include "scenario/own_model_parts.h"
#include "scenario/suggest.h"
#include "scenario/text_check.h"

namespace rapport::scenario {

using transition::Covariate;
using transition::Form;
using transition::Formula;
using transition::PayoffSpec;
using transition::Quantity;

namespace {

constexpr std::size_t kMostStrategyBytes = 60;
constexpr std::size_t kMostUnitBytes = 30;
constexpr std::size_t kMostStrategies = 64;
constexpr std::size_t kMostPayoffs = 32;
constexpr std::size_t kMostTables = 32;
constexpr std::size_t kMostCovariates = 64;
constexpr std::size_t kMostCategories = 1000;

std::vector<std::string> form_names() {
  std::vector<std::string> names;
  for (const NamedForm& form : named_forms()) names.emplace_back(form.name);
  return names;
}

std::vector<Formula> formulas_of(const YamlNode* node, const std::string& key, ModelBinder& binder) {
  std::vector<Formula> formulas;
  if (node == nullptr || node->kind != NodeKind::list) {
    if (node != nullptr) report(binder.faults, node->place, key + " must be a list of numbers");
    return formulas;
  }
  if (node->items.size() > kMostCategories) {
    report(binder.faults, node->place, fmt::format("{} has more than {} entries", key, kMostCategories));
    return formulas;
  }
  for (const YamlNode& item : node->items) formulas.push_back(binder.formula(item, key));
  return formulas;
}

/// {normal: {mean: 0, sd: 1}}
void bind_distribution(const YamlNode& node, Covariate& covariate, ModelBinder& binder) {
  const std::string key = "covariates." + covariate.name;
  if (node.keys.size() != 1) {
    report(binder.faults, node.place,
           fmt::format("{} names one distribution: {}", key, fmt::join(form_names(), ", ")));
    return;
  }
  check_keys(node, key, form_names(), binder.faults);
  const YamlNode& given = node.items.front();
  for (const NamedForm& form : named_forms()) {
    if (form.name != node.keys.front().text) continue;
    covariate.form = form.form;
    if (!is_section(given, key + '.' + node.keys.front().text, binder.faults)) return;
    check_keys(given, key, form.parameters, binder.faults);
    for (const std::string& parameter : form.parameters)
      if (given.find(parameter) == nullptr)
        report(binder.faults, given.place,
               fmt::format("{} needs {}", key, fmt::join(form.parameters, " and ")));
    if (form.form == Form::categorical) {
      covariate.values = formulas_of(given.find("values"), key + ".values", binder);
      covariate.shares = formulas_of(given.find("shares"), key + ".shares", binder);
      return;
    }
    const YamlNode* a = given.find(form.parameters.front());
    const YamlNode* b = form.parameters.size() > 1 ? given.find(form.parameters.back()) : nullptr;
    if (a != nullptr) covariate.a = binder.formula(*a, key);
    if (b != nullptr) covariate.b = binder.formula(*b, key);
  }
}

struct TableSpec {
  std::string name, file, key, value;
  Place place, file_place;
};

/// The path of a table and its bytes; nothing after a fault, which is reported.
std::optional<std::pair<std::string, std::string>> table_bytes(const TableSpec& spec, ModelBinder& binder) {
  std::string why;
  const std::string folder = spec.place.source ? spec.place.source->folder : "";
  const auto path = path_inside(folder, spec.file, why);
  if (!path) {
    report(binder.faults, spec.file_place, fmt::format("tables.{}: {}", spec.name, why));
    return std::nullopt;
  }
  auto bytes = read_bytes(*path, kMostCsvBytes, why);
  if (bytes) return std::pair{*path, std::move(*bytes)};
  report(binder.faults, spec.file_place, fmt::format("tables.{}: {} {}", spec.name, shown(spec.file), why));
  return std::nullopt;
}

void read_table(const TableSpec& spec, ModelBinder& binder) {
  const auto found = table_bytes(spec, binder);
  if (!found) return;
  const auto& [path, bytes] = *found;
  binder.own.inputs.push_back(path);
  CsvTable csv(path, bytes, {{spec.key, spec.value}, {}, true}, binder.faults);
  transition::NamedTable table{spec.name, {}};
  constexpr Range kAny{-1e300, 1e300};
  for (const CsvRow& row : csv.rows()) {
    const double key = csv.number(row, spec.key, kAny);
    if (!table.table.keys.empty() && !(key > table.table.keys.back()))
      csv.fault(row, spec.key, fmt::format("{} is not above the row before: keys rise", number_text(key)));
    table.table.keys.push_back(key);
    table.table.values.push_back(csv.number(row, spec.value, kAny));
  }
  if (csv.rows().empty() && csv.fault_count() == 0) csv.fault("a table needs at least one row");
  binder.table_text += fmt::format("{}: {}\n", spec.name, digest128(bytes));
  binder.model().tables.push_back(std::move(table));
}

void bind_state_amounts(const YamlNode& node, const std::string& key,
                        std::vector<transition::StateAmount>& into, ModelBinder& binder) {
  each_entry(node, key, binder.faults, [&](const YamlKey& state, const YamlNode& amount) {
    const int index = binder.state(state.text, state.place);
    Formula formula = binder.formula(amount, key + '.' + state.text);
    if (index >= 0) into.push_back({index, std::move(formula)});
  });
}

bool is_transition(const transition::Model& model, int from, int to) {
  return std::any_of(
      model.transitions.begin(), model.transitions.end(),
      [&](const transition::TransitionSpec& spec) { return spec.from == from && spec.to == to; });
}

void bind_transition_amounts(const YamlNode& node, const std::string& key, PayoffSpec& payoff,
                             ModelBinder& binder) {
  each_entry(node, key, binder.faults, [&](const YamlKey& from, const YamlNode& ways) {
    const int start = binder.state(from.text, from.place);
    each_entry(ways, key + '.' + from.text, binder.faults, [&](const YamlKey& to, const YamlNode& amount) {
      const int end = binder.state(to.text, to.place);
      Formula formula = binder.formula(amount, fmt::format("{}.{}.{}", key, from.text, to.text));
      if (start < 0 || end < 0) return;
      if (!binder.transitions_at_fault && !is_transition(binder.model(), start, end))
        report(binder.faults, to.place, fmt::format("there is no transition {} > {}", from.text, to.text));
      payoff.on_transition.push_back({start, end, std::move(formula)});
    });
  });
}

void bind_payoff(const YamlNode& node, PayoffSpec& payoff, ModelBinder& binder) {
  const std::string key = "payoffs." + payoff.name;
  if (!is_section(node, key, binder.faults)) return;
  check_keys(node, key, own_keys_of("payoff"), binder.faults);
  if (const YamlNode* unit = node.find("unit"))
    bind_text(*unit, key + ".unit", kMostUnitBytes, false, payoff.unit, binder.faults);
  if (const YamlNode* count = node.find("count"))
    bind_count(*count, key + ".count", payoff.count.emplace(), binder);
  if (const YamlNode* rate = node.find("discount_per_year"))
    payoff.discount_per_year = binder.formula(*rate, key + ".discount_per_year");
  if (const YamlNode* first = node.find("first_discounted_step")) {
    std::int64_t step = 1;
    const Wording wording{key + ".first_discounted_step", "step", "First step whose payoff is discounted.",
                          "1", ""};
    if (bind_whole(*first, wording, 0, transition::kMostSteps, step, binder.faults))
      payoff.first_discounted_step = static_cast<int>(step);
  }
  if (const YamlNode* amounts = node.find("per_step"))
    bind_state_amounts(*amounts, key + ".per_step", payoff.per_step, binder);
  if (const YamlNode* amounts = node.find("per_year"))
    bind_state_amounts(*amounts, key + ".per_year", payoff.per_year, binder);
  if (const YamlNode* amounts = node.find("on_transition"))
    bind_transition_amounts(*amounts, key + ".on_transition", payoff, binder);
}

int payoff_named(const YamlNode& node, ModelBinder& binder) {
  std::vector<std::string> names;
  for (const PayoffSpec& payoff : binder.model().payoffs) names.push_back(payoff.name);
  const auto found = std::find(names.begin(), names.end(), node.text);
  if (found != names.end()) return static_cast<int>(found - names.begin());
  report(binder.faults, node.place,
         fmt::format("no payoff is called {}.{}", shown(node.text), did_you_mean(nearest(node.text, names))));
  return -1;
}

}  // namespace

int ModelBinder::keep(const Place& place, bool verbatim) {
  places.push_back(place);
  is_verbatim.push_back(verbatim && place.column > 0);
  return static_cast<int>(places.size()) - 1;
}

Place ModelBinder::place_of(int kept, int offset) const {
  Place place = places[static_cast<std::size_t>(kept)];
  if (is_verbatim[static_cast<std::size_t>(kept)]) place.column += offset;
  return place;
}

Formula ModelBinder::formula(const YamlNode& node, const std::string& key) {
  if (node.kind == NodeKind::broken) return {};
  if (node.kind != NodeKind::scalar) {
    report(faults, node.place,
           fmt::format("{} must be a number or an expression, not {}", key, kind_words(node)));
    return {};
  }
  Place place = node.place;
  if (place.column > 0 && node.quoted && node.verbatim) ++place.column;
  const int kept = keep(place, node.verbatim);
  const ReadNumber number = read_number(node.text);
  if (number.value) return {transition::number_expression(*number.value), kept};
  transition::ParsedExpression parsed = transition::parse_expression(node.text);
  if (!parsed.fault) return {std::move(parsed.tree), kept};
  const auto read = static_cast<std::size_t>(parsed.fault->offset);
  const bool is_cut = !node.quoted && read == node.text.size() &&
                      std::count(node.text.begin(), node.text.end(), '(') >
                          std::count(node.text.begin(), node.text.end(), ')');
  const std::string hint = is_cut ? " Inside { } a comma ends a value: put the expression in quotes." : "";
  const std::string behind =
      is_verbatim[static_cast<std::size_t>(kept)] || read == 0
          ? ""
          : fmt::format(" (behind {})", shown(std::string_view(node.text).substr(0, read)));
  report(faults, place_of(kept, parsed.fault->offset),
         fmt::format("{} = {}: {}{}.{}", key, shown(node.text), parsed.fault->message, behind, hint));
  return {};
}

int ModelBinder::state(const std::string& name, const Place& place) {
  const std::vector<std::string>& states = model().states;
  const auto found = std::find(states.begin(), states.end(), name);
  if (found != states.end()) return static_cast<int>(found - states.begin());
  report(faults, place, fmt::format("unknown state {}.{}", shown(name), did_you_mean(nearest(name, states))));
  return -1;
}

void check_keys(const YamlNode& map, std::string_view section, const std::vector<std::string>& allowed,
                Diagnostics& faults) {
  for (const YamlKey& key : map.keys) {
    if (std::find(allowed.begin(), allowed.end(), key.text) != allowed.end()) continue;
    const std::string hint = did_you_mean(nearest(key.text, allowed));
    report(faults, key.place,
           fmt::format("unknown key {}{}.{}", shown(key.text),
                       section.empty() ? "" : fmt::format(" in {}", section),
                       hint.empty() ? fmt::format(" There are: {}.", fmt::join(allowed, ", ")) : hint));
  }
}

void each_entry(const YamlNode& node, const std::string& section, Diagnostics& faults,
                const std::function<void(const YamlKey&, const YamlNode&)>& each) {
  if (!is_section(node, section, faults)) return;
  for (std::size_t i = 0; i < node.keys.size(); ++i)
    if (node.items[i].kind != NodeKind::broken) each(node.keys[i], node.items[i]);
}

bool is_usable_name(const YamlKey& key, std::string_view what, Diagnostics& faults) {
  const bool is_free = transition::is_name(key.text) && !transition::is_reserved(key.text);
  if (!is_free)
    report(faults, key.place,
           fmt::format("a {} is named with letters, digits and _, no digit first, at most 60 bytes, and not "
                       "as a word of "
                       "expressions; {} is not",
                       what, shown(key.text)));
  return is_free;
}

void bind_quantities(const YamlNode& node, const std::string& section, std::vector<Quantity>& into,
                     ModelBinder& binder) {
  each_entry(node, section, binder.faults, [&](const YamlKey& key, const YamlNode& value) {
    if (!is_usable_name(key, "quantity", binder.faults)) return;
    into.push_back({key.text, binder.formula(value, section + '.' + key.text)});
  });
}

void bind_covariates(const YamlNode& node, ModelBinder& binder) {
  each_entry(node, "covariates", binder.faults, [&](const YamlKey& key, const YamlNode& value) {
    if (!is_usable_name(key, "covariate", binder.faults)) return;
    Covariate covariate;
    covariate.name = key.text;
    covariate.place = binder.keep(value.place);
    if (value.kind == NodeKind::map)
      bind_distribution(value, covariate, binder);
    else
      covariate.a = binder.formula(value, "covariates." + key.text);
    binder.model().has_age = binder.model().has_age || key.text == "age";
    binder.model().covariates.push_back(std::move(covariate));
  });
  if (binder.model().covariates.size() > kMostCovariates)
    report(binder.faults, node.place, fmt::format("more than {} covariates", kMostCovariates));
}

void bind_tables(const YamlNode& node, ModelBinder& binder) {
  each_entry(node, "tables", binder.faults, [&](const YamlKey& key, const YamlNode& value) {
    if (!is_usable_name(key, "table", binder.faults)) return;
    const std::string section = "tables." + key.text;
    if (!is_section(value, section, binder.faults)) return;
    check_keys(value, section, own_keys_of("table"), binder.faults);
    TableSpec spec{key.text, "", "", "", value.place, value.place};
    if (const YamlNode* file = value.find("file")) spec.file_place = file->place;
    bool all_given = true;
    for (const auto& [name, into] :
         {std::pair{"file", &spec.file}, std::pair{"key", &spec.key}, std::pair{"value", &spec.value}}) {
      const YamlNode* text = value.find(name);
      if (text == nullptr) report(binder.faults, value.place, fmt::format("{}.{} is missing", section, name));
      all_given =
          text != nullptr &&
          bind_text(*text, section + '.' + name, kMostStrategyBytes * 4, false, *into, binder.faults) &&
          all_given;
    }
    if (all_given && binder.model().tables.size() < kMostTables) read_table(spec, binder);
  });
  if (node.keys.size() > kMostTables)
    report(binder.faults, node.place, fmt::format("more than {} tables", kMostTables));
}

void bind_payoffs(const YamlNode& node, ModelBinder& binder) {
  each_entry(node, "payoffs", binder.faults, [&](const YamlKey& key, const YamlNode& value) {
    if (!is_usable_name(key, "payoff", binder.faults)) return;
    PayoffSpec payoff;
    payoff.name = key.text;
    bind_payoff(value, payoff, binder);
    binder.model().payoffs.push_back(std::move(payoff));
  });
  if (binder.model().payoffs.size() > kMostPayoffs)
    report(binder.faults, node.place, fmt::format("more than {} payoffs", kMostPayoffs));
}

void bind_compare(const YamlNode& node, ModelBinder& binder) {
  if (!is_section(node, "compare", binder.faults)) return;
  check_keys(node, "compare", own_keys_of("compare"), binder.faults);
  const YamlNode* cost = node.find("cost");
  const YamlNode* effect = node.find("effect");
  if (cost == nullptr || effect == nullptr) {
    report(binder.faults, node.place, "compare names two payoffs: {cost: NAME, effect: NAME}");
    return;
  }
  binder.model().cost = payoff_named(*cost, binder);
  binder.model().effect = payoff_named(*effect, binder);
}

void bind_strategies(const YamlNode& node, ModelBinder& binder) {
  each_entry(node, "strategies", binder.faults, [&](const YamlKey& key, const YamlNode& value) {
    transition::StrategySpec strategy;
    if (key.text.empty() || key.text.size() > kMostStrategyBytes || !value_fault(key.text, false).empty())
      report(binder.faults, key.place,
             fmt::format("a strategy is named in at most {} bytes", kMostStrategyBytes));
    strategy.name = key.text;
    const std::string section = "strategies." + key.text;
    bind_quantities(value, section, strategy.overrides, binder);
    std::vector<std::string> known;
    for (const Quantity& quantity : binder.model().quantities) known.push_back(quantity.name);
    for (std::size_t i = 0; value.kind == NodeKind::map && i < value.keys.size(); ++i)
      if (std::find(known.begin(), known.end(), value.keys[i].text) == known.end())
        report(binder.faults, value.keys[i].place,
               fmt::format("a strategy changes quantities; there is none called {}.{}",
                           shown(value.keys[i].text), did_you_mean(nearest(value.keys[i].text, known))));
    binder.model().strategies.push_back(std::move(strategy));
  });
  if (binder.model().strategies.size() > kMostStrategies)
    report(binder.faults, node.place, fmt::format("more than {} strategies", kMostStrategies));
}

}  // namespace rapport::scenario
