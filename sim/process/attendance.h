// Who comes to a booked visit, and who leaves regular care: equations AT-1, AT-2.
#pragma once

#include <array>

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::attendance {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/attendance.params.def"
#undef PARAM
};

// AT-1  Missing a booked planned visit
//
//     p / (1 - p) = m / (1 - m) exp(-n_T (T - T_ref) - n_b z + n_c (ln(1 + c) - c_ref))
//
//   m  miss_share   T  trust in the usual clinician   z  health behaviour   c  what a visit of the fee
//   schedule costs the person [USD]   n  trust_effect, behaviour_effect, cost_effect
//   Visits for acute needs and visits at home (HV-1) are not missed. The booked minutes are lost. Form: logit, our assumption. Size: A-71.
struct Booked {
  double trust;  ///< T_ref without a usual clinician
  double behaviour;
  double cost_usd;
};
constexpr double miss_probability(const Booked& visit, const References& ref, const Params& p) {
  const double effect = -p.trust_effect * (visit.trust - ref.trust) - p.behaviour_effect * visit.behaviour +
                        p.cost_effect * (elementary::log1p(visit.cost_usd) - ref.visit_cost_log);
  const double odds = p.miss_share / (1.0 - p.miss_share) * elementary::exp(effect);
  return 1.0 - 1.0 / (1.0 + odds);
}

// AT-2  Out of care: a missed follow-up visit ends regular care with probability drop_out. There are no
//   follow-ups (NE-1) until the person comes back, with hazard return_per_year, or is seen at an emergency
//   department or admitted. Form: two states, our assumption. Size: A-72.

/// What a visit of the fee schedule costs the person, by insurance [USD].
using VisitCost = std::array<double, kInsurances>;

/// Takes the missed visits out of `encounters` and counts those that are held.
void attend(Market& market, const Params& params, const VisitCost& cost, const Step& step);
/// Once a period: who comes back to regular care.
void come_back(Market& market, const Params& params, const Step& step);

}  // namespace rapport::attendance
