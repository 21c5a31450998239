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
  double mmci;             ///< ME-1
  std::size_t clinicians;  ///< seen at least once
};

/// `clinicians` in time order; all indices are NaN below two visits.
Continuity continuity_of(std::span<const std::uint64_t> clinicians);

// ME-1  Modified, modified continuity index of N visits to k clinicians
//
//     MMCI = (1 - k / (N + 0.1)) / (1 - 1 / (N + 0.1))
//
//   k  clinicians seen     N  at least 2
//   Counts clinicians and not who was seen how often: 1 with one clinician, near 0 with as many as visits.
//   Made for practices that teach [JFamPract1987]; formula as in [Paul2018].
double modified_continuity(std::size_t visits, std::size_t clinicians);

}  // namespace rapport
