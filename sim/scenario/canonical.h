// A scenario as text that is the same whenever the numbers it leads to are the same: one line per value, in a
// fixed order, numbers as the shortest text that reads back exactly. Comments, order, file names, title and
// question are not in it; neither are seed and replicates, which are cited beside the hash.
#pragma once

#include <array>
#include <span>
#include <string>
#include <utility>

#include "scenario/scenario.h"
#include "scenario/table_rows.h"

namespace rapport::scenario {

/// The whole numbers of a scenario's frame with their keys; `Holder` is Scenario or const Scenario.
template <typename Holder>
auto frame_fields(Holder& scenario) {
  return std::array{std::pair{"time.steps_per_year", &scenario.time.steps_per_year},
                    std::pair{"time.warm_up_years", &scenario.time.warm_up_years},
                    std::pair{"time.years", &scenario.time.years},
                    std::pair{"population.people_per_market", &scenario.population.people_per_market},
                    std::pair{"population.markets", &scenario.population.markets}};
}

/// Values of the warm-up stand as `base.trust.gain = ...` where they differ from those of the policy. A table
/// stands as the hash of its bytes.
std::string canonical_text(const Scenario& scenario, std::span<const TableFile> files);

/// Reads the tables and adds all that follows from them: numbers, hashes, canonical text. The rest of the scenario
/// is filled before.
void add_tables(Scenario& scenario, std::vector<TableFile> files, Diagnostics& faults);

/// The way back: fills frame, contracts and parameters of `scenario` from its canonical text, then its tables.
/// Reports what this version does not know or misses, and a text that these values do not lead to again.
void read_canonical(Scenario& scenario, const std::string& text, std::vector<TableFile> files,
                    Diagnostics& faults);

/// The text of what the reference run of the profile depends on: parameters and payment before any policy, the
/// length of the step, every table but the reference itself and those of given people, whom that run draws.
std::string profile_text(const Scenario& scenario, std::span<const TableFile> files);

}  // namespace rapport::scenario
