// Blocks of people in waves: each wave's results are merged in the order of blocks before the next begins.
#include "study/own_model_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>

#include "scenario/number.h"
#include "study/task_pool.h"

namespace rapport {

namespace {

using transition::Agents;
using transition::Block;
using transition::BlockRun;
using transition::Breach;
using transition::Counts;
using transition::Expectation;
using transition::Machine;
using transition::Model;
using transition::Moved;
using transition::RunFault;

constexpr std::int64_t kBlocksOfTask = 8;
constexpr std::int64_t kTasksOfThread = 4;
constexpr std::size_t kTotalsOfTask = 512;  ///< of a person in all strategies: with more, tasks are smaller
constexpr double kMostCells = 8e6;          ///< six columns of them are held at once

/// What one block gave under all strategies.
struct BlockDone {
  Block block;
  std::vector<BlockRun> runs;
  std::vector<std::vector<Moved>> moved;
};

/// What one task gave: some blocks.
using TaskDone = std::vector<BlockDone>;

/// Fewer where a block holds many totals, so that what waits to be merged stays small.
std::int64_t blocks_of_task(const Model& model) {
  const std::size_t totals = std::max<std::size_t>(model.payoffs.size() * model.strategies.size(), 1);
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(kTotalsOfTask / totals), 1, kBlocksOfTask);
}

LuckKey key_of(const Model& model) {
  const auto seed = static_cast<std::uint64_t>(model.seed);
  return {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32), 0, 0};
}

std::vector<double> differences(const std::vector<double>& from, const std::vector<double>& to) {
  std::vector<double> all(to.size());
  for (std::size_t row = 0; row < to.size(); ++row) all[row] = to[row] - from[row];
  return all;
}

class Study {
 public:
  Study(const OwnModel& own, const AgentsOptions& options)
      : own_(own),
        options_(options),
        blocks_((own.model.people + kBlock - 1) / kBlock),
        blocks_of_task_(blocks_of_task(own.model)) {
    for (const Machine& machine : own.compiled.machines) {
      const Agents agents(own.model, machine, key_of(own.model));
      StrategyRun run{machine.name, agents.no_counts(), {}, {}};
      run.payoffs.resize(own.model.payoffs.size());
      run.against_first.resize(own.model.payoffs.size());
      result_.strategies.push_back(std::move(run));
    }
  }

  AgentsResult run() {
    const std::int64_t tasks = (blocks_ + blocks_of_task_ - 1) / blocks_of_task_;
    const std::int64_t of_wave = options_.threads * kTasksOfThread;
    for (std::int64_t first = 0; first < tasks && result_.fault.empty(); first += of_wave)
      run_wave(first, std::min(of_wave, tasks - first));
    return std::move(result_);
  }

 private:
  static constexpr std::int64_t kBlock = static_cast<std::int64_t>(transition::kBlock);

  void run_wave(std::int64_t first, std::int64_t count) {
    std::vector<TaskDone> done(static_cast<std::size_t>(count));
    Tasks tasks;
    tasks.count = count;
    tasks.threads = options_.threads;
    tasks.stop = [] { return interrupted() != 0; };
    tasks.task = [&](std::int64_t task) { done[static_cast<std::size_t>(task)] = run_task(first + task); };
    run_tasks(tasks);
    if (interrupted() != 0) throw Interrupted{};
    for (const TaskDone& task : done) merge(task);
  }

  /// One strategy after the other: the columns of only one are held.
  TaskDone run_task(std::int64_t task) {
    TaskDone done;
    const std::int64_t end = std::min((task + 1) * blocks_of_task_, blocks_);
    for (std::int64_t number = task * blocks_of_task_; number < end; ++number)
      done.push_back(drawn_block(number));
    for (std::size_t s = 0; s < own_.compiled.machines.size(); ++s) run_strategy(s, done);
    return done;
  }

  BlockDone drawn_block(std::int64_t number) const {
    const std::int64_t first = number * kBlock;
    const auto people = static_cast<std::size_t>(std::min(kBlock, own_.model.people - first));
    return {transition::draw_block(own_.model, own_.compiled.people, key_of(own_.model),
                                   static_cast<std::uint64_t>(first), people),
            {},
            std::vector<std::vector<Moved>>(own_.compiled.machines.size())};
  }

  void run_strategy(std::size_t s, TaskDone& task) {
    Agents agents(own_.model, own_.compiled.machines[s], key_of(own_.model));
    Counts counts = agents.no_counts();
    for (BlockDone& done : task) {
      stop_if_interrupted();
      done.runs.push_back(agents.run(done.block, counts, options_.each_move ? &done.moved[s] : nullptr,
                                     [] { stop_if_interrupted(); }));
    }
    const std::lock_guard lock(counting_);  // whole numbers: their sum does not depend on who comes first
    result_.strategies[s].counts.add(counts);
  }

  void merge(const TaskDone& task) {
    for (const BlockDone& done : task) {
      if (!result_.fault.empty()) return;
      merge_block(done);
      result_.people += static_cast<std::int64_t>(done.block.count);
    }
    if (options_.progress) options_.progress(result_.people, own_.model.people);
  }

  void merge_block(const BlockDone& done) {
    for (std::size_t s = 0; s < done.runs.size(); ++s) {
      if (done.runs[s].fault) {
        result_.fault = fault_words(own_, result_.strategies[s].name, *done.runs[s].fault, &done.block);
        return;
      }
      for (std::size_t p = 0; p < own_.model.payoffs.size(); ++p) {
        result_.strategies[s].payoffs[p].add(moments_of(done.runs[s].totals[p]));
        result_.strategies[s].against_first[p].add(
            moments_of(differences(done.runs[0].totals[p], done.runs[s].totals[p])));
      }
    }
    tell(done);
  }

  void tell(const BlockDone& done) const {
    for (std::size_t s = 0; s < done.runs.size() && options_.each_move; ++s)
      for (const Moved& moved : done.moved[s]) options_.each_move(result_.strategies[s].name, moved);
    if (options_.each_block) options_.each_block({done.block, done.runs});
  }

  const OwnModel& own_;
  const AgentsOptions& options_;
  std::int64_t blocks_;
  std::int64_t blocks_of_task_;
  std::mutex counting_;
  AgentsResult result_;
};

/// In units of the mean, or of a person's standard deviation where the mean is smaller: it may be 0.
double relative_change(const Expectation& fine, const Expectation& coarse) {
  double largest = 0.0;
  for (std::size_t p = 0; p < fine.mean.size(); ++p) {
    const double scale = std::max({std::fabs(fine.mean[p]), fine.sd[p], 1e-300});
    largest = std::max(largest, std::fabs(fine.mean[p] - coarse.mean[p]) / scale);
  }
  return largest;
}

std::string breach_words(const Model& model, const RunFault& fault) {
  const auto transition_name = [&] {
    const transition::TransitionSpec& spec = model.transitions[static_cast<std::size_t>(fault.index)];
    return fmt::format("transitions.{}.{}", model.states[static_cast<std::size_t>(spec.from)],
                       model.states[static_cast<std::size_t>(spec.to)]);
  };
  const std::string number =
      std::isnan(fault.value) ? "not a number (as ln of 0 or less, 0 / 0, or a table below its first key are)"
                              : scenario::number_text(fault.value);
  const std::string& state = model.states[static_cast<std::size_t>(fault.state)];
  switch (fault.breach) {
    case Breach::probability:
      return fmt::format("{} is {}; a probability lies between 0 and 1", transition_name(), number);
    case Breach::hazard:
      return fmt::format("{} is {}; a rate or ratio is at least 0 and finite", transition_name(), number);
    case Breach::row:
      return fmt::format("the probabilities of leaving {} sum to {}; at most 1", state, number);
    case Breach::payoff:
      return fmt::format(
          "payoffs.{} of {} is {}; it must be finite",
          model.payoffs[static_cast<std::size_t>(fault.index)].name,
          fault.to < 0 ? state : state + " > " + model.states[static_cast<std::size_t>(fault.to)], number);
    case Breach::start: break;
  }
  if (fault.index < 0) return fmt::format("the shares of start sum to {}; they must sum to 1", number);
  return fmt::format("start.{} is {}; a share lies between 0 and 1", state, number);
}

}  // namespace

void Moments::add(const Moments& more) {
  if (more.count == 0.0) return;
  const double together = count + more.count, apart = more.mean - mean;
  square += more.square + apart * apart * (count * more.count / together);
  mean += apart * (more.count / together);
  count = together;
}

double Moments::sd() const { return count > 1.0 ? std::sqrt(square / (count - 1.0)) : 0.0; }
double Moments::standard_error() const { return count > 0.0 ? sd() / std::sqrt(count) : 0.0; }

Moments moments_of(const std::vector<double>& values) {
  Moments all;
  all.count = static_cast<double>(values.size());
  for (const double value : values) all.mean += value;
  all.mean /= std::max(all.count, 1.0);
  for (const double value : values) all.square += (value - all.mean) * (value - all.mean);
  return all;
}

std::string fault_words(const OwnModel& own, const std::string& strategy, const RunFault& fault,
                        const Block* block) {
  std::string words = fmt::format("{}: {}, at step {} of strategy '{}'", own.path,
                                  breach_words(own.model, fault), fault.step, strategy);
  if (block == nullptr) return words;
  words += fmt::format(", person {}", block->first + fault.row);
  for (std::size_t c = 0; c < block->covariates.size(); ++c)
    words += fmt::format(", {} {}{}", own.model.covariates[c].name,
                         scenario::number_text(block->covariates[c][fault.row]),
                         own.model.covariates[c].name == "age" ? " at the start" : "");
  return words;
}

std::string quick_fault(const OwnModel& own) {
  constexpr double kMostWork = 1e8;
  constexpr int kFewPoints = 2;
  const auto grid = transition::grid_of(own.compiled.people, kFewPoints);
  double work = 0.0;
  for (const Machine& machine : own.compiled.machines)
    work += grid ? transition::cells_of(own.model, machine, *grid) * (own.model.steps + 1.0) *
                       static_cast<double>(machine.program.operations().size() * own.model.payoffs.size() + 1)
                 : kMostWork;
  return work < kMostWork ? expect_own_model(own, kFewPoints).fault : "";
}

AgentsResult run_own_model(const OwnModel& own, const AgentsOptions& options) {
  return Study(own, options).run();
}

ExactResult expect_own_model(const OwnModel& own, int points) {
  ExactResult result;
  const auto fine = transition::grid_of(own.compiled.people, points);
  const auto coarse = transition::grid_of(own.compiled.people, points / 2);
  for (const Machine& machine : own.compiled.machines) {
    const bool fits = fine && transition::cells_of(own.model, machine, *fine) <= kMostCells;
    if (!fits) {
      result.fault = fmt::format(
          "{}: too many combinations of covariates and times in a state for the exact engine: use `rapport "
          "run`, fewer "
          "continuous covariates or --points below {}",
          own.path, points);
      return result;
    }
    ExactStrategy strategy{
        machine.name, transition::expectation(own.model, machine, *fine, [] { stop_if_interrupted(); }), 0.0};
    if (strategy.expected.fault) {
      result.fault = fault_words(own, machine.name, *strategy.expected.fault, nullptr);
      return result;
    }
    result.uses_quadrature = !fine->is_exact;
    if (result.uses_quadrature) {
      const Expectation half =
          transition::expectation(own.model, machine, *coarse, [] { stop_if_interrupted(); });
      strategy.quadrature_error = relative_change(strategy.expected, half);
    }
    result.strategies.push_back(std::move(strategy));
  }
  return result;
}

}  // namespace rapport
