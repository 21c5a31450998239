// Trust after visits, and its slow return to general trust.
#include "process/trust.h"

#include <algorithm>
#include <vector>

#include "base/scratch.h"
#include "state/marks.h"

namespace rapport::trust {

namespace {

[[gnu::always_inline]] inline float returned(float trust, float general, float keep) {
  return general + (trust - general) * keep;
}

/// Ties in slot 0, and the copy that people carry of the usual one.
[[gnu::noinline]] void return_to_general(std::uint32_t n, float keep, const float* __restrict general,
                                         const std::uint8_t* __restrict usual_slot, float* __restrict trust,
                                         float* __restrict usual_trust) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const float now = returned(trust[i], general[i], keep);
    trust[i] = now;
    usual_trust[i] = usual_slot[i] == 0 ? now : usual_trust[i];
  }
}

/// The same for the few ties in other slots.
void return_further(Market& market, float keep) {
  Patients& people = market.patients;
  for (std::uint32_t tie = kNoTie + 1; tie < market.further.count; ++tie) {
    const std::uint32_t i = market.further.person[tie];
    float& trust = market.ties.trust[market.further_row(tie)];
    trust = returned(trust, people.general_trust[i], keep);
    if (people.usual_slot[i] == market.further.slot[tie]) people.usual_trust[i] = trust;
  }
}

void harm(Market& market, std::uint32_t person, std::uint32_t clinician_id, double logits) {
  market.each_tie(person, [&](std::uint32_t slot, std::size_t tie) {
    if (market.ties.clinician[tie] != clinician_id) return;
    float& trust = market.ties.trust[tie];
    trust = static_cast<float>(after_harm(static_cast<double>(trust), logits));
    if (slot == market.patients.usual_slot[person]) market.patients.usual_trust[person] = trust;
  });
}

/// A mistake that came to light, with the household it happened in.
struct Mistake {
  std::uint32_t household;
  std::uint32_t person;
  std::uint32_t clinician_id;
};

/// By household, within one in the order of the visits.
std::vector<Mistake> mistakes_by_household(const Market& market) {
  const Encounters& visits = market.encounters;
  std::vector<Mistake> all;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    const std::uint32_t person = visits.person[e];
    if (visits.mistaken[e] == 0) continue;
    all.push_back({market.patients.household[person], person, market.clinicians.id[visits.clinician[e]]});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Mistake& a, const Mistake& b) { return a.household < b.household; });
  return all;
}

[[gnu::noinline]] void mark_members(std::uint32_t n, const std::uint32_t* __restrict household,
                                    const std::uint8_t* __restrict alive,
                                    const std::uint32_t* __restrict first_of,
                                    std::uint8_t* __restrict marks) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint32_t struck = first_of[household[i]];
    marks[i] = static_cast<std::uint8_t>((struck != 0 ? 1 : 0) & alive[i]);
  }
}

/// TR-4. Homes are looked up by number: who was born or put in order later stands elsewhere in rows.
void harm_households(Market& market, const Params& params) {
  const std::vector<Mistake> mistakes = mistakes_by_household(market);
  if (mistakes.empty()) return;
  const Patients& people = market.patients;
  std::vector<std::uint32_t> first_of(market.households, 0);  // place in `mistakes` from 1 on; 0: none
  for (std::size_t m = mistakes.size(); m > 0; --m)
    first_of[mistakes[m - 1].household] = static_cast<std::uint32_t>(m);
  Scratch<std::uint8_t> marks(people.count);
  mark_members(people.count, people.household, people.alive, first_of.data(), marks.data());
  each_marked(people.count, marks.data(), [&](std::uint32_t i) {
    const std::uint32_t home = people.household[i];
    for (std::size_t m = first_of[home] - 1; m < mistakes.size() && mistakes[m].household == home; ++m) {
      const double share = mistakes[m].person == i ? 1.0 : params.household_share;
      harm(market, i, mistakes[m].clinician_id, params.harm * share);
    }
  });
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
  harm_households(market, params);
}

void fade(Market& market, const Params& params, const Step& step) {
  if (!step.ends_period()) return;
  const float keep = elementary::exp(-kPeriodYears * static_cast<float>(params.decay_per_year));
  Patients& people = market.patients;
  return_to_general(people.count, keep, people.general_trust, people.usual_slot, market.ties.trust,
                    people.usual_trust);
  return_further(market, keep);
}

}  // namespace rapport::trust
