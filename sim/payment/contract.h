// A contract is a list of terms; hybrids are lists, not classes. Equations PA-1 to PA-4.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace rapport {

enum class TermKind : std::uint8_t {
  fee_for_service,      ///< amount: multiple of the visit fee schedule, 1 = schedule
  capitation,           ///< amount: US cents per attributed member and month
  care_management_fee,  ///< amount, rate: US cents per attributed member and month with up to one condition, more
  protected_time,       ///< amount: minutes per full-time clinician and week, rate: US cents per minute
  visit_floor,          ///< amount: shortest visit template in minutes
  panel_cap,            ///< amount: attributed people per full-time clinician
};

struct Term {
  TermKind kind;
  double amount = 0.0;
  double rate = 0.0;
  bool operator==(const Term&) const = default;
};

struct Contract {
  std::vector<Term> terms;
  bool operator==(const Contract&) const = default;
};

/// The contract's term of this kind; nullptr without one.
inline const Term* term_of(const Contract& contract, TermKind kind) {
  for (const Term& term : contract.terms) {
    if (term.kind == kind) return &term;
  }
  return nullptr;
}

/// Every amount of money times `factor`; minutes, floors and caps as they are.
inline Contract scaled(Contract contract, double factor) {
  for (Term& term : contract.terms) {
    const bool by_rate = term.kind == TermKind::protected_time || term.kind == TermKind::care_management_fee;
    const bool by_amount = term.kind == TermKind::fee_for_service || term.kind == TermKind::capitation ||
                           term.kind == TermKind::care_management_fee;
    if (by_amount) term.amount *= factor;
    if (by_rate) term.rate *= factor;
  }
  return contract;
}

}  // namespace rapport
