// One dense pass a period draws everything that unsettles a life; the few are followed one by one.
#include "process/instability.h"

#include "base/probability.h"
#include "base/sample.h"
#include "state/marks.h"
#include "state/populate.h"
#include "state/relationships.h"

namespace rapport::instability {

namespace {

struct Pass {
  LuckKey luck;
  std::uint32_t step;
  float trait_effect;
  float mobility;
  float upheavals;
  float coverage;
  float income_effect;
  float moves;
  float departures;
  float keep;       ///< exp(-dt / upheaval_years)
  float worth;      ///< upheaval_frailty
  float reference;  ///< mean upheaval
};

[[gnu::noinline]] void draw_turns(std::uint32_t n, Pass pass, const std::uint64_t* __restrict id,
                                  const std::uint8_t* __restrict alive,
                                  const std::uint16_t* __restrict life_row,
                                  const std::uint8_t* __restrict sex, const std::uint8_t* __restrict income,
                                  const float* __restrict instability, const float* __restrict frailty,
                                  float* __restrict upheaval, float* __restrict moment_frailty,
                                  std::uint8_t* __restrict turning) {
  const float centre = 0.5F * pass.trait_effect * pass.trait_effect;
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words words = luck(pass.luck, Kind::patient, id[i], 0, pass.step, draws::upheaval.address);
    const float factor = pass.mobility * elementary::exp(pass.trait_effect * instability[i] - centre);
    const float poorer = 1.5F - static_cast<float>(income[i]);
    const float coverage = pass.coverage * factor * elementary::exp(pass.income_effect * poorer);
    const std::int32_t age = static_cast<std::int32_t>(life_row[i]) - sex[i] * kAges;
    const std::uint32_t struck =
        words[draws::upheaval] < threshold(rate_to_probability(pass.upheavals * factor, kPeriodYears)) ? 1U
                                                                                                       : 0U;
    const std::uint32_t redrawn =
        words[draws::coverage_changes] < threshold(rate_to_probability(coverage, kPeriodYears)) ? 2U : 0U;
    const std::uint32_t moves =
        words[draws::moves] < threshold(rate_to_probability(pass.moves * factor, kPeriodYears)) ? 4U : 0U;
    const std::uint32_t departs =
        words[draws::departs] < threshold(rate_to_probability(pass.departures * factor, kPeriodYears)) ? 8U
                                                                                                       : 0U;
    const std::uint32_t may = age < 65 ? 15U : 13U;
    const std::uint32_t drawn = ((struck | redrawn | moves | departs) & may) * alive[i];
    const float left = upheaval[i] * pass.keep + static_cast<float>(static_cast<std::int32_t>(drawn & 1U));
    upheaval[i] = left;
    moment_frailty[i] = frailty[i] + pass.worth * (left - pass.reference);
    turning[i] = static_cast<std::uint8_t>(drawn);
  }
}

void change_coverage(Market& market, const Params& params, std::uint32_t person, const Words& words,
                     std::int32_t day) {
  Patients& people = market.patients;
  const int age = people.life_row[person] % kAges;
  const auto fresh = static_cast<std::uint32_t>(
      population::insurance_for(*market.tables, age, people.income[person], words[draws::new_coverage]));
  if (fresh == people.insurance[person]) return;
  people.insurance[person] = fresh;
  market.add(Counter::coverage_changes, person);
  if (happens(words[draws::coverage_loses_doctor], params.coverage_loses_doctor))
    lose_usual(market, person, day);
}

}  // namespace

void begin(Market& market, const Params& params, std::uint32_t first) {
  Patients& people = market.patients;
  for (std::uint32_t i = first; i < people.count; ++i)
    people.moment_frailty[i] =
        static_cast<float>(moment_frailty(people.frailty[i], people.upheaval[i], params));
}

void unsettle(Market& market, const Params& params, const Step& step) {
  if (!step.starts_period()) return;
  Patients& people = market.patients;
  const Pass pass{market.luck,
                  step.index,
                  static_cast<float>(params.trait_effect),
                  static_cast<float>(market.place.mobility),
                  static_cast<float>(params.upheaval_per_year),
                  static_cast<float>(params.coverage_per_year),
                  static_cast<float>(params.coverage_income_effect),
                  static_cast<float>(params.move_per_year),
                  static_cast<float>(params.departure_per_year),
                  elementary::exp(-kPeriodYears / static_cast<float>(params.upheaval_years)),
                  static_cast<float>(params.upheaval_frailty),
                  static_cast<float>(params.upheaval_per_year * params.upheaval_years)};
  draw_turns(people.count, pass, people.id, people.alive, people.life_row, people.sex, people.income,
             people.instability, people.frailty, people.upheaval, people.moment_frailty, people.turning);
}

void strike(Market& market, const Params& params, const Step& step) {
  if (!step.starts_period()) return;
  const Patients& people = market.patients;
  each_marked(people.count, people.turning, [&](std::uint32_t i) {
    if ((people.turning[i] & (kUpheaval | kCoverage)) == 0) return;
    const Words words =
        luck(market.luck, Kind::patient, people.id[i], 0, step.index, draws::new_coverage.address);
    if ((people.turning[i] & kUpheaval) != 0) {
      market.add(Counter::upheavals, i);
      market.record(i, step.first_day, EventKind::upheaval);
      if (happens(words[draws::upheaval_loses_doctor], params.upheaval_loses_doctor))
        lose_usual(market, i, step.first_day);
    }
    if ((people.turning[i] & kCoverage) != 0) change_coverage(market, params, i, words, step.first_day);
  });
}

}  // namespace rapport::instability
