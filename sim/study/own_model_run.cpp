// Blocks of people in waves: each wave's results are merged in the order of blocks before the next begins.
#include "study/own_model_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

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
constexpr double kMostCells = 5e7;

/// What one block gave under all strategies.
struct BlockDone {
  Block block;
  std::vector<BlockRun> runs;
  std::vector<std::vector<Moved>> moved;
};

/// What one task gave: some blocks and their counts.
struct TaskDone {
  std::vector<BlockDone> blocks;
  std::vector<Counts> counts;
};

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
      : own_(own), options_(options), blocks_((own.model.people + kBlock - 1) / kBlock) {
    for (const Machine& machine : own.compiled.machines) {
      const Agents agents(own.model, machine, key_of(own.model));
      StrategyRun run{machine.name, agents.no_counts(), {}, {}};
      run.payoffs.resize(own.model.payoffs.size());
      run.against_first.resize(own.model.payoffs.size());
      result_.strategies.push_back(std::move(run));
    }
  }

  AgentsResult run() {
    const std::int64_t tasks = (blocks_ + kBlocksOfTask - 1) / kBlocksOfTask;
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
    for (TaskDone& task : done) merge(task);
  }

  TaskDone run_task(std::int64_t task) const {
    TaskDone done;
    std::vector<Agents> agents;
    for (const Machine& machine : own_.compiled.machines)
      agents.emplace_back(own_.model, machine, key_of(own_.model));
    for (const Agents& one : agents) done.counts.push_back(one.no_counts());
    const std::int64_t end = std::min((task + 1) * kBlocksOfTask, blocks_);
    for (std::int64_t number = task * kBlocksOfTask; number < end; ++number)
      done.blocks.push_back(run_block(number, agents, done.counts));
    return done;
  }

  BlockDone run_block(std::int64_t number, std::vector<Agents>& agents, std::vector<Counts>& counts) const {
    stop_if_interrupted();
    const std::int64_t first = number * kBlock;
    const auto people = static_cast<std::size_t>(std::min(kBlock, own_.model.people - first));
    BlockDone done{transition::draw_block(own_.model, own_.compiled.people, key_of(own_.model),
                                          static_cast<std::uint64_t>(first), people),
                   {},
                   std::vector<std::vector<Moved>>(agents.size())};
    for (std::size_t s = 0; s < agents.size(); ++s)
      done.runs.push_back(
          agents[s].run(done.block, counts[s], options_.each_move ? &done.moved[s] : nullptr));
    return done;
  }

  void merge(const TaskDone& task) {
    for (std::size_t s = 0; s < task.counts.size(); ++s) result_.strategies[s].counts.add(task.counts[s]);
    for (const BlockDone& done : task.blocks) {
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
  AgentsResult result_;
};

double relative_change(const Expectation& fine, const Expectation& coarse) {
  double largest = 0.0;
  for (std::size_t p = 0; p < fine.mean.size(); ++p) {
    const double scale = std::max(std::fabs(fine.mean[p]), 1e-300);
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
  const std::string number = std::isnan(fault.value) ? "not a number" : scenario::number_text(fault.value);
  const std::string& state = model.states[static_cast<std::size_t>(fault.state)];
  switch (fault.breach) {
    case Breach::probability:
      return fmt::format("{} is {}; a probability lies between 0 and 1", transition_name(), number);
    case Breach::hazard:
      return fmt::format("{} is {}; a rate or ratio is at least 0 and finite", transition_name(), number);
    case Breach::row:
      return fmt::format("the probabilities of leaving {} sum to {}; at most 1", state, number);
    case Breach::payoff:
      return fmt::format("payoffs.{} of {} is {}; it must be finite",
                         model.payoffs[static_cast<std::size_t>(fault.index)].name, state, number);
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
    ExactStrategy strategy{machine.name, transition::expectation(own.model, machine, *fine), 0.0};
    if (strategy.expected.fault) {
      result.fault = fault_words(own, machine.name, *strategy.expected.fault, nullptr);
      return result;
    }
    result.uses_quadrature = !fine->is_exact;
    if (result.uses_quadrature)
      strategy.quadrature_error =
          relative_change(strategy.expected, transition::expectation(own.model, machine, *coarse));
    result.strategies.push_back(std::move(strategy));
  }
  return result;
}

}  // namespace rapport
