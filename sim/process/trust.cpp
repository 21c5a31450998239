// Trust after visits, and its slow return to general trust.
#include "process/trust.h"

namespace rapport::trust {

namespace {

[[gnu::noinline]] void return_to_general(std::uint32_t n, float keep, const float* __restrict general,
                                         float* __restrict trust) {
  for (std::uint32_t i = 0; i < n; ++i) trust[i] = general[i] + (trust[i] - general[i]) * keep;
}

void harm(Market& market, std::uint32_t person, std::uint32_t clinician_id, double logits) {
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    const std::size_t tie = market.tie_row(slot, person);
    if (market.ties.clinician[tie] != clinician_id) continue;
    market.ties.trust[tie] = static_cast<float>(after_harm(static_cast<double>(market.ties.trust[tie]), logits));
    if (slot == market.patients.usual_slot[person]) market.patients.usual_trust[person] = market.ties.trust[tie];
  }
}

/// Where the household stands in rows: the person's own place, or the mother's for those born later.
std::uint32_t place_of_household(const Patients& people, std::uint32_t person) {
  const std::uint32_t mother = people.mother[person];
  const bool with_mother = mother != kNobody && people.household[mother] == people.household[person];
  return with_mother ? mother : person;
}

void harm_household(Market& market, std::uint32_t person, std::uint32_t clinician_id, double logits) {
  const Patients& people = market.patients;
  const std::uint32_t household = people.household[person];
  std::uint32_t first = place_of_household(people, person);
  while (first > 0 && people.household[first - 1] == household) --first;
  for (std::uint32_t i = first; i < people.count && people.household[i] == household; ++i) {
    if (i != person && people.alive[i] != 0) harm(market, i, clinician_id, logits);
  }
}

}  // namespace

void learn(Market& market, const Params& params) {
  const Encounters& visits = market.encounters;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    const std::uint32_t person = visits.person[e];
    float& trust = market.ties.trust[market.tie_row(visits.slot[e], person)];
    const double weight = visits.home[e] != 0 ? params.home_weight : 1.0;
    trust = static_cast<float>(after_visit(trust, visits.quality[e], params, weight));
    if (visits.slot[e] == market.patients.usual_slot[person]) market.patients.usual_trust[person] = trust;
  }
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    if (visits.mistaken[e] == 0) continue;
    const std::uint32_t clinician_id = market.clinicians.id[visits.clinician[e]];
    harm(market, visits.person[e], clinician_id, params.harm);
    harm_household(market, visits.person[e], clinician_id, params.harm * params.household_share);
  }
}

void fade(Market& market, const Params& params, const Step& step, Rows rows) {
  if (!step.ends_period()) return;
  const float keep = elementary::exp(-kPeriodYears * static_cast<float>(params.decay_per_year));
  const std::uint32_t n = rows.end - rows.begin;
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    return_to_general(n, keep, market.patients.general_trust + rows.begin,
                      market.ties.trust + market.tie_row(slot, rows.begin));
  }
  for (std::uint32_t i = rows.begin; i < rows.end; ++i) {
    const std::uint8_t usual = market.patients.usual_slot[i];
    if (usual != kNoSlot) market.patients.usual_trust[i] = market.ties.trust[market.tie_row(usual, i)];
  }
}

}  // namespace rapport::trust
