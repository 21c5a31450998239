// Homes are counted person by person; what follows from them is one dense pass a period.
#include "process/family.h"

#include <vector>

#include "state/family_ties.h"

namespace rapport::family {

namespace {

struct Pass {
  float with_adult_support;
  float cut_alone;
  float cut_with;
  float social_effect;
  float widowed_women;
  float widowed_men;
  float per_week;  ///< 1 / (widowed_years x 52)
  std::int32_t week;
};

[[gnu::noinline]] void weigh_relationships(std::uint32_t n, Pass pass, const std::uint8_t* __restrict sex,
                                           const std::uint16_t* __restrict life_row,
                                           const std::int16_t* __restrict bereaved_week,
                                           const std::uint8_t* __restrict alone_now,
                                           std::uint8_t* __restrict alone, float* __restrict support,
                                           std::uint8_t* __restrict isolated, float* __restrict social_log) {
  const float centre = 0.5F * pass.social_effect * pass.social_effect;
  const float more_for_men = pass.widowed_men - pass.widowed_women;
  const float higher_alone = pass.cut_alone - pass.cut_with;
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::int32_t age = static_cast<std::int32_t>(life_row[i]) - sex[i] * kAges;
    const std::int32_t adult = age >= 18 ? 1 : 0;
    const std::int32_t lonelier =
        static_cast<std::int32_t>(alone_now[i]) - static_cast<std::int32_t>(alone[i]);
    const float held = support[i] - pass.with_adult_support * static_cast<float>(lonelier);
    const float cut = pass.cut_with + higher_alone * static_cast<float>(alone_now[i]);
    const std::int32_t unhelped = held < cut ? 1 : 0;
    const float weeks = static_cast<float>(pass.week - static_cast<std::int32_t>(bereaved_week[i]));
    const float faded = pass.per_week * weeks;
    const float widowed = pass.widowed_women + more_for_men * static_cast<float>(sex[i]);
    const float grief = widowed * elementary::exp(faded < 40.0F ? -faded : -40.0F);
    support[i] = held;
    alone[i] = alone_now[i];
    isolated[i] = static_cast<std::uint8_t>(adult & unhelped);
    social_log[i] = static_cast<float>(adult) * (grief - pass.social_effect * held - centre);
  }
}

}  // namespace

void relate(Market& market, const Params& params, const population::Params& population, std::int32_t day) {
  Patients& people = market.patients;
  const std::vector<std::uint16_t> adults = population::adults_by_household(market);
  std::vector<std::uint8_t> alone_now(people.count);
  for (std::uint32_t i = 0; i < people.count; ++i)
    alone_now[i] = population::lives_with_adult(market, adults, i) ? 0 : 1;
  const Pass pass{static_cast<float>(population.with_adult_support),
                  static_cast<float>(params.isolation_cut_alone),
                  static_cast<float>(params.isolation_cut_with),
                  static_cast<float>(params.social_effect),
                  static_cast<float>(params.widowed_women),
                  static_cast<float>(params.widowed_men),
                  static_cast<float>(1.0 / (params.widowed_years * 52.0)),
                  day / kDaysPerWeek};
  weigh_relationships(people.count, pass, people.sex, people.life_row, people.bereaved_week, alone_now.data(),
                      people.alone, people.support, people.isolated, people.social_log);
}

}  // namespace rapport::family
