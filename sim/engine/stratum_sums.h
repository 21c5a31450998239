// Sums by joint cell and by condition, and their folding to the strata that are reported.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "state/market.h"

namespace rapport {

/// One sum for each stratum, in the order of stratum_names; those of conditions that a market has not are 0.
using Folded = std::array<std::int64_t, kByCondition + kMaxConditions>;

/// Several sums that are gathered in one pass; `Of` enumerates them and ends with `size`.
template <class Of>
class StratumSums {
 public:
  using Values = std::array<std::int64_t, static_cast<std::size_t>(Of::size)>;

  /// Of a person: in the cell and in every condition of the bit set.
  void add(std::uint16_t cell, std::uint64_t conditions, const Values& values) {
    add_in_cell(cell, values);
    for (std::uint64_t rest = conditions; rest != 0; rest &= rest - 1)
      add_to(sums_[kCells + static_cast<std::size_t>(std::countr_zero(rest))], values);
  }
  /// The two halves of it, for whoever walks the lists of conditions.
  void add_in_cell(std::uint16_t cell, const Values& values) { add_to(sums_[cell], values); }
  void add_in_condition(std::size_t condition, const Values& values) {
    add_to(sums_[kCells + condition], values);
  }
  /// Of what belongs to one condition of a person: no other condition counts it.
  void add_of_condition(std::uint16_t cell, std::size_t condition, const Values& values) {
    add_in_cell(cell, values);
    add_in_condition(condition, values);
  }
  /// Of nobody in particular: it counts for everybody and for the strata of the first cell, which then mean
  /// nothing.
  void add_to_everybody(Of of, std::int64_t value) { sums_[0][static_cast<std::size_t>(of)] += value; }
  Folded folded(Of of) const {
    const auto k = static_cast<std::size_t>(of);
    Folded strata{};
    fold_cells(&sums_[0][k], Values{}.size(), strata.data());
    for (std::size_t c = 0; c < kMaxConditions; ++c) strata[kByCondition + c] = sums_[kCells + c][k];
    return strata;
  }

 private:
  static void add_to(Values& sums, const Values& values) {
    for (std::size_t k = 0; k < values.size(); ++k) sums[k] += values[k];
  }
  std::array<Values, kCells + kMaxConditions> sums_{};
};

/// A counter of the running period.
inline Folded folded(const Market& market, Counter counter) {
  const auto k = static_cast<std::size_t>(counter);
  Folded strata{};
  fold_cells(market.counters + k * kCells, 1, strata.data());
  const std::int64_t* of_conditions = market.counters + kCounters * kCells;
  for (std::size_t c = 0; c < market.conditions.size(); ++c)
    strata[kByCondition + c] = of_conditions[c * kCounters + k];
  return strata;
}

}  // namespace rapport
