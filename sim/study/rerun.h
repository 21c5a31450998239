// The way back from a store: what it holds is enough to run its study again.
#pragma once

#include <optional>
#include <string>

#include "study/study.h"

namespace rapport {

/// The plan whose result this is: every arm as one of its own, those of settings (SE-1) included. Nothing, and the
/// reasons in `faults`, where the store is of a schema without tables or says what this version does not know.
std::optional<StudyPlan> plan_of(const StudyResult& result, Diagnostics& faults);

/// Where two results of one shape differ.
struct Difference {
  std::size_t cells = 0;  ///< sums that differ, and
  std::size_t all = 0;    ///< sums in all
  std::string first;      ///< the first of them in words, empty when there is none
};
Difference difference_between(const StudyResult& stored, const StudyResult& again);

}  // namespace rapport
