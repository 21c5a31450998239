// What was measured, as tables to read and as JSON to keep.
#pragma once

#include <string>
#include <vector>

#include "bench/world.h"

namespace rapport::bench {

struct MarketResult {
  Plan plan;
  std::size_t market_bytes = 0;
  double synthesis_seconds = 0.0;
  double warm_up_seconds = 0.0;
  Timing timing;
  Breakdown breakdown;
  PrimitiveCosts costs;
  double two_thread_speedup = 0.0;

  double person_weeks_per_second() const { return breakdown.person_weeks / timing.wall_seconds; }
  double bytes_per_person() const { return static_cast<double>(market_bytes) / plan.people; }
  /// Processor time, so that other programs on the machine do not count.
  double engine_nanoseconds() const { return timing.cpu_seconds / breakdown.person_weeks * 1e9; }
  Uses uses() const { return uses_in(breakdown.rows, breakdown.person_weeks); }
};

/// Of the instruction set that this program was built for.
int vector_bits();

std::string text_of(const std::vector<MarketResult>& results);
std::string json_of(const std::vector<MarketResult>& results);

}  // namespace rapport::bench
