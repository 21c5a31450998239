// One dense pass marks who leaves or finds a clinician; the few are moved one by one.
#include "process/panels.h"

#include <algorithm>
#include <vector>

#include "base/elementary.h"
#include "base/probability.h"
#include "base/sample.h"
#include "state/marks.h"
#include "state/relationships.h"

namespace rapport::panels {

namespace {

struct Pass {
  LuckKey luck;
  std::uint32_t step;
  float find_per_year;
  float leave_per_year;
  float leave_effect;
  float leave_ceiling;
  float trust_reference;
};

/// RA-2
[[gnu::always_inline]] inline float leave_hazard(const Pass& pass, float trust) {
  const float hazard =
      pass.leave_per_year * elementary::exp(-pass.leave_effect * (trust - pass.trust_reference));
  return std::min(hazard, pass.leave_ceiling);
}

/// 1 for everybody with a clinician who leaves, and without one who finds one.
[[gnu::noinline]] void mark_changes(std::uint32_t n, Pass pass, const std::uint64_t* __restrict id,
                                    const std::uint8_t* __restrict alive, const float* __restrict usual_trust,
                                    std::uint8_t* __restrict changes) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words words = luck(pass.luck, Kind::patient, id[i], 0, pass.step, draws::leaves_clinician.address);
    const float trust = usual_trust[i];
    const bool tied = trust > kNoTrust;
    const float hazard = tied ? leave_hazard(pass, trust) : pass.find_per_year;
    const std::uint32_t drawn = tied ? words[draws::leaves_clinician] : words[draws::finds_clinician];
    const std::uint32_t limit = threshold(rate_to_probability(hazard, kPeriodYears));
    changes[i] = static_cast<std::uint8_t>((drawn < limit ? 1 : 0) & alive[i]);
  }
}

/// Panels fill while people choose, so that turns go by id and not by row.
std::vector<std::uint32_t> marked_by_id(const Patients& people, const std::vector<std::uint8_t>& changes) {
  std::vector<std::uint32_t> rows;
  each_marked(people.count, changes.data(), [&](std::uint32_t i) { rows.push_back(i); });
  std::sort(rows.begin(), rows.end(),
            [&](std::uint32_t a, std::uint32_t b) { return people.id[a] < people.id[b]; });
  return rows;
}

void open_and_close(Market& market, const Params& params) {
  Clinicians& staff = market.clinicians;
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    const std::int32_t limit = panel_limit_of(market, k);
    const bool open =
        staff.vacant_until[k] == 0 && is_open_after(staff.panel_open[k] != 0, staff.panel[k], limit, params);
    staff.panel_open[k] = open ? 1 : 0;
  }
}

std::int64_t room(const Market& market, std::uint32_t clinician) {
  if (!takes_newcomers(market, clinician)) return 0;
  return panel_limit_of(market, clinician) - market.clinicians.panel[clinician];
}

/// The clinician with open panel whom the person has seen most, kNobody when there is none.
std::uint32_t known_clinician(const Market& market, std::uint32_t person) {
  std::uint32_t best = kNobody;
  std::uint32_t most = 0;
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    const std::size_t tie = market.tie_row(slot, person);
    const std::uint32_t visits = contacts_in_year(market.ties.contacts[tie]);
    if (market.ties.clinician[tie] == kNoClinician || visits <= most) continue;
    const std::uint32_t clinician = market.clinician_row(market.ties.clinician[tie]);
    if (room(market, clinician) == 0) continue;
    best = clinician;
    most = visits;
  }
  return best;
}

/// Drawn in proportion to room; never `left`. kNobody when no other panel is open.
std::uint32_t drawn_clinician(const Market& market, std::uint32_t word, std::uint32_t left) {
  std::int64_t all = 0;
  for (std::uint32_t k = 0; k < market.clinicians.count; ++k) all += k == left ? 0 : room(market, k);
  std::int64_t place = below(word, static_cast<std::uint32_t>(std::min<std::int64_t>(all, 0xffffffff)));
  for (std::uint32_t k = 0; k < market.clinicians.count && all > 0; ++k) {
    place -= k == left ? 0 : room(market, k);
    if (place < 0) return k;
  }
  return kNobody;
}

/// Who is left, if anybody, and what the record passes on to the next (CD-1).
struct Change {
  std::uint32_t left;
  double passed_on;
};

bool join(Market& market, std::uint32_t person, Change change, const Step& step) {
  const std::uint32_t known = known_clinician(market, person);
  const std::uint32_t drawn =
      word(market.luck, market.patients.id[person], 0, step.index, draws::chooses_clinician);
  const std::uint32_t clinician = known != kNobody ? known : drawn_clinician(market, drawn, change.left);
  if (clinician == kNobody) return false;
  const std::uint32_t id = market.clinicians.id[clinician];
  const std::uint32_t slot = tie_with(market, person, id, step.first_day, change.passed_on);
  set_usual(market, person, static_cast<std::uint8_t>(slot));
  market.record(person, step.first_day, EventKind::found_clinician, 0.0F, id);
  return true;
}

void leave(Market& market, std::uint32_t person, double passed_on, const Step& step) {
  const std::uint8_t slot = market.patients.usual_slot[person];
  const std::uint32_t id = market.ties.clinician[market.tie_row(slot, person)];
  end_tie(market, person, slot);
  market.add(Counter::left_clinician, person);
  market.record(person, step.first_day, EventKind::left_clinician, 0.0F, id);
  join(market, person, {market.clinician_row(id), passed_on}, step);
}

}  // namespace

void change(Market& market, const Params& params, double passed_on, const Step& step) {
  if (!step.starts_period()) return;
  open_and_close(market, params);
  const Patients& people = market.patients;
  const Pass pass{market.luck,
                  step.index,
                  static_cast<float>(params.find_per_year),
                  static_cast<float>(params.leave_per_year),
                  static_cast<float>(params.leave_trust_effect),
                  static_cast<float>(params.leave_ceiling),
                  static_cast<float>(market.tables->references.trust)};
  std::vector<std::uint8_t> changes(people.count);
  mark_changes(people.count, pass, people.id, people.alive, people.usual_trust, changes.data());
  for (const std::uint32_t i : marked_by_id(people, changes)) {
    if (people.usual_slot[i] != kNoSlot) {
      leave(market, i, passed_on, step);
    } else if (join(market, i, {kNobody, passed_on}, step)) {
      market.add(Counter::found_clinician, i);
    }
  }
}

}  // namespace rapport::panels
