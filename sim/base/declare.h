// Declared once: what a parameter entry in a *.params.def file says, and what the compiler demands of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rapport {

/// How well a number is founded. `measured`: read in a source; `derived`: computed from sourced
/// numbers by a stated rule; `calibrated`: set to reach a target, which is named; `assumed`: ours.
enum class Evidence : std::uint8_t { measured, derived, calibrated, assumed };

constexpr std::string_view name_of(Evidence evidence) {
  switch (evidence) {
    case Evidence::measured: return "measured";
    case Evidence::derived: return "derived";
    case Evidence::calibrated: return "calibrated";
    case Evidence::assumed: return "assumed";
  }
  return "";
}

struct Range {
  double lo;
  double hi;
  constexpr bool contains(double x) const { return x >= lo && x <= hi; }
  constexpr bool contains(Range other) const { return contains(other.lo) && contains(other.hi); }
};

/// One parameter. `bounds` are logic (outside is an error in a scenario), `sweep` is plausibility.
/// `source` is a key of docs/references.bib or a numbered assumption (A-n) of docs/assumptions.md;
/// `target` is the id of the calibration target that a `calibrated` number was set to reach.
struct ParamSpec {
  double fallback;
  std::string_view unit;
  Range bounds;
  Range sweep;
  Evidence evidence;
  std::string_view source;
  std::string_view about;
  std::string_view target = "";
};

constexpr bool well_declared(const ParamSpec& spec) {
  const bool ranges_nest = spec.bounds.contains(spec.sweep) && spec.sweep.contains(spec.fallback);
  const bool said = !spec.unit.empty() && !spec.source.empty() && !spec.about.empty();
  const bool target_if_calibrated = (spec.evidence == Evidence::calibrated) == !spec.target.empty();
  return ranges_nest && said && target_if_calibrated;
}

/// A row of the parameter table: the entry plus where its value lives in `ModelParams`.
struct ParamEntry {
  std::string_view module;
  std::string_view name;
  ParamSpec spec;
  std::size_t offset;
  bool is_count;
};

}  // namespace rapport
