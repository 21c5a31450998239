// Who lives in one market and who is related to whom, as two tables for programs that analyse networks.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "study/study.h"

namespace rapport::network {

/// In the order in which the edges of one person stand.
enum class Kind : std::uint8_t { partner, mother, household, usual_clinician, clinician };
inline constexpr std::array<std::string_view, 5> kKinds{"partner", "mother", "household", "usual_clinician",
                                                        "clinician"};

/// Two CSV texts. Both are a function of the market alone: people in the order of their ids, edges in that of `from`,
/// kind and `to`.
struct Network {
  std::string people;
  std::string edges;
  std::uint32_t people_count = 0;
  std::array<std::uint32_t, kKinds.size()> edge_count{};
};

/// Everybody who is alive and in the market on `day`, the first day that was not simulated, and the relations among
/// them and to clinicians. A partnership and a shared home stand once, from the lower id; a mother is reached from
/// her child, a clinician from the person.
Network network_on(const Market& market, std::int32_t day);

/// Task `index` of the plan's first arm, `years` after the start of the warm-up: 0 is the market as it is
/// synthesised. At most the years of warm-up and run.
Network network_after(const StudyPlan& plan, std::int64_t index, std::int64_t years);

}  // namespace rapport::network
