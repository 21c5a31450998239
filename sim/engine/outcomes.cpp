// From a stored pair of sums to the number a reader sees.
#include "engine/outcomes.h"

#include <limits>

namespace rapport {

double value_of(const OutcomeSpec& spec, const Cell& cell) {
  if (cell.denominator == 0) return std::numeric_limits<double>::quiet_NaN();
  const double numerator = natural(cell.numerator, spec.numerator_unit);
  return spec.scale * numerator / natural(cell.denominator, spec.denominator_unit);
}

}  // namespace rapport
