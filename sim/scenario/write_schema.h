// What a scenario or a model of one's own may say, as JSON Schema (draft 7): an editor completes and checks with it.
#pragma once

#include <string>

namespace rapport {

/// Written from the same declarations that the binder checks against. Stricter than nothing, weaker than `check`:
/// what needs the file that is extended, the place in the text or the tables it cannot see.
std::string scenario_schema();

}  // namespace rapport
