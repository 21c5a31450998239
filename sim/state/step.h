// The step: which days it covers and which cadences fall into it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/units.h"

namespace rapport {

/// Steps are counted from the start of the warm-up. A year is 364 days, 52 weeks, 13 periods.
struct Step {
  std::uint32_t index = 0;
  std::int32_t first_day = 0;
  std::int32_t days = 7;

  std::int32_t end_day() const { return first_day + days; }
  float years() const { return static_cast<float>(days) / static_cast<float>(kDaysPerYear); }
  std::uint32_t steps_per_period() const { return static_cast<std::uint32_t>(kDaysPerPeriod / days); }
  bool starts_period() const { return first_day % kDaysPerPeriod == 0; }
  bool ends_year() const { return end_day() % kDaysPerYear == 0; }
  bool ends_period() const { return end_day() % kDaysPerPeriod == 0; }
  /// The first step of a model year, day 0 apart.
  bool starts_year() const { return first_day > 0 && first_day % kDaysPerYear == 0; }
  std::int32_t period() const { return first_day / kDaysPerPeriod; }
  /// Slow rules of a condition run once a period; conditions take turns over the period's steps, by the hash of
  /// their name, so that one more condition moves nobody's turn.
  bool is_turn_of(std::uint32_t name_hash) const {
    return name_hash % steps_per_period() == index % steps_per_period();
  }
  /// The first step that ends at or after a quarter's end closes that quarter.
  bool ends_quarter() const { return end_day() / kDaysPerQuarter != first_day / kDaysPerQuarter; }
};

inline Step step_at(std::int64_t index, std::int64_t steps_per_year) {
  const auto days = static_cast<std::int32_t>(kDaysPerYear / steps_per_year);
  return {static_cast<std::uint32_t>(index), static_cast<std::int32_t>(index) * days, days};
}

/// What one period is in years: the time step of rules that run once a period.
inline constexpr float kPeriodYears = static_cast<float>(kDaysPerPeriod) / static_cast<float>(kDaysPerYear);

/// Rows [begin, end) of people that a tile process works on.
struct Rows {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

}  // namespace rapport
