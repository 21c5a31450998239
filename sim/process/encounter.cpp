// The visits of a step, one after another in the order they were booked.
#include "process/encounter.h"

#include <cmath>

#include "base/fixed_sum.h"
#include "base/sample.h"
#include "state/disease_book.h"
#include "state/fetch.h"
#include "state/relationships.h"

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
    fetch(person, people.id, people.usual_slot, people.agenda, people.condition_minutes,
          people.expected_minutes, people.disposition);
    fetch_for_counting(market, person);
    for (std::uint32_t slot = 0; slot < kSlots; ++slot) fetch(market.tie_row(slot, person), ties.clinician);
  }
  if (e + kNearAhead < visits.count)
    fetch(likely_tie(market, visits.person[e + kNearAhead]), ties.trust, ties.knowledge, ties.consistency,
          ties.contacts, ties.last_week);
}

double face_minutes(const Market& market, const Params& params, std::uint32_t clinician,
                    std::uint32_t luck_word) {
  const double template_minutes = market.practices.visit_minutes[market.clinicians.practice[clinician]];
  return template_minutes * lognormal_mean_one(luck_word, std::sqrt(params.minutes_log_variance));
}

void hold_one(Market& market, const Params& params, double passed_on, const Step& step, std::uint32_t e) {
  Encounters& visits = market.encounters;
  Patients& people = market.patients;
  const std::uint32_t person = visits.person[e];
  const std::uint32_t clinician = visits.clinician[e];
  visits.first[e] = has_met(market, person, market.clinicians.id[clinician]) ? 0 : 1;
  const std::uint32_t slot = meet(market, person, market.clinicians.id[clinician], visits.day[e], passed_on);
  const std::size_t tie = market.tie_row(slot, person);
  const Words words = luck(market.luck, Kind::patient, people.id[person], visits.request[e], step.index,
                           draws::visit_minutes.address);
  const double minutes = face_minutes(market, params, clinician, words[draws::visit_minutes]);
  const double knowledge = market.ties.knowledge[tie];
  const double needed = minutes_needed(people.condition_minutes[person] / kMinuteScale, knowledge,
                                       people.agenda[person], params);
  const double expected = people.expected_minutes[person];
  const double skill = market.clinicians.skill[clinician];
  const double enough = adequacy(minutes, needed);
  const double p_shared = shared_probability({enough, skill, static_cast<double>(market.ties.trust[tie])},
                                             market.tables->references, params);
  visits.shared[e] = happens(words[draws::is_shared], p_shared) ? 1 : 0;
  const double felt =
      felt_above_reference({.empathy = market.clinicians.empathy[clinician],
                            .skill = skill,
                            .adequacy = enough,
                            .knowledge = knowledge,
                            .wait_days = static_cast<double>(visits.wait_days[e]),
                            .felt_time = felt_time(minutes, expected),
                            .shared = static_cast<double>(visits.shared[e]),
                            .strain = static_cast<double>(market.clinicians.strain[clinician]),
                            .disposition = people.disposition[person],
                            .noise = normal(words[draws::quality_noise])},
                           market.tables->references, params);
  visits.slot[e] = static_cast<std::uint8_t>(slot);
  visits.felt[e] = static_cast<float>(felt);
  visits.quality[e] = static_cast<float>(quality(felt, params));
  visits.consistency[e] = market.ties.consistency[tie];
  visits.adequacy[e] = static_cast<float>(enough);
  visits.knowledge[e] = static_cast<float>(knowledge);
  people.agenda[person] = static_cast<float>(agenda_after(needed, minutes, params));
  people.expected_minutes[person] =
      static_cast<float>(expected + params.expectation_gain * (minutes - expected));
  market.add(Counter::quality, person, to_fixed(visits.quality[e]));
  if (visits.shared[e] != 0) market.add(Counter::shared, person);
  if (visits.quality[e] >= kTopBox) market.add(Counter::top_box, person);
  market.record(person, visits.day[e], EventKind::visited, visits.quality[e],
                market.clinicians.id[clinician]);
  market.record(person, visits.day[e], EventKind::had_minutes, static_cast<float>(minutes),
                visits.kind[e] + (visits.home[e] != 0 ? kAtHome : 0));
}

}  // namespace

void hold(Market& market, const Params& params, double passed_on, const Step& step) {
  for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
    look_ahead(market, e);
    hold_one(market, params, passed_on, step, e);
  }
}

}  // namespace rapport::encounter
