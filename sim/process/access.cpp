// Three rounds: slots for people without a clinician, own clinicians, colleagues with time left; who is not
// served waits or gives up.
#include "process/access.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <vector>

#include "base/draw_batch.h"
#include "base/probability.h"
#include "base/sample.h"
#include "state/fetch.h"
#include "state/hospital.h"
#include "state/relationships.h"
#include "state/repack.h"

namespace rapport::access {

namespace {

/// A waiting request with all that decides its turn.
struct Turn {
  std::uint64_t rank;  ///< first acute needs of people with a clinician, then by the day of asking
  std::uint64_t id;
  std::int32_t asked_day;
  std::uint32_t request;    ///< row in the queue
  std::uint32_t own;        ///< row of the usual clinician, kNobody without one
  std::uint32_t place = 0;  ///< in the order of turns
  std::uint8_t number;
  std::uint8_t planned;  ///< 0 for acute needs
  std::uint8_t slots;    ///< that the own clinician books: more than one for a home visit

  bool operator<(const Turn& other) const {
    return std::tie(rank, id, number) < std::tie(other.rank, other.id, other.number);
  }
};

std::uint64_t rank_of(bool at_once, std::int32_t asked_day) {
  constexpr std::uint64_t kLater = std::uint64_t{1} << 32;
  const std::uint32_t days = static_cast<std::uint32_t>(asked_day) ^ 0x80000000U;  // in the order of days
  return (at_once ? 0 : kLater) + days;
}

enum class Fate : std::uint8_t { waits, served, ends };

void open_minutes(Market& market, double face_minutes_per_week, const Step& step) {
  Clinicians& staff = market.clinicians;
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    const double minutes =
        static_cast<double>(staff.present[k]) * face_minutes_per_week * step.days / kDaysPerWeek;
    const std::int64_t stock = staff.minutes_carry[k] + static_cast<std::int64_t>(minutes * 0x1p16);
    staff.minutes_open[k] = static_cast<std::int32_t>(stock >> 16);
    staff.minutes_carry[k] = stock & 0xffff;
    staff.minutes_used[k] = 0;
  }
}

/// PN-2: minutes for people without a clinician.
void open_newcomer_minutes(Market& market, const Params& params) {
  Clinicians& staff = market.clinicians;
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    const double share = staff.vacant_until[k] != 0 ? 1.0 : params.new_patient_share;
    const auto fresh = static_cast<std::int64_t>(share * staff.minutes_open[k] * 0x1p16);
    const std::int64_t one_visit = std::int64_t{market.practices.visit_minutes[staff.practice[k]]} << 16;
    staff.newcomer_credit[k] = newcomer_credit(staff.newcomer_credit[k], fresh, one_visit);
  }
}

/// HV-1. The request alone decides, so that waiting does not draw again.
bool asks_home_visit(const Market& market, const Params& params, std::uint32_t r) {
  const std::uint32_t person = market.requests.person[r];
  const Patients& people = market.patients;
  const auto kind = static_cast<NeedKind>(market.requests.kind[r]);
  if (kind != NeedKind::follow_up && kind != NeedKind::post_discharge) return false;
  if (!is_home_bound(people.life_row[person] % kAges, static_cast<double>(people.frailty[person]),
                     people.disability[person], params))
    return false;
  const std::uint32_t key = request_key(market.requests.asked_day[r], market.requests.number[r]);
  return happens(word(market.luck, people.id[person], key, 0, draws::is_home_visit), params.home_visit_share);
}

/// What deciding on a turn reads of the person who comes `ahead` turns later.
[[gnu::always_inline]] inline void look_ahead(const Market& market, const std::vector<Turn>& order,
                                              std::size_t at) {
  if (at + kFarAhead >= order.size()) return;
  const std::uint32_t person = market.requests.person[order[at + kFarAhead].request];
  fetch(person, market.patients.discharge_day, market.patients.usual_trust);
  fetch_for_counting(market, person);
}

std::vector<Turn> turns(const Market& market, const Params& params) {
  std::vector<Turn> order;
  order.reserve(market.requests.count);
  for (std::uint32_t r = 0; r < market.requests.count; ++r) {
    if (r + kFarAhead < market.requests.count)
      fetch(market.requests.person[r + kFarAhead], market.patients.id, market.patients.usual_slot,
            market.patients.life_row, market.patients.frailty, market.ties.clinician);
    const std::uint32_t person = market.requests.person[r];
    const auto kind = static_cast<NeedKind>(market.requests.kind[r]);
    const std::uint32_t own = usual_clinician(market, person);
    const bool acute = kind == NeedKind::acute;
    const double slots = asks_home_visit(market, params, r) ? params.home_visit_slots : 1.0;
    order.push_back({.rank = rank_of(acute && own != kNobody, market.requests.asked_day[r]),
                     .id = market.patients.id[person],
                     .asked_day = market.requests.asked_day[r],
                     .request = r,
                     .own = own,
                     .number = market.requests.number[r],
                     .planned = static_cast<std::uint8_t>(acute ? 0 : 1),
                     .slots = static_cast<std::uint8_t>(slots)});
  }
  std::sort(order.begin(), order.end());
  for (std::uint32_t k = 0; k < order.size(); ++k) order[k].place = k;
  return order;
}

/// What chance says of each turn, by its place.
struct Chances {
  DrawBatch elsewhere;  ///< bypasses_practice, which_door
  DrawBatch choice;     ///< own_suits, accepts_colleague
  DrawBatch patience;   ///< gives_up, diverts
};

Chances chances_of(const Market& market, const std::vector<Turn>& order, const Step& step) {
  std::vector<std::uint64_t> ids(order.size());
  std::vector<std::uint32_t> keys(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    ids[k] = order[k].id;
    keys[k] = request_key(order[k].asked_day, order[k].number);
  }
  const auto draw = [&](DrawId of) { return DrawBatch(market.luck, step.index, of, ids, keys); };
  return {draw(draws::bypasses_practice), draw(draws::own_suits), draw(draws::gives_up)};
}

bool has_time(const Market& market, std::uint32_t clinician, int slots = 1) {
  const std::int32_t template_minutes = market.practices.visit_minutes[market.clinicians.practice[clinician]];
  return market.clinicians.minutes_used[clinician] + slots * template_minutes <=
         market.clinicians.minutes_open[clinician];
}

void book(Market& market, const Turn& turn, std::uint32_t clinician, int slots, const Step& step) {
  Clinicians& staff = market.clinicians;
  staff.minutes_used[clinician] += slots * market.practices.visit_minutes[staff.practice[clinician]];
  if (staff.minutes_used[clinician] > staff.minutes_open[clinician]) std::abort();
  // Slots are spread over the step: the share of minutes already booked says which day it is.
  const std::int32_t open = staff.minutes_open[clinician] > 0 ? staff.minutes_open[clinician] : 1;
  const std::int32_t offset = (staff.minutes_used[clinician] - 1) * step.days / open;
  Encounters& visits = market.encounters;
  const std::uint32_t e = visits.count++;
  const std::int32_t day = std::max(step.first_day + offset, turn.asked_day);
  visits.person[e] = market.requests.person[turn.request];
  visits.clinician[e] = clinician;
  visits.day[e] = day;
  visits.wait_days[e] = day - turn.asked_day;
  visits.request[e] = request_key(turn.asked_day, turn.number);
  visits.home[e] = slots > 1 ? 1 : 0;
  visits.booked_minutes[e] = slots * market.practices.visit_minutes[staff.practice[clinician]];
  visits.slot[e] = kNoSlot;
  visits.kind[e] = market.requests.kind[turn.request];
}

/// The colleague of the same practice with most minutes left, kNobody when all are full.
std::uint32_t colleague_for(const Market& market, std::uint32_t own) {
  const Clinicians& staff = market.clinicians;
  const std::uint32_t practice = staff.practice[own];
  const std::uint32_t first = market.practices.first_clinician[practice];
  std::uint32_t best = kNobody;
  std::int32_t most = -1;
  const auto consider = [&](std::uint32_t k) {
    const std::int32_t left = staff.minutes_open[k] - staff.minutes_used[k];
    if (k == own || left <= most || !has_time(market, k)) return;
    best = k;
    most = left;
  };
  for (std::uint32_t k = first; k < first + market.practices.clinicians[practice]; ++k) consider(k);
  if (market.practices.hired[practice] != kNobody) consider(market.practices.hired[practice]);
  return best;
}

/// PN-2: who has a slot for somebody without a clinician: first those with an open panel, then by minutes left
/// for them. kNobody when there is none.
std::uint32_t clinician_for_newcomer(const Market& market) {
  const Clinicians& staff = market.clinicians;
  std::uint32_t best = kNobody;
  std::int64_t best_score = -1;
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    const std::int64_t one_visit = std::int64_t{market.practices.visit_minutes[staff.practice[k]]} << 16;
    if (staff.newcomer_credit[k] < one_visit || !has_time(market, k)) continue;
    const std::int64_t score =
        staff.newcomer_credit[k] + (takes_newcomers(market, k) ? std::int64_t{1} << 48 : 0);
    if (score > best_score) best = k;
    best_score = std::max(best_score, score);
  }
  return best;
}

bool takes_colleague(const Market& market, const Params& params, const Turn& turn, const Chances& chances) {
  const std::uint32_t person = market.requests.person[turn.request];
  return happens(chances.choice.word(draws::accepts_colleague, turn.place),
                 colleague_probability(market.patients.usual_trust[person], turn.planned != 0,
                                       market.tables->references, params));
}

/// Nothing with the own clinician suits, and the person would rather not wait for it. A visit at home is the
/// own clinician's.
bool prefers_another(const Market& market, const Params& params, const Turn& turn, const Chances& chances) {
  if (turn.slots > 1) return false;
  const double suits = params.open_share * static_cast<double>(market.clinicians.fte[turn.own]);
  return !happens(chances.choice.word(draws::own_suits, turn.place), suits) &&
         takes_colleague(market, params, turn, chances);
}

/// Who sees this request in the second round, kNobody when all are full.
std::uint32_t second_choice(const Market& market, const Params& params, const Turn& turn,
                            const Chances& chances) {
  if (turn.own == kNobody) return kNobody;
  const std::uint32_t other =
      takes_colleague(market, params, turn, chances) ? colleague_for(market, turn.own) : kNobody;
  return other == kNobody && has_time(market, turn.own) ? turn.own : other;
}

enum class Door : std::uint8_t { emergency, urgent, none };

/// A request leaves the practice's queue through a door, or is given up.
Fate leave_for(Market& market, const Turn& turn, Door door, const Step& step) {
  const std::uint32_t person = market.requests.person[turn.request];
  const std::int32_t day = std::max(step.first_day, turn.asked_day);
  if (door == Door::emergency) {
    market.add(Counter::diverted, person);
    arrive_at_emergency(market, person, day, 0.0, kUnserved);
  } else if (door == Door::urgent) {
    market.add(Counter::urgent_visits, person);
    market.buy(person, ServiceKind::urgent);
    market.record(person, day, EventKind::went_to_urgent_care);
  } else {
    market.add(Counter::given_up, person);
    market.record(person, step.first_day, EventKind::gave_up,
                  static_cast<float>(step.end_day() - turn.asked_day));
  }
  return Fate::ends;
}

/// UC-1, once for each acute need, in the step in which it arises.
bool bypasses_practice(Market& market, const Params& params, double reach, const Turn& turn,
                       const DrawBatch& elsewhere, const Step& step) {
  const std::uint32_t person = market.requests.person[turn.request];
  const bool is_new = turn.asked_day >= step.first_day;
  if (turn.planned != 0 || !is_new || market.in_hospital(person, step.first_day)) return false;
  const References& ref = market.tables->references;
  const bool has_tie = turn.own != kNobody;
  const Outlook outlook{reach, has_tie ? market.patients.usual_trust[person] : ref.trust, has_tie};
  market.add(Counter::acute_asked, person);
  const std::uint32_t drawn = elsewhere.word(draws::bypasses_practice, turn.place);
  if (!happens(drawn, elsewhere_probability(outlook, ref, params))) return false;
  market.add(Counter::acute_elsewhere, person);
  const bool to_ed = happens(elsewhere.word(draws::which_door, turn.place), params.elsewhere_ed_share);
  leave_for(market, turn, to_ed ? Door::emergency : Door::urgent, step);
  return true;
}

/// Waiting on, giving up, or turning up at the emergency department or at urgent care.
Fate wait_or_give_up(Market& market, const Params& params, const Turn& turn, const DrawBatch& drawn,
                     const Step& step) {
  const double patience = turn.planned == 0 ? params.acute_patience_days : params.patience_days;
  const double gives_up = rate_to_probability(1.0 / patience, step.days);
  if (!happens(drawn.word(draws::gives_up, turn.place), gives_up)) return Fate::waits;
  market.add(Counter::left_unserved, market.requests.person[turn.request]);
  Door door = Door::none;
  const std::uint32_t diverts = drawn.word(draws::diverts, turn.place);
  if (turn.planned == 0 && happens(diverts, params.diverted_share + params.urgent_share))
    door = happens(diverts, params.diverted_share) ? Door::emergency : Door::urgent;
  return leave_for(market, turn, door, step);
}

void keep_waiting(Market& market, const std::vector<Fate>& fates) {
  Requests& queue = market.requests;
  std::uint32_t kept = 0;
  for (std::uint32_t r = 0; r < queue.count; ++r) {
    if (fates[r] != Fate::waits) continue;
#define COLUMN(type, name, ...) queue.name[kept] = queue.name[r];
#include "state/requests.columns.def"
#undef COLUMN
    ++kept;
  }
  queue.count = kept;
}

/// First round: people without a clinician, as long as there are slots for them.
void serve_newcomers(Market& market, const std::vector<Turn>& order, std::vector<Fate>& fates,
                     const Step& step) {
  for (const Turn& turn : order) {
    if (turn.own != kNobody || fates[turn.request] != Fate::waits) continue;
    if (market.in_hospital(market.requests.person[turn.request], step.first_day)) continue;
    const std::uint32_t clinician = clinician_for_newcomer(market);
    if (clinician == kNobody) return;
    book(market, turn, clinician, 1, step);
    const std::uint32_t practice = market.clinicians.practice[clinician];
    market.clinicians.newcomer_credit[clinician] -= std::int64_t{market.practices.visit_minutes[practice]}
                                                    << 16;
    fates[turn.request] = Fate::served;
  }
}

/// Second round: own clinicians.
void serve_own(Market& market, const Params& params, const std::vector<Turn>& order, const Chances& chances,
               std::vector<Fate>& fates, const Step& step) {
  for (const Turn& turn : order) {
    const std::uint32_t person = market.requests.person[turn.request];
    if (turn.own == kNobody || fates[turn.request] != Fate::waits) continue;
    if (market.in_hospital(person, step.first_day)) continue;
    if (prefers_another(market, params, turn, chances) || !has_time(market, turn.own, turn.slots)) continue;
    book(market, turn, turn.own, turn.slots, step);
    fates[turn.request] = Fate::served;
  }
}

/// Third round: colleagues with time left; whoever is still not served waits or gives up.
void serve_others(Market& market, const Params& params, const std::vector<Turn>& order,
                  const Chances& chances, std::vector<Fate>& fates, const Step& step) {
  for (const Turn& turn : order) {
    const std::uint32_t person = market.requests.person[turn.request];
    if (fates[turn.request] != Fate::waits || market.in_hospital(person, step.first_day)) continue;
    const std::uint32_t other = second_choice(market, params, turn, chances);
    if (other != kNobody) book(market, turn, other, 1, step);
    fates[turn.request] =
        other != kNobody ? Fate::served : wait_or_give_up(market, params, turn, chances.patience, step);
  }
}

}  // namespace

void schedule(Market& market, const Params& params, const Practices& practices, const Step& step) {
  const double overbooked = made_up(market.tables->references.lost_slots, params.overbooking);
  open_minutes(market, overbooked * practices.face_minutes_per_week, step);
  open_newcomer_minutes(market, params);
  withdraw_requests(market);
  market.encounters.count = 0;
  const std::vector<Turn> order = turns(market, params);
  const Chances chances = chances_of(market, order, step);
  std::vector<Fate> fates(market.requests.count, Fate::waits);
  for (std::size_t k = 0; k < order.size(); ++k) {
    look_ahead(market, order, k);
    if (bypasses_practice(market, params, practices.reach, order[k], chances.elsewhere, step))
      fates[order[k].request] = Fate::ends;
  }
  serve_newcomers(market, order, fates, step);
  serve_own(market, params, order, chances, fates, step);
  serve_others(market, params, order, chances, fates, step);
  keep_waiting(market, fates);
}

std::vector<std::uint32_t> waiting_for(const Market& market) {
  std::vector<std::uint32_t> waiting(market.clinicians.count, 0);
  for (std::uint32_t r = 0; r < market.requests.count; ++r) {
    const std::uint32_t own = usual_clinician(market, market.requests.person[r]);
    if (own != kNobody) ++waiting[own];
  }
  return waiting;
}

}  // namespace rapport::access
