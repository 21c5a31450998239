// Published values that a run is put beside: scenarios/data/targets_us.csv.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "state/tables.h"

namespace rapport {

/// One published value with the band in which a run meets it.
struct Target {
  std::string id;
  std::string quantity;
  std::string of;      ///< condition, empty where the quantity is not about one
  int condition = -1;  ///< its number in the tables
  int sex = kSexes;    ///< kSexes: both
  int age_lo = 0;
  int age_hi = kAges;
  double value = 0.0;
  double lo = 0.0;
  double hi = 0.0;
  std::string
      kind;  ///< calibration: it enters a fit; check: it does not; identity: a parameter comes from the same source
  std::string quality;  ///< A primary source, B secondary, C neither: shown, never met or missed
  std::string source;
  std::string profile;  ///< whose population the source is about
  std::string reason;   ///< why the base run misses it; empty where nobody knows or it is not missed
};

/// Reads the file; every fault goes to `faults`. `quantities` are the names that may stand in that column,
/// conditions those of `tables`.
std::vector<Target> read_targets(const std::string& path, std::span<const std::string_view> quantities,
                                 const Tables& tables, Diagnostics& faults);

}  // namespace rapport
