// Means over replicates, and differences between arms that lived through the same luck.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/outcomes.h"
#include "outcome/results.h"

namespace rapport {

/// Mean over replicates with its standard error and 95 % interval (Student's t, replicates - 1 degrees of
/// freedom). With one replicate error and interval are NaN.
struct Estimate {
  double mean = 0.0;
  double standard_error = 0.0;
  double lo = 0.0;
  double hi = 0.0;
  std::size_t replicates = 0;
};
Estimate estimate(const std::vector<double>& values);

/// One value a replicate: all markets and all time from policy start together, in the outcome's unit. NaN for
/// a stratum in which the outcome is not counted.
std::vector<double> values_after_policy(const StudyResult& result, std::size_t scenario, Outcome outcome,
                                        std::size_t stratum);

/// What one outcome is in two arms, and their paired difference `second - first`.
struct Comparison {
  Outcome outcome;
  Estimate first;
  Estimate second;
  Estimate difference;
  double percent = 0.0;  ///< 100 x difference / first; NaN where first is 0
};
std::vector<Comparison> compare_arms(const StudyResult& result, std::size_t first, std::size_t second);

}  // namespace rapport
