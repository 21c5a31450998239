// One dense pass decides who needs anything this week; the few who do are counted out one by one.
#include "process/needs.h"

#include <algorithm>
#include <vector>

#include "base/draw_batch.h"
#include "base/elementary.h"
#include "base/probability.h"
#include "base/sample.h"
#include "base/scratch.h"
#include "state/disease_book.h"
#include "state/fetch.h"
#include "state/marks.h"

namespace rapport::needs {

Rates rates_in(const Market& market, const Params& params, const Step& step) {
  const References& ref = market.tables->references;
  const double held = 1.0 - ref.return_share;
  const double acute = made_up(ref.acute_elsewhere, params.elsewhere_made_up) * held;
  const double planned = made_up(ref.missed_share, params.missed_made_up);
  Rates rates;
  for (std::size_t row = 0; row < rates.acute.size(); ++row) {
    const std::size_t age = row % kAges;
    const double check_ups =
        preventive_share(static_cast<int>(age), params) * market.tables->primary_care_visits[age];
    const double after_stays = params.after_stay_share * market.tables->stays[age];
    const double others = static_cast<double>(market.rates->acute_needs[row]) - check_ups - after_stays;
    rates.acute[row] = static_cast<float>(acute * std::max(others, 0.0));
    rates.check_up[row] =
        threshold(rate_to_probability(static_cast<float>(planned * check_ups), step.years()));
  }
  return rates;
}

namespace {

/// Bits of what a person asks for in a step.
enum Asks : std::uint32_t { for_acute = 1, for_follow_up = 2, for_agenda = 4, for_check_up = 8 };

struct Pass {
  LuckKey luck;
  std::uint32_t step;
  float years;
  float frailty_effect;
  float per_follow_up;  ///< what is made up of planned visits, in units of patients.follow_ups
  float per_agenda;     ///< rho / L_max
  float keep_agenda;
};

/// NE-1 for one person: acute needs a year.
[[gnu::always_inline]] inline float acute_needs(const Pass& pass, float rate, float frailty) {
  const float centre = 0.5F * pass.frailty_effect * pass.frailty_effect;
  return rate * elementary::exp(pass.frailty_effect * frailty - centre);
}

/// NE-1 for one person: planned visits a year, none while out of care.
[[gnu::always_inline]] inline float planned_visits(const Pass& pass, std::int32_t follow_ups,
                                                   std::uint8_t out_of_care) {
  return static_cast<float>(follow_ups * (1 - out_of_care)) * pass.per_follow_up;
}

[[gnu::noinline]] void mark_needs(std::uint32_t n, Pass pass, const std::uint64_t* __restrict id,
                                  const std::uint8_t* __restrict alive,
                                  const std::uint16_t* __restrict life_row, const float* __restrict frailty,
                                  const std::int32_t* __restrict follow_ups,
                                  const std::uint8_t* __restrict out_of_care,
                                  const float* __restrict acute_rate,
                                  const std::uint32_t* __restrict check_up, float* __restrict agenda,
                                  std::uint32_t* __restrict acute_words,
                                  std::uint32_t* __restrict follow_up_words, std::uint8_t* __restrict asks) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words words = luck(pass.luck, Kind::patient, id[i], 0, pass.step, draws::acute_needs.address);
    const float acute = acute_needs(pass, acute_rate[life_row[i]], frailty[i]);
    const float planned = planned_visits(pass, follow_ups[i], out_of_care[i]);
    const float returns = pass.per_agenda * (acute + planned) * agenda[i];
    const std::uint32_t acutely =
        words[draws::acute_needs] < threshold_above(acute, pass.years) ? for_acute : 0U;
    const std::uint32_t duly =
        words[draws::follow_ups] < threshold_above(planned, pass.years) ? for_follow_up : 0U;
    const std::uint32_t again =
        words[draws::agenda_returns] < threshold(rate_to_probability(returns, pass.years)) ? for_agenda : 0U;
    const std::uint32_t well = words[draws::preventive_visit] < check_up[life_row[i]] ? for_check_up : 0U;
    acute_words[i] = words[draws::acute_needs];
    follow_up_words[i] = words[draws::follow_ups];
    asks[i] = static_cast<std::uint8_t>((acutely | duly | again | well) * alive[i]);
    agenda[i] *= pass.keep_agenda;
  }
}

/// What the dense pass leaves: bits of Asks, and the words that decided them.
struct Drawn {
  Scratch<std::uint8_t> asks;
  Scratch<std::uint32_t> acute_words;
  Scratch<std::uint32_t> follow_up_words;
};

struct Asked {
  std::uint32_t person;
  NeedKind kind;
  int count;
};

/// How many, at least 1 where the word is below the threshold in single precision.
int count_of(std::uint32_t word, float rate, float years) {
  if (word >= threshold(rate_to_probability(rate, years))) return 0;
  return std::max(poisson_count(word, years * rate), 1);
}

/// Needs of the step in the order of people, with what gives each its day.
struct Needs {
  std::vector<std::uint32_t> person;
  std::vector<NeedKind> kind;
  std::vector<std::uint64_t> id;
  std::vector<std::uint32_t> number;  ///< k-th of the person
};

void append(Needs& needs, std::uint64_t id, const Asked& asked, std::uint32_t& number) {
  for (int k = 0; k < asked.count && number < 255; ++k, ++number) {
    needs.person.push_back(asked.person);
    needs.kind.push_back(asked.kind);
    needs.id.push_back(id);
    needs.number.push_back(number);
  }
}

void count_needs(const Market& market, const Pass& pass, const Rates& rates, const Drawn& drawn,
                 std::uint32_t i, Needs& needs) {
  const Patients& people = market.patients;
  const std::uint8_t asks = drawn.asks[i];
  const std::uint64_t id = people.id[i];
  std::uint32_t number = 0;
  if ((asks & for_acute) != 0) {
    const float acute = acute_needs(pass, rates.acute[people.life_row[i]], people.frailty[i]);
    append(needs, id, {i, NeedKind::acute, count_of(drawn.acute_words[i], acute, pass.years)}, number);
  }
  if ((asks & for_follow_up) != 0) {
    const float planned = planned_visits(pass, people.follow_ups[i], people.out_of_care[i]);
    append(needs, id, {i, NeedKind::follow_up, count_of(drawn.follow_up_words[i], planned, pass.years)},
           number);
  }
  if ((asks & for_agenda) != 0) append(needs, id, {i, NeedKind::agenda, 1}, number);
  if ((asks & for_check_up) != 0) append(needs, id, {i, NeedKind::preventive, 1}, number);
}

void ask_for(Market& market, const Needs& needs, const Step& step) {
  const DrawBatch drawn(market.luck, step.index, draws::need_day, needs.id, needs.number);
  const auto days = static_cast<std::uint32_t>(step.days);
  for (std::size_t k = 0; k < needs.person.size(); ++k) {
    const std::uint32_t day = below(drawn.word(draws::need_day, k), days);
    market.ask(needs.person[k], needs.kind[k], step.first_day + static_cast<std::int32_t>(day),
               static_cast<std::uint8_t>(needs.number[k]));
  }
}

}  // namespace

void arise(Market& market, const Params& params, double agenda_ceiling, const Step& step) {
  const std::uint32_t n = market.patients.count;
  Drawn drawn{Scratch<std::uint8_t>(n), Scratch<std::uint32_t>(n), Scratch<std::uint32_t>(n)};
  Patients& people = market.patients;
  const References& ref = market.tables->references;
  const Rates rates = rates_in(market, params, step);
  const float years = step.years();
  const double planned =
      made_up(ref.missed_share, params.missed_made_up) * made_up(ref.out_of_care, params.missed_made_up);
  const Pass pass{market.luck,
                  step.index,
                  years,
                  static_cast<float>(params.frailty_effect),
                  static_cast<float>(planned / kRateScale),
                  static_cast<float>(params.return_effect / agenda_ceiling),
                  elementary::exp(-years / static_cast<float>(params.agenda_years))};
  mark_needs(n, pass, people.id, people.alive, people.life_row, people.frailty, people.follow_ups,
             people.out_of_care, rates.acute.data(), rates.check_up.data(), people.agenda,
             drawn.acute_words.data(), drawn.follow_up_words.data(), drawn.asks.data());
  Needs needs;
  const auto look_ahead = [&](std::uint32_t i) __attribute__((always_inline)) {
    fetch(i, people.discharge_day, people.id);
    fetch_for_counting(market, i);
  };
  each_marked(n, drawn.asks.data(), look_ahead, [&](std::uint32_t i) {
    if (!market.in_hospital(i, step.first_day)) count_needs(market, pass, rates, drawn, i, needs);
  });
  ask_for(market, needs, step);
}

}  // namespace rapport::needs
