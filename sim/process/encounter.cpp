// The visits of a step, one after another in the order they were booked.
#include "process/encounter.h"

#include <cmath>

#include "base/fixed_sum.h"
#include "base/sample.h"
#include "state/disease_book.h"
#include "state/fetch.h"
#include "state/relationships.h"
#include "state/visit_draws.h"

namespace rapport::encounter {

namespace {

constexpr float kTopBox = 0.9F;  ///< felt quality from which a visit counts as rated best (outcome)

/// Visits come in the order in which they were booked, people scattered.
[[gnu::always_inline]] inline void look_ahead(const Market& market, std::uint32_t e) {
  const Encounters& visits = market.encounters;
  const Patients& people = market.patients;
  const Ties& ties = market.ties;
  if (e + kFarAhead < visits.count) {
    const std::uint32_t person = visits.person[e + kFarAhead];
    fetch(person, people.id, people.last_seen, people.usual_slot, people.agenda, people.undiagnosed,
          people.expected_minutes, people.disposition, people.further);
    fetch_for_counting(market, person);
    fetch(person, ties.clinician);
  }
  if (e + kNearAhead < visits.count) {
    const std::uint32_t person = visits.person[e + kNearAhead];
    fetch_further(market, person);
    fetch(likely_tie(market, person), ties.trust, ties.knowledge, ties.consistency, ties.contacts,
          ties.last_week);
  }
}

double face_minutes(const Market& market, const Params& params, std::uint32_t clinician,
                    std::uint32_t luck_word) {
  const double template_minutes = market.practices.visit_minutes[market.clinicians.practice[clinician]];
  return template_minutes * lognormal_mean_one(luck_word, std::sqrt(params.minutes_log_variance));
}

/// One visit as it begins: the tie is there, nothing is learnt.
struct Visit {
  std::uint32_t number;  ///< row of encounters
  std::uint32_t person;
  std::uint32_t clinician;
  std::size_t tie;
  double minutes;
  double needed;
  double adequacy;
};

Visit begin_visit(Market& market, const Params& params, double passed_on, std::uint32_t minutes_word,
                  std::uint32_t e) {
  Encounters& visits = market.encounters;
  const std::uint32_t person = visits.person[e];
  const std::uint32_t clinician = visits.clinician[e];
  const std::uint32_t id = market.clinicians.id[clinician];
  visits.first[e] = has_met(market, person, id) ? 0 : 1;
  visits.slot[e] = static_cast<std::uint8_t>(meet(market, person, id, visits.day[e], passed_on));
  const std::size_t tie = market.tie_row(visits.slot[e], person);
  const double minutes = face_minutes(market, params, clinician, minutes_word);
  const double needed = minutes_needed(known_minutes(market, person) / kMinuteScale,
                                       market.ties.knowledge[tie], market.patients.agenda[person], params);
  return {e, person, clinician, tie, minutes, needed, adequacy(minutes, needed)};
}

/// EN-5 for one visit; whether the decision was shared is known by now.
double felt_in(const Market& market, const Params& params, const Visit& visit, std::uint32_t noise_word) {
  const Encounters& visits = market.encounters;
  const double expected = market.patients.expected_minutes[visit.person];
  return felt_above_reference({.empathy = market.clinicians.empathy[visit.clinician],
                               .skill = market.clinicians.skill[visit.clinician],
                               .adequacy = visit.adequacy,
                               .knowledge = market.ties.knowledge[visit.tie],
                               .wait_days = static_cast<double>(visits.wait_days[visit.number]),
                               .felt_time = felt_time(visit.minutes, expected),
                               .shared = static_cast<double>(visits.shared[visit.number]),
                               .strain = static_cast<double>(market.clinicians.strain[visit.clinician]),
                               .disposition = market.patients.disposition[visit.person],
                               .noise = normal(noise_word)},
                              market.tables->references, params);
}

/// What the person takes home from a visit.
void leave_room(Market& market, const Params& params, const Visit& visit) {
  Patients& people = market.patients;
  const double expected = people.expected_minutes[visit.person];
  people.agenda[visit.person] = static_cast<float>(agenda_after(visit.needed, visit.minutes, params));
  people.expected_minutes[visit.person] =
      static_cast<float>(expected + params.expectation_gain * (visit.minutes - expected));
}

void count_visit(Market& market, const Visit& visit) {
  const Encounters& visits = market.encounters;
  const std::uint32_t e = visit.number, person = visit.person;
  market.add(Counter::quality, person, to_fixed(visits.quality[e]));
  if (visits.shared[e] != 0) market.add(Counter::shared, person);
  if (visits.quality[e] >= kTopBox) market.add(Counter::top_box, person);
  market.record(person, visits.day[e], EventKind::visited, visits.quality[e],
                market.clinicians.id[visit.clinician]);
  market.record(person, visits.day[e], EventKind::had_minutes, static_cast<float>(visit.minutes),
                visits.kind[e] + (visits.home[e] != 0 ? kAtHome : 0));
}

/// RE-3.
void count_sequence(Market& market, std::uint32_t person, std::uint32_t clinician_id) {
  std::uint32_t& last = market.patients.last_seen[person];
  if (last != kNoClinician) market.add(Counter::visits_after_another, person);
  if (last == clinician_id) market.add(Counter::same_as_before, person);
  last = clinician_id;
}

void hold_one(Market& market, const Params& params, double passed_on, const DrawBatch& drawn,
              std::uint32_t e) {
  Encounters& visits = market.encounters;
  const Visit visit = begin_visit(market, params, passed_on, drawn.word(draws::visit_minutes, e), e);
  count_sequence(market, visit.person, market.clinicians.id[visit.clinician]);
  const Talk talk{visit.adequacy, market.clinicians.skill[visit.clinician],
                  static_cast<double>(market.ties.trust[visit.tie])};
  const double p_shared = shared_probability(talk, market.tables->references, params);
  visits.shared[e] = happens(drawn.word(draws::is_shared, e), p_shared) ? 1 : 0;
  const double felt = felt_in(market, params, visit, drawn.word(draws::quality_noise, e));
  visits.felt[e] = static_cast<float>(felt);
  visits.quality[e] = static_cast<float>(quality(felt, params));
  visits.consistency[e] = market.ties.consistency[visit.tie];
  visits.adequacy[e] = static_cast<float>(visit.adequacy);
  visits.knowledge[e] = market.ties.knowledge[visit.tie];
  leave_room(market, params, visit);
  count_visit(market, visit);
}

}  // namespace

void hold(Market& market, const Params& params, double passed_on, const Step& step) {
  const DrawBatch drawn = draws_of_visits(market, draws::visit_minutes, step);
  for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
    look_ahead(market, e);
    hold_one(market, params, passed_on, drawn, e);
  }
}

}  // namespace rapport::encounter
