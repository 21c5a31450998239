// What each mechanism does: the base scenario beside itself with one mechanism switched off, same people and luck.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "study/paired.h"
#include "study/study.h"

namespace rapport {

struct Influence {
  std::string_view mechanism;
  std::vector<Comparison> rows;  ///< one an outcome; difference is "off minus on"
  bool nothing_moved = false;    ///< not one sum of any outcome differs in any replicate
};

/// `plan` has one arm. One study with an arm for each mechanism, off from policy start.
std::vector<Influence> influence_of_mechanisms(const StudyPlan& plan, const Progress& progress = {});

}  // namespace rapport
