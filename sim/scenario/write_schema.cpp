// One property for each key that the binder knows, with its bounds, default, unit, range and source.
#include "scenario/write_schema.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/mechanisms.h"
#include "scenario/bind_payment.h"
#include "scenario/binder.h"
#include "scenario/known_keys.h"
#include "scenario/number.h"
#include "scenario/own_model_schema.h"

namespace rapport {

namespace {

using Json = nlohmann::ordered_json;
using scenario::number_text;

/// In the folder of the scenario: no absolute path, no "..".
constexpr const char* kInnerPath = "^(?!/)(?!.*\\.\\.(/|$)).+$";

/// A value of this type, or null, which deletes what is inherited.
Json or_null(const char* type) { return Json::array({type, "null"}); }

Json number(Range bounds, const std::string& about) {
  return {
      {"type", or_null("number")}, {"minimum", bounds.lo}, {"maximum", bounds.hi}, {"description", about}};
}

Json whole(std::int64_t lo, std::int64_t hi, std::int64_t fallback, const std::string& about) {
  return {{"type", or_null("integer")},
          {"minimum", lo},
          {"maximum", hi},
          {"default", fallback},
          {"description", about}};
}

Json closed_map(Json properties) {
  return {
      {"type", or_null("object")}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

std::string words_of(const ParamEntry& entry) {
  const ParamSpec& spec = entry.spec;
  return fmt::format("{} Unit: {}. Plausible: {} to {}. {} [{}].", spec.about, spec.unit,
                     number_text(spec.sweep.lo), number_text(spec.sweep.hi), name_of(spec.evidence),
                     spec.source);
}

Json parameter_property(const ParamEntry& entry) {
  Json property = number(entry.spec.bounds, words_of(entry));
  if (entry.is_count) property["type"] = or_null("integer");
  property["default"] = entry.spec.fallback;
  return property;
}

Json frame_property(const scenario::WholeKey& key) {
  scenario::Draft defaults;
  const std::string unit = key.unit.empty() ? "" : fmt::format(" Unit: {}.", key.unit);
  return whole(key.lo, key.hi, key.field(defaults), std::string(key.about) + unit);
}

Json table_properties() {
  Json properties = Json::object();
  for (const scenario::TableKey& key : scenario::table_keys()) {
    properties[std::string(key.key)] = {{"type", or_null("string")},
                                        {"pattern", kInnerPath},
                                        {"maxLength", 1000},
                                        {"description", std::string(key.about) + " Path of a CSV file."}};
  }
  return properties;
}

/// Frame keys and parameters of one section.
Json section(const std::string& name) {
  if (name == "tables") return closed_map(table_properties());
  Json properties = Json::object();
  if (name == "time") {
    properties["steps_per_year"] = {{"enum", Json::array({13, 52, 364, nullptr})},
                                    {"default", TimeSpec{}.steps_per_year},
                                    {"description", "Steps of a model year of 364 days."}};
  }
  for (const scenario::WholeKey& key : scenario::whole_keys()) {
    if (key.section == name) properties[std::string(key.key)] = frame_property(key);
  }
  for (const ParamEntry& entry : parameter_entries()) {
    if (entry.module == name) properties[std::string(entry.name)] = parameter_property(entry);
  }
  return closed_map(std::move(properties));
}

Json payment() {
  Json terms = Json::object();
  for (const scenario::TermKey& key : scenario::term_keys()) {
    Json& term = terms[std::string(key.term)];
    if (term.is_null())
      term = {{"type", "object"}, {"properties", Json::object()}, {"required", Json::array()}};
    Json property = number(key.bounds, fmt::format("{} Unit: {}.", key.about, key.unit));
    property["type"] = "number";
    term["properties"][std::string(key.key)] = std::move(property);
    term["required"].push_back(key.key);
    term["additionalProperties"] = false;
  }
  const Json term{{"type", "object"},
                  {"minProperties", 1},
                  {"maxProperties", 1},
                  {"properties", std::move(terms)},
                  {"additionalProperties", false}};
  return {{"type", or_null("array")},
          {"minItems", 1},
          {"maxItems", 100},
          {"items", term},
          {"description", "How practices are paid: a list of terms, each kind at most once."}};
}

/// YAML 1.1 reads on and off as true and false, YAML 1.2 as text.
Json mechanism_switches() {
  Json names = Json::array();
  Json switches = Json::object();
  for (const Mechanism& mechanism : mechanisms()) {
    names.push_back(mechanism.name);
    switches[std::string(mechanism.name)] = {{"enum", Json::array({true, false, "on", "off"})},
                                             {"description", mechanism.about}};
  }
  const Json all{{"enum", Json::array({"all", "none", nullptr})}};
  const Json some{{"type", "array"}, {"items", {{"enum", names}}}};
  return {{"anyOf", Json::array({all, some, closed_map(std::move(switches))})},
          {"description",
           "Pathways that are on: all, none, a list of names, or a map of 'name: on' and 'name: off'."}};
}

Json required_tables() {
  Json names = Json::array();
  for (const scenario::TableKey& key : scenario::table_keys()) {
    if (key.required) names.push_back(key.key);
  }
  return names;
}

/// What must be there where nothing is extended.
Json complete() {
  return {{"required", Json::array({"payment", "tables"})},
          {"properties",
           {{"tables", {{"type", "object"}, {"required", required_tables()}}},
            {"payment", {{"type", "array"}}}}}};
}

Json properties() {
  Json all = Json::object();
  all["schema"] = {
      {"type", "integer"}, {"const", 1}, {"description", "Comes first: the version of this format."}};
  all["extends"] = {{"type", "string"},
                    {"pattern", kInnerPath},
                    {"description", "Scenario of the same folder of which this one says only what differs."}};
  const Json text = Json::array({"string", "number", "boolean", "null"});  // any scalar is taken as text
  all["title"] = {{"type", text}, {"maxLength", 200}, {"description", "One line."}};
  all["question"] = {{"type", text}, {"maxLength", 4000}, {"description", "What is asked."}};
  for (const scenario::WholeKey& key : scenario::whole_keys()) {
    if (key.section.empty()) all[std::string(key.key)] = frame_property(key);
  }
  all["payment"] = payment();
  all["mechanisms"] = mechanism_switches();
  for (const std::string& name : scenario::section_names()) all[name] = section(name);
  return all;
}

Json scenario_part() {
  return {{"type", "object"},
          {"properties", properties()},
          {"additionalProperties", false},
          {"if", {{"required", Json::array({"extends"})}}},
          {"then", true},
          {"else", complete()}};
}

}  // namespace

std::string scenario_schema() {
  const Json schema{
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"$id", "urn:rapport:scenario:1"},
      {"title", "Rapport scenario, or a state-transition model of one's own"},
      {"type", "object"},
      {"required", Json::array({"schema"})},
      {"if", scenario::is_own_model_schema()},
      {"then", {{"$ref", "#/definitions/own_model"}}},
      {"else", {{"$ref", "#/definitions/scenario"}}},
      {"definitions", {{"scenario", scenario_part()}, {"own_model", scenario::own_model_schema()}}}};
  return schema.dump(1) + '\n';
}

}  // namespace rapport
