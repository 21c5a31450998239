// From numbers by age band to numbers by single year of age.
//
// TB-1  A smooth share from bands
//
//     Straight lines between one knot per band, placed at the mean age of the people in the band; flat beyond
//     the first and the last knot. Knots start at the band's value v and are multiplied by v / (band mean of
//     the lines) 40 times, each kept between its neighbours where the band values rise or fall throughout. A
//     band of value 0 stays 0 and the lines start from its edge. A last factor per band makes its mean v.
//
//   Means are weighted by the population. Form: our assumption; a step function would put all new cases of a
//   band into the one year of age at its start (DI-1).
//
// TB-2  Population by single year: even inside a band that ends; in the open last band in proportion to the
//     survivors of the life table.
#pragma once

#include <string_view>
#include <vector>

#include "scenario/csv_table.h"
#include "state/tables.h"

namespace rapport::scenario {

inline constexpr int kOpenAge = 120;  ///< age_hi that means "and older" in a file

struct AgeBand {
  int lo = 0;
  int hi = 0;  ///< included
  double value = 0.0;
};

/// Columns age_lo and age_hi of a row.
AgeBand band_of(CsvTable& table, const CsvRow& row, double value);

/// Sorts by age and reports a gap, an overlap or an end before 0 to 120; `what` names the rows in words.
bool cover_all_ages(std::vector<AgeBand>& bands, std::string_view what, CsvTable& table);

/// The value of the band to which an age belongs; 0 where there is none.
ByAge step_values(const std::vector<AgeBand>& bands);

/// TB-1. `bands` cover all ages in order; `weights` are people by age, none negative, not all 0 in a band.
ByAge smooth_values(const std::vector<AgeBand>& bands, const ByAge& weights);

/// Mean of `values` over the ages of the band, weighted by people.
double band_mean(const ByAge& values, const ByAge& weights, const AgeBand& band);

/// TB-2: spreads `band.value` over the band's ages; `survivors` are of the life table.
void spread_people(const AgeBand& band, const ByAge& survivors, ByAge& people);

}  // namespace rapport::scenario
