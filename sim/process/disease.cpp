// Conditions take turns over the steps of a period; each turn covers a whole period.
#include "process/disease.h"

#include <vector>

#include "base/elementary.h"
#include "base/probability.h"
#include "base/sample.h"
#include "state/disease_book.h"

namespace rapport::disease {

double progression_hazard(const Transition& transition, double control, double reference) {
  return transition.per_year * elementary::exp(-transition.control_effect * (control - reference));
}

namespace {

struct Turn {
  LuckKey luck;
  std::uint32_t step;
  std::uint32_t name_hash;
  std::uint64_t bit;
  float frailty_effect;
  float behaviour_effect;
};

[[gnu::noinline]] void mark_onsets(std::uint32_t n, Turn turn, const std::uint64_t* __restrict id,
                                   const std::uint8_t* __restrict alive,
                                   const std::uint64_t* __restrict conditions,
                                   const std::uint16_t* __restrict life_row, const float* __restrict frailty,
                                   const float* __restrict behaviour, const float* __restrict incidence,
                                   std::uint8_t* __restrict falls_ill) {
  const float f = turn.frailty_effect, h = turn.behaviour_effect;
  const float centre = 0.5F * (f * f + h * h);
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words words =
        luck(turn.luck, Kind::patient, id[i], turn.name_hash, turn.step, draws::falls_ill.address);
    const float rate = incidence[life_row[i]] * elementary::exp(f * frailty[i] + h * behaviour[i] - centre);
    const std::uint32_t limit = threshold(rate_to_probability(rate, kPeriodYears));
    const int open = (conditions[i] & turn.bit) == 0 ? alive[i] : 0;
    falls_ill[i] = static_cast<std::uint8_t>((words[draws::falls_ill] < limit ? 1 : 0) & open);
  }
}

/// The first transition out of a state that goes towards worse or, if asked, towards better; null without
/// one.
const Transition* transition_from(const ConditionSpec& spec, std::uint8_t state, bool worse) {
  for (const Transition& transition : spec.transitions) {
    if (transition.from == state && (transition.to > transition.from) == worse) return &transition;
  }
  return nullptr;
}

void change_row(Market& market, std::size_t c, std::uint32_t row, const Step& step) {
  const ConditionSpec& spec = market.tables->conditions[c];
  const ConditionList& list = market.conditions[c];
  const std::uint32_t person = list.owner[row];
  const Words words = luck(market.luck, Kind::patient, market.patients.id[person], spec.name_hash, step.index,
                           draws::progresses.address);
  const Transition* worse = transition_from(spec, list.state[row], true);
  const Transition* better = transition_from(spec, list.state[row], false);
  const double out = spec.of.remission_per_year;
  const double reference = spec.of.control_reference;
  const double back =
      out + (better != nullptr ? progression_hazard(*better, list.control[row], reference) : 0.0);
  const auto number = static_cast<std::uint32_t>(c);
  if (happens(words[draws::remits], rate_to_probability(back * kPeriodYears, 1.0))) {
    // Within "better", small words leave the condition, larger ones move to the better state.
    const bool leaves =
        happens(words[draws::remits], out / back * rate_to_probability(back * kPeriodYears, 1.0));
    if (leaves) close_condition(market, c, row);
    if (!leaves) change_state(market, c, row, better->to, step.first_day);
    market.record(person, step.first_day, leaves ? EventKind::recovered : EventKind::changed_state,
                  leaves ? 0.0F : static_cast<float>(better->to), number);
    return;
  }
  if (worse == nullptr) return;
  const double hazard = progression_hazard(*worse, list.control[row], reference);
  if (!happens(words[draws::progresses], rate_to_probability(hazard * kPeriodYears, 1.0))) return;
  change_state(market, c, row, worse->to, step.first_day);
  market.record(person, step.first_day, EventKind::changed_state, static_cast<float>(worse->to), number);
}

}  // namespace

void fall_ill(Market& market, const Params& params, const Step& step) {
  const std::uint32_t n = market.patients.count;
  std::vector<std::uint8_t> falls_ill(n);
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    if (!step.is_turn_of(c)) continue;
    const Patients& people = market.patients;
    mark_onsets(n,
                {market.luck, step.index, market.tables->conditions[c].name_hash, std::uint64_t{1} << c,
                 static_cast<float>(params.frailty_effect), static_cast<float>(params.behaviour_effect)},
                people.id, people.alive, people.conditions, people.life_row, people.frailty, people.behaviour,
                market.rates->incidence[c].data(), falls_ill.data());
    for (std::uint32_t i = 0; i < n; ++i) {
      if (falls_ill[i] == 0) continue;
      open_condition(market, c, i, 0, step.first_day);
      market.record(i, step.first_day, EventKind::fell_ill, 0.0F, static_cast<std::uint32_t>(c));
    }
  }
}

void progress(Market& market, const Step& step) {
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    if (!step.is_turn_of(c)) continue;
    drop_gone_rows(market, c);
    const ConditionSpec& spec = market.tables->conditions[c];
    if (spec.transitions.empty() && spec.of.remission_per_year == 0.0) continue;
    for (std::uint32_t row = 0; row < market.conditions[c].count; ++row) change_row(market, c, row, step);
    drop_gone_rows(market, c);
  }
}

}  // namespace rapport::disease
