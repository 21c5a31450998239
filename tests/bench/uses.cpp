// The table of passes. A test in tests/architecture compares names, addresses and exps with the source.
#include "bench/uses.h"

namespace rapport::bench {

namespace {

// Draws in batches are those that the end of a step shows: three for a request that waits or was met, four for a visit.
// Ties are those in slot 0; those in other slots, far fewer, are left out. The quarter goes over three columns a person,
// bonds over three qualities: their bytes are added up.
constexpr std::array kUses{
    //       pass                           basis                      addresses exps gathers small bytes
    PassUse{"acute.mark_exacerbations", Basis::rows_each_step, 1, 1, 1, 1, 18},
    PassUse{"acute.mark_recent", Basis::people_each_step, 0, 0, 0, 0, 6},
    PassUse{"discharge.mark_discharged", Basis::people_each_step, 0, 0, 0, 0, 6},
    PassUse{"acute.mark_background", Basis::people_each_step, 1, 1, 0, 2, 16},
    PassUse{"adherence.fade", Basis::people_each_step, 0, 0, 0, 0, 8},
    PassUse{"adherence.relationship_logits", Basis::people_each_step, 0, 0, 0, 0, 12},
    PassUse{"adherence.person_logits", Basis::people_each_step, 0, 0, 0, 0, 28},
    PassUse{"adherence.target_logits", Basis::treated_each_turn, 0, 0, 2, 1, 8},
    PassUse{"adherence.cover_days", Basis::treated_each_turn, 1, 5, 3, 0, 34},
    PassUse{"burnout.start_with_trust", Basis::people_each_period, 0, 0, 0, 0, 8},
    PassUse{"burnout.times_quality", Basis::people_each_period, 0, 0, 0, 0, 36},
    PassUse{"burnout.take_root", Basis::people_each_period, 0, 2, 0, 0, 8},
    PassUse{"calendar.close_period", Basis::people_each_period, 0, 0, 0, 0, 16},
    PassUse{"calendar.read_ages", Basis::people_each_period, 0, 0, 0, 0, 19},
    PassUse{"consistency.fade_share", Basis::people_each_period, 0, 0, 0, 0, 8},
    PassUse{"consistency.forget_quarter", Basis::people_each_quarter, 0, 0, 0, 0, 24},
    PassUse{"contacts.mark_contacts", Basis::people_each_period, 1, 3, 0, 0, 30},
    PassUse{"control.relax_linear", Basis::linear_each_turn, 0, 0, 0, 0, 16},
    PassUse{"control.relax_logistic", Basis::logistic_each_turn, 0, 1, 0, 0, 16},
    PassUse{"demography.mark_deaths", Basis::people_each_step, 1, 1, 0, 1, 24},
    PassUse{"demography.mark_births", Basis::people_each_period, 1, 1, 0, 1, 12},
    PassUse{"disease.weigh_traits", Basis::people_each_step, 0, 1, 0, 0, 12},
    PassUse{"disease.mark_onsets", Basis::people_each_turn, 1, 0, 0, 1, 15},
    PassUse{"disease.mark_changes", Basis::changing_each_turn, 1, 4, 0, 4, 18},
    PassUse{"draw_batch.draw_words", Basis::draws_each_step, 1, 0, 0, 0, 28},
    PassUse{"family.weigh_relationships", Basis::people_each_period, 0, 1, 0, 0, 21},
    PassUse{"instability.draw_turns", Basis::people_each_period, 1, 6, 0, 0, 34},
    PassUse{"knowledge.forget", Basis::people_each_period, 0, 0, 0, 0, 8},
    PassUse{"market.largest_exponent", Basis::people_each_period, 0, 0, 0, 0, 88},
    PassUse{"measure_people.add_up", Basis::people_each_period, 0, 0, 0, 0, 13},
    PassUse{"measure_people.count_first_ties", Basis::people_each_period, 0, 0, 0, 0, 24},
    PassUse{"needs.mark_needs", Basis::people_each_step, 1, 2, 0, 2, 37},
    PassUse{"panels.mark_changes", Basis::people_each_period, 1, 2, 0, 0, 14},
    PassUse{"other_care.renew_levels", Basis::people_each_year, 1, 0, 0, 0, 16},
    PassUse{"other_care.bill_quarter", Basis::people_each_quarter, 1, 1, 0, 1, 23},
    PassUse{"specialists.mark_other_reasons", Basis::people_each_step, 1, 0, 0, 1, 16},
    PassUse{"specialists.mark_referred", Basis::referred_each_turn, 1, 0, 0, 0, 9},
    PassUse{"trust.mark_members", Basis::people_each_step, 0, 0, 1, 0, 6},
    PassUse{"trust.return_to_general", Basis::people_each_period, 0, 0, 0, 0, 21},
};

double& at(RowCounts& counts, Basis basis) { return counts[static_cast<std::size_t>(basis)]; }

void count_list(const ConditionSpec& spec, double rows, bool its_turn, RowCounts& counts) {
  at(counts, Basis::rows_each_step) += rows;
  if (!its_turn) return;
  if (spec.of.specialist_visits_per_year > 0.0) at(counts, Basis::referred_each_turn) += rows;
  if (!spec.transitions.empty() || spec.of.remission_per_year != 0.0)
    at(counts, Basis::changing_each_turn) += rows;
  if (spec.of.treated == 0.0) return;
  at(counts, Basis::treated_each_turn) += rows;
  at(counts, spec.of.curve_midpoint > 0.0 ? Basis::logistic_each_turn : Basis::linear_each_turn) += rows;
}

}  // namespace

void count_rows(const Market& market, const Step& step, RowCounts& counts) {
  const double people = market.patients.count;
  at(counts, Basis::people_each_step) += people;
  at(counts, Basis::draws_each_step) += 3.0 * market.requests.count + 7.0 * market.encounters.count;
  if (step.ends_period()) at(counts, Basis::people_each_period) += people;
  if (step.ends_quarter()) at(counts, Basis::people_each_quarter) += people;
  if (step.starts_year()) at(counts, Basis::people_each_year) += people;
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const bool its_turn = step.is_turn_of(market.tables->conditions[c].name_hash);
    if (its_turn) at(counts, Basis::people_each_turn) += people;
    count_list(market.tables->conditions[c], market.conditions[c].count, its_turn, counts);
  }
}

std::span<const PassUse> pass_uses() { return kUses; }

Uses uses_in(const RowCounts& counts, double person_weeks) {
  Uses uses;
  for (const PassUse& use : kUses) {
    const double rows = counts[static_cast<std::size_t>(use.basis)] / person_weeks;
    uses.words += rows * 4 * use.addresses;
    uses.exps += rows * use.exps;
    uses.gathers += rows * use.gathers;
    uses.small_gathers += rows * use.small_gathers;
    uses.bytes += rows * use.bytes;
  }
  return uses;
}

double bound_nanoseconds(const Uses& uses, const PrimitiveCosts& costs) {
  return uses.words * costs.word + uses.exps * costs.exp + uses.gathers * costs.gather +
         uses.small_gathers * costs.small_gather + uses.bytes * costs.market_byte;
}

}  // namespace rapport::bench
