// A study: scenarios as arms over replicates and markets, the same people and the same luck in every arm.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/diagnostic.h"
#include "engine/simulation.h"
#include "outcome/parts.h"
#include "outcome/results.h"
#include "scenario/scenario.h"

namespace rapport {

struct StudyPlan {
  std::vector<Scenario> arms;
  std::int64_t replicates = 20;
  std::int64_t seed = 1;
  std::int64_t threads = 1;
  std::int64_t max_memory_bytes = 0;  ///< 0: what the machine has available
  bool stores = false;                ///< a store will be made of the result
  std::size_t arms_in_all = 0;        ///< of the result, where the study adds some; 0: those given
  const Parts* parts = nullptr;       ///< open: finished tasks are taken from here, and put here
};

/// Arms share people, ties and warm-up: population, time, tables, base parameters and base payment must
/// agree, and so must the parameters that value outcomes. What does not is said here, one message for each
/// section and arm.
Diagnostics shared_world_faults(const std::vector<Scenario>& arms);

/// Bytes that the markets in flight and the result will take, predicted; and the fault if that is more than
/// there is.
std::int64_t predicted_bytes(const StudyPlan& plan);
Diagnostics memory_faults(const StudyPlan& plan);

/// Memory that this process may still take.
std::int64_t available_bytes();

/// Persons x weeks that the plan simulates, the warm-up counted once.
std::int64_t person_weeks(const StudyPlan& plan);

/// The task with this number: replicate x markets + market. It points into the plan.
TaskSpec task_spec(const StudyPlan& plan, std::int64_t index);

/// Tasks finished, tasks in all.
using Progress = std::function<void(std::int64_t, std::int64_t)>;

/// What a study is: equal facts and equal arms of the settings give equal tallies.
StudyFacts facts_of(const StudyPlan& plan);

struct StudyRun {
  StudyResult result;
  bool complete = false;  ///< false when an interrupt or a fault stopped it
  FileReport report;      ///< the fault: a finished task that could not be kept
};

/// What the result of this plan says of where it comes from.
StudyProvenance provenance_of(const StudyPlan& plan);
/// Whether these are the arms of the plan, all of them and no other.
bool are_arms_of(const StudyPlan& plan, const std::vector<ScenarioProvenance>& arms);

/// Runs every (replicate, market) with all arms inside. The result does not depend on threads.
StudyRun run_study(const StudyPlan& plan, const Progress& progress = {});

}  // namespace rapport
