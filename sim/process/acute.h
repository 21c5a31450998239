// From an exacerbation to the emergency department, a stay and its end. Equations ES-1 to ES-3, ED-1, HO-1,
// HO-2, AE-1, RD-1.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::acute {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/acute.params.def"
#undef PARAM
};

// ES-1  Severity of an exacerbation: S = clamp(Beta(2, 3) + severity_shift, 0, 1), mean 0.4 without shift.
//   Form: our assumption A-31. Shift: conditions.csv.
constexpr double severity(double beta, double shift) {
  const double s = beta + shift;
  return s < 0.0 ? 0.0 : (s > 1.0 ? 1.0 : s);
}

// ES-2  Calling one's own practice first
//
//     logit p = e_0 + e_T (T - T_ref) + e_r reach - e_S (S - 0.4);   p = 0 without a usual clinician
//
//   T  trust in the usual clinician   reach  share of hours in which the practice answers   S  severity
//   Form: logit, our assumption. Size: A-31; reach: [AJMC2018].
constexpr double call_probability(double trust, double severity, const References& ref, const Params& p) {
  return elementary::logistic(p.call_logit + p.call_trust_effect * (trust - ref.trust) +
                              p.call_reach_effect * p.reach - p.call_severity_effect * (severity - 0.4));
}

// ES-3  Settled without the ED, having called: p = mu_0 (0.3 + 0.7 K) (1 - S). When it fails the episode is
//   worse by remote_failure_severity and a day older. Form and size: A-32.
constexpr double remote_probability(double knowledge, double severity, const Params& p) {
  return p.remote_success * (0.3 + 0.7 * knowledge) * (1.0 - severity);
}

// ED-1  Admission from the ED
//
//     logit p = d_0 + d_S (S - 0.4) + d_f z - d_K K reached
//
//   z  frailty   K  knowledge of the own doctor   reached  1 when the two doctors spoke
//   Form: logit, our assumption. Size; no published value for the effect of the call.
constexpr double admission_probability(double severity, double frailty, double known, const Params& p) {
  return elementary::logistic(p.admit_logit + p.admit_severity_effect * (severity - 0.4) +
                              p.admit_frailty_effect * frailty - p.admit_known_effect * known);
}

// HO-1  Days of a stay: log-normal with mean stay_days_mean, at least 1 day, whole days. Size: [HCUPsb180],
//
int stay_days(std::uint32_t word, const Params& p);

// HO-2  Death in a stay
//
//     logit p = logit(p_50) + b_a (max(age, 45) - 50) + b_y (min(age, 45) - 45) + b_S (S - S_ref)
//
//   p_50  hospital_death_at_50   S_ref  hospital_death_severity_reference, also that of background stays
//   b_a  hospital_death_age_effect   b_y  hospital_death_youth_effect   b_S  hospital_death_severity_effect
//   Form: logit, our assumption. Size: [HCUPsb79] for level and age from 45; youth and severity: A-36.
constexpr double hospital_death_probability(double age, double severity, const Params& p) {
  const double grown = (age > 45.0 ? age : 45.0) - 50.0;
  const double young = (age < 45.0 ? age : 45.0) - 45.0;
  return elementary::logistic(elementary::logit(p.hospital_death_at_50) +
                              p.hospital_death_age_effect * grown + p.hospital_death_youth_effect * young +
                              p.hospital_death_severity_effect *
                                  (severity - p.hospital_death_severity_reference));
}

// AE-1  Emergency visits and stays that no modelled condition causes: rate (LR-2) x exp(b v - b^2 / 2), v the
//   frailty of the moment (TV-1).
//   Form: proportional, our assumption. Size: A-35.

// RD-1  Hazard of a stay that the last one brings on, t days after it, 0 < t <= 30
//
//     h(t) = -ln(1 - p_30) r exp(-t / t_0) / (t_0 (1 - exp(-30 / t_0)))
//            exp(b_z (z - z_ref) + b_d (d - d_ref) - b_v (v - v_ref) - b_s s)   [1/day]
//
//   p_30  readmission_share   r  readmission_ratio of the condition of the stay, 1 for another cause
//   t_0  readmission_days   z  frailty   d  activities of daily living lost (HD-1)   v  timely visit (RD-3)
//   s  practical support by the family   b  readmission_frailty_effect and so on; references are means over
//   people in their 30 days. Integrated over the days of a step. Form: proportional, our assumption. Size:
//   A-75; the effect of visits after [Feltner2014].
struct Returning {
  double ratio;
  double frailty;
  double disability;
  double visit;
  double support;
};
constexpr double readmission_factor(const Returning& r, const References& ref, const Params& p) {
  return r.ratio *
         elementary::exp(p.readmission_frailty_effect * (r.frailty - ref.frailty_after_stay) +
                         p.readmission_disability_effect * (r.disability - ref.disability_after_stay) -
                         p.readmission_visit_effect * (r.visit - ref.seen_after_stay) -
                         p.readmission_support_effect * r.support);
}
/// Integral of h over [from, to] days after discharge, within 0 to 30, for a factor of 1.
constexpr double readmission_hazard(double from, double to, const Params& p) {
  const double all = -elementary::expm1(-30.0 / p.readmission_days);
  const double part = elementary::exp(-from / p.readmission_days) - elementary::exp(-to / p.readmission_days);
  return -elementary::log1p(-p.readmission_share) * part / all;
}
/// The person's part in RD-1.
Returning returning(const Market& market, std::uint32_t person);

/// What EX-1 takes of module control.
struct HazardLink {
  double ceiling;  ///< 1/year
  double effect_scale;
};
/// Exacerbations of all conditions and what comes of them.
void exacerbate(Market& market, const Params& params, const HazardLink& link, const Step& step);
/// RD-1: stays that the last one brings on.
void readmit(Market& market, const Params& params, const Step& step);
/// AE-1: background emergency visits and stays.
void strike(Market& market, const Params& params, const Step& step);

}  // namespace rapport::acute
