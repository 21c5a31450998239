// A market with the columns that scheduling reads, and nothing that lives in it.
#include "study/waiting_room.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "base/draw_batch.h"
#include "base/sample.h"
#include "study/queueing.h"
#include "study/task_pool.h"

namespace rapport::waiting_room {

namespace {

constexpr std::int32_t kVisitMinutes = 18;
constexpr std::uint32_t kPeopleOfClinician = 8;  ///< who take turns in asking
constexpr std::uint32_t kEndless = 500;        ///< people waiting in each practice: no load that is asked for
constexpr auto kAsked = NeedKind::preventive;  ///< planned: it asks the practice and nobody else

LuckKey key_of(std::uint64_t seed, std::uint32_t replicate) {
  return {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32), replicate, 0};
}

struct Size {
  std::uint32_t practices;
  std::uint32_t clinicians;  ///< of a practice
  std::uint32_t people;      ///< of a clinician
};

/// Everybody has one tie, with the usual clinician; practices are of one size.
void lay_out(Market& market, const Tables& tables, const Size& size, const LuckKey& luck) {
  const std::uint32_t clinicians = size.practices * size.clinicians, people = clinicians * size.people;
  market.tables = &tables;
  market.luck = luck;
  market.reserve({.people = people,
                  .clinicians = clinicians,
                  .practices = size.practices,
                  .requests = people,
                  .services = 1,
                  .conditions = {},
                  .further = 0});
  market.practices.count = size.practices;
  for (std::uint32_t p = 0; p < size.practices; ++p) {
    market.practices.id[p] = p;
    market.practices.first_clinician[p] = p * size.clinicians;
    market.practices.clinicians[p] = size.clinicians;
    market.practices.visit_minutes[p] = kVisitMinutes;
    market.practices.hired[p] = kNobody;
  }
  market.clinicians.count = clinicians;
  for (std::uint32_t k = 0; k < clinicians; ++k) {
    market.clinicians.practice[k] = k / size.clinicians;
    market.clinicians.id[k] = k / size.clinicians << 20 | k % size.clinicians << 10;
    market.clinicians.fte[k] = market.clinicians.present[k] = 1.0F;
  }
  market.patients.count = people;
  for (std::uint32_t i = 0; i < people; ++i) {
    market.patients.id[i] = i + 1;
    market.patients.alive[i] = 1;
    market.patients.discharge_day[i] = -1;
    market.clear_tie(market.tie_row(0, i));
    market.patients.usual_slot[i] = 0;
    market.ties.clinician[market.tie_row(0, i)] = market.clinicians.id[i / size.people];
  }
}

/// Every request is asked of the practice, any colleague will do, and nobody gives up while `waits`; else all do
/// at the end of the step.
access::Params rules(bool waits, bool own_first) {
  access::Params params;
  params.patience_days = waits ? std::numeric_limits<double>::max() : std::numeric_limits<double>::min();
  params.colleague_logit = 50.0;  // 1 to the last place
  params.wait_for_own = 0.0;
  params.open_share = own_first ? 1.0 : 0.0;
  params.new_patient_share = 0.0;
  params.overbooking = 0.0;
  return params;
}

/// Minutes a week of which a day has `slots` visits.
access::Practices slots_a_day(std::uint32_t slots) {
  return {.face_minutes_per_week = static_cast<double>(kDaysPerWeek * kVisitMinutes) * slots, .reach = 1.0};
}

/// Who of the panel of clinician k asks today.
std::uint32_t ask_of_panel(Market& market, const Panel& panel, std::uint32_t k,
                           const std::vector<std::uint32_t>& partners, const Step& today) {
  const std::uint32_t first = k * panel.people;
  const DrawBatch drawn(market.luck, today.index, draws::panel_asks,
                        {market.patients.id + first, panel.people}, partners);
  const std::uint32_t asks = threshold(panel.asks);
  std::uint32_t asked = 0;
  for (std::uint32_t i = 0; i < panel.people; ++i) {
    if (!event(drawn.word(draws::panel_asks, i), asks)) continue;
    market.ask(first + i, kAsked, today.first_day, 0);
    ++asked;
  }
  return asked;
}

void count_day(PanelSums& sums, const Panel& panel, std::uint32_t asked, std::uint32_t seen) {
  const double mean = panel.people * panel.asks, more = asked - mean;
  sums.overflows += seen < asked ? 1.0 : 0.0;
  sums.luck[0] += more;
  sums.luck[1] += more * more - mean * (1.0 - panel.asks);
}

}  // namespace

Room::Room(const Queue& queue, std::uint32_t practices, std::uint64_t seed, std::uint32_t replicate)
    : queue_(queue),
      params_(rules(queue.waits, queue.own_first)),
      now_{.index = 0, .first_day = 0, .days = 1},
      ends_(practices * queue.clinicians, 0),
      busy_(practices, 0),
      waiting_(practices, 0),
      ended_(practices, 0),
      asked_(practices, 0),
      sums_(practices) {
  lay_out(market_, tables_, {practices, queue.clinicians, kPeopleOfClinician}, key_of(seed, replicate));
}

std::uint32_t Room::practice_of(std::uint32_t person) const {
  return person / (kPeopleOfClinician * queue_.clinicians);
}

void Room::end_visits() {
  std::fill(ended_.begin(), ended_.end(), 0);
  for (std::uint32_t k = 0; k < market_.clinicians.count; ++k) {
    if (ends_[k] != now_.index) continue;
    ++ended_[market_.clinicians.practice[k]];
    ends_[k] = 0;
    market_.clinicians.present[k] = 1.0F;
  }
}

void Room::ask() {
  const std::uint32_t people = kPeopleOfClinician * queue_.clinicians;
  const double expected = queue_.offered * queue_.step;
  for (std::uint32_t p = 0; p < market_.practices.count; ++p) {
    asked_[p] = static_cast<std::uint32_t>(
        poisson_count(word(market_.luck, p, 0, now_.index, draws::queue_requests), expected));
    for (std::uint32_t k = 0; k < asked_[p]; ++k) {
      const std::uint32_t who = below(word(market_.luck, p, k, now_.index, draws::queue_asker), people);
      market_.ask(p * people + who, kAsked, now_.first_day, static_cast<std::uint8_t>(k));
    }
    count_luck(p, asked_[p] - expected);
  }
}

/// What came and what ended, less what was to be expected of `busy_`, each weighted by where the queue stands.
void Room::count_luck(std::uint32_t practice, double requests) {
  const double busy = busy_[practice];
  const double growth = requests - (ended_[practice] - busy * queue_.step);
  const double waiting = waiting_[practice], idle = queue_.clinicians - busy;
  const double is_full = busy_[practice] == queue_.clinicians ? 1.0 : 0.0;
  std::array<double, kLuck>& luck = sums_[practice].luck;
  const double spread = queue_.offered * queue_.step + busy * queue_.step * (1.0 - queue_.step);
  const double surprise = growth * growth - spread;
  const std::array now{growth,   growth * is_full,   growth * waiting, growth * idle,
                       requests, requests * is_full, surprise,         surprise * is_full};
  for (std::size_t z = 0; z < kLuck; ++z) luck[z] += now[z];
}

void Room::begin_visits() {
  const Encounters& visits = market_.encounters;
  Clinicians& staff = market_.clinicians;
  for (std::uint32_t p = 0; p < market_.practices.count; ++p) busy_[p] -= ended_[p];
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    const std::uint32_t k = visits.clinician[e], p = staff.practice[k];
    const std::uint32_t drawn = word(market_.luck, staff.id[k], 0, now_.index, draws::queue_visit_length);
    ends_[k] = now_.index + queueing::visit_steps(uniform(drawn), queue_.step);
    staff.present[k] = 0.0F;
    ++busy_[p];
    sums_[p].visits += 1.0;
    sums_[p].delayed += visits.wait_days[e] > 0 ? 1.0 : 0.0;
    sums_[p].wait_steps += visits.wait_days[e];
    waiting_[p] -= 1;  // of those there were and those who came
  }
}

/// After the visits, who is missing from the module's queue has left.
void Room::count_waiting() {
  const std::vector<std::uint32_t> unserved = waiting_;
  std::fill(waiting_.begin(), waiting_.end(), 0);
  for (std::uint32_t r = 0; r < market_.requests.count; ++r)
    ++waiting_[practice_of(market_.requests.person[r])];
  for (std::uint32_t p = 0; p < market_.practices.count; ++p) {
    sums_[p].asked += asked_[p];
    sums_[p].waiting += waiting_[p];
    sums_[p].busy += busy_[p];
    sums_[p].lost += unserved[p] - waiting_[p];
  }
}

void Room::step() {
  stop_if_interrupted();
  now_.first_day = static_cast<std::int32_t>(++now_.index);
  end_visits();
  ask();
  for (std::uint32_t p = 0; p < market_.practices.count; ++p) waiting_[p] += asked_[p];
  access::schedule(market_, params_, slots_a_day(1), now_);
  begin_visits();
  count_waiting();
  if (market_.requests.count > kEndless * market_.practices.count)
    throw std::runtime_error("the queue of the scheduling module grows without end");
}

std::vector<PanelSums> panel_days(const Panel& panel, std::uint32_t clinicians, std::uint32_t days,
                                  std::uint64_t seed) {
  const Tables tables;
  const access::Params params = rules(false, true);
  Market market;
  lay_out(market, tables, {clinicians, 1, panel.people}, key_of(seed, 0));
  const std::vector<std::uint32_t> partners(panel.people, 0);
  std::vector<std::uint32_t> asked(clinicians), seen(clinicians);
  std::vector<PanelSums> sums(clinicians);
  for (std::uint32_t day = 0; day < days; ++day) {
    stop_if_interrupted();
    const Step today{.index = day, .first_day = static_cast<std::int32_t>(day), .days = 1};
    for (std::uint32_t k = 0; k < clinicians; ++k) asked[k] = ask_of_panel(market, panel, k, partners, today);
    access::schedule(market, params, slots_a_day(panel.slots), today);
    std::fill(seen.begin(), seen.end(), 0);
    for (std::uint32_t e = 0; e < market.encounters.count; ++e) ++seen[market.encounters.clinician[e]];
    for (std::uint32_t k = 0; k < clinicians; ++k) {
      count_day(sums[k], panel, asked[k], seen[k]);
      sums[k].used_minutes += market.clinicians.minutes_used[k];
      sums[k].open_minutes += market.clinicians.minutes_open[k];
    }
  }
  return sums;
}

}  // namespace rapport::waiting_room
