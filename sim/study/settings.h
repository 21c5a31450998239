// The settings in which a comparison is read: payment as it is written, at equal payer outlay, and with clinicians
// hired for unmet demand. Equation SE-1.
#pragma once

#include <cstddef>
#include <cstdint>

#include "study/study.h"

namespace rapport {

/// Clinician time is fixed in all but `hired`.
enum class Setting : std::uint8_t { as_written, hired, equal_outlay };

// SE-1  Equal payer outlay
//
//     f = 1 + (O_A - O_B) / P_B
//
//   f  multiple of every amount of B's contract   O  what payers pay in all   P  what they pay to practices
//   over all replicates from policy start, as written. Amounts change no behaviour in this version, so that one
//   run as written gives f; the arm is then run with its amounts times f. At least 0.
double equal_outlay_factor(const StudyResult& result, std::size_t first, std::size_t second);

/// Where arm `arm` (1 and up) of a plan with `arms` arms stands in the result of run_in_settings.
std::size_t place_of(std::size_t arm, Setting setting, std::size_t arms);

/// Runs the arms as written; then every arm but the first with hired supply (supply.elasticity 1) and at equal
/// payer outlay. The result holds all of them, named "x@hired" and "x@equal_outlay", after those as written.
StudyRun run_in_settings(const StudyPlan& plan, const Progress& progress = {});

/// Whether these are the arms of run_in_settings, all of them and no other.
bool are_settings_of(const StudyPlan& plan, const std::vector<ScenarioProvenance>& arms);

/// How many arms that makes, and how many person-weeks are simulated.
std::size_t arms_in_settings(const StudyPlan& plan);
std::int64_t person_weeks_in_settings(const StudyPlan& plan);

}  // namespace rapport
