// Whole lists of `rapport explain`: what the tables of the documents are written from.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rapport::cli {

/// Names of lists: schedule, mechanisms, equations, outcomes, columns.
const std::vector<std::string>& names_of_lists();

/// The rows of a list, an array of objects; nothing when there is no such list. `headline` of an outcome is its place
/// in tables that show the headline ones only, 0 for the others.
std::optional<nlohmann::ordered_json> rows_of_list(std::string_view name);

/// The same for people, a line or a few for each row.
std::string text_of_list(std::string_view name);

}  // namespace rapport::cli
