// Parameters of the population that is synthesised (ODD "Initialization").
#pragma once

#include "base/declare.h"

namespace rapport::population {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "state/population.params.def"
#undef PARAM
};

}  // namespace rapport::population
