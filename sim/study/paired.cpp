// Student's t over paired replicates, in ascending order of replicates.
#include "study/paired.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace rapport {

Estimate estimate(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0.0;
  for (const double value : values) sum += value;
  Estimate result{sum / n, 0.0, 0.0, 0.0, values.size()};
  double squares = 0.0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  if (values.size() < 2) {
    result.standard_error = result.lo = result.hi = std::numeric_limits<double>::quiet_NaN();
    return result;
  }
  result.standard_error = std::sqrt(squares / (n - 1.0) / n);
  const double t = boost::math::quantile(boost::math::students_t(n - 1.0), 0.975);
  result.lo = result.mean - t * result.standard_error;
  result.hi = result.mean + t * result.standard_error;
  return result;
}

std::vector<double> values_after_policy(const StudyResult& result, std::size_t scenario, Outcome outcome,
                                        std::size_t stratum) {
  std::vector<double> values;
  for (std::int64_t replicate = 0; replicate < result.replicates; ++replicate) {
    Cell sum;
    for (std::int64_t market = 0; market < result.markets; ++market) {
      const Tally& tally =
          result.at(scenario, static_cast<std::size_t>(replicate), static_cast<std::size_t>(market));
      for (std::int64_t period = result.provenance.policy_start_period; period < result.periods; ++period) {
        sum.numerator += tally.at(outcome, period, stratum).numerator;
        sum.denominator += tally.at(outcome, period, stratum).denominator;
      }
    }
    values.push_back(value_of(kOutcomes[static_cast<std::size_t>(outcome)], sum));
  }
  return values;
}

std::vector<Comparison> compare_arms(const StudyResult& result, std::size_t first, std::size_t second) {
  std::vector<Comparison> rows;
  for (std::size_t k = 0; k < kOutcomeCount; ++k) {
    const auto outcome = static_cast<Outcome>(k);
    const std::vector<double> a = values_after_policy(result, first, outcome, 0);
    const std::vector<double> b = values_after_policy(result, second, outcome, 0);
    std::vector<double> differences;
    for (std::size_t r = 0; r < a.size(); ++r) differences.push_back(b[r] - a[r]);
    Comparison row{outcome, estimate(a), estimate(b), estimate(differences), 0.0};
    row.percent = row.first.mean == 0.0 ? std::numeric_limits<double>::quiet_NaN()
                                        : 100.0 * row.difference.mean / row.first.mean;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace rapport
