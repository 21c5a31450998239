// What an expression can do with numbers; shared by those who read expressions and those who evaluate them.
#pragma once

#include <cstdint>

namespace rapport::transition {

enum class Op : std::uint8_t {
  constant,
  step,            ///< number of the step
  steps_in_state,  ///< of the person
  covariate,       ///< of the person; `index` says which
  negative,
  add,
  subtract,
  multiply,
  divide,
  power,
  less,
  at_most,
  equal,
  unequal,
  both,
  either,
  opposite,
  exp,
  expm1,
  ln,
  log1p,
  floor,
  least,
  greatest,
  choose,
  lookup,  ///< in table `index`
};

}  // namespace rapport::transition
