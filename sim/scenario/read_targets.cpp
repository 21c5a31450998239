// Row by row, with the checks that a table of a scenario has.
#include "scenario/read_targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "scenario/csv_table.h"
#include "scenario/suggest.h"
#include "scenario/table_rows.h"
#include "scenario/text_check.h"

namespace rapport {

namespace {

using scenario::CsvRow;
using scenario::CsvTable;

constexpr Range kAnyNumber{-1e9, 1e9};

/// The place of a name in a list, -1 and a fault with a suggestion where it is not there.
int named(CsvTable& csv, const CsvRow& row, std::string_view column, const std::vector<std::string>& names) {
  const std::string& text = csv.text(row, column);
  const auto found = std::find(names.begin(), names.end(), text);
  if (found != names.end()) return static_cast<int>(found - names.begin());
  csv.fault(row, column,
            fmt::format("unknown {} {}.{}", column, scenario::shown(text),
                        scenario::did_you_mean(scenario::nearest(text, names))));
  return -1;
}

void read_people(CsvTable& csv, const CsvRow& row, const std::vector<std::string>& conditions,
                 Target& target) {
  target.of = csv.text(row, "of");
  if (!target.of.empty()) target.condition = named(csv, row, "of", conditions);
  if (scenario::check_sex(csv, row) && csv.text(row, "sex") != "all")
    target.sex = scenario::is_about(csv, row, male) ? male : female;
  const scenario::AgeBand ages = scenario::band_of(csv, row, 0.0);
  target.age_lo = ages.lo;
  target.age_hi = std::min(ages.hi, kAges);
}

void read_band(CsvTable& csv, const CsvRow& row, Target& target) {
  target.value = csv.number(row, "value", kAnyNumber);
  target.lo = csv.number(row, "lo", kAnyNumber);
  target.hi = csv.number(row, "hi", kAnyNumber);
  if (target.lo < target.hi && target.lo <= target.value && target.value <= target.hi) return;
  csv.fault(row, "value", fmt::format("{} to {} is no band around {}", target.lo, target.hi, target.value));
}

/// A sentence or more, so that no dash or "see above" passes for one.
std::string reason_of(CsvTable& csv, const CsvRow& row) {
  constexpr std::size_t kFewestLetters = 20;
  std::string reason = csv.text(row, "reason");
  if (reason.empty()) return reason;
  if (csv.text(row, "quality") == "C")
    csv.fault(row, "reason", "a value of quality C is never missed: there is nothing to give a reason for");
  if (reason.size() < kFewestLetters || reason.back() != '.')
    csv.fault(row, "reason", "a reason is a sentence with a full stop");
  return reason;
}

}  // namespace

std::vector<Target> read_targets(const std::string& path, std::span<const std::string_view> quantities,
                                 const Tables& tables, Diagnostics& faults) {
  std::string why;
  const std::optional<std::string> bytes = scenario::read_bytes(path, scenario::kMostCsvBytes, why);
  if (!bytes) {
    faults.push_back({path, 0, 0, "cannot read the published values: " + why});
    return {};
  }
  CsvTable csv(path, *bytes,
               {{"id", "kind", "quantity", "of", "sex", "age_lo", "age_hi", "value", "lo", "hi", "quality",
                 "source", "profile"},
                {"reason"}},
               faults);
  const std::vector<std::string> known(quantities.begin(), quantities.end());
  std::vector<std::string> conditions;
  for (const ConditionSpec& spec : tables.conditions) conditions.push_back(spec.name);
  std::vector<Target> targets;
  for (const CsvRow& row : csv.rows()) {
    Target target;
    csv.filled(row, "id");
    csv.filled(row, "source");
    target.id = csv.text(row, "id");
    target.quantity = csv.text(row, "quantity");
    named(csv, row, "quantity", known);
    named(csv, row, "kind", {"calibration", "check", "identity"});
    named(csv, row, "quality", {"A", "B", "C"});
    target.kind = csv.text(row, "kind");
    target.quality = csv.text(row, "quality");
    target.source = csv.text(row, "source");
    target.profile = csv.text(row, "profile");
    target.reason = reason_of(csv, row);
    read_people(csv, row, conditions, target);
    read_band(csv, row, target);
    targets.push_back(std::move(target));
  }
  return targets;
}

}  // namespace rapport
