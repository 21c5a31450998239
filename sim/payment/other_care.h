// Care that the model does not follow: imaging, procedures, home health, dental and the rest. Equations CT-1,
// CT-2.
#pragma once

#include <cstdint>
#include <vector>

#include "base/declare.h"
#include "base/elementary.h"
#include "base/sample.h"
#include "base/units.h"
#include "state/market.h"

namespace rapport::other_care {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "payment/other_care.params.def"
#undef PARAM
};

// CT-1  Cost of other care of a person in a quarter: nothing where x <= x_0, else
//
//     c = C(a, s) / 4  exp(s_x x + s_e e + b z - (s_x^2 + s_e^2 + b^2) / 2) / Phi(s_x - x_0) [USD],
//     C = max(0, S(a) - D(a, s)),   Phi(x_0) = q
//
//   S  published spending at that age [USD/year]   D  what the modelled kinds of care cost in the reference run
//   (RF-1)   x  level of the person (CT-2)   e  standard normal, anew each quarter   z  frailty   s_x  log_sd
//   s_e  quarter_log_sd   b  frailty_effect   q  share_without   Phi  standard normal distribution
//   Mean C where x, e and z are standard normal: exp(s_x x - s_x^2 / 2) has mean Phi(s_x - x_0) over x > x_0.
//   Form: two parts, the second log-normal, our assumption; no relationship touches it.
//   Size: spending_by_age.csv; A-79.
struct TwoParts {
  double threshold;  ///< x_0
  double centre;     ///< logarithm that makes the mean 1
};
constexpr TwoParts two_parts(const Params& p) {
  const double squares =
      p.log_sd * p.log_sd + p.quarter_log_sd * p.quarter_log_sd + p.frailty_effect * p.frailty_effect;
  const double threshold = elementary::normal_quantile(p.share_without);
  return {threshold, 0.5 * squares + elementary::log(normal_share(p.log_sd - threshold))};
}
constexpr double factor(double level, double moment, double frailty, const Params& p) {
  const TwoParts of = two_parts(p);
  const double log_cost = p.log_sd * level + p.quarter_log_sd * moment + p.frailty_effect * frailty;
  return level > of.threshold ? elementary::exp(log_cost - of.centre) : 0.0;
}

// CT-2  Level of other care, once a year: x' = m x + sqrt(1 - m^2) e
//   m  memory   e  standard normal. Stays standard normal. Form: autoregressive, our assumption. Size: A-79.

/// Levels at the start for everybody from row `first` on: standard normal.
void begin(Market& market, std::uint32_t first = 0);
/// CT-2 in the first step of a model year.
void age(Market& market, const Params& params, const Step& step);
/// CT-1 for everybody, in cents; 0 for the dead.
std::vector<std::int32_t> bills(const Market& market, const Params& params, const Step& step);

}  // namespace rapport::other_care
