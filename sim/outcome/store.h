// The store: one file per study, HDF5 and valid netCDF-4, whole or not there, checked when read.
#pragma once

#include <string>

#include "outcome/file_ops.h"
#include "outcome/results.h"

namespace rapport {

/// Per outcome NAME (float64, NaN where undefined), NAME_numerator and NAME_denominator (int64 in ticks) of
/// everybody over scenario, replicate, market, period; where it is counted by stratum, the same three with
/// NAME_by_stratum over scenario, replicate, market, year, stratum. Equal results give equal bytes. An existing
/// file is replaced with `force` only, and stays as it was when anything fails (exit code 5).
FileReport write_store(const std::string& path, const StudyResult& result, bool force,
                       FileOps& ops = system_file_ops());

/// Whether the file holds exactly the bytes that write_store would write.
bool is_store_of(const std::string& path, const StudyResult& result);

struct StoreReading {
  StudyResult result;  ///< empty unless report.ok()
  FileReport report;
};

/// Believes nothing: a file that is not a whole, unharmed store of this schema gives exit code 4, one
/// that cannot be read 5, one too large for memory 6.
StoreReading read_store(const std::string& path);

}  // namespace rapport
