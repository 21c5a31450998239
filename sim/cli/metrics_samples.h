// `rapport metrics ceac`: two files of samples, one decision at each willingness to pay.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/metrics_table.h"
#include "cli/verbs.h"
#include "scenario/csv_columns.h"

namespace rapport::cli {

/// The text of a file; nothing when it cannot be read, which is said and left in `code`.
std::optional<std::string> bytes_of(const std::string& path, ExitCode& code);

/// "0:100000:5000" or "20000,50000", from 0 up; nothing, with `why`, for another text.
std::optional<std::vector<double>> willingness_in(const std::string& text, std::string& why);

/// The rows of ME-7 and ME-8; nothing when a fault was said, with the exit code in `code`.
std::optional<MetricAnswer> acceptability(const MetricsOptions& options, ExitCode& code);

}  // namespace rapport::cli
