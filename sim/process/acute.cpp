// Exacerbations are marked in one dense pass a condition; the few that happen are followed one by one.
#include "process/acute.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/probability.h"
#include "base/sample.h"
#include "base/scratch.h"
#include "state/disease_book.h"
#include "state/fetch.h"
#include "state/hospital.h"
#include "state/marks.h"

namespace rapport::acute {

int stay_days(std::uint32_t word, const Params& p) {
  const double days = p.stay_days_mean * lognormal_mean_one(word, std::sqrt(p.stay_days_log_variance));
  const int whole = static_cast<int>(days + 0.5);
  return whole < 1 ? 1 : whole;
}

namespace {

struct Pass {
  LuckKey luck;
  std::uint32_t step;
  std::uint32_t name_hash;
  float years;
  float effect;
  float reference;
  float frailty_effect;
  float ceiling;
};

/// Hazard of an exacerbation a year: the base hazard of the state, held under the ceiling.
[[gnu::always_inline]] inline float exacerbation_hazard(const Pass& pass, float base, float control,
                                                        float frailty) {
  const float centre = 0.5F * pass.frailty_effect * pass.frailty_effect;
  const float raw = base * elementary::exp(pass.effect * (pass.reference - control) +
                                           pass.frailty_effect * frailty - centre);
  return raw < pass.ceiling ? raw : pass.ceiling;
}

/// Marks every row that flares up, and few that do not.
[[gnu::noinline]] void mark_exacerbations(std::uint32_t n, Pass pass, const std::uint64_t* __restrict id,
                                          const float* __restrict frailty,
                                          const std::uint32_t* __restrict owner,
                                          const std::uint8_t* __restrict state,
                                          const float* __restrict control, const float* __restrict base,
                                          std::uint8_t* __restrict may_flare) {
  for (std::uint32_t row = 0; row < n; ++row) {
    const std::uint32_t i = owner[row];
    const Words words =
        luck(pass.luck, Kind::patient, id[row], pass.name_hash, pass.step, draws::exacerbates.address);
    const float h = exacerbation_hazard(pass, base[state[row]], control[row], frailty[i]);
    const std::uint32_t limit = threshold_above(h, pass.years);
    may_flare[row] = words[draws::exacerbates] < limit ? 1 : 0;
  }
}

/// One episode of one person, as it unfolds.
struct Episode {
  std::uint32_t person;
  std::uint32_t condition;  ///< list number
  std::uint32_t partner;    ///< in addresses: the hash of the condition's name
  std::int32_t day;
  double severity;
  double known;  ///< K of the own doctor if the two doctors speak, else 0
};

double knowledge_of_own(const Market& market, std::uint32_t person) {
  const std::uint8_t slot = market.patients.usual_slot[person];
  return slot == kNoSlot ? 0.0 : market.ties.knowledge[market.tie_row(slot, person)];
}

/// True when a call to the own practice settles it; a call that does not makes it worse and later.
bool settled_by_call(Market& market, const Params& params, const Step& step, Episode& episode) {
  const std::uint32_t person = episode.person;
  if (market.patients.usual_slot[person] == kNoSlot) return false;
  const std::uint64_t id = market.patients.id[person];
  const double trust = market.patients.usual_trust[person];
  const std::uint32_t call = word(market.luck, id, episode.partner, step.index, draws::calls_own);
  if (!happens(call, call_probability(trust, episode.severity, market.tables->references, params)))
    return false;
  const double knowledge = knowledge_of_own(market, person);
  const std::uint32_t remote = word(market.luck, id, episode.partner, step.index, draws::remote_holds);
  if (happens(remote, remote_probability(knowledge, episode.severity, params))) return true;
  episode.severity = severity(episode.severity, params.remote_failure_severity);
  episode.day = std::min(episode.day + 1, step.end_day() - 1);
  const std::uint32_t back = word(market.luck, id, episode.partner, step.index, draws::called_back);
  episode.known = happens(back, params.called_back_share) ? knowledge : 0.0;
  return false;
}

void emergency(Market& market, const Params& params, const Step& step, const Episode& episode) {
  const std::uint32_t person = episode.person;
  const ConditionSpec& spec = market.tables->conditions[episode.condition];
  diagnose(market, episode.condition, person, episode.day);
  market.add(Counter::condition_ed_visits, person);
  arrive_at_emergency(market, person, episode.day, episode.severity, episode.condition);
  const Words words = luck(market.luck, Kind::patient, market.patients.id[person], episode.partner,
                           step.index, draws::admitted.address);
  const double frailty = market.patients.frailty[person];
  if (!happens(words[draws::admitted],
               admission_probability(episode.severity, frailty, episode.known, params)))
    return;
  const double p_death =
      hospital_death_probability(market.patients.life_row[person] % kAges, episode.severity, params);
  const bool dies = happens(words[draws::dies_in_hospital], p_death);
  market.add(Counter::condition_admissions, person);
  if (spec.of.ambulatory_sensitive != 0.0) market.add(Counter::sensitive_admissions, person);
  if (dies) market.add(Counter::condition_deaths, person);
  admit(market, person, episode.day, stay_days(words[draws::stay_length], params),
        dies ? step.end_day() - 1 : kNever, episode.condition);
}

void unfold(Market& market, const Params& params, const Step& step, std::size_t c, std::uint32_t row) {
  const ConditionSpec& spec = market.tables->conditions[c];
  const std::uint32_t person = market.conditions[c].owner[row];
  if (market.patients.alive[person] == 0 || market.in_hospital(person, step.first_day)) return;
  const std::uint64_t id = market.patients.id[person];
  const Words bad =
      luck(market.luck, Kind::patient, id, spec.name_hash, step.index, draws::severity_a.address);
  const std::uint32_t when = word(market.luck, id, spec.name_hash, step.index, draws::exacerbation_day);
  Episode episode{
      person,
      static_cast<std::uint32_t>(c),
      spec.name_hash,
      step.first_day + static_cast<std::int32_t>(below(when, static_cast<std::uint32_t>(step.days))),
      severity(beta_2_3(bad[draws::severity_a], bad[draws::severity_b]),
               spec.states[market.conditions[c].state[row]].severity_shift),
      0.0};
  market.add(Counter::exacerbations, person);
  market.record(person, episode.day, EventKind::exacerbated, static_cast<float>(episode.severity),
                episode.condition);
  if (settled_by_call(market, params, step, episode)) {
    market.add(Counter::settled_remotely, person);
    market.record(person, episode.day, EventKind::settled_at_home, 0.0F, episode.condition);
    return;
  }
  emergency(market, params, step, episode);
}

bool flares_up(const Market& market, const Pass& pass, const ConditionList& list, float base,
               std::uint32_t row) {
  const std::uint32_t i = list.owner[row];
  const std::uint32_t drawn =
      word(pass.luck, market.patients.id[i], pass.name_hash, pass.step, draws::exacerbates);
  const float h = exacerbation_hazard(pass, base, list.control[row], market.patients.moment_frailty[i]);
  return drawn < threshold(rate_to_probability(h, pass.years));
}

struct BackgroundPass {
  LuckKey luck;
  std::uint32_t step;
  float years;
  float frailty_effect;
};

[[gnu::always_inline]] inline float background_factor(const BackgroundPass& pass, float frailty) {
  const float centre = 0.5F * pass.frailty_effect * pass.frailty_effect;
  return elementary::exp(pass.frailty_effect * frailty - centre);
}

/// Marks everybody with an emergency visit or a stay, and few without.
[[gnu::noinline]] void mark_background(std::uint32_t n, BackgroundPass pass,
                                       const std::uint64_t* __restrict id,
                                       const std::uint8_t* __restrict alive,
                                       const std::uint16_t* __restrict life_row,
                                       const float* __restrict frailty, const float* __restrict ed_rate,
                                       const float* __restrict stay_rate, std::uint8_t* __restrict struck) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words words = luck(pass.luck, Kind::patient, id[i], 0, pass.step, draws::background_ed.address);
    const float factor = background_factor(pass, frailty[i]);
    const float ed = ed_rate[life_row[i]] * factor, stay = stay_rate[life_row[i]] * factor;
    const std::uint32_t comes = words[draws::background_ed] < threshold_above(ed, pass.years) ? 1U : 0U;
    const std::uint32_t stays = words[draws::background_stay] < threshold_above(stay, pass.years) ? 1U : 0U;
    struck[i] = static_cast<std::uint8_t>((comes | stays) * alive[i]);
  }
}

double background_mean(const Market& market, const Params& params, const Step& step, std::uint32_t person) {
  const double b = params.background_frailty_effect;
  const double factor = elementary::exp(b * market.patients.moment_frailty[person] - 0.5 * b * b);
  return market.rates->ed_visits[market.patients.life_row[person]] * factor *
         static_cast<double>(step.years());
}

}  // namespace

void exacerbate(Market& market, const Params& params, const HazardLink& link, const Step& step) {
  std::vector<std::uint8_t> may_flare;
  const Patients& people = market.patients;
  std::array<float, 256> base{};
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const ConditionSpec& spec = market.tables->conditions[c];
    const ConditionList& list = market.conditions[c];
    may_flare.resize(list.count);
    for (std::size_t s = 0; s < spec.states.size(); ++s)
      base[s] = static_cast<float>(spec.states[s].exacerbations_per_year);
    const Pass pass{market.luck,
                    step.index,
                    spec.name_hash,
                    step.years(),
                    static_cast<float>(link.effect_scale * spec.of.control_effect),
                    static_cast<float>(spec.control_reference),
                    static_cast<float>(spec.of.frailty_effect),
                    static_cast<float>(link.ceiling)};
    mark_exacerbations(list.count, pass, list.id, people.moment_frailty, list.owner, list.state, list.control,
                       base.data(), may_flare.data());
    const auto look_ahead = [&](std::uint32_t row) __attribute__((always_inline)) {
      const std::uint32_t i = list.owner[row];
      fetch(i, people.alive, people.discharge_day, people.usual_slot, people.usual_trust, people.undiagnosed,
            people.moment_frailty);
      fetch_for_counting(market, i);
    };
    each_marked(list.count, may_flare.data(), look_ahead, [&](std::uint32_t row) {
      if (flares_up(market, pass, list, base[list.state[row]], row)) unfold(market, params, step, c, row);
    });
  }
}

void strike(Market& market, const Params& params, const Step& step) {
  const std::uint32_t n = market.patients.count;
  Scratch<std::uint8_t> struck(n);
  const Patients& people = market.patients;
  const BackgroundPass pass{market.luck, step.index, step.years(),
                            static_cast<float>(params.background_frailty_effect)};
  mark_background(n, pass, people.id, people.alive, people.life_row, people.moment_frailty,
                  market.rates->ed_visits.data(), market.rates->stays.data(), struck.data());
  const auto look_ahead = [&](std::uint32_t i) __attribute__((always_inline)) {
    fetch(i, people.discharge_day, people.out_of_care, people.undiagnosed);
    fetch_for_counting(market, i);
  };
  each_marked(n, struck.data(), look_ahead, [&](std::uint32_t i) {
    if (market.in_hospital(i, step.first_day)) return;
    const Words words =
        luck(market.luck, Kind::patient, people.id[i], 0, step.index, draws::background_ed.address);
    const float factor = background_factor(pass, people.moment_frailty[i]);
    const auto happens_at = [&](std::uint32_t drawn, float rate) {
      return drawn < threshold(rate_to_probability(rate * factor, pass.years));
    };
    const std::uint32_t row = people.life_row[i];
    const int visits =
        happens_at(words[draws::background_ed], market.rates->ed_visits[row])
            ? poisson_count(words[draws::background_ed], background_mean(market, params, step, i))
            : 0;
    for (int k = 0; k < visits; ++k) arrive_at_emergency(market, i, step.first_day, 0.0, kNobody);
    if (!happens_at(words[draws::background_stay], market.rates->stays[row])) return;
    const double p_death = hospital_death_probability(people.life_row[i] % kAges,
                                                      params.hospital_death_severity_reference, params);
    admit(market, i, step.first_day, stay_days(words[draws::background_stay_length], params),
          happens(words[draws::background_death], p_death) ? step.end_day() - 1 : kNever, kNobody);
  });
}

Returning returning(const Market& market, std::uint32_t person) {
  const Patients& people = market.patients;
  const std::uint8_t cause = people.stay_cause[person];
  return {cause == kOtherCause ? 1.0 : market.tables->conditions[cause].of.readmission_ratio,
          people.frailty[person], static_cast<double>(people.disability[person]),
          people.seen_after_stay[person] / 255.0, people.support[person]};
}

namespace {

/// Who is in the 30 days after a stay on some day of the step.
[[gnu::noinline]] void mark_recent(std::uint32_t n, std::int32_t from, std::int32_t to,
                                   const std::uint8_t* __restrict alive,
                                   const std::int32_t* __restrict discharge_day,
                                   std::uint8_t* __restrict recent) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const bool within = (discharge_day[i] >= from) & (discharge_day[i] < to);
    recent[i] = static_cast<std::uint8_t>((within ? 1 : 0) & alive[i]);
  }
}

void come_back(Market& market, const Params& params, const Step& step, std::uint32_t i) {
  const Patients& people = market.patients;
  const std::int32_t home = people.discharge_day[i] + 1;
  const std::int32_t from = std::max(step.first_day, home);
  const std::int32_t to = std::min(step.end_day(), home + kReadmissionDays);
  if (from >= to) return;
  const double hazard = readmission_hazard(from - home, to - home, params) *
                        readmission_factor(returning(market, i), market.tables->references, params);
  const Words words =
      luck(market.luck, Kind::patient, people.id[i], 0, step.index, draws::readmitted.address);
  const std::uint32_t limit = threshold(rate_to_probability(hazard, 1.0));
  if (words[draws::readmitted] >= limit) return;
  // A word below its threshold is uniform below it: where it falls there is the day.
  const auto offset = static_cast<std::int32_t>(static_cast<std::int64_t>(words[draws::readmitted]) *
                                                (to - from) / (limit == 0 ? 1 : limit));
  const double p_death = hospital_death_probability(people.life_row[i] % kAges,
                                                    params.hospital_death_severity_reference, params);
  admit(market, i, from + offset, stay_days(words[draws::readmission_length], params),
        happens(words[draws::readmission_death], p_death) ? step.end_day() - 1 : kNever, kReadmission);
}

}  // namespace

void readmit(Market& market, const Params& params, const Step& step) {
  const std::uint32_t n = market.patients.count;
  Scratch<std::uint8_t> recent(n);
  mark_recent(n, step.first_day - kReadmissionDays - 1, step.end_day(), market.patients.alive,
              market.patients.discharge_day, recent.data());
  const Patients& people = market.patients;
  const auto look_ahead = [&](std::uint32_t i) __attribute__((always_inline)) {
    fetch(i, people.id, people.stay_cause, people.frailty, people.disability, people.seen_after_stay,
          people.support);
  };
  each_marked(n, recent.data(), look_ahead, [&](std::uint32_t i) { come_back(market, params, step, i); });
}

}  // namespace rapport::acute
