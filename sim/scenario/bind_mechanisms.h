// `mechanisms:` of a scenario: which pathways are closed.
#pragma once

#include <string>
#include <vector>

#include "scenario/yaml_document.h"

namespace rapport::scenario {

/// Names of the mechanisms that are off. `all`: none is; `none`: all are; a list: those not in it are; a map
/// of `name: on` and `name: off`: those said to be.
std::vector<std::string> mechanisms_off(const YamlNode& node, Diagnostics& faults);

}  // namespace rapport::scenario
