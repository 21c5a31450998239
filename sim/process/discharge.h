// What follows a stay: function lost and regained, a need for a visit, and the visit that comes in time.
// Equations HD-1 to HD-3, RD-2, RD-3.
#pragma once

#include <cstdint>

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::discharge {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/discharge.params.def"
#undef PARAM
};

/// Activities of daily living: bathing, dressing, toilet, transfer, continence, eating.
inline constexpr int kActivities = 6;
inline constexpr double kDaysPerMonth = kDaysPerYear / 12.0;

// HD-1  Function lost in a stay, at discharge
//
//     logit p = logit(p_75) + b (age - 75)   from least_age on, else 0;   n = 1 + Poisson(more_losses)
//
//   p  one or more of six activities of daily living are lost   n  how many, up to what is left
//   Each activity adds mortality_effect to the log hazard of death, while it is lost. Form: logit, our
//   assumption. Size: p_75 so that 30 % of stays at 65 and over cost function [Loyd2020]; b from 17, 30 and
//   62 % at 65-69, 70-79 and 80 and over [Chodos2015], which counts deaths too.
constexpr double loss_probability(double age, const Params& p) {
  if (age < p.least_age || p.loss_at_75 <= 0.0) return 0.0;
  return elementary::logistic(elementary::logit(p.loss_at_75) + p.loss_age_effect * (age - 75.0));
}

// HD-2  Function regained: each activity lost is lasting with probability lasting_share; the others come back,
//   each with hazard 1 / recovery_months, once a period. Form: exponential, our assumption. Size: mean 1.7
//   months [PMC7735402]; A-76.
constexpr double recovery_probability(double days, const Params& p) {
  return -elementary::expm1(-days / (p.recovery_months * kDaysPerMonth));
}

// HD-3  Function lost before day 0
//
//     n ~ Poisson(sum over ages k from least_age to the age of stays(k) p(k) (1 + more_losses) lasting_share)
//
//   stays(k)  published stays [1/year]   p  HD-1. Up to six. Form: what HD-1 and HD-2 leave behind over a life
//   without selection by death, our assumption A-76.
double lasting_losses(const ByAge& stays, int age, const Params& p);

// RD-2  A need for a visit after a stay: with probability needs.after_stay_share, on the last day in hospital.
//   Form and size: A-75.

// RD-3  A timely visit: v = 0.3 + 0.7 K when the visit that answers RD-2 is held within timely_days, else 0
//   K  knowledge of the person by the clinician seen. Form: as ES-3, our assumption A-75.
constexpr double timely_visit(double knowledge, int days_after, const Params& p) {
  return days_after <= p.timely_days ? 0.3 + 0.7 * knowledge : 0.0;
}

/// HD-3 for everybody from row `first` on.
void begin(Market& market, const Params& params, std::uint32_t first = 0);
/// RD-3 for the visits of the step; HD-1 and RD-2 for those who left hospital; HD-2 once a period.
void follow(Market& market, const Params& params, double after_stay_share, const Step& step);

}  // namespace rapport::discharge
