// Student's t over paired replicates, in ascending order of replicates.
#include "study/paired.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "state/strata.h"

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

namespace {

/// Everybody from the cells of periods, strata from those of years; the policy starts with a year.
Cell sum_after_policy(const StudyResult& result, const Tally& tally, Outcome outcome, std::size_t stratum) {
  Cell sum;
  const auto add = [&sum](const Cell& cell) {
    sum.numerator += cell.numerator;
    sum.denominator += cell.denominator;
  };
  const std::int64_t start = result.provenance.policy_start_period;
  if (stratum == kEverybody) {
    for (std::int64_t period = start; period < result.periods; ++period) add(tally.at(outcome, period));
    return sum;
  }
  if (!kOutcomes[static_cast<std::size_t>(outcome)].by_stratum) return sum;
  for (std::int64_t year = start / kPeriodsInYear; year < tally.years(); ++year)
    add(tally.in_year(outcome, year, stratum));
  return sum;
}

}  // namespace

std::vector<double> values_after_policy(const StudyResult& result, std::size_t scenario, Outcome outcome,
                                        std::size_t stratum) {
  std::vector<double> values;
  for (std::int64_t replicate = 0; replicate < result.replicates; ++replicate) {
    Cell sum;
    for (std::int64_t market = 0; market < result.markets; ++market) {
      const Tally& tally =
          result.at(scenario, static_cast<std::size_t>(replicate), static_cast<std::size_t>(market));
      const Cell here = sum_after_policy(result, tally, outcome, stratum);
      sum.numerator += here.numerator;
      sum.denominator += here.denominator;
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
