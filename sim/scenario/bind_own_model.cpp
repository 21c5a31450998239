// States, start, transitions, time: who can be where and what moves them.
#include <fmt/format.h>

#include <algorithm>

#include "scenario/bind_value.h"
#include "scenario/number.h"
#include "scenario/own_model_keys.h"
#include "scenario/own_model_parts.h"
#include "scenario/suggest.h"

namespace rapport::scenario {

using transition::Competing;
using transition::Counting;
using transition::Formula;
using transition::Given;
using transition::TransitionSpec;

namespace {

bool is_plain_word(const YamlNode& node, std::string_view word) {
  return node.kind == NodeKind::scalar && node.text == word;
}

void bind_steps_per_year(const YamlNode& node, ModelBinder& binder) {
  const Wording wording{"time.steps_per_year", "1/year",
                        "How many steps a year has: 1 for yearly cycles, 12, 52, also below 1.", "", ""};
  bind_number(node, wording, kStepsPerYear, binder.model().steps_per_year, binder.faults);
}

void bind_steps(const YamlNode& node, ModelBinder& binder) {
  const Wording wording{"time.steps", "steps", "Steps of the model: states are known at steps 0 to this one.",
                        "", ""};
  std::int64_t steps = 0;
  if (bind_whole(node, wording, 0, transition::kMostSteps, steps, binder.faults))
    binder.model().steps = static_cast<int>(steps);
}

}  // namespace

void bind_count(const YamlNode& node, const std::string& key, transition::Count& count, ModelBinder& binder) {
  constexpr std::pair<std::string_view, Counting> kNamed[] = {{"all", Counting::all},
                                                              {"start", Counting::start},
                                                              {"end", Counting::end},
                                                              {"half_cycle", Counting::half_cycle}};
  for (const auto& [name, counting] : kNamed)
    if (is_plain_word(node, name)) return void(count.rule = counting);
  const YamlNode* weight = node.kind == NodeKind::map ? node.find("weight") : nullptr;
  if (weight == nullptr) {
    report(
        binder.faults, node.place,
        key + " says which states are counted: all, start, end, half_cycle, or {weight: EXPRESSION of step}");
    return;
  }
  check_keys(node, key, own_keys_of("count"), binder.faults);
  count.rule = Counting::weighted;
  count.weight = binder.formula(*weight, key + ".weight");
}

namespace {

/// The kind of number that a transition gives, by its key.
const YamlNode* given_number(const YamlNode& node, const std::string& key, TransitionSpec& spec,
                             ModelBinder& binder) {
  constexpr std::pair<std::string_view, Given> kForms[] = {
      {"probability_per_step", Given::probability_per_step},
      {"rate_per_year", Given::rate_per_year},
      {"hazard_ratio", Given::hazard_ratio}};
  const YamlNode* found = nullptr;
  int count = 0;
  for (const auto& [name, given] : kForms) {
    const YamlNode* number = node.find(name);
    if (number == nullptr) continue;
    found = number;
    spec.given = given;
    ++count;
  }
  if (count == 1) return found;
  report(binder.faults, node.place,
         fmt::format("{} needs exactly one of probability_per_step, rate_per_year, hazard_ratio", key));
  return nullptr;
}

/// "H > D" as the index of a transition that the file has; -1 after a fault.
int transition_named(const YamlNode& node, const std::vector<std::string>& names, ModelBinder& binder) {
  const auto found = std::find(names.begin(), names.end(), node.kind == NodeKind::scalar ? node.text : "");
  if (found != names.end()) return static_cast<int>(found - names.begin());
  const std::string read = node.kind == NodeKind::scalar ? shown(node.text) : kind_words(node);
  report(binder.faults, node.place,
         fmt::format("{} is no transition of the file; `of` is written FROM > TO.{}", read,
                     did_you_mean(nearest(node.text, names))));
  return -1;
}

std::vector<std::string> transition_names(const transition::Model& model) {
  std::vector<std::string> names;
  for (const TransitionSpec& spec : model.transitions)
    names.push_back(model.states[static_cast<std::size_t>(spec.from)] + " > " +
                    model.states[static_cast<std::size_t>(spec.to)]);
  return names;
}

/// A ratio on itself is refused, and a long chain of ratios.
void check_ratios(const std::vector<const YamlNode*>& nodes, ModelBinder& binder) {
  constexpr std::size_t kMostRatios = 64;
  auto& all = binder.model().transitions;
  for (std::size_t t = 0; t < all.size(); ++t) {
    std::size_t hops = 0;
    int at = static_cast<int>(t);
    while (at >= 0 && all[static_cast<std::size_t>(at)].given == Given::hazard_ratio && hops <= all.size()) {
      at = all[static_cast<std::size_t>(at)].of;
      ++hops;
    }
    if (hops <= kMostRatios && hops <= all.size()) continue;
    report(binder.faults, nodes[t]->place,
           hops > all.size()
               ? "this hazard_ratio rests on itself"
               : fmt::format("more than {} hazard ratios rest on one another here", kMostRatios));
    all[t].of = -1;
  }
}

/// The `of` of hazard ratios, once all transitions are known.
void bind_ratios(const std::vector<const YamlNode*>& nodes, ModelBinder& binder) {
  auto& all = binder.model().transitions;
  const std::vector<std::string> names = transition_names(binder.model());
  for (std::size_t t = 0; t < all.size(); ++t) {
    const YamlNode* of = nodes[t]->find("of");
    if (all[t].given == Given::hazard_ratio && of == nullptr)
      report(binder.faults, nodes[t]->place,
             "hazard_ratio needs `of`: the transition it is a ratio on, as FROM > TO");
    if (all[t].given != Given::hazard_ratio && of != nullptr)
      report(binder.faults, of->place, "`of` belongs to a hazard_ratio");
    if (all[t].given == Given::hazard_ratio && of != nullptr)
      all[t].of = transition_named(*of, names, binder);
  }
  check_ratios(nodes, binder);
}

}  // namespace

void bind_time(const YamlNode& node, ModelBinder& binder) {
  if (!is_section(node, "time", binder.faults)) return;
  check_keys(node, "time", own_keys_of("time"), binder.faults);
  const YamlNode* per_year = node.find("steps_per_year");
  const YamlNode* steps = node.find("steps");
  const YamlNode* count = node.find("count");
  if (per_year == nullptr)
    report(binder.faults, node.place, "time.steps_per_year is missing: nothing is converted silently");
  if (steps == nullptr) report(binder.faults, node.place, "time.steps is missing");
  if (per_year != nullptr) bind_steps_per_year(*per_year, binder);
  if (steps != nullptr) bind_steps(*steps, binder);
  if (count != nullptr) bind_count(*count, "time.count", binder.model().count, binder);
}

void bind_states(const YamlNode& node, ModelBinder& binder) {
  if (node.kind != NodeKind::list || node.items.empty() || node.items.size() > transition::kMostStates) {
    report(
        binder.faults, node.place,
        fmt::format("states is a list of 1 to {} names, such as [well, ill, dead]", transition::kMostStates));
    return;
  }
  for (const YamlNode& item : node.items) {
    const YamlKey key{item.kind == NodeKind::scalar ? item.text : "", item.place};
    if (!is_usable_name(key, "state", binder.faults)) continue;
    std::vector<std::string>& states = binder.model().states;
    if (std::find(states.begin(), states.end(), key.text) != states.end())
      report(binder.faults, item.place, fmt::format("the state {} is there twice", shown(key.text)));
    else
      states.push_back(key.text);
  }
}

void bind_start(const YamlNode& node, ModelBinder& binder) {
  each_entry(node, "start", binder.faults, [&](const YamlKey& key, const YamlNode& value) {
    const int state = binder.state(key.text, key.place);
    Formula share = binder.formula(value, "start." + key.text);
    if (state >= 0) binder.model().start.push_back({state, std::move(share)});
  });
}

void bind_competing(const YamlNode& node, ModelBinder& binder) {
  binder.model().competing = Competing::row;
  if (is_plain_word(node, "row")) return;
  if (is_plain_word(node, "hazards")) return void(binder.model().competing = Competing::hazards);
  const YamlNode* first = node.kind == NodeKind::map ? node.find("first") : nullptr;
  if (first == nullptr || first->kind != NodeKind::list || first->items.empty()) {
    report(
        binder.faults, node.place,
        "competing is one of row, hazards, {first: [STATE, ...]}: how transitions out of one state compete");
    return;
  }
  check_keys(node, "competing", own_keys_of("competing"), binder.faults);
  binder.model().competing = Competing::first;
  for (const YamlNode& item : first->items) {
    const int state = binder.state(item.text, item.place);
    if (state >= 0) binder.model().first.push_back(state);
  }
}

void bind_transitions(const YamlNode& node, ModelBinder& binder) {
  std::vector<const YamlNode*> nodes;
  const std::size_t before = binder.faults.size();
  each_entry(node, "transitions", binder.faults, [&](const YamlKey& from, const YamlNode& ways) {
    const int start = binder.state(from.text, from.place);
    each_entry(ways, "transitions." + from.text, binder.faults,
               [&](const YamlKey& to, const YamlNode& value) {
                 const std::string key = fmt::format("transitions.{}.{}", from.text, to.text);
                 const int end = binder.state(to.text, to.place);
                 if (!is_section(value, key, binder.faults)) return;
                 check_keys(value, key, own_keys_of("transition"), binder.faults);
                 TransitionSpec spec;
                 const YamlNode* number = given_number(value, key, spec, binder);
                 if (number == nullptr || start < 0 || end < 0) return;
                 spec.from = start;
                 spec.to = end;
                 spec.formula = binder.formula(*number, key);
                 spec.place = binder.keep(value.place);
                 binder.model().transitions.push_back(std::move(spec));
                 nodes.push_back(&value);
               });
  });
  binder.transitions_at_fault = binder.faults.size() > before;
  bind_ratios(nodes, binder);
}

}  // namespace rapport::scenario
