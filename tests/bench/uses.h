// How much of each primitive the dense passes use: counted from their source, multiplied with rows that were
// counted while the engine ran.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "bench/primitives.h"
#include "state/market.h"

namespace rapport::bench {

/// Which rows a pass goes over, and when.
enum class Basis : std::uint8_t {
  people_each_step,
  people_each_period,
  people_each_quarter,
  people_each_year,
  draws_each_step,   ///< rows of batches: requests and visits
  people_each_turn,  ///< people, once for each condition whose turn it is
  rows_each_step,    ///< all rows of conditions
  referred_each_turn,
  treated_each_turn,
  linear_each_turn,
  logistic_each_turn,
  changing_each_turn,  ///< conditions with transitions or remission
};
inline constexpr std::size_t kBases = static_cast<std::size_t>(Basis::changing_each_turn) + 1;
using RowCounts = std::array<double, kBases>;

/// Adds the rows that the passes of a step go over.
void count_rows(const Market& market, const Step& step, RowCounts& counts);

/// One dense pass, for each of its rows. `bytes` are those of columns passed in order, once for reading and
/// once for writing; a gather is 4 bytes, an id two of them. expm1 and logistic count as an exp.
struct PassUse {
  std::string_view pass;  ///< file.function
  Basis basis;
  int addresses;  ///< four words each
  int exps;
  int gathers;        ///< by row of people
  int small_gathers;  ///< by row of a small table: sex and age, state, insurance
  int bytes;
};
std::span<const PassUse> pass_uses();

/// Of a person-week.
struct Uses {
  double words = 0.0;
  double exps = 0.0;
  double gathers = 0.0;
  double small_gathers = 0.0;
  double bytes = 0.0;
};
Uses uses_in(const RowCounts& counts, double person_weeks);

/// Nanoseconds of a person-week if the passes did nothing else and nothing else were done.
double bound_nanoseconds(const Uses& uses, const PrimitiveCosts& costs);

}  // namespace rapport::bench
