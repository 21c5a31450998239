// Conditions take turns over the steps of a period; each turn covers a whole period.
#include "process/disease.h"

#include <array>
#include <vector>

#include "base/elementary.h"
#include "base/probability.h"
#include "base/sample.h"
#include "base/scratch.h"
#include "state/disease_book.h"
#include "state/fetch.h"
#include "state/marks.h"

namespace rapport::disease {

double progression_hazard(const Transition& transition, double control, double reference) {
  return transition.per_year * elementary::exp(-transition.control_effect * (control - reference));
}

namespace {

/// Integral of the normal density from `from` to `to`, by Simpson's rule.
double normal_between(double from, double to) {
  constexpr int kPieces = 8;  // of two intervals each: exact to 1e-9 over a span of 1
  const double step = (to - from) / (2 * kPieces);
  const auto density = [](double x) { return 0.3989422804014327 * elementary::exp(-0.5 * x * x); };
  double sum = density(from) + density(to);
  for (int k = 1; k < 2 * kPieces; ++k) sum += (k % 2 == 1 ? 4.0 : 2.0) * density(from + k * step);
  return sum * step / 3.0;
}

}  // namespace

double mean_onset_factor(double prevalence, double frailty_covariance, double behaviour_covariance,
                         const Params& params, const population::Params& population) {
  const double f = params.frailty_effect, h = params.behaviour_effect;
  const double shared = elementary::exp(f * h * population.behaviour_frailty_correlation);
  if (prevalence <= 0.0 || prevalence >= 1.0) return shared;
  const double t = -elementary::normal_quantile(prevalence);
  const double d = f * frailty_covariance + h * behaviour_covariance;
  const double left = 1.0 - normal_between(t - d, t) / (1.0 - prevalence);
  return shared * (left > 0.1 ? left : 0.1);
}

void centre_onsets(LifeRates& rates, const Tables& tables, const Params& params,
                   const population::Params& population) {
  for (std::size_t c = 0; c < tables.conditions.size(); ++c) {
    const ConditionSpec& spec = tables.conditions[c];
    const ConditionFields& of = spec.of;
    const double frailty = of.frailty_loading + of.income_loading * population.frailty_income_correlation +
                           of.behaviour_loading * population.behaviour_frailty_correlation;
    const double behaviour = of.behaviour_loading +
                             of.income_loading * population.behaviour_income_correlation +
                             of.frailty_loading * population.behaviour_frailty_correlation;
    for (std::size_t row = 0; row < rates.incidence[c].size(); ++row) {
      const double p = spec.prevalence[row / kAges][row % kAges];
      rates.incidence[c][row] = static_cast<float>(
          rates.incidence[c][row] / mean_onset_factor(p, frailty, behaviour, params, population));
    }
  }
}

namespace {

struct Turn {
  LuckKey luck;
  std::uint32_t step;
  std::uint32_t name_hash;
};

/// exp(...) of DI-2, the same for all conditions.
[[gnu::noinline]] void weigh_traits(std::uint32_t n, float frailty_effect, float behaviour_effect,
                                    const float* __restrict frailty, const float* __restrict behaviour,
                                    float* __restrict factor) {
  const float f = frailty_effect, h = behaviour_effect;
  const float centre = 0.5F * (f * f + h * h);
  for (std::uint32_t i = 0; i < n; ++i)
    factor[i] = elementary::exp(f * frailty[i] + h * behaviour[i] - centre);
}

/// Marks everybody who falls ill, and few who do not.
[[gnu::noinline]] void mark_onsets(std::uint32_t n, Turn turn, const std::uint64_t* __restrict id,
                                   const std::uint16_t* __restrict life_row, const float* __restrict factor,
                                   const float* __restrict incidence, std::uint8_t* __restrict may_fall) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words words =
        luck(turn.luck, Kind::patient, id[i], turn.name_hash, turn.step, draws::falls_ill.address);
    const std::uint32_t limit = threshold_above(incidence[life_row[i]] * factor[i], kPeriodYears);
    may_fall[i] = words[draws::falls_ill] < limit ? 1 : 0;
  }
}

bool falls_ill(const Market& market, const Turn& turn, std::size_t condition, float factor, std::uint32_t i) {
  const Patients& people = market.patients;
  if (people.alive[i] == 0 || (people.conditions[i] >> condition & 1) != 0) return false;
  const std::uint32_t drawn = word(turn.luck, people.id[i], turn.name_hash, turn.step, draws::falls_ill);
  const float rate = market.rates->incidence[condition][people.life_row[i]] * factor;
  return drawn < threshold(rate_to_probability(rate, kPeriodYears));
}

/// Hazards out of each state of one condition, as tables by state; 0 where there is no way.
struct Ways {
  std::array<float, 256> worse_rate{};
  std::array<float, 256> worse_effect{};
  std::array<float, 256> better_rate{};
  std::array<float, 256> better_effect{};
  std::array<std::uint8_t, 256> worse_to{};
  std::array<std::uint8_t, 256> better_to{};
};

Ways ways_of(const ConditionSpec& spec) {
  Ways ways;
  for (const Transition& transition : spec.transitions) {
    const bool worse = transition.to > transition.from;
    (worse ? ways.worse_rate : ways.better_rate)[transition.from] = static_cast<float>(transition.per_year);
    (worse ? ways.worse_effect : ways.better_effect)[transition.from] =
        static_cast<float>(transition.control_effect);
    (worse ? ways.worse_to : ways.better_to)[transition.from] = transition.to;
  }
  return ways;
}

struct ChangePass {
  LuckKey luck;
  std::uint32_t step;
  std::uint32_t name_hash;
  float reference;
  float remission;
};

/// Marks rows that leave the condition or get better (1), else those that get worse (2).
[[gnu::noinline]] void mark_changes(std::uint32_t n, ChangePass pass, const std::uint64_t* __restrict id,
                                    const std::uint8_t* __restrict state, const float* __restrict control,
                                    const float* __restrict worse_rate, const float* __restrict worse_effect,
                                    const float* __restrict better_rate,
                                    const float* __restrict better_effect, std::uint8_t* __restrict changes) {
  for (std::uint32_t row = 0; row < n; ++row) {
    const Words words =
        luck(pass.luck, Kind::patient, id[row], pass.name_hash, pass.step, draws::progresses.address);
    const float gap = pass.reference - control[row];
    const float worse = worse_rate[state[row]] * elementary::exp(worse_effect[state[row]] * gap);
    const float better = better_rate[state[row]] * elementary::exp(better_effect[state[row]] * gap);
    const float back = pass.remission + better;
    const std::uint32_t returns =
        words[draws::remits] < threshold(rate_to_probability(back, kPeriodYears)) ? 1U : 0U;
    const std::uint32_t sinks =
        words[draws::progresses] < threshold(rate_to_probability(worse, kPeriodYears)) ? 2U : 0U;
    changes[row] = static_cast<std::uint8_t>(returns | sinks);
  }
}

/// Leaving and getting better compete: small words leave, larger ones move to the better state.
bool leaves_condition(std::uint32_t drawn, double remission, double better) {
  const double both = remission + better;
  return happens(drawn,
                 remission / both * rate_to_probability(both * static_cast<double>(kPeriodYears), 1.0));
}

/// Whether the condition is left.
bool get_better(Market& market, std::size_t c, std::uint32_t row, const Ways& ways, const Step& step) {
  const ConditionSpec& spec = market.tables->conditions[c];
  const ConditionList& list = market.conditions[c];
  const std::uint32_t person = list.owner[row];
  const std::uint8_t from = list.state[row];
  const Transition better{from, ways.better_to[from], static_cast<double>(ways.better_rate[from]),
                          static_cast<double>(ways.better_effect[from])};
  const double hazard =
      progression_hazard(better, static_cast<double>(list.control[row]), spec.control_reference);
  const std::uint32_t drawn =
      word(market.luck, market.patients.id[person], spec.name_hash, step.index, draws::remits);
  const bool leaves = better.per_year == 0.0 || leaves_condition(drawn, spec.of.remission_per_year, hazard);
  if (leaves) close_condition(market, c, row);
  if (!leaves) change_state(market, c, row, better.to);
  market.record(person, step.first_day, leaves ? EventKind::recovered : EventKind::changed_state,
                leaves ? 0.0F : static_cast<float>(better.to), static_cast<std::uint32_t>(c));
  return leaves;
}

void get_worse(Market& market, std::size_t c, std::uint32_t row, const Ways& ways, const Step& step) {
  const std::uint8_t to = ways.worse_to[market.conditions[c].state[row]];
  change_state(market, c, row, to);
  market.record(market.conditions[c].owner[row], step.first_day, EventKind::changed_state,
                static_cast<float>(to), static_cast<std::uint32_t>(c));
}

/// Whether a row has gone.
bool progress_list(Market& market, std::size_t c, const Step& step, std::vector<std::uint8_t>& changes) {
  const ConditionSpec& spec = market.tables->conditions[c];
  const ConditionList& list = market.conditions[c];
  const Ways ways = ways_of(spec);
  changes.resize(list.count);
  mark_changes(list.count,
               {market.luck, step.index, spec.name_hash, static_cast<float>(spec.control_reference),
                static_cast<float>(spec.of.remission_per_year)},
               list.id, list.state, list.control, ways.worse_rate.data(), ways.worse_effect.data(),
               ways.better_rate.data(), ways.better_effect.data(), changes.data());
  bool gone = false;
  each_marked(list.count, changes.data(), [&](std::uint32_t row) {
    if ((changes[row] & 1) == 0)
      get_worse(market, c, row, ways, step);
    else if (get_better(market, c, row, ways, step))
      gone = true;
  });
  return gone;
}

/// DX-1 at onset.
bool goes_unnoticed(const Market& market, std::size_t c, std::uint32_t person, double unnoticed,
                    const Step& step) {
  const ConditionSpec& spec = market.tables->conditions[c];
  if (spec.of.onset_unnoticed <= 0.0) return false;
  const std::uint32_t drawn =
      word(market.luck, market.patients.id[person], spec.name_hash, step.index, draws::goes_unnoticed);
  return happens(drawn, unnoticed * spec.of.onset_unnoticed);
}

}  // namespace

void fall_ill(Market& market, const Params& params, double unnoticed, const Step& step) {
  const std::uint32_t n = market.patients.count;
  Scratch<std::uint8_t> may_fall(n);
  Scratch<float> factor(n);
  weigh_traits(n, static_cast<float>(params.frailty_effect), static_cast<float>(params.behaviour_effect),
               market.patients.frailty, market.patients.behaviour, factor.data());
  const Patients& people = market.patients;
  const auto look_ahead = [&](std::uint32_t i) __attribute__((always_inline)) {
    fetch(i, people.alive, people.conditions, people.mortality_log, people.follow_ups, people.undiagnosed);
  };
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    if (!step.is_turn_of(market.tables->conditions[c].name_hash)) continue;
    const Turn turn{market.luck, step.index, market.tables->conditions[c].name_hash};
    mark_onsets(n, turn, market.patients.id, market.patients.life_row, factor.data(),
                market.rates->incidence[c].data(), may_fall.data());
    each_marked(n, may_fall.data(), look_ahead, [&](std::uint32_t i) {
      if (!falls_ill(market, turn, c, factor[i], i)) return;
      const std::uint32_t row = open_condition(market, c, i, 0);
      market.record(i, step.first_day, EventKind::fell_ill, 0.0F, static_cast<std::uint32_t>(c));
      if (goes_unnoticed(market, c, i, unnoticed, step)) overlook(market, c, row);
    });
  }
}

void progress(Market& market, const Step& step) {
  std::vector<std::uint8_t> changes;
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    if (!step.is_turn_of(market.tables->conditions[c].name_hash)) continue;
    drop_gone_rows(market, c);
    const ConditionSpec& spec = market.tables->conditions[c];
    if (spec.transitions.empty() && spec.of.remission_per_year == 0.0) continue;
    if (progress_list(market, c, step, changes)) drop_gone_rows(market, c);
  }
}

}  // namespace rapport::disease
