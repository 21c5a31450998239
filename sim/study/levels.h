// The levels of a run beside published ones: every row of the table of targets, computed by a virtual study on
// each market of the run.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "scenario/read_targets.h"
#include "study/level_studies.h"
#include "study/paired.h"
#include "study/study.h"

namespace rapport {

/// An entry of levels.def with its study.
struct Level {
  std::string_view name;
  std::string_view section;
  std::string_view label;
  std::string_view unit;
  std::string_view about;
  levels::Study study;
};
std::span<const Level> all_levels();
std::vector<std::string_view> level_names();

/// What may be said of a row: within the band, outside, too few people to say, no source to compare with, or
/// nobody qualified and it never happened.
enum class Verdict : std::uint8_t { met, missed, unsure, no_source, not_seen };
std::string_view name_of(Verdict verdict);

struct LevelRow {
  const Level* level = nullptr;
  std::optional<Target> target;  ///< nothing for a level without a row in the table
  levels::Group group;
  Estimate estimate;           ///< over markets; NaN where none has a value
  double percent_error = 0.0;  ///< 100 x (model - published) / published; NaN where there is none
  Verdict verdict = Verdict::no_source;
};

// VS-3  Verdict on a target with the band [lo, hi], from the mean over markets and its standard error s
//
//     met      mean inside the band and s <= (hi - lo) / 4
//     missed   mean outside the band, and s <= (hi - lo) / 4 or the 95 % interval of the mean beside the band
//     unsure   else: more people are needed
//
//   A value of quality C has no source and no verdict. What is 0 in every market never happened there: not seen.
//   Quarter of the band: the precision that the list of
//   targets asks for before a target may be said to be met.
Verdict verdict_of(const Target& target, const Estimate& estimate);

/// Missed, and the table of targets says nothing of why.
bool is_unexplained(const LevelRow& row);

/// The rows to fill: levels in the order of levels.def, the targets of each in the order of the table.
std::vector<LevelRow> level_rows(std::span<const Target> targets);

/// Puts the value of each market (NaN where nobody qualified) into a row and judges it.
void fill(LevelRow& row, const std::vector<double>& values);

/// Runs the plan's first arm, one study of each row on each market; nothing when an interrupt stopped it. The
/// rows do not depend on threads.
std::optional<std::vector<LevelRow>> run_levels(const StudyPlan& plan, std::span<const Target> targets,
                                                const Progress& progress = {});

}  // namespace rapport
