// Care that the model does not follow: imaging, procedures, home health, dental and the rest. Equations CT-1,
// CT-2.
#pragma once

#include <cstdint>
#include <vector>

#include "base/declare.h"
#include "base/elementary.h"
#include "base/units.h"
#include "state/market.h"

namespace rapport::other_care {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "payment/other_care.params.def"
#undef PARAM
};

// CT-1  Cost of other care of a person in a quarter
//
//     c = C(a, s) / 4  exp(s_x x + b z - (s_x^2 + b^2) / 2) [USD],   C = max(0, S(a) - D(a, s))
//
//   S  published spending at that age [USD/year]   D  what the modelled kinds of care cost in the reference run
//   (RF-1)   x  level of the person (CT-2)   z  frailty   s_x  log_sd   b  frailty_effect
//   Mean C where x and z are standard normal. Form: log-normal, our assumption; no relationship touches it.
//   Size: spending_by_age.csv; A-79.
constexpr double factor(double level, double frailty, const Params& p) {
  const double centre = 0.5 * (p.log_sd * p.log_sd + p.frailty_effect * p.frailty_effect);
  return elementary::exp(p.log_sd * level + p.frailty_effect * frailty - centre);
}

// CT-2  Level of other care, once a year: x' = m x + sqrt(1 - m^2) e
//   m  memory   e  standard normal. Stays standard normal. Form: autoregressive, our assumption. Size: A-79.

/// Levels at the start for everybody from row `first` on: standard normal.
void begin(Market& market, std::uint32_t first = 0);
/// CT-2 in the first step of a model year.
void age(Market& market, const Params& params, const Step& step);
/// CT-1 for everybody, in cents; 0 for the dead.
std::vector<std::int32_t> bills(const Market& market, const Params& params);

}  // namespace rapport::other_care
