// Canonical texts become arms again; what a setting added to a text stands in its last lines.
#include "study/rerun.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "scenario/canonical.h"
#include "scenario/number.h"

namespace rapport {

namespace {

constexpr std::string_view kDerived = "derived.";

/// The text of a scenario and what study/settings.cpp appended to it.
struct SplitText {
  std::string written;
  std::string derived;
};

SplitText split(const std::string& text) {
  const std::size_t at = text.find("\n" + std::string(kDerived));
  if (at == std::string::npos) return {text, ""};
  return {text.substr(0, at + 1), text.substr(at + 1)};
}

/// "derived.payment.factor = 1.02": the number, where the line says that key and no other follows.
std::optional<double> derived_number(const std::string& derived, const std::string& key) {
  const std::string start = std::string(kDerived) + key + " = ";
  const bool one_line = derived.starts_with(start) && derived.find('\n') + 1 == derived.size();
  if (!one_line) return std::nullopt;
  return scenario::read_number(derived.substr(start.size(), derived.size() - start.size() - 1)).value;
}

/// False when the line says what no setting does.
bool apply_setting(Scenario& arm, const std::string& derived) {
  if (derived.empty()) return true;
  const auto elasticity = derived_number(derived, "supply.elasticity");
  const auto factor = derived_number(derived, "payment.factor");
  if (elasticity) arm.params.supply.elasticity = *elasticity;
  if (factor) arm.contract = scaled(arm.contract, *factor);
  arm.text += derived;
  arm.hash = digest128(arm.text);
  return elasticity || factor;
}

Scenario arm_of(const ScenarioProvenance& stored, const std::vector<StoredTable>& tables,
                Diagnostics& faults) {
  Scenario arm;
  arm.name = stored.name;
  arm.path = stored.name;
  arm.title = stored.title;
  std::vector<TableFile> files;
  for (const StoredTable& table : tables) files.push_back({table.key, table.key, table.text});
  const SplitText text = split(stored.text);
  Diagnostics own;
  scenario::read_canonical(arm, text.written, std::move(files), own);
  const bool known = apply_setting(arm, text.derived);
  if (!known)
    own.push_back({stored.name, 0, 0, "its text ends in a setting that this version does not know"});
  if (own.empty() && arm.hash != stored.hash)
    own.push_back({stored.name, 0, 0, "its hash is not that of its text"});
  faults.insert(faults.end(), own.begin(), own.end());
  return arm;
}

/// One sum in words: which outcome of which world, what it was and what it is.
std::string words_of(const StudyResult& stored, std::size_t tally, std::size_t outcome, const Cell& was,
                     const Cell& is, const std::string& when) {
  const auto markets = static_cast<std::size_t>(stored.markets);
  const auto replicates = static_cast<std::size_t>(stored.replicates);
  return fmt::format("{} of scenario {}, replicate {}, market {}, {}: {}/{} in the store, {}/{} now",
                     kOutcomes[outcome].name, stored.scenarios[tally / markets / replicates],
                     tally / markets % replicates, tally % markets, when, was.numerator, was.denominator,
                     is.numerator, is.denominator);
}

template <class Words>
void compare_cells(const std::vector<Cell>& was, const std::vector<Cell>& is, Difference& difference,
                   Words words) {
  difference.all += was.size();
  for (std::size_t c = 0; c < was.size(); ++c) {
    if (was[c] == is[c]) continue;
    if (difference.cells++ == 0) difference.first = words(c);
  }
}

}  // namespace

std::optional<StudyPlan> plan_of(const StudyResult& result, Diagnostics& faults) {
  const StudyProvenance& from = result.provenance;
  if (from.schema < 3) {
    faults.push_back({"", 0, 0, "this store is of schema 2, which holds no tables: it cannot be run again"});
    return std::nullopt;
  }
  StudyPlan plan;
  plan.replicates = result.replicates;
  plan.seed = from.seed;
  for (const ScenarioProvenance& stored : from.scenarios)
    plan.arms.push_back(arm_of(stored, from.tables, faults));
  if (!faults.empty()) return std::nullopt;
  const Diagnostics apart = shared_world_faults(plan.arms);
  faults.insert(faults.end(), apart.begin(), apart.end());
  return faults.empty() ? std::optional(std::move(plan)) : std::nullopt;
}

Difference difference_between(const StudyResult& stored, const StudyResult& again) {
  Difference difference;
  const auto periods = static_cast<std::size_t>(stored.periods);
  const auto in_year = static_cast<std::size_t>(years_of(stored.periods)) * stored.strata.size();
  for (std::size_t t = 0; t < stored.tallies.size(); ++t) {
    const Tally& was = stored.tallies[t];
    const Tally& is = again.tallies[t];
    compare_cells(was.cells, is.cells, difference, [&](std::size_t c) {
      return words_of(stored, t, c / periods, was.cells[c], is.cells[c],
                      fmt::format("period {}", c % periods));
    });
    compare_cells(was.by_year, is.by_year, difference, [&](std::size_t c) {
      std::size_t outcome = 0;
      while (kStratifiedIndex[outcome] != c / in_year) ++outcome;
      const std::size_t rest = c % in_year;
      return words_of(stored, t, outcome, was.by_year[c], is.by_year[c],
                      fmt::format("year {}, {}", rest / stored.strata.size(),
                                  stored.strata[rest % stored.strata.size()]));
    });
  }
  return difference;
}

}  // namespace rapport
