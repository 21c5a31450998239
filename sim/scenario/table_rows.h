// What rows of several tables have in common: sex, evidence and source, shares that sum to the whole.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenario/age_bands.h"
#include "scenario/csv_table.h"
#include "scenario/scenario.h"
#include "state/tables.h"

namespace rapport::scenario {

/// Reports a sex that is not one of all, female, male.
bool check_sex(CsvTable& table, const CsvRow& row);
/// Whether a row is about `sex`: it says so, or says all.
bool is_about(const CsvTable& table, const CsvRow& row, Sex sex);

/// Adds a number of the row to `numbers`, with the row's evidence and source checked. `sweep` must hold the
/// value.
void add_number(CsvTable& table, const CsvRow& row, SourcedNumber number, Range sweep,
                std::vector<SourcedNumber>& numbers);

/// Divides by the sum; reports a sum that is not 100 within one, as published percentages are rounded.
void make_shares(std::vector<double>& percents, CsvTable& table, const std::string& what);

}  // namespace rapport::scenario
