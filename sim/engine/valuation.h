// What a day is worth: quality weights and present values. Equations QA-1, DC-1.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"

namespace rapport::outcomes {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "engine/outcomes.params.def"
#undef PARAM
};

// QA-1  Quality weight of a day
//
//     u = max(0, u_0 - a age - s sum_c d_c)
//
//   u_0  quality_at_birth   a  quality_loss_per_year   age  years   s  condition_loss_scale
//   d_c  utility_loss of each condition present, conditions.csv
//   Form: linear, as the regression behind the losses [Sullivan2006]. Size: A-96.
constexpr double quality_weight(double age, double losses, const Params& p) {
  const double u = p.quality_at_birth - p.quality_loss_per_year * age - p.condition_loss_scale * losses;
  return u < 0.0 ? 0.0 : u;
}

// DC-1  Present value of a year's worth t years after policy start: (1 + r)^-t
//
//   r  discount_rate   t  from policy start to the middle of the period
//   Form: constant rate, yearly compounding. Size: A-97.
constexpr double discount_factor(double years, const Params& p) {
  return p.discount_rate == 0.0 ? 1.0 : elementary::exp(-years * elementary::log1p(p.discount_rate));
}

}  // namespace rapport::outcomes
