// The sections of an own model, bound one by one; places of formulas are kept for the compiler's messages.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/own_model.h"
#include "scenario/yaml_document.h"

namespace rapport::scenario {

/// What binding an own model carries along.
struct ModelBinder {
  OwnModel& own;
  Diagnostics& faults;
  std::vector<Place> places;      ///< by Formula::place; columns are those of the expression's first byte
  std::vector<bool> is_verbatim;  ///< by Formula::place: bytes of the expression are columns of its line
  bool transitions_at_fault = false;
  std::string table_text;  ///< of the hash: a line for each table

  transition::Model& model() { return own.model; }
  /// A number or an expression; an empty formula after a fault.
  transition::Formula formula(const YamlNode& node, const std::string& key);
  /// Index of a named state; -1 after a fault.
  int state(const std::string& name, const Place& place);
  int keep(const Place& place, bool verbatim = false);
  /// Of a byte of an expression; its start where the file folds or escapes it.
  Place place_of(int kept, int offset) const;
};

/// Reports keys of a map that are not among `allowed`, with the nearest one.
void check_keys(const YamlNode& map, std::string_view section, const std::vector<std::string>& allowed,
                Diagnostics& faults);
/// Calls `each(key, value)` for all entries of a map; reports what is no map.
void each_entry(const YamlNode& node, const std::string& section, Diagnostics& faults,
                const std::function<void(const YamlKey&, const YamlNode&)>& each);
/// True when `name` may be given to a quantity, covariate, table, payoff or state; reports otherwise.
bool is_usable_name(const YamlKey& key, std::string_view what, Diagnostics& faults);

void bind_time(const YamlNode& node, ModelBinder& binder);
/// Which steps count, of the whole file or of one payoff.
void bind_count(const YamlNode& node, const std::string& key, transition::Count& count, ModelBinder& binder);
void bind_states(const YamlNode& node, ModelBinder& binder);
void bind_start(const YamlNode& node, ModelBinder& binder);
void bind_competing(const YamlNode& node, ModelBinder& binder);
void bind_transitions(const YamlNode& node, ModelBinder& binder);
void bind_quantities(const YamlNode& node, const std::string& section,
                     std::vector<transition::Quantity>& into, ModelBinder& binder);
void bind_covariates(const YamlNode& node, ModelBinder& binder);
void bind_tables(const YamlNode& node, ModelBinder& binder);
void bind_payoffs(const YamlNode& node, ModelBinder& binder);
void bind_compare(const YamlNode& node, ModelBinder& binder);
void bind_strategies(const YamlNode& node, ModelBinder& binder);

}  // namespace rapport::scenario
