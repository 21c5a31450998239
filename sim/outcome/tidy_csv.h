// The result as one tidy table for pandas, R and spreadsheets.
#pragma once

#include <string>
#include <string_view>

#include "outcome/file_ops.h"
#include "outcome/results.h"

namespace rapport {

/// A name as a CSV cell: quoted where RFC 4180 asks for it, and opened with ' where a spreadsheet would
/// read a formula (= + - @, tab, carriage return).
std::string csv_name(std::string_view name);

/// One row per scenario, replicate, market, stretch of time (first day since policy start, days), stratum and
/// outcome: numerator and denominator in natural units, value in `unit`, empty where undefined. "all" has a row
/// for each period of 28 days, every other stratum one for each year of 364. Never replaces without `force`.
FileReport write_tidy_csv(const std::string& path, const StudyResult& result, bool force,
                          FileOps& ops = system_file_ops());

/// Whether the file holds exactly what write_tidy_csv would write.
bool is_tidy_csv_of(const std::string& path, const StudyResult& result);

}  // namespace rapport
