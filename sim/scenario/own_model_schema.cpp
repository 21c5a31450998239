// Written from the keys that the binder allows. Null deletes what is inherited, so it may stand for most values.
#include "scenario/own_model_schema.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "scenario/known_keys.h"
#include "scenario/own_model_keys.h"
#include "transition/model.h"

namespace rapport::scenario {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kName = "^[A-Za-z_][A-Za-z0-9_]{0,59}$";
constexpr const char* kInnerPath = "^(?!/)(?!.*\\.\\.(/|$)).+$";

Json or_null(const char* type) { return Json::array({type, "null"}); }

/// A number or an expression.
Json formula() {
  return {{"type", Json::array({"number", "string", "null"})},
          {"minLength", 1},
          {"maxLength", transition::kMostExpressionBytes}};
}

Json text(std::size_t most) {
  return {{"type", Json::array({"string", "number", "boolean", "null"})}, {"maxLength", most}};
}

Json whole(std::int64_t lo, std::int64_t hi) {
  return {{"type", or_null("integer")}, {"minimum", lo}, {"maximum", hi}};
}

/// By names that the file chooses.
Json by_name(Json value) {
  return {{"type", or_null("object")},
          {"patternProperties", {{kName, std::move(value)}}},
          {"additionalProperties", false}};
}

Json state_name() { return {{"type", "string"}, {"pattern", kName}}; }

/// A map of the keys of a section, whose values `of` gives.
template <class Of>
Json map_of(std::string_view section, Of of) {
  Json properties = Json::object();
  for (const OwnKey& key : own_keys()) {
    if (key.section != section) continue;
    Json property = of(key.key);
    property["description"] = key.about;
    properties[std::string(key.key)] = std::move(property);
  }
  return {
      {"type", or_null("object")}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

Json formulas(std::string_view section) {
  return map_of(section, [](std::string_view) { return formula(); });
}

Json count() {
  Json weighted = formulas("count");
  weighted["type"] = "object";
  weighted["required"] = required_own_keys("count");
  const Json named{{"enum", Json::array({"all", "start", "end", "half_cycle", nullptr})}};
  return {{"anyOf", Json::array({named, weighted})}};
}

Json time_value(std::string_view key) {
  if (key == "steps") return whole(0, transition::kMostSteps);
  if (key == "steps_per_year")
    return {{"type", or_null("number")}, {"minimum", kStepsPerYear.lo}, {"maximum", kStepsPerYear.hi}};
  return count();
}

Json competing() {
  Json first = map_of("competing", [](std::string_view) {
    return Json{{"type", "array"}, {"minItems", 1}, {"items", state_name()}};
  });
  first["type"] = "object";
  first["required"] = required_own_keys("competing");
  return {{"anyOf", Json::array({{{"enum", Json::array({"row", "hazards", nullptr})}}, first})}};
}

Json transition_value(std::string_view key) {
  if (key != "of") return formula();
  return {{"type", or_null("string")}, {"pattern", "^[A-Za-z_][A-Za-z0-9_]* > [A-Za-z_][A-Za-z0-9_]*$"}};
}

Json table_value(std::string_view key) {
  constexpr std::size_t kMostColumnBytes = 240;
  Json value = text(kMostColumnBytes);
  if (key == "file")
    value = {{"type", or_null("string")}, {"pattern", kInnerPath}, {"maxLength", kMostColumnBytes}};
  return value;
}

Json payoff_value(std::string_view key) {
  constexpr std::size_t kMostUnitBytes = 30;
  if (key == "unit") return text(kMostUnitBytes);
  if (key == "count") return count();
  if (key == "discount_per_year") return formula();
  if (key == "first_discounted_step") return whole(0, transition::kMostSteps);
  if (key == "on_transition") return by_name(by_name(formula()));
  return by_name(formula());
}

/// A number for all, or one distribution with its parameters.
Json covariate() {
  Json forms = Json::object();
  for (const NamedForm& form : named_forms()) {
    Json parameters = Json::object();
    const bool has_lists = form.form == transition::Form::categorical;
    for (const std::string& name : form.parameters)
      parameters[name] =
          has_lists ? Json{{"type", "array"}, {"minItems", 1}, {"items", formula()}} : formula();
    forms[std::string(form.name)] = {{"type", "object"},
                                     {"properties", std::move(parameters)},
                                     {"required", form.parameters},
                                     {"additionalProperties", false},
                                     {"description", form.about}};
  }
  const Json drawn{{"type", "object"},
                   {"properties", std::move(forms)},
                   {"minProperties", 1},
                   {"maxProperties", 1},
                   {"additionalProperties", false}};
  return {{"anyOf", Json::array({formula(), drawn})}};
}

Json strategies() {
  return {{"type", or_null("object")},
          {"propertyNames", {{"minLength", 1}, {"maxLength", 60}}},
          {"additionalProperties", by_name(formula())}};
}

Json states() {
  return {{"type", or_null("array")},
          {"minItems", 1},
          {"maxItems", transition::kMostStates},
          {"uniqueItems", true},
          {"items", state_name()}};
}

Json top_value(std::string_view key) {
  if (key == "title") return text(200);
  if (key == "question") return text(4000);
  if (key == "mechanisms") return {{"const", "none"}};
  if (key == "time") return map_of("time", time_value);
  if (key == "people") return whole(1, transition::kMostPeople);
  if (key == "seed") return whole(0, std::numeric_limits<std::int64_t>::max());
  if (key == "states") return states();
  if (key == "tables") return by_name(map_of("table", table_value));
  if (key == "covariates") return by_name(covariate());
  if (key == "competing") return competing();
  if (key == "transitions") return by_name(by_name(map_of("transition", transition_value)));
  if (key == "payoffs") return by_name(map_of("payoff", payoff_value));
  if (key == "compare")
    return map_of("compare", [](std::string_view) {
      return Json{{"type", or_null("string")}, {"pattern", kName}};
    });
  if (key == "strategies") return strategies();
  return by_name(formula());  // quantities, start
}

/// Exactly one kind of number, and `of` with a hazard ratio alone.
Json whole_transition() {
  const Json ratio{{"required", Json::array({"hazard_ratio", "of"})}};
  Json kinds = Json::array();
  for (const char* kind : {"probability_per_step", "rate_per_year"})
    kinds.push_back({{"required", Json::array({kind})}, {"not", {{"required", Json::array({"of"})}}}});
  kinds.push_back(ratio);
  return {{"type", "object"}, {"oneOf", std::move(kinds)}};
}

/// What must be there where nothing is extended.
Json complete() {
  const auto required = [](std::string_view section) {
    return Json{{"type", "object"}, {"required", required_own_keys(section)}};
  };
  const Json transitions{
      {"type", "object"},
      {"additionalProperties", {{"type", "object"}, {"additionalProperties", whole_transition()}}}};
  return {{"required", required_own_keys("")},
          {"properties",
           {{"time", required("time")},
            {"states", {{"type", "array"}}},
            {"start", {{"type", "object"}, {"minProperties", 1}}},
            {"tables", {{"type", "object"}, {"additionalProperties", required("table")}}},
            {"compare", required("compare")},
            {"transitions", transitions}}}};
}

}  // namespace

Json own_model_schema() {
  Json schema = map_of("", top_value);
  Json properties{
      {"schema",
       {{"type", "integer"}, {"const", 1}, {"description", "Comes first: the version of this format."}}},
      {"extends",
       {{"type", "string"},
        {"pattern", kInnerPath},
        {"description", "Model of the same folder of which this file says only what differs."}}}};
  properties.update(schema["properties"]);
  schema["type"] = "object";
  schema["properties"] = std::move(properties);
  schema["if"] = {{"required", Json::array({"extends"})}};
  schema["then"] = true;
  schema["else"] = complete();
  return schema;
}

Json is_own_model_schema() {
  const std::vector<std::string> shared = keys_of("");
  Json signs = Json::array();
  for (const std::string& key : own_keys_of(""))
    if (std::find(shared.begin(), shared.end(), key) == shared.end())
      signs.push_back({{"required", Json::array({key})}});
  const Json steps{{"required", Json::array({"steps"})}}, count{{"required", Json::array({"count"})}};
  signs.push_back({{"required", Json::array({"time"})},
                   {"properties", {{"time", {{"type", "object"}, {"anyOf", Json::array({steps, count})}}}}}});
  const Json maps{{"type", "object"}, {"minProperties", 1}, {"additionalProperties", {{"type", "object"}}}};
  signs.push_back({{"required", Json::array({"tables"})}, {"properties", {{"tables", maps}}}});
  return {{"anyOf", std::move(signs)}};
}

}  // namespace rapport::scenario
