// The parts of the step: each a few processes in order. schedule.cpp joins them.
#pragma once

#include <vector>

#include "engine/schedule.h"

namespace rapport {

/// Birth, death, moves, and who has which clinician.
std::vector<Process> people_part();

/// Conditions that begin and change, and their medicines.
std::vector<Process> illness_part();

/// From a need to a visit, what is learnt in it and what it costs.
std::vector<Process> care_part();

/// Specialists, emergency departments, hospitals, and what these cost.
std::vector<Process> care_elsewhere_part();

/// Contacts without a visit, families, ties that fade, the strain of clinicians, other care and contracts.
std::vector<Process> ties_part();

}  // namespace rapport
