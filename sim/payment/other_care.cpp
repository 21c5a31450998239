// Two dense passes: levels once a year, bills once a quarter.
#include "payment/other_care.h"

#include <cmath>

#include "base/sample.h"

namespace rapport::other_care {

namespace {

struct Pass {
  LuckKey luck;
  std::uint32_t step;
  float memory;
  float fresh;
};

[[gnu::noinline]] void renew_levels(std::uint32_t n, Pass pass, const std::uint64_t* __restrict id,
                                    float* __restrict level) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words words = luck(pass.luck, Kind::patient, id[i], 0, pass.step, draws::other_care_level.address);
    level[i] = pass.memory * level[i] + pass.fresh * normal_float(words[draws::other_care_level]);
  }
}

struct Law {
  LuckKey luck;
  std::uint32_t step;
  float log_sd;
  float quarter_log_sd;
  float frailty_effect;
  float threshold;
  float centre;
};

[[gnu::noinline]] void bill_quarter(std::uint32_t n, Law law, const std::uint64_t* __restrict id,
                                    const std::uint8_t* __restrict alive,
                                    const std::uint16_t* __restrict life_row, const float* __restrict level,
                                    const float* __restrict frailty, const float* __restrict usd,
                                    std::int32_t* __restrict cents) {
  constexpr float kQuarterCents = 100.0F / kQuartersPerYear;
  constexpr float kMost = 2e9F;
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words words = luck(law.luck, Kind::patient, id[i], 0, law.step, draws::other_care_moment.address);
    const float moment = law.quarter_log_sd * normal_float(words[draws::other_care_moment]);
    const float factor =
        elementary::exp(law.log_sd * level[i] + moment + law.frailty_effect * frailty[i] - law.centre);
    const float some = level[i] > law.threshold ? factor : 0.0F;
    const float exact = kQuarterCents * usd[life_row[i]] * some;
    cents[i] = static_cast<std::int32_t>(exact < kMost ? exact : kMost) * alive[i];
  }
}

}  // namespace

void begin(Market& market, std::uint32_t first) {
  for (std::uint32_t i = first; i < market.patients.count; ++i) {
    const std::uint32_t drawn = word(market.luck, market.patients.id[i], 0, 0, draws::other_care_level);
    market.patients.care_level[i] = normal_float(drawn);
  }
}

void age(Market& market, const Params& params, const Step& step) {
  if (!step.starts_year()) return;
  const auto memory = static_cast<float>(params.memory);
  const auto fresh = static_cast<float>(std::sqrt(1.0 - params.memory * params.memory));
  renew_levels(market.patients.count, {market.luck, step.index, memory, fresh}, market.patients.id,
               market.patients.care_level);
}

std::vector<std::int32_t> bills(const Market& market, const Params& params, const Step& step) {
  const Patients& people = market.patients;
  std::vector<std::int32_t> cents(people.count);
  const TwoParts of = two_parts(params);
  const Law law{market.luck,
                step.index,
                static_cast<float>(params.log_sd),
                static_cast<float>(params.quarter_log_sd),
                static_cast<float>(params.frailty_effect),
                static_cast<float>(of.threshold),
                static_cast<float>(of.centre)};
  bill_quarter(people.count, law, people.id, people.alive, people.life_row, people.care_level, people.frailty,
               market.rates->other_care_usd.data(), cents.data());
  return cents;
}

}  // namespace rapport::other_care
