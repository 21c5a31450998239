// The CSV tables of a scenario as the plain arrays that the engine takes.
//
// TB-3  Hazard of death from the yearly probability q of the life table: mu = -ln(1 - q). Ages above the last
//       row keep its hazard.
// TB-4  Stays of children: the rate under the first age of the table is what makes the mean over all ages
//       equal to the published 110 stays per 1000 people [HCUPfaststats] less one a birth: a newborn's own.
//
// Utilisation tables hold several years; the rows of 2018 (office visits, stays) and 2019 (ED) are used, the
// last before the pandemic, and a row for all ages only where there is no other. Numbers by band stay steps.
#pragma once

#include <span>
#include <string_view>

#include "scenario/table_rows.h"
#include "state/tables.h"

namespace rapport::scenario {

inline constexpr int kOfficeYear = 2018;
inline constexpr int kEdYear = 2019;
inline constexpr int kSpendingYear = 2020;
inline constexpr int kStayYear = 2018;

/// Fills everything but conditions. `primary_care_share` of office visits is needs.primary_care_share.
void read_population_tables(std::span<const TableFile> files, double primary_care_share, Tables& tables,
                            Diagnostics& faults);

/// Fills `tables.conditions`; needs the population tables filled before.
void read_condition_tables(std::span<const TableFile> files, Tables& tables, Diagnostics& faults);

/// Fills `tables.people` from the tables of people and of their relations; stays empty after a fault.
void read_people_tables(std::span<const TableFile> files, Tables& tables, Diagnostics& faults);

/// Fills what the reference run taught, neutral values without a table; needs the conditions filled before.
void read_reference_table(std::span<const TableFile> files, Tables& tables, Diagnostics& faults);

/// All of them. A table that is missing in `files` leaves its arrays at 0 and is not reported here.
Tables read_tables(std::span<const TableFile> files, double primary_care_share, Diagnostics& faults);

/// Nothing when the key is missing.
const TableFile* find_table(std::span<const TableFile> files, std::string_view key);

}  // namespace rapport::scenario
