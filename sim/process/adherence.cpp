// The passes over treated conditions, and what a visit leaves behind.
#include "process/adherence.h"

#include "base/fixed_sum.h"
#include "base/probability.h"
#include "base/sample.h"

namespace rapport::adherence {

namespace {

[[gnu::noinline]] void fade(std::uint32_t n, float keep, float* __restrict understanding) {
  for (std::uint32_t i = 0; i < n; ++i) understanding[i] *= keep;
}

/// What AD-2 needs of the condition, with everything that is the same for all its people folded in.
struct Target {
  float intercept;
  float behaviour;
  float trust;
  float trust_reference;
  float understanding;
  std::array<float, kInsurances> cost;
};

Target target_for(const ConditionSpec& spec, const References& ref, const Params& params,
                  const CostShares& shares) {
  Target target{};
  target.intercept =
      static_cast<float>(spec.of.adherence_logit - params.dose_effect * (spec.of.doses_per_day - 1.0));
  target.behaviour = static_cast<float>(params.behaviour_effect);
  target.trust = static_cast<float>(params.trust_effect);
  target.trust_reference = static_cast<float>(ref.trust);
  target.understanding = static_cast<float>(params.understanding_effect);
  for (std::size_t k = 0; k < kInsurances; ++k) {
    const double monthly = shares[k] * spec.of.drug_usd_per_year / 12.0;
    target.cost[k] =
        static_cast<float>(params.cost_effect * (elementary::log1p(monthly) - ref.drug_cost_log));
  }
  return target;
}

[[gnu::noinline]] void target_logits(std::uint32_t n, Target target, const std::uint32_t* __restrict owner,
                                     const float* __restrict behaviour, const float* __restrict usual_trust,
                                     const float* __restrict understanding,
                                     const std::uint32_t* __restrict insurance, const float* __restrict cost,
                                     float* __restrict logits) {
  for (std::uint32_t row = 0; row < n; ++row) {
    const std::uint32_t i = owner[row];
    const float trust = usual_trust[i] < 0.0F ? target.trust_reference : usual_trust[i];
    logits[row] = target.intercept + target.behaviour * behaviour[i] +
                  target.trust * (trust - target.trust_reference) + target.understanding * understanding[i] -
                  cost[insurance[i]];
  }
}

struct Habit {
  LuckKey luck;
  std::uint32_t step;
  std::uint32_t name_hash;
  float stop_per_year;
  float stop_slope;
  float resume_per_year;
  float resume_slope;
  float keep;         ///< exp(-dt / habit_years)
  float keep_window;  ///< exp(-dt / window_years)
};

[[gnu::noinline]] void cover_days(std::uint32_t n, Habit habit, const std::uint64_t* __restrict id,
                                  const std::uint32_t* __restrict owner,
                                  const float* __restrict understanding, const float* __restrict logits,
                                  std::uint8_t* __restrict stopped, float* __restrict taking,
                                  float* __restrict pdc) {
  for (std::uint32_t row = 0; row < n; ++row) {
    const std::uint32_t i = owner[row];
    const Words stop =
        luck(habit.luck, Kind::patient, id[i], habit.name_hash, habit.step, draws::stops_medicine.address);
    const Words resume =
        luck(habit.luck, Kind::patient, id[i], habit.name_hash, habit.step, draws::resumes_medicine.address);
    const float stopping = habit.stop_per_year * elementary::exp(-habit.stop_slope * logits[row]);
    const float resuming = habit.resume_per_year * elementary::exp(habit.resume_slope * understanding[i]);
    const std::uint32_t stops =
        stop[draws::stops_medicine] < threshold(rate_to_probability(stopping, kPeriodYears)) ? 1U : 0U;
    const std::uint32_t stays_off =
        resume[draws::resumes_medicine] < threshold(rate_to_probability(resuming, kPeriodYears)) ? 0U : 1U;
    const std::uint32_t was_off = stopped[row];
    const std::uint32_t off = (was_off & stays_off) | ((was_off ^ 1U) & stops);
    const float target = static_cast<float>(1U - off) * elementary::logistic(logits[row]);
    const float covered = target + (taking[row] - target) * habit.keep;
    stopped[row] = static_cast<std::uint8_t>(off);
    taking[row] = covered;
    pdc[row] = covered + (pdc[row] - covered) * habit.keep_window;
  }
}

Habit habit_for(const Market& market, const ConditionSpec& spec, const Params& params, const Step& step) {
  return {market.luck,
          step.index,
          spec.name_hash,
          static_cast<float>(params.stop_per_year),
          static_cast<float>(params.stop_slope),
          static_cast<float>(params.resume_per_year),
          static_cast<float>(params.resume_slope),
          elementary::exp(-kPeriodYears / static_cast<float>(params.habit_years)),
          elementary::exp(-kPeriodYears / static_cast<float>(params.window_years))};
}

/// In the stratum of its condition a medicine counts for its own condition only.
void count_days_covered(Market& market, std::size_t condition) {
  const ConditionList& list = market.conditions[condition];
  for (std::uint32_t row = 0; row < list.count; ++row) {
    market.add_of_condition(Counter::pdc, list.owner[row], condition, to_fixed(list.taking[row]));
    market.add_of_condition(Counter::treated_steps, list.owner[row], condition, 1);
  }
}

}  // namespace

void forget(Market& market, const Params& params, const Step& step, Rows rows) {
  const float keep = elementary::exp(-step.years() / static_cast<float>(params.understanding_years));
  fade(rows.end - rows.begin, keep, market.patients.understanding + rows.begin);
}

void take_medicines(Market& market, const Params& params, const CostShares& shares, const Step& step) {
  std::vector<float> logits;
  const Patients& people = market.patients;
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const ConditionSpec& spec = market.tables->conditions[c];
    if (!step.is_turn_of(c) || spec.of.treated == 0.0) continue;
    ConditionList& list = market.conditions[c];
    logits.resize(list.count);
    const Target target = target_for(spec, market.tables->references, params, shares);
    target_logits(list.count, target, list.owner, people.behaviour, people.usual_trust, people.understanding,
                  people.insurance, target.cost.data(), logits.data());
    cover_days(list.count, habit_for(market, spec, params, step), people.id, list.owner, people.understanding,
               logits.data(), list.stopped, list.taking, list.pdc);
    count_days_covered(market, c);
  }
}

void understand(Market& market, const Params& params) {
  const auto reference = static_cast<float>(market.tables->references.consistency);
  const Encounters& visits = market.encounters;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    float& understanding = market.patients.understanding[visits.person[e]];
    understanding =
        understanding_after(understanding, visits.felt[e], visits.consistency[e], reference, params);
  }
}

}  // namespace rapport::adherence
