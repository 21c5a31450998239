// From contract terms to visit templates and panel limits.
#include "payment/practice.h"

#include <algorithm>

namespace rapport::practice {

namespace {

double amount_of(const Contract& contract, TermKind kind, double otherwise) {
  const Term* term = term_of(contract, kind);
  return term == nullptr ? otherwise : term->amount;
}

}  // namespace

double practice_fte(const Market& market, std::uint32_t practice) {
  const std::uint32_t first = market.practices.first_clinician[practice];
  double fte = 0.0;
  for (std::uint32_t k = first; k < first + market.practices.clinicians[practice]; ++k)
    fte += static_cast<double>(market.clinicians.fte[k]);
  return fte;
}

double hired_fte(const Market& market, std::uint32_t practice) {
  const std::uint32_t seat = market.practices.hired[practice];
  return seat == kNobody ? 0.0 : static_cast<double>(market.clinicians.fte[seat]);
}

double protected_minutes_per_week(const Contract& contract) {
  return amount_of(contract, TermKind::protected_time, 0.0);
}

int template_minutes(const Contract& contract, const Params& p) {
  const double face = p.face_minutes_per_week;
  const double left = std::max(face - protected_minutes_per_week(contract), face / 10.0);
  const double spread = left > 0.0 ? p.visit_minutes * face / left : p.visit_minutes;
  return static_cast<int>(std::max(spread, amount_of(contract, TermKind::visit_floor, 0.0)) + 0.5);
}

int panel_limit(const Contract& contract, const Params& p, double people_per_fte, double fte) {
  const double full = people_per_fte * p.visit_minutes / template_minutes(contract, p);
  const double people = std::min(amount_of(contract, TermKind::panel_cap, full), full);
  const double limit = p.new_people_share * fte * people;
  return static_cast<int>(std::min(limit, 1e9));
}

void configure(Market& market, const Contract& contract, const Params& params, double people_per_fte,
               const Step& step) {
  if (!step.starts_period()) return;
  for (std::uint32_t k = 0; k < market.practices.count; ++k) {
    const double fte = market.clinicians.fte[market.practices.first_clinician[k]];
    market.practices.visit_minutes[k] = template_minutes(contract, params);
    market.practices.panel_limit[k] = panel_limit(contract, params, people_per_fte, fte);
  }
}

}  // namespace rapport::practice
