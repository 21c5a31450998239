// Parameters as JSON: the one file of this folder that knows the JSON library.
#include <nlohmann/json.hpp>

#include "scenario/parameter_list.h"

namespace rapport {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const ParameterRow& row) {
  Json json{
      {"key", row.key}, {"value", row.value}, {"default", nullptr}, {"unit", row.unit}, {"bounds", nullptr}};
  if (row.fallback) json["default"] = *row.fallback;
  if (row.bounds) json["bounds"] = Json::array({row.bounds->lo, row.bounds->hi});
  json["sweep"] = Json::array({row.sweep.lo, row.sweep.hi});
  json["evidence"] = row.evidence;
  json["source"] = row.source;
  json["target"] = row.target.empty() ? Json(nullptr) : Json(row.target);
  json["about"] = row.about;
  json["from"] = row.from_table ? "table" : "declaration";
  return json;
}

Json counts_json(const std::array<int, 4>& counts) {
  Json json = Json::object();
  for (const Evidence grade :
       {Evidence::measured, Evidence::derived, Evidence::calibrated, Evidence::assumed}) {
    json[std::string(name_of(grade))] = counts[static_cast<std::size_t>(grade)];
  }
  return json;
}

}  // namespace

std::string parameters_json(std::span<const ParameterRow> rows) {
  Json list = Json::array();
  for (const ParameterRow& row : rows) list.push_back(json_of(row));
  const EvidenceCounts counts = count_by_evidence(rows);
  const Json json{
      {"parameters", std::move(list)},
      {"counts", {{"declared", counts_json(counts.declared)}, {"tables", counts_json(counts.tables)}}}};
  return json.dump(2) + '\n';
}

}  // namespace rapport
