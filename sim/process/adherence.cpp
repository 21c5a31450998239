// The passes over treated conditions, and what a visit leaves behind.
#include "process/adherence.h"

#include "base/fixed_sum.h"
#include "base/probability.h"
#include "base/sample.h"
#include "base/scratch.h"
#include "state/disease_book.h"

namespace rapport::adherence {

namespace {

[[gnu::noinline]] void fade(std::uint32_t n, float keep, float* __restrict understanding) {
  for (std::uint32_t i = 0; i < n; ++i) understanding[i] *= keep;
}

/// What AD-2 needs of the parameters for the part of a person, which is the same for all conditions.
struct Person {
  float behaviour;
  float trust;
  float trust_reference;
  float mutuality;
  float mutuality_reference;
  float understanding;
  float support;
  float cohesion;
  float conflict;
  float checkins;  ///< effect x check-ins a week
};

Person person_effects(const References& ref, const Params& p, double checkins) {
  return {static_cast<float>(p.behaviour_effect), static_cast<float>(p.trust_effect),
          static_cast<float>(ref.trust),          static_cast<float>(p.mutuality_effect),
          static_cast<float>(ref.mutuality),      static_cast<float>(p.understanding_effect),
          static_cast<float>(p.support_effect),   static_cast<float>(p.cohesion_effect),
          static_cast<float>(p.conflict_effect),  static_cast<float>(p.checkin_effect * checkins)};
}

/// What the usual clinician brings; 0 without one.
[[gnu::always_inline]] inline float relationship_logit(const Person& person, float trust, float mutuality) {
  const float sum = person.trust * (trust - person.trust_reference) +
                    person.mutuality * (mutuality - person.mutuality_reference) + person.checkins;
  return trust < 0.0F ? 0.0F : sum;
}

/// As if everybody's usual tie were in slot 0, as almost everybody's is.
[[gnu::noinline]] void relationship_logits(std::uint32_t n, Person person,
                                           const float* __restrict usual_trust,
                                           const float* __restrict mutuality, float* __restrict logits) {
  for (std::uint32_t i = 0; i < n; ++i) logits[i] = relationship_logit(person, usual_trust[i], mutuality[i]);
}

[[gnu::noinline]] void person_logits(std::uint32_t n, Person person, const float* __restrict behaviour,
                                     const float* __restrict understanding, const float* __restrict support,
                                     const float* __restrict cohesion, const float* __restrict conflict,
                                     float* __restrict logits) {
  for (std::uint32_t i = 0; i < n; ++i) {
    logits[i] += person.behaviour * behaviour[i] + person.understanding * understanding[i] +
                 person.support * support[i] + person.cohesion * cohesion[i] - person.conflict * conflict[i];
  }
}

/// The part of the condition, with out-of-pocket cost by insurance.
struct Target {
  float intercept;
  std::array<float, kInsurances> cost;
};

Target target_for(const ConditionSpec& spec, const References& ref, const Params& params,
                  const CostShares& shares) {
  Target target{};
  target.intercept =
      static_cast<float>(spec.of.adherence_logit - params.dose_effect * (spec.of.doses_per_day - 1.0));
  for (std::size_t k = 0; k < kInsurances; ++k) {
    const double monthly = shares[k] * spec.of.drug_usd_per_year / 12.0;
    target.cost[k] =
        static_cast<float>(params.cost_effect * (elementary::log1p(monthly) - ref.drug_cost_log));
  }
  return target;
}

[[gnu::noinline]] void target_logits(std::uint32_t n, float intercept, const std::uint32_t* __restrict owner,
                                     const float* __restrict of_person,
                                     const std::uint32_t* __restrict insurance, const float* __restrict cost,
                                     float* __restrict logits) {
  for (std::uint32_t row = 0; row < n; ++row) {
    const std::uint32_t i = owner[row];
    logits[row] = intercept + of_person[i] - cost[insurance[i]];
  }
}

struct Habit {
  LuckKey luck;
  std::uint32_t step;
  std::uint32_t name_hash;
  std::uint32_t number;  ///< bit in patients.undiagnosed
  float stop_per_year;
  float stop_slope;
  float resume_per_year;
  float resume_slope;
  float keep;         ///< exp(-dt / habit_years)
  float keep_window;  ///< exp(-dt / window_years)
};

[[gnu::noinline]] void cover_days(std::uint32_t n, Habit habit, const std::uint64_t* __restrict id,
                                  const std::uint32_t* __restrict owner,
                                  const std::uint64_t* __restrict undiagnosed,
                                  const float* __restrict understanding, const float* __restrict logits,
                                  std::uint8_t* __restrict stopped, float* __restrict taking,
                                  float* __restrict pdc) {
  for (std::uint32_t row = 0; row < n; ++row) {
    const std::uint32_t i = owner[row];
    const Words words =
        luck(habit.luck, Kind::patient, id[row], habit.name_hash, habit.step, draws::stops_medicine.address);
    const float stopping = habit.stop_per_year * elementary::exp(-habit.stop_slope * logits[row]);
    const float resuming = habit.resume_per_year * elementary::exp(habit.resume_slope * understanding[i]);
    const std::uint32_t stops =
        words[draws::stops_medicine] < threshold(rate_to_probability(stopping, kPeriodYears)) ? 1U : 0U;
    const std::uint32_t stays_off =
        words[draws::resumes_medicine] < threshold(rate_to_probability(resuming, kPeriodYears)) ? 0U : 1U;
    const std::uint32_t was_off = stopped[row];
    const auto unknown = static_cast<std::uint32_t>(undiagnosed[i] >> habit.number) & 1U;
    const std::uint32_t off = ((was_off & stays_off) | ((was_off ^ 1U) & stops)) & (unknown ^ 1U);
    const float target = static_cast<float>((1U - off) & (unknown ^ 1U)) * elementary::logistic(logits[row]);
    const float before = pdc[row];
    const float settled = before < 0.0F ? target : taking[row];
    const float covered = target + (settled - target) * habit.keep;
    const float window = before < 0.0F ? covered : before;
    const float trailing = covered + (window - covered) * habit.keep_window;
    stopped[row] = static_cast<std::uint8_t>(off);
    taking[row] = covered;
    pdc[row] = unknown != 0 ? kNoMedicine : trailing;
  }
}

Habit habit_for(const Market& market, std::size_t c, const Params& params, const Step& step) {
  return {market.luck,
          step.index,
          market.tables->conditions[c].name_hash,
          static_cast<std::uint32_t>(c),
          static_cast<float>(params.stop_per_year),
          static_cast<float>(params.stop_slope),
          static_cast<float>(params.resume_per_year),
          static_cast<float>(params.resume_slope),
          elementary::exp(-kPeriodYears / static_cast<float>(params.habit_years)),
          elementary::exp(-kPeriodYears / static_cast<float>(params.window_years))};
}

/// Days covered and treated rows of one condition, by cell.
struct Covered {
  std::int64_t days = 0;
  std::int64_t rows = 0;
};

/// In the stratum of its condition a medicine counts for its own condition only.
void count_days_covered(Market& market, std::size_t condition) {
  std::array<Covered, kCells> cells{};
  const ConditionList& list = market.conditions[condition];
  for (std::uint32_t row = 0; row < list.count; ++row) {
    Covered& cell = cells[market.patients.stratum[list.owner[row]]];
    const bool treated = list.pdc[row] >= 0.0F;
    cell.days += treated ? to_fixed(list.taking[row]) : 0;
    cell.rows += treated ? 1 : 0;
  }
  Covered all;
  for (std::size_t k = 0; k < kCells; ++k) {
    market.cell(Counter::pdc, k) += cells[k].days;
    market.cell(Counter::treated_steps, k) += cells[k].rows;
    all.days += cells[k].days;
    all.rows += cells[k].rows;
  }
  market.of_condition(Counter::pdc, condition) += all.days;
  market.of_condition(Counter::treated_steps, condition) += all.rows;
}

/// What AD-2 takes of each person.
Scratch<float> logits_of_people(const Market& market, const Params& params, double checkins) {
  const Patients& people = market.patients;
  Scratch<float> logits(people.count);
  const Person person = person_effects(market.tables->references, params, checkins);
  relationship_logits(people.count, person, people.usual_trust, market.ties.mutuality, logits.data());
  market.each_usual_beyond_first([&](std::uint32_t i, std::size_t tie) {
    logits[i] = relationship_logit(person, people.usual_trust[i], market.ties.mutuality[tie]);
  });
  person_logits(people.count, person, people.behaviour, people.understanding, people.support, people.cohesion,
                people.conflict, logits.data());
  return logits;
}

}  // namespace

void forget(Market& market, const Params& params, const Step& step, Rows rows) {
  const float keep = elementary::exp(-step.years() / static_cast<float>(params.understanding_years));
  fade(rows.end - rows.begin, keep, market.patients.understanding + rows.begin);
}

void take_medicines(Market& market, const Params& params, const CostShares& shares, double checkins,
                    const Step& step) {
  const Scratch<float> of_people = logits_of_people(market, params, checkins);
  std::vector<float> logits;
  const Patients& people = market.patients;
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const ConditionSpec& spec = market.tables->conditions[c];
    if (!step.is_turn_of(spec.name_hash) || spec.of.treated == 0.0) continue;
    ConditionList& list = market.conditions[c];
    logits.resize(list.count);
    const Target target = target_for(spec, market.tables->references, params, shares);
    target_logits(list.count, target.intercept, list.owner, of_people.data(), people.insurance,
                  target.cost.data(), logits.data());
    cover_days(list.count, habit_for(market, c, params, step), list.id, list.owner, people.undiagnosed,
               people.understanding, logits.data(), list.stopped, list.taking, list.pdc);
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
