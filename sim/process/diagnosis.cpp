// What a visit finds, and what it gets wrong.
#include "process/diagnosis.h"

#include <bit>

#include "base/sample.h"
#include "state/disease_book.h"
#include "state/visit_draws.h"

namespace rapport::diagnosis {

namespace {

/// Names a condition in a visit among all of one person's in a step.
std::uint32_t key_of(std::uint32_t name_hash, std::uint32_t request) {
  return name_hash ^ request * 0x9E3779B1U;
}

void look(Market& market, const Params& params, const Step& step, std::uint32_t e) {
  const Encounters& visits = market.encounters;
  const std::uint32_t person = visits.person[e];
  const auto competence = static_cast<double>(market.clinicians.competence[visits.clinician[e]]);
  const auto trust = static_cast<double>(market.ties.trust[market.tie_row(visits.slot[e], person)]);
  for (std::uint64_t left = market.patients.undiagnosed[person]; left != 0; left &= left - 1) {
    const auto c = static_cast<std::size_t>(std::countr_zero(left));
    const ConditionSpec& spec = market.tables->conditions[c];
    const double p =
        finding_probability(spec.of.finding_per_visit, competence, static_cast<double>(visits.adequacy[e]),
                            trust, market.tables->references, params);
    const std::uint32_t drawn = word(market.luck, market.patients.id[person],
                                     key_of(spec.name_hash, visits.request[e]), step.index, draws::is_found);
    if (happens(drawn, p)) diagnose(market, c, person, visits.day[e]);
  }
}

}  // namespace

void examine(Market& market, const Params& params, const Step& step) {
  Encounters& visits = market.encounters;
  const DrawBatch drawn = draws_of_visits(market, draws::is_mistaken, step);
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    const std::uint32_t person = visits.person[e];
    if (market.patients.undiagnosed[person] != 0) look(market, params, step, e);
    visits.mistaken[e] = 0;
    if (visits.kind[e] != static_cast<std::uint8_t>(NeedKind::acute)) continue;
    const double p =
        mistake_probability(static_cast<double>(visits.adequacy[e]),
                            static_cast<double>(market.clinicians.competence[visits.clinician[e]]), params);
    if (!happens(drawn.word(draws::is_mistaken, e), p)) continue;
    visits.mistaken[e] = 1;
    market.add(Counter::mistakes, person);
    market.record(person, visits.day[e], EventKind::mistaken, 0.0F,
                  market.clinicians.id[visits.clinician[e]]);
  }
}

}  // namespace rapport::diagnosis
