// Booked visits one after another: held or missed; then who returns to care.
#include "process/attendance.h"

#include "base/probability.h"
#include "base/sample.h"
#include "state/fetch.h"
#include "state/marks.h"
#include "state/visit_draws.h"

namespace rapport::attendance {

namespace {

/// Visits come in the order in which they were booked, people scattered.
[[gnu::always_inline]] inline void look_ahead(const Market& market, std::uint32_t e) {
  const Encounters& visits = market.encounters;
  const Patients& people = market.patients;
  if (e + kFarAhead < visits.count) {
    const std::uint32_t person = visits.person[e + kFarAhead];
    fetch(person, people.id, people.usual_slot, people.usual_trust, people.behaviour, people.insurance);
    fetch_for_counting(market, person);
  }
  if (e + kNearAhead < visits.count)
    fetch(likely_tie(market, visits.person[e + kNearAhead]), market.ties.clinician);
}

bool is_planned(const Encounters& visits, std::uint32_t e) {
  return visits.kind[e] != static_cast<std::uint8_t>(NeedKind::acute);
}

bool is_missed(const Market& market, const Params& params, const VisitCost& cost, std::uint32_t drawn,
               std::uint32_t e) {
  if (!is_planned(market.encounters, e) || market.encounters.home[e] != 0) return false;
  const std::uint32_t person = market.encounters.person[e];
  const Patients& people = market.patients;
  const References& ref = market.tables->references;
  const double trust = people.usual_slot[person] == kNoSlot ? ref.trust : people.usual_trust[person];
  const Booked booked{trust, people.behaviour[person], cost[people.insurance[person]]};
  return happens(drawn, miss_probability(booked, ref, params));
}

/// A follow-up that was missed may be the last one for a while.
void drop_out(Market& market, const Params& params, std::uint32_t drawn, std::uint32_t e) {
  const Encounters& visits = market.encounters;
  const std::uint32_t person = visits.person[e];
  if (visits.kind[e] != static_cast<std::uint8_t>(NeedKind::follow_up)) return;
  if (market.patients.out_of_care[person] != 0) return;
  if (!happens(drawn, params.drop_out)) return;
  market.patients.out_of_care[person] = 1;
  market.record(person, visits.day[e], EventKind::left_care);
}

/// The clinician's minutes go unused.
void lose(Market& market, std::uint32_t e) {
  const Encounters& visits = market.encounters;
  const std::uint32_t person = visits.person[e];
  market.add(Counter::missed, person);
  market.add_unstratified(Counter::lost_minutes, market.encounters.booked_minutes[e]);
  market.clinicians.minutes_used[visits.clinician[e]] -= market.encounters.booked_minutes[e];
  market.record(person, visits.day[e], EventKind::missed_visit, static_cast<float>(visits.kind[e]),
                market.clinicians.id[visits.clinician[e]]);
}

void count_held(Market& market, std::uint32_t e) {
  const Encounters& visits = market.encounters;
  const std::uint32_t person = visits.person[e];
  const std::uint8_t usual = market.patients.usual_slot[person];
  const std::uint32_t seen = market.clinicians.id[visits.clinician[e]];
  market.add(Counter::served, person);
  if (visits.home[e] != 0) market.add(Counter::home_visits, person);
  market.add(Counter::wait_days, person, visits.wait_days[e]);
  if (usual != kNoSlot && market.ties.clinician[market.tie_row(usual, person)] == seen)
    market.add(Counter::served_own, person);
  if (usual == kNoSlot) {
    market.add(Counter::newcomer_visits, person);
    market.add(Counter::newcomer_wait_days, person, visits.wait_days[e]);
  }
  if (visits.kind[e] == static_cast<std::uint8_t>(NeedKind::preventive))
    market.add(Counter::preventive_visits, person);
}

void move_row(Encounters& visits, std::uint32_t to, std::uint32_t from) {
#define COLUMN(type, name, ...) visits.name[to] = visits.name[from];
#include "state/encounters.columns.def"
#undef COLUMN
}

}  // namespace

void attend(Market& market, const Params& params, const VisitCost& cost, const Step& step) {
  Encounters& visits = market.encounters;
  const DrawBatch drawn = draws_of_visits(market, draws::misses_visit, step);
  std::uint32_t held = 0;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    look_ahead(market, e);
    if (is_planned(visits, e)) market.add(Counter::planned_booked, visits.person[e]);
    if (is_missed(market, params, cost, drawn.word(draws::misses_visit, e), e)) {
      lose(market, e);
      drop_out(market, params, drawn.word(draws::drops_out, e), e);
      continue;
    }
    count_held(market, e);
    move_row(visits, held++, e);
  }
  visits.count = held;
}

void come_back(Market& market, const Params& params, const Step& step) {
  if (!step.starts_period()) return;
  Patients& people = market.patients;
  const double p = rate_to_probability(params.return_per_year, static_cast<double>(kPeriodYears));
  each_marked(people.count, people.out_of_care, [&](std::uint32_t i) {
    const std::uint32_t drawn = word(market.luck, people.id[i], 0, step.index, draws::comes_back);
    if (people.alive[i] == 0 || !happens(drawn, p)) return;
    people.out_of_care[i] = 0;
    market.record(i, step.first_day, EventKind::came_back);
  });
}

}  // namespace rapport::attendance
