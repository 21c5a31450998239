// Messages, calls and check-ins between visits: equations NV-1, NV-2.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::contacts {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/contacts.params.def"
#undef PARAM
};

// NV-1  Contacts of a person with a usual clinician in a period, counts
//
//     messages ~ Poisson(m F dt),   calls ~ Poisson(c F dt),   F = exp(b z - b^2 / 2)
//
//   m  messages_per_year   c  calls_per_year   z  frailty   b  contacts.frailty_effect
//   Check-ins come from the practice, checkins_per_year evenly to everybody with planned visits.
//   Form: Poisson, our assumption. Size: A-69.

// NV-2  What contacts of weight W (in visits) teach: TR-2, KN-1 and CN-1 with W visits instead of one
//
//     T' = X + (T - X) exp(-eta W),   K' = 1 - (1 - K) exp(-kappa W),
//     C_j' = C_j + (1 - (1 - g)^W) (1{usual} - C_j)
//
//   W  message_weight (messages + check-ins) + call_weight calls
//   X  felt quality that this clinician gives this person at the reference: logistic(x_0 + b_e emp + b_z z_T)
//   eta, kappa, g  of TR-2, KN-1, CN-1   x_0, b_e, b_z  of EN-5   z_T  trust disposition
//   Form: continues those equations to a share of a visit. Size: A-69.
struct Lessons {
  double trust_gain;
  double trust_loss_ratio;
  double knowledge_gain;
  double consistency_gain;
  double start_logit;
  double empathy_effect;
  double disposition_effect;
};
struct Learnt {
  double trust;
  double knowledge;
};
constexpr Learnt after_contacts(double trust, double knowledge, double quality, double weight,
                                const Lessons& lessons) {
  const double eta = lessons.trust_gain * (quality >= trust ? 1.0 : lessons.trust_loss_ratio);
  return {quality + (trust - quality) * elementary::exp(-eta * weight),
          1.0 - (1.0 - knowledge) * elementary::exp(-lessons.knowledge_gain * weight)};
}
/// log(1 - g), the same for everybody.
constexpr double consistency_log(const Lessons& lessons) {
  return elementary::log1p(-lessons.consistency_gain);
}
/// (1 - g)^W.
constexpr double consistency_kept(double weight, double log_kept, const Lessons& lessons) {
  return lessons.consistency_gain < 1.0 ? elementary::exp(weight * log_kept) : (weight > 0.0 ? 0.0 : 1.0);
}
/// C of the clinician contacted (same) and of the others.
constexpr double consistency_after(double consistency, bool same, double kept) {
  return consistency + (1.0 - kept) * ((same ? 1.0 : 0.0) - consistency);
}

/// NV-1 and NV-2, once a period; counts what each clinician has to answer.
void exchange(Market& market, const Params& params, const Lessons& lessons, const Step& step);

}  // namespace rapport::contacts
