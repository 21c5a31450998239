// Headline outcomes as a table, the strata they are counted in, and the int64 cells that hold them.
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
  bool by_stratum;  ///< false: counted in stratum 0 ("all") only
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

/// Stratum 0 is everybody; then sex (female, male) by age band, age fastest.
inline constexpr std::array<int, 5> kAgeBandStarts{0, 18, 45, 65, 75};
inline constexpr std::array<std::string_view, 11> kStrata{
    "all",       "female 0-17", "female 18-44", "female 45-64", "female 65-74", "female 75+",
    "male 0-17", "male 18-44",  "male 45-64",   "male 65-74",   "male 75+"};
inline constexpr std::size_t kStratumCount = kStrata.size();

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

/// Cells of one market under one arm: [outcome][period][stratum].
struct Tally {
  std::int64_t periods = 0;
  std::vector<Cell> cells;

  explicit Tally(std::int64_t period_count = 0)
      : periods(period_count),
        cells(kOutcomeCount * static_cast<std::size_t>(period_count) * kStratumCount) {}
  Cell& at(Outcome outcome, std::int64_t period, std::size_t stratum) {
    return cells[index(outcome, period, stratum)];
  }
  const Cell& at(Outcome outcome, std::int64_t period, std::size_t stratum) const {
    return cells[index(outcome, period, stratum)];
  }
  bool operator==(const Tally&) const = default;

 private:
  std::size_t index(Outcome outcome, std::int64_t period, std::size_t stratum) const {
    return (static_cast<std::size_t>(outcome) * static_cast<std::size_t>(periods) +
            static_cast<std::size_t>(period)) *
               kStratumCount +
           stratum;
  }
};

}  // namespace rapport
