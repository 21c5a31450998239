// The visits of a step, one after another in the order they were booked.
#include "process/encounter.h"

#include <cmath>

#include "base/fixed_sum.h"
#include "base/sample.h"
#include "state/disease_book.h"
#include "state/relationships.h"

namespace rapport::encounter {

namespace {

double face_minutes(const Market& market, const Params& params, std::uint32_t clinician,
                    std::uint32_t luck_word) {
  const double template_minutes = market.practices.visit_minutes[market.clinicians.practice[clinician]];
  return template_minutes * lognormal_mean_one(luck_word, std::sqrt(params.minutes_log_variance));
}

void hold_one(Market& market, const Params& params, const Step& step, std::uint32_t e) {
  Encounters& visits = market.encounters;
  Patients& people = market.patients;
  const std::uint32_t person = visits.person[e];
  const std::uint32_t clinician = visits.clinician[e];
  const std::uint32_t slot = meet(market, person, market.clinicians.id[clinician], visits.day[e]);
  const std::size_t tie = market.tie_row(slot, person);
  const Words words = luck(market.luck, Kind::patient, people.id[person], visits.request[e], step.index,
                           draws::visit_minutes.address);
  const double minutes = face_minutes(market, params, clinician, words[draws::visit_minutes]);
  const double knowledge = market.ties.knowledge[tie];
  const double needed = minutes_needed(people.condition_minutes[person] / kMinuteScale, knowledge,
                                       people.agenda[person], params);
  const double expected = people.expected_minutes[person];
  const double felt = felt_above_reference({.empathy = market.clinicians.empathy[clinician],
                                            .skill = market.clinicians.skill[clinician],
                                            .adequacy = adequacy(minutes, needed),
                                            .knowledge = knowledge,
                                            .wait_days = static_cast<double>(visits.wait_days[e]),
                                            .felt_time = felt_time(minutes, expected),
                                            .disposition = people.disposition[person],
                                            .noise = normal(words[draws::quality_noise])},
                                           market.tables->references, params);
  visits.slot[e] = static_cast<std::uint8_t>(slot);
  visits.felt[e] = static_cast<float>(felt);
  visits.quality[e] = static_cast<float>(quality(felt, params));
  visits.consistency[e] = market.ties.consistency[tie];
  visits.adequacy[e] = static_cast<float>(adequacy(minutes, needed));
  visits.knowledge[e] = static_cast<float>(knowledge);
  people.agenda[person] = static_cast<float>(agenda_after(needed, minutes, params));
  people.expected_minutes[person] =
      static_cast<float>(expected + params.expectation_gain * (minutes - expected));
  market.add(Counter::quality, person, to_fixed(visits.quality[e]));
  market.record(person, visits.day[e], EventKind::visited, visits.quality[e],
                market.clinicians.id[clinician]);
}

}  // namespace

void hold(Market& market, const Params& params, const Step& step) {
  for (std::uint32_t e = 0; e < market.encounters.count; ++e) hold_one(market, params, step, e);
}

}  // namespace rapport::encounter
