// The loop gain of burnout (BU-5) of a profile, with what it is made of.
#pragma once

#include "engine/params.h"
#include "process/burnout.h"
#include "state/references.h"

namespace rapport {

struct BurnoutLoop {
  burnout::Loop of;
  double overload_effect;  ///< a_o
  double gain;             ///< G
};

/// F and b are the references, V the mean of TO-2, h the mean hazard of TO-4 at the middle of the entry ages, and
/// sd that of BU-3 where strain stands still and clinicians differ in vulnerability alone.
BurnoutLoop burnout_loop(const ModelParams& params, const References& references);

}  // namespace rapport
