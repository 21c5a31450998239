// All parameters of a run as one plain struct, and the table that names each of them.
#pragma once

#include <span>

#include "base/declare.h"
#include "engine/modules.h"

namespace rapport {

/// Every parameter in the order of sim/engine/modules.def: `trust.gain`, `access.patience_days`, ...
std::span<const ParamEntry> parameter_entries();

/// The value behind an entry; counts are read and written as whole doubles.
double parameter(const ModelParams& params, const ParamEntry& entry);
void set_parameter(ModelParams& params, const ParamEntry& entry, double value);

}  // namespace rapport
