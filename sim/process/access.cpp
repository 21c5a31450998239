// Two rounds: own clinicians first, then colleagues with time left; who is not served waits or gives up.
#include "process/access.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <vector>

#include "base/probability.h"
#include "base/sample.h"

namespace rapport::access {

namespace {

/// A waiting request with all that decides its turn.
struct Turn {
  std::uint8_t planned;  ///< acute needs go first
  std::int32_t asked_day;
  std::uint64_t id;
  std::uint8_t number;
  std::uint32_t request;  ///< row in the queue
  std::uint32_t own;      ///< row of the usual clinician, kNobody without one
  int slots;              ///< that the own clinician books: more than one for a home visit

  bool operator<(const Turn& other) const {
    return std::tie(planned, asked_day, id, number) <
           std::tie(other.planned, other.asked_day, other.id, other.number);
  }
};

enum class Fate : std::uint8_t { waits, served, ends };

void open_minutes(Market& market, double face_minutes_per_week, const Step& step) {
  Clinicians& staff = market.clinicians;
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    const double minutes =
        static_cast<double>(staff.fte[k]) * face_minutes_per_week * step.days / kDaysPerWeek;
    const std::int64_t stock = staff.minutes_carry[k] + static_cast<std::int64_t>(minutes * 0x1p16);
    staff.minutes_open[k] = static_cast<std::int32_t>(stock >> 16);
    staff.minutes_carry[k] = stock & 0xffff;
    staff.minutes_used[k] = 0;
  }
}

std::uint32_t usual_clinician(const Market& market, std::uint32_t person) {
  const std::uint8_t slot = market.patients.usual_slot[person];
  return slot == kNoSlot ? kNobody
                         : market.clinician_row(market.ties.clinician[market.tie_row(slot, person)]);
}

/// HV-1. The request alone decides, so that waiting does not draw again.
bool asks_home_visit(const Market& market, const Params& params, std::uint32_t r) {
  const std::uint32_t person = market.requests.person[r];
  const Patients& people = market.patients;
  if (static_cast<NeedKind>(market.requests.kind[r]) != NeedKind::follow_up) return false;
  if (!is_home_bound(people.life_row[person] % kAges, static_cast<double>(people.frailty[person]),
                     people.disability[person], params))
    return false;
  const std::uint32_t key = request_key(market.requests.asked_day[r], market.requests.number[r]);
  return happens(word(market.luck, people.id[person], key, 0, draws::is_home_visit), params.home_visit_share);
}

std::vector<Turn> turns(const Market& market, const Params& params) {
  std::vector<Turn> order;
  order.reserve(market.requests.count);
  for (std::uint32_t r = 0; r < market.requests.count; ++r) {
    const std::uint32_t person = market.requests.person[r];
    const auto kind = static_cast<NeedKind>(market.requests.kind[r]);
    order.push_back({static_cast<std::uint8_t>(kind == NeedKind::acute ? 0 : 1), market.requests.asked_day[r],
                     market.patients.id[person], market.requests.number[r], r,
                     usual_clinician(market, person),
                     asks_home_visit(market, params, r) ? static_cast<int>(params.home_visit_slots) : 1});
  }
  std::sort(order.begin(), order.end());
  return order;
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
  visits.kind[e] = market.requests.kind[turn.request];
  visits.slot[e] = kNoSlot;
}

/// The colleague with most minutes left: of the same practice, or for people without a clinician anywhere,
/// first of all where panels take newcomers. kNobody when all are full.
std::uint32_t colleague_for(const Market& market, std::uint32_t own) {
  const Clinicians& staff = market.clinicians;
  std::uint32_t best = kNobody;
  std::int64_t best_score = -1;
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    const bool may = own == kNobody || (k != own && staff.practice[k] == staff.practice[own]);
    if (!may || !has_time(market, k)) continue;
    const bool takes_newcomers =
        own == kNobody && staff.panel[k] < market.practices.panel_limit[staff.practice[k]];
    const std::int64_t left = staff.minutes_open[k] - staff.minutes_used[k];
    const std::int64_t score = left + (takes_newcomers ? std::int64_t{1} << 32 : 0);
    if (score > best_score) best = k;
    best_score = std::max(best_score, score);
  }
  return best;
}

bool takes_colleague(const Market& market, const Params& params, const Turn& turn, const Step& step) {
  if (turn.own == kNobody) return true;
  const std::uint32_t person = market.requests.person[turn.request];
  const std::uint32_t drawn = word(market.luck, turn.id, request_key(turn.asked_day, turn.number), step.index,
                                   draws::accepts_colleague);
  return happens(
      drawn, colleague_probability(market.patients.usual_trust[person], market.tables->references, params));
}

/// An acute need on a day when the own clinician does not work, of somebody who would rather not wait.
bool goes_elsewhere(const Market& market, const Params& params, const Turn& turn, const Step& step) {
  if (turn.own == kNobody) return true;
  if (turn.planned != 0) return false;
  const std::uint32_t drawn =
      word(market.luck, turn.id, request_key(turn.asked_day, turn.number), step.index, draws::own_is_in);
  return !happens(drawn, market.clinicians.fte[turn.own]) && takes_colleague(market, params, turn, step);
}

/// Who sees this request in the second round, kNobody when all are full.
std::uint32_t second_choice(const Market& market, const Params& params, const Turn& turn, const Step& step) {
  const std::uint32_t other =
      takes_colleague(market, params, turn, step) ? colleague_for(market, turn.own) : kNobody;
  const bool own_has_time = turn.own != kNobody && has_time(market, turn.own);
  return other == kNobody && own_has_time ? turn.own : other;
}

/// Waiting on, giving up, or turning up at the emergency department.
Fate wait_or_give_up(Market& market, const Params& params, const Turn& turn, const Step& step) {
  const Words words = luck(market.luck, Kind::patient, turn.id, request_key(turn.asked_day, turn.number),
                           step.index, draws::gives_up.address);
  if (!happens(words[draws::gives_up], rate_to_probability(1.0 / params.patience_days, step.days)))
    return Fate::waits;
  const std::uint32_t person = market.requests.person[turn.request];
  const bool diverts = turn.planned == 0 && happens(words[draws::diverts], params.diverted_share);
  market.add(diverts ? Counter::diverted : Counter::given_up, person);
  market.record(person, step.first_day, EventKind::gave_up,
                static_cast<float>(step.end_day() - turn.asked_day));
  if (diverts) {
    market.buy(person, ServiceKind::emergency);
    market.add(Counter::ed_visits, person);
  }
  return Fate::ends;
}

/// Requests of the dead leave the queue; who is in hospital keeps the place but not the turn.
void withdraw_dead(Market& market) {
  Requests& queue = market.requests;
  std::uint32_t kept = 0;
  for (std::uint32_t r = 0; r < queue.count; ++r) {
    if (market.patients.alive[queue.person[r]] == 0) {
      market.add(Counter::withdrawn, queue.person[r]);
      continue;
    }
#define COLUMN(type, name, ...) queue.name[kept] = queue.name[r];
#include "state/requests.columns.def"
#undef COLUMN
    ++kept;
  }
  queue.count = kept;
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

void count_visits(Market& market) {
  const Encounters& visits = market.encounters;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    const std::uint32_t person = visits.person[e];
    market.add(Counter::served, person);
    market.add(Counter::wait_days, person, visits.wait_days[e]);
    if (visits.home[e] != 0) market.add(Counter::home_visits, person);
    if (usual_clinician(market, person) == visits.clinician[e]) market.add(Counter::served_own, person);
  }
}

}  // namespace

void schedule(Market& market, const Params& params, double face_minutes_per_week, const Step& step) {
  open_minutes(market, face_minutes_per_week, step);
  withdraw_dead(market);
  market.encounters.count = 0;
  const std::vector<Turn> order = turns(market, params);
  std::vector<Fate> fates(market.requests.count, Fate::waits);
  for (const Turn& turn : order) {
    const std::uint32_t person = market.requests.person[turn.request];
    if (market.in_hospital(person, step.first_day) || goes_elsewhere(market, params, turn, step)) continue;
    if (!has_time(market, turn.own, turn.slots)) continue;
    book(market, turn, turn.own, turn.slots, step);
    fates[turn.request] = Fate::served;
  }
  for (const Turn& turn : order) {
    const std::uint32_t person = market.requests.person[turn.request];
    if (fates[turn.request] == Fate::served || market.in_hospital(person, step.first_day)) continue;
    const std::uint32_t other = second_choice(market, params, turn, step);
    if (other != kNobody) book(market, turn, other, 1, step);
    fates[turn.request] = other != kNobody ? Fate::served : wait_or_give_up(market, params, turn, step);
  }
  count_visits(market);
  keep_waiting(market, fates);
}

}  // namespace rapport::access
