// Referral care: how often, with whom.
#include "process/specialists.h"

#include <array>
#include <vector>

#include "base/draw_batch.h"
#include "base/probability.h"
#include "base/sample.h"
#include "base/scratch.h"
#include "state/fetch.h"
#include "state/marks.h"

namespace rapport::specialists {

std::uint32_t specialists_in(std::uint32_t people, const Params& params) {
  const double number = people / params.people_per_specialist;
  return number < 1.0 ? 1U : (number > 65535.0 ? 65535U : static_cast<std::uint32_t>(number + 0.5));
}

namespace {

constexpr std::uint32_t kGeneral = 0;

struct Pass {
  LuckKey luck;
  std::uint32_t step;
};

[[gnu::noinline]] void mark_other_reasons(std::uint32_t n, Pass pass, const std::uint64_t* __restrict id,
                                          const std::uint8_t* __restrict alive,
                                          const std::uint16_t* __restrict life_row,
                                          const std::uint32_t* __restrict limit,
                                          std::uint32_t* __restrict drawn, std::uint8_t* __restrict goes) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words words = luck(pass.luck, Kind::patient, id[i], 0, pass.step, draws::specialist_visits.address);
    const std::uint32_t below = words[draws::specialist_visits] < limit[life_row[i]] ? 1 : 0;
    drawn[i] = words[draws::specialist_visits];
    goes[i] = static_cast<std::uint8_t>(below & alive[i]);
  }
}

struct ListPass {
  LuckKey luck;
  std::uint32_t step;
  std::uint32_t name_hash;
};

[[gnu::noinline]] void mark_referred(std::uint32_t n, ListPass pass, std::uint32_t limit,
                                     const std::uint64_t* __restrict id, std::uint8_t* __restrict goes) {
  for (std::uint32_t row = 0; row < n; ++row) {
    const Words words = luck(pass.luck, Kind::patient, id[row], pass.name_hash, pass.step,
                             draws::condition_specialists.address);
    goes[row] = words[draws::condition_specialists] < limit ? 1 : 0;
  }
}

/// The column of a specialty's named specialists.
std::uint16_t* column_of(const Patients& people, std::uint32_t specialty) {
  switch (specialty) {
    case 1: return people.specialist_heart_lung;
    case 2: return people.specialist_metabolic;
    case 3: return people.specialist_mind;
    case 4: return people.specialist_joints;
    case 5: return people.specialist_oncology;
    default: return people.specialist_general;
  }
}

/// Visits of the step, in the order in which they are held.
struct Visits {
  std::vector<std::uint32_t> person;
  std::vector<std::uint64_t> id;
  std::vector<std::uint32_t> specialty;

  void add(const Market& market, std::uint32_t who, std::uint32_t of, int count = 1) {
    for (int k = 0; k < count; ++k) {
      person.push_back(who);
      id.push_back(market.patients.id[who]);
      specialty.push_back(of);
    }
  }
};

void hold(Market& market, const Params& params, const Visits& visits, const Step& step) {
  const DrawBatch drawn(market.luck, step.index, draws::keeps_specialist, visits.id, visits.specialty);
  const std::uint32_t choice = specialists_in(market.founders, params);
  for (std::size_t k = 0; k < visits.person.size(); ++k) {
    if (k + kFarAhead < visits.person.size()) fetch_for_counting(market, visits.person[k + kFarAhead]);
    const std::uint32_t person = visits.person[k], specialty = visits.specialty[k];
    const std::uint16_t before = column_of(market.patients, specialty)[person];
    const bool keeps = before != 0 && happens(drawn.word(draws::keeps_specialist, k), params.keep_share);
    const std::uint32_t another = 1 + below(drawn.word(draws::new_specialist, k), choice);
    const std::uint16_t seen = keeps ? before : static_cast<std::uint16_t>(another);
    column_of(market.patients, specialty)[person] = seen;
    market.add(Counter::specialist_visits, person);
    market.buy(person, ServiceKind::specialist);
    market.record(person, step.first_day, EventKind::specialist_visit, static_cast<float>(specialty), seen);
  }
}

void visits_for_condition(const Market& market, const Step& step, std::size_t c, Visits& visits) {
  const ConditionSpec& spec = market.tables->conditions[c];
  const double mean =
      spec.of.specialist_visits_per_year * market.place.specialists * static_cast<double>(kPeriodYears);
  if (mean <= 0.0 || !step.is_turn_of(spec.name_hash)) return;
  const ConditionList& list = market.conditions[c];
  const auto specialty = static_cast<std::uint32_t>(spec.of.specialty);
  Scratch<std::uint8_t> goes(list.count);
  mark_referred(list.count, {market.luck, step.index, spec.name_hash},
                threshold(rate_to_probability(mean, 1.0)), list.id, goes.data());
  const auto look_ahead = [&](std::uint32_t row) __attribute__((always_inline)) {
    const std::uint32_t i = list.owner[row];
    fetch(i, market.patients.alive, market.patients.discharge_day, market.patients.undiagnosed,
          column_of(market.patients, specialty));
    fetch_for_counting(market, i);
  };
  each_marked(list.count, goes.data(), look_ahead, [&](std::uint32_t row) {
    const std::uint32_t person = list.owner[row];
    if (market.patients.alive[person] == 0 || market.in_hospital(person, step.first_day)) return;
    if ((market.patients.undiagnosed[person] >> c & 1) != 0) return;
    const std::uint32_t drawn = word(market.luck, market.patients.id[person], spec.name_hash, step.index,
                                     draws::condition_specialists);
    visits.add(market, person, specialty, poisson_count(drawn, mean));
  });
}

/// Visits a year for other reasons, less those that primary care is expected to refer.
ByLifeRow rates_without_referrals(const Market& market, double referral_share) {
  ByLifeRow rates{};
  for (std::size_t row = 0; row < rates.size(); ++row) {
    const double referred = referral_share * market.tables->primary_care_visits[row % kAges];
    rates[row] = static_cast<float>(
        background_use(static_cast<double>(market.rates->specialist_visits[row]), referred));
  }
  return rates;
}

void visits_for_referrals(const Market& market, Visits& visits) {
  for (std::uint32_t e = 0; e < market.encounters.count; ++e) {
    if (market.encounters.referred[e] != 0) visits.add(market, market.encounters.person[e], kGeneral);
  }
}

}  // namespace

void visit(Market& market, const Params& params, double referral_share, const Step& step) {
  const std::uint32_t n = market.patients.count;
  Scratch<std::uint8_t> goes(n);
  Scratch<std::uint32_t> drawn(n);
  const Patients& people = market.patients;
  const ByLifeRow rates = rates_without_referrals(market, referral_share);
  const float* rate = rates.data();
  const float exposure = step.years() * static_cast<float>(market.place.specialists);
  std::array<std::uint32_t, std::tuple_size_v<ByLifeRow>> limits;
  for (std::size_t row = 0; row < limits.size(); ++row)
    limits[row] = threshold(rate_to_probability(rate[row], exposure));
  mark_other_reasons(n, {market.luck, step.index}, people.id, people.alive, people.life_row, limits.data(),
                     drawn.data(), goes.data());
  Visits visits;
  const auto look_ahead = [&](std::uint32_t i) __attribute__((always_inline)) {
    fetch(i, people.discharge_day, people.specialist_general);
    fetch_for_counting(market, i);
  };
  each_marked(n, goes.data(), look_ahead, [&](std::uint32_t i) {
    if (market.in_hospital(i, step.first_day)) return;
    const double mean = static_cast<double>(rate[people.life_row[i]]) * static_cast<double>(exposure);
    visits.add(market, i, kGeneral, poisson_count(drawn[i], mean));
  });
  visits_for_referrals(market, visits);
  for (std::size_t c = 0; c < market.conditions.size(); ++c) visits_for_condition(market, step, c, visits);
  hold(market, params, visits, step);
}

}  // namespace rapport::specialists
