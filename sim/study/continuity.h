// Continuity of care from a list of visits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace rapport {

// VS-1  Continuity of N visits to clinicians j
//
//     UPC = max_j n_j / N     COC = (sum_j n_j^2 - N) / (N (N - 1))     SECON = s / (N - 1)
//
//   n_j  visits to clinician j     s  consecutive pairs with the same clinician     N  at least 2
//   COC is the index of Bice and Boxerman: the share of pairs of visits that are with the same clinician.
//   Definitions: [Barker2017], [Hussey2014].
struct Continuity {
  double upc;
  double coc;
  double secon;
};

/// `clinicians` in time order; all three are NaN below two visits.
Continuity continuity_of(std::span<const std::uint64_t> clinicians);

}  // namespace rapport
