// One block through all steps before the next: its columns stay in the cache.
#include "transition/agents.h"

#include <algorithm>

#include "base/draw_batch.h"
#include "base/sample.h"

namespace rapport::transition {

Block draw_block(const Model& model, const People& people, const LuckKey& key, std::uint64_t first,
                 std::size_t count) {
  Block block{first, count, std::vector<std::uint64_t>(count), {}};
  for (std::size_t row = 0; row < count; ++row) block.ids[row] = person_id(first + row);
  for (std::size_t c = 0; c < people.covariates.size(); ++c) {
    const std::uint32_t name = hash_of(model.covariates[c].name);
    std::vector<double> column(count);
    for (std::size_t row = 0; row < count; ++row)
      column[row] = drawn(people.covariates[c], key, block.ids[row], name);
    block.covariates.push_back(std::move(column));
  }
  return block;
}

void Counts::add(const Counts& more) {
  for (std::size_t i = 0; i < in_state.size(); ++i) in_state[i] += more.in_state[i];
  for (std::size_t i = 0; i < moved.size(); ++i) moved[i] += more.moved[i];
}

Agents::Agents(const Model& model, const Machine& machine, const LuckKey& key)
    : model_(model), machine_(machine), key_(key), values_(machine.program, *machine.tables) {
  for (const TransitionSpec& spec : model.transitions)
    partners_.push_back(hash_of(model.states[static_cast<std::size_t>(spec.from)] + " > " +
                                model.states[static_cast<std::size_t>(spec.to)]));
}

Counts Agents::no_counts() const {
  const auto steps = static_cast<std::size_t>(machine_.steps);
  return {std::vector<std::int64_t>((steps + 1) * model_.states.size()),
          std::vector<std::int64_t>(steps * model_.transitions.size())};
}

BlockRun Agents::run(const Block& block, Counts& counts, std::vector<Moved>* moved,
                     const std::function<void()>& each_step) {
  BlockRun run;
  run.totals.assign(model_.payoffs.size(), std::vector<double>(block.count, 0.0));
  run.fault = begin_states(block);
  for (int step = 0; step <= machine_.steps && !run.fault; ++step) {
    if (each_step) each_step();
    values_.start_step(step);
    sort_rows(block.count);
    next_ = state_;
    for (std::size_t s = 0; s < model_.states.size() && !run.fault; ++s) {
      const std::size_t people = lists_.begin[s + 1] - lists_.begin[s];
      counts.in_state[static_cast<std::size_t>(step) * model_.states.size() + s] +=
          static_cast<std::int64_t>(people);
      if (people == 0) continue;
      run.fault = add_payoffs(s, step, run);
      if (!run.fault && step < machine_.steps) run.fault = ask_moves(block, s, step, run, counts);
    }
    if (moved != nullptr) note_moves(block, step, *moved);
    state_.swap(next_);
  }
  run.last_state = state_;
  return run;
}

std::optional<RunFault> Agents::begin_states(const Block& block) {
  covariates_.clear();
  for (const std::vector<double>& column : block.covariates) covariates_.push_back(column.data());
  entered_.assign(block.count, 0);
  state_.assign(block.count, 0);
  values_.start_step(0);
  values_.evaluate(machine_.start_order, {block.count, nullptr, covariates_, entered_.data()});
  const std::uint32_t partner = hash_of("start");
  for (std::size_t row = 0; row < block.count; ++row) {
    const double u = uniform(word(key_, block.ids[row], partner, 0, draws::first_state));
    double up_to = 0.0;
    bool placed = false;
    for (std::size_t s = 0; s < machine_.start.size(); ++s) {
      if (machine_.start[s] == kNoValue) continue;
      const double share = values_.at(machine_.start[s], row);
      if (!(share >= 0.0 && share <= 1.0))
        return RunFault{Breach::start, static_cast<int>(s), static_cast<int>(s), 0, share, row};
      if (!placed && share > 0.0) state_[row] = static_cast<std::uint8_t>(s);
      up_to += share;
      placed = placed || u < up_to;
    }
    const bool is_whole = up_to > 1.0 - kRowSlack && up_to < 1.0 + kRowSlack;
    if (!is_whole) return RunFault{Breach::start, -1, 0, 0, up_to, row};
  }
  return std::nullopt;
}

void Agents::sort_rows(std::size_t count) {
  lists_.begin.fill(0);
  lists_.rows.resize(count);
  for (std::size_t row = 0; row < count; ++row) ++lists_.begin[state_[row] + 1u];
  for (std::size_t s = 0; s < kMostStates; ++s) lists_.begin[s + 1] += lists_.begin[s];
  auto at = lists_.begin;
  for (std::size_t row = 0; row < count; ++row)
    lists_.rows[at[state_[row]]++] = static_cast<std::uint32_t>(row);
}

Rows Agents::rows_of(std::size_t state) const {
  return {lists_.begin[state + 1] - lists_.begin[state], lists_.rows.data() + lists_.begin[state],
          covariates_, entered_.data()};
}

std::optional<RunFault> Agents::add_payoffs(std::size_t state, int step, BlockRun& run) {
  const StateRules& rules = machine_.states[state];
  const Rows rows = rows_of(state);
  values_.evaluate(rules.payoff_order, rows);
  if (auto fault = payoffs_fault(rules, static_cast<int>(state), step, values_, {rows.count})) {
    fault->row = rows.of(fault->row);
    return fault;
  }
  for (std::size_t p = 0; p < rules.payoff.size(); ++p) {
    const double weight = machine_.state_weight[p][static_cast<std::size_t>(step)];
    if (rules.payoff[p] == kNoValue || weight == 0.0) continue;
    const double* column = values_.column(rules.payoff[p]);
    for (std::size_t i = 0; i < rows.count; ++i) run.totals[p][rows.index[i]] += weight * column[i];
  }
  return std::nullopt;
}

std::optional<RunFault> Agents::ask_moves(const Block& block, std::size_t state, int step, BlockRun& run,
                                          Counts& counts) {
  const StateRules& rules = machine_.states[state];
  if (rules.moves.empty()) return std::nullopt;
  const Rows rows = rows_of(state);
  values_.evaluate(rules.move_order, rows);
  if (auto fault = moves_fault(rules, static_cast<int>(state), step, values_, {rows.count})) {
    fault->row = rows.of(fault->row);
    return fault;
  }
  list_ids_.resize(rows.count);
  for (std::size_t i = 0; i < rows.count; ++i) list_ids_[i] = block.ids[rows.index[i]];
  left_.assign(rows.count, 1.0);
  taken_.assign(rows.count, -1);
  for (std::size_t k = 0; k < rules.moves.size(); ++k) ask_move(rules.moves[k], k, rows, step);
  book_moves(state, step, rows, run, counts);
  return std::nullopt;
}

// XT-6 for one way out.
void Agents::ask_move(const Move& move, std::size_t index, const Rows& rows, int step) {
  const bool never = values_.is_uniform(move.probability) && values_.uniform(move.probability) <= 0.0;
  if (never) return;
  list_partners_.assign(rows.count, partners_[static_cast<std::size_t>(move.transition)]);
  const DrawBatch words(key_, static_cast<std::uint32_t>(step), draws::transition, list_ids_, list_partners_);
  const double* probability = values_.column(move.probability);
  for (std::size_t i = 0; i < rows.count; ++i) {
    const double p = probability[i];
    const double chance = p < left_[i] ? p / left_[i] : (p > 0.0 ? 1.0 : 0.0);
    left_[i] -= p;
    const bool moves = taken_[i] < 0 && happens(words.word(draws::transition, i), chance);
    if (moves) taken_[i] = static_cast<std::int16_t>(index);
  }
}

void Agents::book_moves(std::size_t state, int step, const Rows& rows, BlockRun& run, Counts& counts) {
  const StateRules& rules = machine_.states[state];
  const std::size_t first = static_cast<std::size_t>(step) * model_.transitions.size();
  for (std::size_t i = 0; i < rows.count; ++i) {
    if (taken_[i] < 0) continue;
    const Move& move = rules.moves[static_cast<std::size_t>(taken_[i])];
    const std::size_t row = rows.index[i];
    next_[row] = static_cast<std::uint8_t>(move.to);
    entered_[row] = step + 1;
    ++counts.moved[first + static_cast<std::size_t>(move.transition)];
    for (std::size_t p = 0; p < move.on_move.size(); ++p)
      if (move.on_move[p] != kNoValue)
        run.totals[p][row] +=
            machine_.transition_weight[p][static_cast<std::size_t>(step)] * values_.at(move.on_move[p], i);
  }
}

void Agents::note_moves(const Block& block, int step, std::vector<Moved>& moved) const {
  for (std::size_t row = 0; row < block.count; ++row)
    if (entered_[row] == step + 1)
      moved.push_back({block.first + row, step, static_cast<std::int16_t>(state_[row]),
                       static_cast<std::int16_t>(next_[row])});
}

}  // namespace rapport::transition
