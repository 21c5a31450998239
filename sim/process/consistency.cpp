// Shares of contact and attribution.
#include "process/consistency.h"

#include "state/relationships.h"

namespace rapport::consistency {

namespace {

[[gnu::noinline]] void fade_share(std::uint32_t n, float keep, float* __restrict consistency) {
  for (std::uint32_t i = 0; i < n; ++i) consistency[i] *= keep;
}

[[gnu::noinline]] void forget_quarter(std::uint32_t n, std::uint32_t* __restrict contacts) {
  for (std::uint32_t i = 0; i < n; ++i) contacts[i] = next_quarter(contacts[i]);
}

bool is_locum(const Market& market, std::uint32_t person, std::uint8_t slot) {
  const std::uint32_t id = market.ties.clinician[market.tie_row(slot, person)];
  return id != kNoClinician && market.clinicians.vacant_until[market.clinician_row(id)] != 0;
}

/// CN-3: slot of the clinician with `margin` visits more than the usual one, the most of them; else the usual
/// one's. A locum is nobody's.
std::uint8_t usual_after(const Market& market, std::uint32_t person, std::uint32_t margin) {
  const Contacts contacts = contacts_of(market, person);
  std::uint8_t best = market.patients.usual_slot[person];
  std::uint32_t needed = contacts.by_slot[best] + margin;
  for (std::uint8_t slot = 0; slot < kSlots; ++slot) {
    if (contacts.by_slot[slot] < needed || is_locum(market, person, slot)) continue;
    best = slot;
    needed = contacts.by_slot[slot] + 1;
  }
  return best;
}

}  // namespace

void learn(Market& market, const Params& params) {
  const Encounters& visits = market.encounters;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    market.each_tie(visits.person[e], [&](std::uint32_t slot, std::size_t tie) {
      float& share = market.ties.consistency[tie];
      share = static_cast<float>(after_visit(share, slot == visits.slot[e], params));
    });
  }
}

void fade(Market& market, const Params& params, const Step& step) {
  if (!step.ends_period()) return;
  const float keep = elementary::exp(-kPeriodYears * static_cast<float>(params.fading_per_year));
  fade_share(market.patients.count, keep, market.ties.consistency);
  fade_share(market.further.count, keep, market.ties.consistency + market.further_row(0));
}

void attribute(Market& market, const Params& params, const Step& step) {
  if (!step.ends_quarter()) return;
  const auto margin = static_cast<std::uint32_t>(params.change_margin);
  const std::uint32_t n = market.patients.count;
  for (std::uint32_t i = 0; i < n; ++i) {
    // Whoever knows one clinician only has nobody to change to.
    if (market.patients.further[i] == kNoTie || market.patients.alive[i] == 0) continue;
    if (market.patients.usual_slot[i] == kNoSlot) continue;
    const std::uint8_t slot = usual_after(market, i, margin);
    if (slot != market.patients.usual_slot[i]) set_usual(market, i, slot);
  }
  forget_quarter(n, market.ties.contacts);
  forget_quarter(market.further.count, market.ties.contacts + market.further_row(0));
  forget_quarter(n, market.patients.other_contacts);
  forget_quarter(n, market.patients.other_pairs);
}

}  // namespace rapport::consistency
