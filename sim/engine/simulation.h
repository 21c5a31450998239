// One market from birth to result under one or several arms that share people, ties and warm-up to the bit.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <vector>

#include "engine/outcomes.h"
#include "engine/params.h"
#include "payment/contract.h"
#include "state/market.h"

namespace rapport {

/// What an arm changes, from policy start on.
struct Arm {
  const ModelParams* params;
  const Contract* contract;
};

/// Everything a task needs; pointers are not owned and outlive the task.
struct TaskSpec {
  const Tables* tables = nullptr;
  const ModelParams* base_params = nullptr;  ///< synthesis and warm-up
  const Contract* base_contract = nullptr;   ///< warm-up
  std::vector<Arm> arms;
  std::uint64_t seed = 1;
  std::uint32_t replicate = 0;
  std::uint32_t market = 0;
  std::uint32_t people = 0;
  std::int64_t steps_per_year = 52;
  std::int64_t warm_up_years = 2;
  std::int64_t years = 10;

  std::int64_t warm_up_steps() const { return warm_up_years * steps_per_year; }
  std::int64_t steps() const { return (warm_up_years + years) * steps_per_year; }
  std::int64_t periods() const { return (warm_up_years + years) * 13; }
  Tally empty_tally() const { return {periods(), stratum_count(*tables)}; }
};

/// The engine made a number that is none: our own mistake, which no result may be made of (exit code 7).
struct NumericalFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Called after each step of a market: arm number (-1 in the shared warm-up), step, market.
using Watcher = std::function<void(int, const Step&, Market&)>;

/// Background rates and incidence of a profile under these parameters (LR-1, LR-2, DI-4).
LifeRates rates_of(const Tables& tables, const ModelParams& params);

/// A synthesised market at day 0, ties started; the first step has not run.
Market begin_market(const TaskSpec& spec, const LifeRates& rates);

/// Throws NumericalFault, with place and person, where a column holds a number that is none.
void check_numbers(Market& market, const TaskSpec& spec, const Step& step);

/// Runs the task: warm-up once, then each arm from a copy of the market at policy start. One tally an arm;
/// the periods of the warm-up are the same in all. `watch` may be empty. Numbers are checked before they are added up,
/// at the end of each period.
std::vector<Tally> run_task(const TaskSpec& spec, const Watcher& watch = {});

/// The digest of every column at the end of each arm, for tests of equal bits.
std::vector<std::uint64_t> final_digests(const TaskSpec& spec);

}  // namespace rapport
