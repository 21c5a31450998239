// One dense pass decides who needs anything this week; the few who do are counted out one by one.
#include "process/needs.h"

#include <vector>

#include "base/elementary.h"
#include "base/probability.h"
#include "base/sample.h"
#include "state/disease_book.h"
#include "state/marks.h"

namespace rapport::needs {

namespace {

struct Pass {
  LuckKey luck;
  std::uint32_t step;
  float years;
  float frailty_effect;
  float first_share;  ///< of background visits that are not returns
  float per_agenda;   ///< rho / L_max
  float keep_agenda;
};

/// NE-1 for one person: acute needs a year, `published` less what modelled conditions ask for (LR-2).
[[gnu::always_inline]] inline float acute_needs(const Pass& pass, float published, float frailty) {
  const float centre = 0.5F * pass.frailty_effect * pass.frailty_effect;
  return pass.first_share * published * elementary::exp(pass.frailty_effect * frailty - centre);
}

[[gnu::noinline]] void mark_needs(std::uint32_t n, Pass pass, const std::uint64_t* __restrict id,
                                  const std::uint8_t* __restrict alive,
                                  const std::uint16_t* __restrict life_row, const float* __restrict frailty,
                                  const std::int32_t* __restrict follow_ups,
                                  const float* __restrict acute_rate, float* __restrict agenda,
                                  std::uint8_t* __restrict asks) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words often = luck(pass.luck, Kind::patient, id[i], 0, pass.step, draws::acute_needs.address);
    const Words again = luck(pass.luck, Kind::patient, id[i], 0, pass.step, draws::agenda_returns.address);
    const float acute = acute_needs(pass, acute_rate[life_row[i]], frailty[i]);
    const float planned = static_cast<float>(follow_ups[i]) * 0x1p-16F;
    const float returns = pass.per_agenda * (acute + planned) * agenda[i];
    const std::uint32_t acutely =
        often[draws::acute_needs] < threshold(rate_to_probability(acute, pass.years)) ? 1U : 0U;
    const std::uint32_t duly =
        often[draws::follow_ups] < threshold(rate_to_probability(planned, pass.years)) ? 2U : 0U;
    const std::uint32_t again_so =
        again[draws::agenda_returns] < threshold(rate_to_probability(returns, pass.years)) ? 4U : 0U;
    asks[i] = static_cast<std::uint8_t>((acutely | duly | again_so) * alive[i]);
    agenda[i] *= pass.keep_agenda;
  }
}

struct Asked {
  std::uint32_t person;
  NeedKind kind;
  int count;
};

/// The dense pass saw at least one event under the same word, so the count is at least 1.
int at_least_one(std::uint32_t word, double mean) {
  const int count = poisson_count(word, mean);
  return count > 0 ? count : 1;
}

void append(Market& market, const Step& step, const Asked& asked, std::uint8_t& number) {
  for (int k = 0; k < asked.count && number < 255; ++k, ++number) {
    const std::uint32_t day =
        below(word(market.luck, market.patients.id[asked.person], number, step.index, draws::need_day),
              static_cast<std::uint32_t>(step.days));
    market.make_room_for_requests(1);
    Requests& queue = market.requests;
    queue.person[queue.count] = asked.person;
    queue.asked_day[queue.count] = step.first_day + static_cast<std::int32_t>(day);
    queue.kind[queue.count] = static_cast<std::uint8_t>(asked.kind);
    queue.number[queue.count] = number;
    ++queue.count;
    market.add(Counter::asked, asked.person);
    market.record(asked.person, step.first_day, EventKind::asked_for_visit, static_cast<float>(asked.kind));
  }
}

}  // namespace

void arise(Market& market, const Params& params, double agenda_ceiling, const Step& step) {
  const std::uint32_t n = market.patients.count;
  std::vector<std::uint8_t> asks(n);
  Patients& people = market.patients;
  const float years = step.years();
  const Pass pass{market.luck,
                  step.index,
                  years,
                  static_cast<float>(params.frailty_effect),
                  static_cast<float>(1.0 - market.tables->references.return_share),
                  static_cast<float>(params.return_effect / agenda_ceiling),
                  elementary::exp(-years / static_cast<float>(params.agenda_years))};
  mark_needs(n, pass, people.id, people.alive, people.life_row, people.frailty, people.follow_ups,
             market.rates->acute_needs.data(), people.agenda, asks.data());
  each_marked(n, asks.data(), [&](std::uint32_t i) {
    if (market.in_hospital(i, step.first_day)) return;
    const float acute =
        years * acute_needs(pass, market.rates->acute_needs[people.life_row[i]], people.frailty[i]);
    const Words often =
        luck(market.luck, Kind::patient, people.id[i], 0, step.index, draws::acute_needs.address);
    const double planned = people.follow_ups[i] / kRateScale * static_cast<double>(years);
    std::uint8_t number = 0;
    if ((asks[i] & 1) != 0) {
      append(market, step, {i, NeedKind::acute, at_least_one(often[draws::acute_needs], acute)}, number);
    }
    if ((asks[i] & 2) != 0) {
      append(market, step, {i, NeedKind::follow_up, at_least_one(often[draws::follow_ups], planned)}, number);
    }
    if ((asks[i] & 4) != 0) append(market, step, {i, NeedKind::agenda, 1}, number);
  });
}

}  // namespace rapport::needs
