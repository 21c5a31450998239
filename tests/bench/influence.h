// `rapport bench --influence`: what each mechanism moves.
#pragma once

#include "scenario/scenario.h"

namespace rapport::bench {

/// Prints the paired change of headline outcomes when each mechanism is switched off; 1 when one moves nothing.
int print_influence(const Scenario& base, bool quick);

}  // namespace rapport::bench
