// Strata: the joint cell in which a person is counted, and the groups that are reported from cells.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "state/tables.h"

namespace rapport {

inline constexpr std::array<int, 5> kAgeBandStarts{0, 18, 45, 65, 75};
inline constexpr std::size_t kAgeBands = kAgeBandStarts.size();
inline constexpr std::size_t kIncomes = 4;
inline constexpr std::size_t kInsurances = 5;
/// A cell is sex x age band x income x insurance x isolation, the last one fastest.
inline constexpr std::size_t kCells = kSexes * kAgeBands * kIncomes * kInsurances * 2;

/// Where each group of reported strata begins. Conditions come last: their number is the tables' own.
inline constexpr std::size_t kEverybody = 0;
inline constexpr std::size_t kBySexAge = 1;  ///< sex (female, male) by age band, age fastest
inline constexpr std::size_t kByAge = kBySexAge + kSexes * kAgeBands;
inline constexpr std::size_t kByIncome = kByAge + kAgeBands;
inline constexpr std::size_t kByInsurance = kByIncome + kIncomes;
inline constexpr std::size_t kByIsolation = kByInsurance + kInsurances;  ///< not isolated, isolated
inline constexpr std::size_t kByCondition = kByIsolation + 2;

/// What decides the cell of a person.
struct CellOf {
  std::uint8_t sex = 0;
  int age = 0;
  std::uint8_t income = 0;
  std::uint32_t insurance = 0;
  std::uint8_t isolated = 0;
};

constexpr std::uint16_t cell_of(const CellOf& person) {
  const int band = (person.age >= 18) + (person.age >= 45) + (person.age >= 65) + (person.age >= 75);
  const std::uint32_t grown = (person.sex * kAgeBands + static_cast<std::uint32_t>(band)) * kIncomes;
  return static_cast<std::uint16_t>(((grown + person.income) * kInsurances + person.insurance) * 2 +
                                    person.isolated);
}
constexpr std::uint32_t insurance_of_cell(std::size_t cell) {
  return static_cast<std::uint32_t>(cell / 2 % kInsurances);
}

static_assert(cell_of({1, 75, 3, 4, 1}) + 1 == kCells, "the last cell is the last one");
static_assert(insurance_of_cell(cell_of({1, 50, 2, 3, 1})) == 3, "insurance can be read back");

/// Conditions are bits of one word.
inline constexpr std::size_t kMaxConditions = 64;

/// How many strata a study with these tables reports.
inline std::size_t stratum_count(const Tables& tables) { return kByCondition + tables.conditions.size(); }
/// Their names, in order: "all", "female 0-17", ..., "with stroke".
std::vector<std::string> stratum_names(const Tables& tables);

/// Adds sums by cell to the strata before kByCondition. `stride` numbers lie between one cell and the next.
void fold_cells(const std::int64_t* cells, std::size_t stride, std::int64_t* strata);

}  // namespace rapport
