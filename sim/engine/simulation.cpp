// The life of a task.
#include "engine/simulation.h"

#include <optional>
#include <string>

#include "engine/initial_ties.h"
#include "engine/measure.h"
#include "engine/schedule.h"
#include "state/populate.h"
#include "state/relationships.h"

namespace rapport {

namespace {

LuckKey luck_key(const TaskSpec& spec) {
  return {static_cast<std::uint32_t>(spec.seed), static_cast<std::uint32_t>(spec.seed >> 32), spec.replicate,
          spec.market};
}

struct Stretch {
  std::int64_t from;
  std::int64_t to;
  int arm;
  Origin origin;
};

void run_stretch(Market& market, const TaskSpec& spec, const Rules& rules, Stretch stretch, Tally& tally,
                 const Watcher& watch) {
  for (std::int64_t index = stretch.from; index < stretch.to; ++index) {
    const Step step = step_at(index, spec.steps_per_year);
    if (step.starts_period()) clear_counters(market);
    run_step(market, rules, step);
    if (step.ends_period()) check_numbers(market, spec, step);
    if (step.ends_period()) measure_period(market, rules.params.outcomes, stretch.origin, step, tally);
    if (watch) watch(stretch.arm, step, market);
  }
}

}  // namespace

LifeRates rates_of(const Tables& tables, const ModelParams& params) {
  LifeRates rates = life_rates(tables);
  disease::centre_onsets(rates, tables, params.disease, params.population);
  return rates;
}

Market begin_market(const TaskSpec& spec, const LifeRates& rates) {
  Market market;
  population::populate(market, *spec.tables, spec.base_params->population, luck_key(spec), spec.people);
  market.rates = &rates;
  start_unnoticed(market, *spec.base_params);
  start_ties(market, *spec.base_params);
  start_medicines(market, *spec.base_params);
  family::relate(market, spec.base_params->family, spec.base_params->population, 0);
  turnover::begin(market, spec.base_params->turnover, spec.base_params->population.vulnerability_sd);
  burnout::begin(market, spec.base_params->burnout);
  discharge::begin(market, spec.base_params->discharge);
  other_care::begin(market);
  count_panels(market);
  return market;
}

void check_numbers(Market& market, const TaskSpec& spec, const Step& step) {
  const std::optional<NotFinite> found = not_finite_in(market);
  if (!found) return;
  const std::string column(name_of(found->column));
  const bool of_person = column.starts_with("patients.") && found->row < market.patients.count;
  throw NumericalFault("a number that is none in column '" + column + "', " +
                       (of_person ? "person " + id_text(market.patients.id[found->row])
                                  : "row " + std::to_string(found->row)) +
                       ", in the 28 days before day " + std::to_string(step.end_day()) + " of seed " +
                       std::to_string(spec.seed) + ", replicate " + std::to_string(spec.replicate) +
                       ", market " + std::to_string(spec.market));
}

std::vector<Tally> run_task(const TaskSpec& spec, const Watcher& watch) {
  const LifeRates rates = rates_of(*spec.tables, *spec.base_params);
  Market market = begin_market(spec, rates);
  Tally shared = spec.empty_tally();
  run_stretch(market, spec, {*spec.base_params, *spec.base_contract}, {0, spec.warm_up_steps(), -1, {}},
              shared, watch);
  const Origin origin = origin_at(market, static_cast<std::int32_t>(spec.warm_up_years) * kDaysPerYear);
  std::vector<Tally> tallies(spec.arms.size(), shared);
  for (std::size_t a = 0; a < spec.arms.size(); ++a) {
    const bool last = a + 1 == spec.arms.size();
    Market world = last ? std::move(market) : market;
    run_stretch(world, spec, {*spec.arms[a].params, *spec.arms[a].contract},
                {spec.warm_up_steps(), spec.steps(), static_cast<int>(a), origin}, tallies[a], watch);
  }
  return tallies;
}

std::vector<std::uint64_t> final_digests(const TaskSpec& spec) {
  std::vector<std::uint64_t> digests(spec.arms.size());
  const auto last = static_cast<std::uint32_t>(spec.steps() - 1);
  run_task(spec, [&](int arm, const Step& step, Market& market) {
    if (arm >= 0 && step.index == last) digests[static_cast<std::size_t>(arm)] = digest_of(market);
  });
  return digests;
}

}  // namespace rapport
