// What happens in a visit: minutes needed and had, deciding together, felt quality. Equations EN-1 to EN-5, MU-1.
#pragma once

#include "base/declare.h"
#include "base/elementary.h"
#include "state/market.h"

namespace rapport::encounter {

struct Params {
#define PARAM(name, ...) double name = ParamSpec{__VA_ARGS__}.fallback;
#include "process/encounter.params.def"
#undef PARAM
};

// EN-1  Minutes needed
//
//     tau = min(tau_max, tau_b + sum_c tau_c + tau_K (1 - K) + L)
//
//   tau_c  visit_minutes of each condition   K  knowledge of the person   L  unfinished agenda
//   Form: additive, our assumption. Size: A-23; conditions.csv.
constexpr double minutes_needed(double condition_minutes, double knowledge, double agenda, const Params& p) {
  const double needed = p.base_minutes + condition_minutes + p.stranger_minutes * (1.0 - knowledge) + agenda;
  return needed < p.needed_minutes_ceiling ? needed : p.needed_minutes_ceiling;
}

// EN-2  Adequacy of the minutes had: a = 1 - exp(-ln 5 m / tau); m = tau gives 0.8, m = 0 gives 0.
//   m  face minutes, log-normal around the practice's template [Neprash]. Form: saturating, our assumption
//
constexpr double adequacy(double minutes, double needed) {
  constexpr double kLn5 = 1.6094379124341003;
  return needed > 0.0 ? -elementary::expm1(-kLn5 * minutes / needed) : 1.0;
}

// EN-3  Felt time: f = ln(m / m_expected); m_expected follows what was had, with gain expectation_gain.
//   Form and size: A-26.
constexpr double felt_time(double minutes, double expected) { return elementary::log(minutes / expected); }

// EN-4  Unfinished agenda: L' = min(L_max, phi max(0, tau - m)). Form and size: A-19.
constexpr double agenda_after(double needed, double minutes, const Params& p) {
  const double left = p.agenda_carry * (needed > minutes ? needed - minutes : 0.0);
  return left < p.agenda_ceiling ? left : p.agenda_ceiling;
}

// MU-1  Talking of goals and deciding together in a visit
//
//     logit p = m_0 + m_a (a att - a_ref) + m_s skill + m_T (T - T_ref)
//
//   a att  adequacy (EN-2) times attention (EN-5)   skill  of the clinician   T  trust in this clinician
//   m_0  shared_logit   m_a, m_s, m_T  shared_adequacy_effect, shared_skill_effect, shared_trust_effect
//   Form: logit, our assumption. Size: A-61.
struct Talk {
  double adequacy;
  double skill;
  double trust;
};
constexpr double shared_probability(const Talk& talk, const References& ref, const Params& p) {
  const double attention = 1.0 - 0.5 * p.room_record_share;
  return elementary::logistic(
      p.shared_logit + p.shared_adequacy_effect * (talk.adequacy * attention - ref.adequacy) +
      p.shared_skill_effect * talk.skill + p.shared_trust_effect * (talk.trust - ref.trust));
}

// EN-5  Felt quality
//
//     x = x_0 + b_e emp + b_s skill + b_a (a att - ref) + b_K (K - ref) + b_W (exp(-W / 21 d) - ref)
//         + b_f f + b_M (shared - ref) - b_F (F - ref) + b_z z + eps,     X = logistic(x),
//         att = 1 - room_record_share / 2
//
//   W  days waited   shared  1 after MU-1   F  strain of the clinician   z  trust disposition
//   eps  normal with noise_sd
//   Form: logit, our assumption after [Fiscella2004] and [Geraghty2007]. Size.
struct Visit {
  double empathy;
  double skill;
  double adequacy;
  double knowledge;
  double wait_days;
  double felt_time;
  double shared;  ///< 0 or 1
  double strain;
  double disposition;
  double noise;  ///< standard normal
};
/// Felt quality above the reference, x - x_0 [log-odds].
constexpr double felt_above_reference(const Visit& v, const References& ref, const Params& p) {
  const double attention = 1.0 - 0.5 * p.room_record_share;
  const double prompt = elementary::exp(-v.wait_days / p.wait_days_scale);
  return p.empathy_effect * v.empathy + p.skill_effect * v.skill +
         p.adequacy_effect * (v.adequacy * attention - ref.adequacy) +
         p.knowledge_effect * (v.knowledge - ref.knowledge) + p.wait_effect * (prompt - ref.prompt) +
         p.felt_time_effect * v.felt_time + p.shared_effect * (v.shared - ref.shared) -
         p.strain_effect * (v.strain - ref.strain) + p.disposition_effect * v.disposition +
         p.noise_sd * v.noise;
}
constexpr double quality(double felt, const Params& p) { return elementary::logistic(p.start_logit + felt); }

/// Holds the step's visits: finds or opens the tie, counts the contact, writes felt quality, agenda and
/// expectation. `passed_on` as in CD-1.
void hold(Market& market, const Params& params, double passed_on, const Step& step);

}  // namespace rapport::encounter
