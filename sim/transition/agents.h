// People one by one through an outsider's model, in blocks; nobody interacts. Equation XT-6.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/random.h"
#include "transition/check_rules.h"
#include "transition/machine.h"

namespace rapport::transition {

/// The people `first` to `first + count - 1`, at most kBlock, with what they were given once.
struct Block {
  std::uint64_t first = 0;
  std::size_t count = 0;
  std::vector<std::uint64_t> ids;
  std::vector<std::vector<double>> covariates;  ///< [covariate][row]
};

/// Identifier of the person with this number, as the identifiers of founders elsewhere.
constexpr std::uint64_t person_id(std::uint64_t number) { return (number + 1) << 40; }

Block draw_block(const Model& model, const People& people, const LuckKey& key, std::uint64_t first,
                 std::size_t count);

/// Somebody moved in `step`: from its start to the start of the next.
struct Moved {
  std::uint64_t person;  ///< number, from 0
  std::int32_t step;
  std::int16_t from;
  std::int16_t to;
};

/// How many people of one strategy were where; sums over blocks.
struct Counts {
  std::vector<std::int64_t> in_state;  ///< [step 0..T][state]
  std::vector<std::int64_t> moved;     ///< [step 0..T-1][transition]
  void add(const Counts& more);
};

/// Of one strategy and block.
struct BlockRun {
  std::vector<std::vector<double>> totals;  ///< [payoff][row]
  std::vector<std::uint8_t> last_state;     ///< [row]
  std::optional<RunFault> fault;
};

/// Runs blocks of one strategy; keeps its working memory. One of these for each thread.
class Agents {
 public:
  Agents(const Model& model, const Machine& machine, const LuckKey& key);

  /// Adds to `counts`; appends to `moved` when it is not null. `each_step` may throw to end a long run.
  BlockRun run(const Block& block, Counts& counts, std::vector<Moved>* moved,
               const std::function<void()>& each_step = {});
  Counts no_counts() const;

 private:
  struct Lists {
    std::array<std::uint32_t, kMostStates + 1> begin{};
    std::vector<std::uint32_t> rows;
  };
  std::optional<RunFault> begin_states(const Block& block);
  void sort_rows(std::size_t count);
  Rows rows_of(std::size_t state) const;
  std::optional<RunFault> add_payoffs(std::size_t state, int step, BlockRun& run);
  std::optional<RunFault> ask_moves(const Block& block, std::size_t state, int step, BlockRun& run,
                                    Counts& counts);
  void ask_move(const Move& move, std::size_t index, const Rows& rows, int step);
  void book_moves(std::size_t state, int step, const Rows& rows, BlockRun& run, Counts& counts);
  void note_moves(const Block& block, int step, std::vector<Moved>& moved) const;

  const Model& model_;
  const Machine& machine_;
  LuckKey key_;
  Evaluator values_;
  std::vector<std::uint32_t> partners_;  ///< of each transition
  std::vector<std::uint8_t> state_;      ///< [row]
  std::vector<std::uint8_t> next_;
  std::vector<std::int32_t> entered_;
  std::vector<const double*> covariates_;
  std::vector<std::uint64_t> list_ids_;
  std::vector<std::uint32_t> list_partners_;
  std::vector<double> left_;         ///< [row of the list] probability that nothing was asked for yet
  std::vector<std::int16_t> taken_;  ///< [row of the list] move, -1: none
  Lists lists_;
};

}  // namespace rapport::transition
