// The part of the published schema that speaks of outsiders' models.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace rapport::scenario {

/// Schema of a file with states, or of one that extends such a file.
nlohmann::ordered_json own_model_schema();

/// Holds for a file that says what only such a model says.
nlohmann::ordered_json is_own_model_schema();

}  // namespace rapport::scenario
