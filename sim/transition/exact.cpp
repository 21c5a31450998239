// Forward for means, backward for variances. A cell is a time in state and a point of the grid, in blocks of kBlock.
#define EIGEN_DONT_VECTORIZE
#define EIGEN_NO_IO
#include "transition/exact.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

namespace rapport::transition {

namespace {

using Eigen::ArrayXd;
using Eigen::Index;

/// One block of cells of one state at one step, with what its rules gave.
struct Cells {
  std::size_t state = 0;
  std::size_t begin = 0;
  std::size_t count = 0;
};

class ExactRun {
 public:
  ExactRun(const Model& model, const Machine& machine, const Grid& grid,
           const std::function<void()>& each_step)
      : model_(model),
        machine_(machine),
        grid_(grid),
        each_step_(each_step),
        values_(machine.program, *machine.tables) {
    nodes_ = grid.weights.size();
    for (const StateRules& rules : machine.states)
      durations_.push_back(rules.counts_time ? static_cast<std::size_t>(machine.steps) + 1 : 1);
    columns_.resize(grid.covariates.size());
  }

  Expectation run() {
    const std::size_t states = machine_.states.size(), steps = static_cast<std::size_t>(machine_.steps);
    result_.in_state.assign((steps + 1) * states, 0.0);
    result_.moved.assign(steps * model_.transitions.size(), 0.0);
    result_.mean.assign(model_.payoffs.size(), 0.0);
    result_.backward_mean = result_.sd = result_.mean;
    if (begin()) forward();
    for (std::size_t p = 0; p < model_.payoffs.size() && !result_.fault; ++p) backward(p);
    return std::move(result_);
  }

 private:
  std::vector<ArrayXd> zeros() const {
    std::vector<ArrayXd> all;
    for (const std::size_t durations : durations_)
      all.push_back(ArrayXd::Zero(static_cast<Index>(durations * nodes_)));
    return all;
  }

  /// Evaluates `order` for cells of a state; people who entered at step - d.
  Rows evaluate(std::span<const Value> order, const Cells& cells, int step) {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      columns_[c].resize(kBlock);
      for (std::size_t i = 0; i < cells.count; ++i)
        columns_[c][i] = grid_.covariates[c][(cells.begin + i) % nodes_];
    }
    pointers_.clear();
    for (const std::vector<double>& column : columns_) pointers_.push_back(column.data());
    entered_.resize(kBlock);
    for (std::size_t i = 0; i < cells.count; ++i)
      entered_[i] = step - static_cast<std::int32_t>((cells.begin + i) / nodes_);
    const Rows rows{cells.count, nullptr, pointers_, entered_.data()};
    values_.evaluate(order, rows);
    return rows;
  }

  bool begin() {
    at_ = zeros();
    values_.start_step(0);
    for (std::size_t node = 0; node < nodes_ && !result_.fault; node += kBlock) {
      const Cells cells{0, node, std::min(kBlock, nodes_ - node)};
      evaluate(machine_.start_order, cells, 0);
      for (std::size_t i = 0; i < cells.count && !result_.fault; ++i) place(node + i, i);
    }
    return !result_.fault;
  }

  void place(std::size_t node, std::size_t row) {
    double sum = 0.0;
    for (std::size_t s = 0; s < machine_.start.size(); ++s) {
      if (machine_.start[s] == kNoValue) continue;
      const double share = values_.at(machine_.start[s], row);
      if (!(share >= 0.0 && share <= 1.0))
        result_.fault = RunFault{Breach::start, static_cast<int>(s), static_cast<int>(s), 0, share, row};
      if (result_.fault) return;
      at_[s](static_cast<Index>(node)) = share * grid_.weights[node];
      sum += share;
    }
    if (!result_.fault && !(std::fabs(sum - 1.0) < kRowSlack))
      result_.fault = RunFault{Breach::start, -1, 0, 0, sum, row};
  }

  /// The blocks of cells of a state that can be occupied at `step`.
  template <class Visit>
  void each_block(std::size_t state, int step, Visit visit) {
    const std::size_t durations = std::min(durations_[state], static_cast<std::size_t>(step) + 1);
    const std::size_t cells = durations * nodes_;
    for (std::size_t begin = 0; begin < cells && !result_.fault; begin += kBlock)
      visit(Cells{state, begin, std::min(kBlock, cells - begin)});
  }

  void forward() {
    const std::size_t states = machine_.states.size();
    for (int step = 0; step <= machine_.steps && !result_.fault; ++step) {
      if (each_step_) each_step_();
      values_.start_step(step);
      next_ = zeros();
      for (std::size_t s = 0; s < states; ++s) {
        result_.in_state[static_cast<std::size_t>(step) * states + s] = at_[s].sum();
        each_block(s, step, [&](const Cells& cells) { add_payoffs(cells, step); });
        if (step < machine_.steps) each_block(s, step, [&](const Cells& cells) { move(cells, step); });
      }
      at_.swap(next_);
    }
  }

  /// Those of `cells` in which somebody is.
  bool is_empty(const Cells& cells) const { return (occupied(cells) == 0.0).all(); }
  Eigen::Map<const ArrayXd> occupied(const Cells& cells) const {
    return {at_[cells.state].data() + cells.begin, static_cast<Index>(cells.count)};
  }

  void add_payoffs(const Cells& cells, int step) {
    const StateRules& rules = machine_.states[cells.state];
    if (is_empty(cells)) return;
    const Rows rows = evaluate(rules.payoff_order, cells, step);
    result_.fault = payoffs_fault(rules, static_cast<int>(cells.state), step, values_,
                                  {rows.count, occupied(cells).data()});
    for (std::size_t p = 0; p < rules.payoff.size() && !result_.fault; ++p) {
      const double weight = machine_.state_weight[p][static_cast<std::size_t>(step)];
      if (rules.payoff[p] == kNoValue || weight == 0.0) continue;
      result_.mean[p] += weight * of_occupied(cells, column(rules.payoff[p], cells)).sum();
    }
  }

  Eigen::Map<const ArrayXd> column(Value value, const Cells& cells) {
    return {values_.column(value), static_cast<Index>(cells.count)};
  }

  void move(const Cells& cells, int step) {
    const StateRules& rules = machine_.states[cells.state];
    if (is_empty(cells)) return;
    const Rows rows = evaluate(rules.move_order, cells, step);
    result_.fault = moves_fault(rules, static_cast<int>(cells.state), step, values_,
                                {rows.count, occupied(cells).data()});
    if (result_.fault) return;
    const Leaving leaving = leaving_of(rules, cells);
    for (const Move& way : rules.moves) {
      const ArrayXd flow = of_occupied(cells, column(way.probability, cells) * leaving.scale);
      result_.moved[static_cast<std::size_t>(step) * model_.transitions.size() +
                    static_cast<std::size_t>(way.transition)] += flow.sum();
      for (std::size_t i = 0; i < cells.count; ++i)
        next_[static_cast<std::size_t>(way.to)](static_cast<Index>((cells.begin + i) % nodes_)) +=
            flow(static_cast<Index>(i));
      bring(way, flow, cells, step);
    }
    const ArrayXd left = of_occupied(cells, leaving.stays);
    const std::size_t shift = durations_[cells.state] > 1 ? nodes_ : 0;
    for (std::size_t i = 0; i < cells.count; ++i)
      next_[cells.state](static_cast<Index>(cells.begin + i + shift)) += left(static_cast<Index>(i));
  }

  /// Products with the shares of people in `cells`; where nobody is, a rule may give anything.
  template <class Amounts>
  ArrayXd of_occupied(const Cells& cells, const Amounts& amounts) const {
    return (occupied(cells) == 0.0).select(0.0, occupied(cells) * amounts);
  }

  /// A row that sums to 1 but for rounding leaves nobody behind.
  struct Leaving {
    ArrayXd scale;
    ArrayXd stays;
  };
  Leaving leaving_of(const StateRules& rules, const Cells& cells) {
    constexpr double kRounding = 1e-12;
    ArrayXd all = ArrayXd::Zero(static_cast<Index>(cells.count));
    for (const Move& way : rules.moves) all += column(way.probability, cells);
    const auto is_whole = all > 1.0 - kRounding;
    return {is_whole.select(1.0 / all, 1.0), is_whole.select(0.0, 1.0 - all)};
  }

  void bring(const Move& way, const ArrayXd& flow, const Cells& cells, int step) {
    for (std::size_t p = 0; p < way.on_move.size(); ++p)
      if (way.on_move[p] != kNoValue)
        result_.mean[p] += machine_.transition_weight[p][static_cast<std::size_t>(step)] *
                           (flow == 0.0).select(0.0, flow * column(way.on_move[p], cells)).sum();
  }

  /// XT-11 for one payoff. V and C of the next step are in ahead_ and spread_ahead_.
  void backward(std::size_t payoff) {
    ahead_ = spread_ahead_ = zeros();
    for (int step = machine_.steps; step >= 0 && !result_.fault; --step) {
      if (each_step_) each_step_();
      values_.start_step(step);
      std::vector<ArrayXd> value = zeros(), spread = zeros();
      for (std::size_t s = 0; s < machine_.states.size(); ++s)
        each_block(s, step, [&](const Cells& cells) { step_back(payoff, cells, step, value[s], spread[s]); });
      ahead_.swap(value);
      spread_ahead_.swap(spread);
    }
    if (!result_.fault) finish(payoff);
  }

  void finish(std::size_t payoff) {
    if (!begin()) return;
    const Index nodes = static_cast<Index>(nodes_);
    double mean = 0.0, square = 0.0;
    for (std::size_t s = 0; s < machine_.states.size(); ++s)
      mean += (at_[s].head(nodes) * ahead_[s].head(nodes)).sum();
    for (std::size_t s = 0; s < machine_.states.size(); ++s)
      square +=
          (at_[s].head(nodes) * (spread_ahead_[s].head(nodes) + (ahead_[s].head(nodes) - mean).square()))
              .sum();
    result_.backward_mean[payoff] = mean;
    result_.sd[payoff] = std::sqrt(square);
  }

  void step_back(std::size_t payoff, const Cells& cells, int step, ArrayXd& value, ArrayXd& spread) {
    const StateRules& rules = machine_.states[cells.state];
    ArrayXd v = ArrayXd::Zero(static_cast<Index>(cells.count)), c = v;
    if (step < machine_.steps) look_ahead(payoff, cells, step, v, c);
    evaluate(rules.payoff_order, cells, step);
    if (rules.payoff[payoff] != kNoValue)
      v +=
          machine_.state_weight[payoff][static_cast<std::size_t>(step)] * column(rules.payoff[payoff], cells);
    // Where nobody can be, a rule may give anything; forward() has checked the others.
    value.segment(static_cast<Index>(cells.begin), v.size()) = v.isFinite().select(v, 0.0);
    spread.segment(static_cast<Index>(cells.begin), v.size()) = c.isFinite().select(c, 0.0);
  }

  /// Mean and variance of what comes after a step, with what moves bring.
  void look_ahead(std::size_t payoff, const Cells& cells, int step, ArrayXd& v, ArrayXd& c) {
    const StateRules& rules = machine_.states[cells.state];
    evaluate(rules.move_order, cells, step);
    const Leaving leaving = leaving_of(rules, cells);
    const Index stay = static_cast<Index>(cells.begin + (durations_[cells.state] > 1 ? nodes_ : 0));
    const ArrayXd kept = ahead_[cells.state].segment(stay, v.size());
    v = leaving.stays * kept;
    for (const Move& way : rules.moves)
      v += leaving.scale * column(way.probability, cells) * brought(payoff, way, cells, step);
    c = leaving.stays * (spread_ahead_[cells.state].segment(stay, v.size()) + (kept - v).square());
    for (const Move& way : rules.moves)
      c += leaving.scale * column(way.probability, cells) *
           (at_arrival(spread_ahead_, way, cells) + (brought(payoff, way, cells, step) - v).square());
  }

  /// z + V of the state that `way` leads to.
  ArrayXd brought(std::size_t payoff, const Move& way, const Cells& cells, int step) {
    const ArrayXd next = at_arrival(ahead_, way, cells);
    if (way.on_move[payoff] == kNoValue) return next;
    return next + machine_.transition_weight[payoff][static_cast<std::size_t>(step)] *
                      column(way.on_move[payoff], cells);
  }
  /// What `of` has for somebody who has just arrived.
  ArrayXd at_arrival(const std::vector<ArrayXd>& of, const Move& way, const Cells& cells) const {
    ArrayXd all(static_cast<Index>(cells.count));
    for (std::size_t i = 0; i < cells.count; ++i)
      all(static_cast<Index>(i)) =
          of[static_cast<std::size_t>(way.to)](static_cast<Index>((cells.begin + i) % nodes_));
    return all;
  }

  const Model& model_;
  const Machine& machine_;
  const Grid& grid_;
  const std::function<void()>& each_step_;
  Evaluator values_;
  std::size_t nodes_ = 1;
  std::vector<std::size_t> durations_;        ///< of each state
  std::vector<std::vector<double>> columns_;  ///< [covariate][row of the block]
  std::vector<const double*> pointers_;
  std::vector<std::int32_t> entered_;
  std::vector<ArrayXd> at_, next_;  ///< [state][duration x nodes]
  std::vector<ArrayXd> ahead_, spread_ahead_;
  Expectation result_;
};

}  // namespace

double cells_of(const Model&, const Machine& machine, const Grid& grid) {
  double cells = 0.0;
  for (const StateRules& rules : machine.states)
    cells += static_cast<double>(grid.weights.size()) * (rules.counts_time ? machine.steps + 1.0 : 1.0);
  return cells;
}

Expectation expectation(const Model& model, const Machine& machine, const Grid& grid,
                        const std::function<void()>& each_step) {
  return ExactRun(model, machine, grid, each_step).run();
}

}  // namespace rapport::transition
