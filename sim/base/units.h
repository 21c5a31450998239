// The calendar, the rows of the tables as types of their own, and money in whole cents.
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace rapport {

// A model year is 52 weeks: 13 periods of 28 days, 4 quarters of 91 days.
inline constexpr int kDaysPerWeek = 7;
inline constexpr int kDaysPerPeriod = 28;
inline constexpr int kDaysPerQuarter = 91;
inline constexpr int kDaysPerYear = 364;
inline constexpr int kWeeksPerYear = kDaysPerYear / kDaysPerWeek;
inline constexpr int kPeriodsPerYear = kDaysPerYear / kDaysPerPeriod;
inline constexpr int kQuartersPerYear = kDaysPerYear / kDaysPerQuarter;
/// Week of a day, counted like days from the start of the warm-up; 16 bits hold 629 years either way.
constexpr std::int16_t week_of(std::int32_t day) {
  const std::int32_t before = day < 0 ? kDaysPerWeek - 1 : 0;
  return static_cast<std::int16_t>((day - before) / kDaysPerWeek);
}
static_assert(week_of(-1) == -1 && week_of(0) == 0 && week_of(6) == 0 && week_of(-8) == -2);
static_assert(kWeeksPerYear == 52 && kPeriodsPerYear == 13 && kQuartersPerYear == 4);

/// A row of one table. It indexes that table's columns like a number, and no other table's row turns into it.
/// Rows move when tables are packed: they never enter an address or a result, ids do.
template <class Table>
struct Row {
  std::uint32_t row = 0xFFFFFFFFu;

  constexpr Row() = default;
  constexpr explicit Row(std::uint32_t r) : row(r) {}
  template <class Other>
  constexpr explicit Row(Row<Other>) = delete;
  constexpr operator std::size_t() const { return row; }
  constexpr bool exists() const { return row != 0xFFFFFFFFu; }
  friend constexpr bool operator==(Row a, Row b) { return a.row == b.row; }
  friend constexpr auto operator<=>(Row a, Row b) { return a.row <=> b.row; }
};
using Patient = Row<struct PatientTable>;
using Clinician = Row<struct ClinicianTable>;
using Practice = Row<struct PracticeTable>;
static_assert(sizeof(Patient) == 4);

using Cents = std::int64_t;

/// Nearest whole number, halves to the even one; |x| below 2^51.
constexpr std::int64_t round_half_even(double x) {
  constexpr double kRound = 0x1.8p52;  // adding it leaves the nearest whole number in the low bits
  return static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(x + kRound) -
                                   std::bit_cast<std::uint64_t>(kRound));
}
constexpr Cents cents_from_usd(double usd) { return round_half_even(usd * 100.0); }
/// 32 bits hold 21 million USD; more stays there. Neither is negative.
constexpr std::int32_t sum_of_cents(std::int32_t sum, Cents more) {
  return static_cast<std::int32_t>(std::min<Cents>(sum + more, 0x7FFFFFFF));
}
constexpr double usd_from_cents(Cents cents) { return static_cast<double>(cents) / 100.0; }

static_assert(round_half_even(2.5) == 2 && round_half_even(3.5) == 4 && round_half_even(-0.5) == 0);

/// Splits `total` in proportion to `weights` (at least 0, not all 0, sum finite) into whole cents that add up
/// to it: each part is rounded down, then the cents left go to the largest remainders, first come first on
/// ties. A negative total is split as its opposite. |total| below 2^53.
inline void allocate(Cents total, std::span<const double> weights, std::span<Cents> parts) {
  assert(weights.size() == parts.size());
  const Cents size = total < 0 ? -total : total;
  double sum = 0.0;
  for (const double weight : weights) sum += weight;
  assert(sum > 0.0);
  std::vector<double> remainders(weights.size());
  Cents left = size;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double exact = static_cast<double>(size) * (weights[i] / sum);
    parts[i] = static_cast<Cents>(exact);
    remainders[i] = exact - static_cast<double>(parts[i]);
    left -= parts[i];
  }
  for (; left > 0; --left) {
    const auto most = std::max_element(remainders.begin(), remainders.end());
    *most -= 1.0;
    ++parts[static_cast<std::size_t>(most - remainders.begin())];
  }
  for (; left < 0; ++left) --*std::max_element(parts.begin(), parts.end());  // rounding gave a cent too many
  if (total < 0)
    for (Cents& part : parts) part = -part;
}

}  // namespace rapport
