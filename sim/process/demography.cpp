// Who dies and who is born in a step.
#include "process/demography.h"

#include <array>
#include <vector>

#include "base/elementary.h"
#include "base/probability.h"
#include "base/sample.h"
#include "state/family_ties.h"
#include "state/lives.h"
#include "state/marks.h"

namespace rapport::demography {

std::uint64_t newborn_id(std::uint64_t mother_id, std::uint32_t birth_order) {
  if (birth_order == 0 || birth_order > 31) return 0;
  for (int shift = 35; shift >= 0; shift -= 5) {
    if ((mother_id >> shift & 31) == 0) return mother_id | static_cast<std::uint64_t>(birth_order) << shift;
  }
  return 0;
}

namespace {

struct Pass {
  LuckKey luck;
  std::uint32_t step;
  float years;
};

/// Marks everybody who dies, and few who do not.
[[gnu::noinline]] void mark_deaths(std::uint32_t n, Pass pass, float frailty_effect,
                                   const std::uint64_t* __restrict id, const std::uint8_t* __restrict alive,
                                   const std::uint16_t* __restrict life_row,
                                   const std::int32_t* __restrict mortality_log,
                                   const float* __restrict frailty, const float* __restrict social_log,
                                   const float* __restrict hazard, std::uint8_t* __restrict dies) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words words = luck(pass.luck, Kind::patient, id[i], 0, pass.step, draws::dies.address);
    const float eta = log_factor(mortality_log[i], frailty[i], social_log[i], frailty_effect);
    const float h = hazard[life_row[i]] * elementary::exp(eta);
    const std::uint32_t limit = threshold_above(h, pass.years);
    dies[i] = static_cast<std::uint8_t>((words[draws::dies] < limit ? 1 : 0) & alive[i]);
  }
}

[[gnu::noinline]] void mark_births(std::uint32_t n, Pass pass, const std::uint64_t* __restrict id,
                                   const std::uint8_t* __restrict alive,
                                   const std::uint16_t* __restrict life_row, const float* __restrict births,
                                   std::uint8_t* __restrict bears) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words words = luck(pass.luck, Kind::patient, id[i], 0, pass.step, draws::gives_birth.address);
    const std::uint32_t limit = threshold(rate_to_probability(births[life_row[i]], pass.years));
    bears[i] = static_cast<std::uint8_t>((words[draws::gives_birth] < limit ? 1 : 0) & alive[i]);
  }
}

/// A word below its threshold is uniform below it: where it falls there is the day inside the step.
std::int32_t day_of(std::uint32_t word, std::uint32_t limit, const Step& step) {
  const auto share = static_cast<std::int64_t>(word) * step.days / (limit == 0 ? 1 : limit);
  return step.first_day + static_cast<std::int32_t>(share < step.days ? share : step.days - 1);
}

population::FamilyTies ties_of_newborn(const Market& market, const population::Params& params,
                                       const Step& step, std::uint64_t id, std::uint32_t mother) {
  const Patients& people = market.patients;
  const Words words = luck(market.luck, Kind::patient, id, 0, step.index, draws::newborn_support.address);
  const population::FamilyTies own =
      population::correlated({normal(words[draws::newborn_support]), normal(words[draws::newborn_cohesion]),
                              normal(words[draws::newborn_conflict])},
                             params);
  return population::of_newborn({people.support[mother], people.cohesion[mother], people.conflict[mother]},
                                people.alone[mother] == 0, own, params, market.tables->references);
}

void bear(Market& market, const Params& params, const population::Params& population, const Step& step,
          std::uint32_t mother) {
  Patients& people = market.patients;
  const std::uint64_t id = newborn_id(people.id[mother], people.births[mother] + 1U);
  if (id == 0) return;
  ++people.births[mother];
  const std::uint32_t child = people.count;
  const Words words = luck(market.luck, Kind::patient, id, 0, step.index, draws::newborn_sex.address);
  const std::uint8_t sex = happens(words[draws::newborn_sex], params.male_birth_share) ? male : female;
  const population::FamilyTies ties = ties_of_newborn(market, population, step, id, mother);
  add_newborn(market, {.id = id,
                       .sex = sex,
                       .day = step.first_day,
                       .mother = mother,
                       .frailty = static_cast<float>(normal(words[draws::newborn_frailty])),
                       .behaviour = static_cast<float>(normal(words[draws::newborn_behaviour])),
                       .disposition = static_cast<float>(normal(words[draws::newborn_disposition])),
                       .instability = static_cast<float>(
                           normal(word(market.luck, id, 0, step.index, draws::newborn_instability))),
                       .support = static_cast<float>(ties.support),
                       .cohesion = static_cast<float>(ties.cohesion),
                       .conflict = static_cast<float>(ties.conflict)});
  market.add(Counter::births, child);
  market.record(child, step.first_day, EventKind::born, 0.0F, sex);
}

}  // namespace

void die(Market& market, const Params& params, const Step& step, Rows rows) {
  std::array<std::uint8_t, kTileRows> dies;
  const Patients& people = market.patients;
  const ByLifeRow& hazard = deaths_on(*market.rates, step.first_day);
  const auto effect = static_cast<float>(params.frailty_effect);
  const std::uint32_t b = rows.begin;
  mark_deaths(rows.end - b, {market.luck, step.index, step.years()}, effect, people.id + b, people.alive + b,
              people.life_row + b, people.mortality_log + b, people.frailty + b, people.social_log + b,
              hazard.data(), dies.data());
  each_marked(rows.end - b, dies.data(), [&](std::uint32_t row) {
    const std::uint32_t i = b + row;
    const float eta = log_factor(people.mortality_log[i], people.frailty[i], people.social_log[i], effect);
    const float h = hazard[people.life_row[i]] * elementary::exp(eta);
    const std::uint32_t drawn = word(market.luck, people.id[i], 0, step.index, draws::dies);
    const std::uint32_t limit = threshold(rate_to_probability(h, step.years()));
    if (drawn < limit) end_life(market, i, day_of(drawn, limit, step), false);
  });
}

void give_birth(Market& market, const Params& params, const population::Params& population,
                const Step& step) {
  if (!step.starts_period()) return;
  const std::uint32_t n = market.patients.count;
  std::vector<std::uint8_t> bears(n);
  mark_births(n, {market.luck, step.index, kPeriodYears}, market.patients.id, market.patients.alive,
              market.patients.life_row, market.rates->births.data(), bears.data());
  std::uint32_t born = 0;
  for (const std::uint8_t one : bears) born += one;
  market.make_room_for_people(born);
  each_marked(n, bears.data(), [&](std::uint32_t i) { bear(market, params, population, step, i); });
}

}  // namespace rapport::demography
