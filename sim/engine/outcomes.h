// Outcomes as a table, and the int64 cells that hold them: everybody by period, strata by year.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace rapport {

/// What one unit of a stored int64 is: a count, a fixed-point real (2^-24) or a US cent.
enum class Tick : std::uint8_t { count, fixed, cents };

struct OutcomeSpec {
  std::string_view name;
  std::string_view label;
  std::string_view unit;
  Tick numerator_unit;
  Tick denominator_unit;
  std::string_view numerator;
  std::string_view denominator;
  double scale;
  bool by_stratum;  ///< false: counted for everybody only
  std::string_view about;
};

enum class Outcome : std::uint8_t {
#define OUTCOME(id, ...) id,
#include "engine/outcomes.def"
#undef OUTCOME
};

inline constexpr std::array kOutcomes{
#define OUTCOME(id, ...) OutcomeSpec{.name = #id, __VA_ARGS__},
#include "engine/outcomes.def"
#undef OUTCOME
};
inline constexpr std::size_t kOutcomeCount = kOutcomes.size();

/// Where each outcome lies among those that are counted by stratum; kOutcomeCount for the others.
inline constexpr auto kStratifiedIndex = [] {
  std::array<std::size_t, kOutcomeCount> index{};
  std::size_t next = 0;
  for (std::size_t k = 0; k < kOutcomeCount; ++k) index[k] = kOutcomes[k].by_stratum ? next++ : kOutcomeCount;
  return index;
}();
inline constexpr std::size_t kStratifiedCount = [] {
  std::size_t count = 0;
  for (const OutcomeSpec& spec : kOutcomes) count += spec.by_stratum ? 1 : 0;
  return count;
}();
inline constexpr std::int64_t kPeriodsInYear = 13;

struct Cell {
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;
  bool operator==(const Cell&) const = default;
};

/// The natural value of one stored tick sum, e.g. 150 cents -> 1.5 USD.
constexpr double natural(std::int64_t ticks, Tick unit) {
  const auto x = static_cast<double>(ticks);
  switch (unit) {
    case Tick::count: return x;
    case Tick::fixed: return x / 16777216.0;
    case Tick::cents: return x / 100.0;
  }
  return x;
}

/// scale x numerator / denominator in natural units; NaN when the denominator is 0.
double value_of(const OutcomeSpec& spec, const Cell& cell);

/// Cells of one market under one arm. What is counted by stratum is kept by model year there, so that a store
/// stays small; year 0 is the first of the warm-up.
struct Tally {
  std::int64_t periods = 0;
  std::int64_t strata = 0;
  std::vector<Cell> cells;    ///< [outcome][period], everybody
  std::vector<Cell> by_year;  ///< [stratified outcome][year][stratum], stratum 0 everybody

  Tally() = default;
  Tally(std::int64_t period_count, std::size_t stratum_count)
      : periods(period_count),
        strata(static_cast<std::int64_t>(stratum_count)),
        cells(kOutcomeCount * static_cast<std::size_t>(period_count)),
        by_year(kStratifiedCount * static_cast<std::size_t>(years()) * stratum_count) {}

  std::int64_t years() const { return (periods + kPeriodsInYear - 1) / kPeriodsInYear; }
  Cell& at(Outcome outcome, std::int64_t period) { return cells[index(outcome, period)]; }
  const Cell& at(Outcome outcome, std::int64_t period) const { return cells[index(outcome, period)]; }
  /// Of an outcome that is counted by stratum.
  Cell& in_year(Outcome outcome, std::int64_t year, std::size_t stratum) {
    return by_year[year_index(outcome, year) + stratum];
  }
  const Cell& in_year(Outcome outcome, std::int64_t year, std::size_t stratum) const {
    return by_year[year_index(outcome, year) + stratum];
  }
  bool operator==(const Tally&) const = default;

 private:
  std::size_t index(Outcome outcome, std::int64_t period) const {
    return static_cast<std::size_t>(outcome) * static_cast<std::size_t>(periods) +
           static_cast<std::size_t>(period);
  }
  std::size_t year_index(Outcome outcome, std::int64_t year) const {
    const std::size_t row = kStratifiedIndex[static_cast<std::size_t>(outcome)];
    return (row * static_cast<std::size_t>(years()) + static_cast<std::size_t>(year)) *
           static_cast<std::size_t>(strata);
  }
};

}  // namespace rapport
