// Shape and checksum of a study's result.
#include "outcome/results.h"

#include <algorithm>
#include <bit>
#include <set>
#include <span>
#include <string_view>

#include "base/digest.h"

namespace rapport {

static_assert(std::endian::native == std::endian::little, "checksums and stores are of little-endian bytes");

namespace {

template <Hashable Number>
void put(Digest& digest, Number number) {
  digest.add(std::span<const Number>(&number, 1));
}

/// With its length before it, so that no two results share a byte stream.
void put(Digest& digest, std::string_view text) {
  put(digest, static_cast<std::int64_t>(text.size()));
  digest.add(text);
}

void put_outcomes(Digest& digest) {
  for (const OutcomeSpec& spec : kOutcomes) {
    put(digest, spec.name);
    put(digest, spec.unit);
    put(digest, spec.scale);
    put(digest, natural(1, spec.numerator_unit));
    put(digest, natural(1, spec.denominator_unit));
    put(digest, std::int64_t{spec.by_stratum});
  }
}

void put_provenance(Digest& digest, const StudyProvenance& from) {
  for (const std::string& text : {from.version, from.commit}) put(digest, std::string_view(text));
  for (const std::int64_t number : {from.schema, from.seed, from.steps_per_year, from.warm_up_years,
                                    from.years, from.policy_start_period}) {
    put(digest, number);
  }
  for (const ScenarioProvenance& scenario : from.scenarios) {
    for (const std::string_view text :
         {std::string_view(scenario.name), std::string_view(scenario.title), std::string_view(scenario.hash),
          std::string_view(scenario.text), std::string_view(scenario.parameters)}) {
      put(digest, text);
    }
  }
  if (from.schema < 3) return;
  put(digest, std::string_view(from.sources));
  for (const StoredTable& table : from.tables) {
    for (const std::string& text : {table.key, table.text}) put(digest, std::string_view(text));
  }
}

bool has_nul(const std::string& text) { return text.find('\0') != std::string::npos; }

std::string scenarios_fault(const StudyResult& result) {
  const StudyProvenance& from = result.provenance;
  if (result.scenarios.size() != from.scenarios.size()) return "provenance is not one entry per scenario";
  if (has_nul(from.version) || has_nul(from.commit)) return "version or commit holds a NUL character";
  std::set<std::string> seen;
  for (std::size_t s = 0; s < result.scenarios.size(); ++s) {
    const ScenarioProvenance& scenario = from.scenarios[s];
    if (scenario.name != result.scenarios[s]) return "provenance names another scenario than the result";
    if (scenario.name.empty()) return "a scenario has no name";
    if (!seen.insert(scenario.name).second) return "two scenarios are named '" + scenario.name + "'";
    const bool nul = has_nul(scenario.name) || has_nul(scenario.title) || has_nul(scenario.hash) ||
                     has_nul(scenario.text) || has_nul(scenario.parameters);
    if (nul) return "scenario '" + scenario.name + "' holds a NUL character";
  }
  return "";
}

std::string tables_fault(const StudyProvenance& from) {
  const bool older = from.schema < 3;
  if (older && !(from.tables.empty() && from.sources.empty()))
    return "schema 2 holds neither tables nor a digest of the sources";
  if (has_nul(from.sources)) return "the digest of the sources holds a NUL character";
  for (const StoredTable& table : from.tables) {
    if (table.key.empty() || has_nul(table.key) || has_nul(table.text))
      return "table '" + table.key + "' has no name, or a NUL character in it";
  }
  return "";
}

std::string strata_fault(const StudyResult& result) {
  std::set<std::string> seen;
  for (const std::string& name : result.strata) {
    if (name.empty() || has_nul(name)) return "a stratum has no name, or a NUL character in it";
    if (!seen.insert(name).second) return "two strata are named '" + name + "'";
  }
  return "";
}

/// False when the product of the dims would pass `limit`; no dim is below 1.
bool product_within(std::initializer_list<std::int64_t> dims, std::int64_t limit) {
  std::int64_t product = 1;
  for (const std::int64_t dim : dims) {
    if (dim > limit / product) return false;
    product *= dim;
  }
  return true;
}

}  // namespace

std::string shape_fault(const StudyResult& result) {
  const auto scenarios = static_cast<std::int64_t>(result.scenarios.size());
  const auto strata = static_cast<std::int64_t>(result.strata.size());
  const std::int64_t least = std::min({scenarios, result.replicates, result.markets, result.periods, strata});
  if (least < 1) return "a result needs at least one scenario, replicate, market, period and stratum";
  if (scenarios > kMaxScenarios) return "a result has more than 4000 scenarios";
  const std::int64_t years = years_of(result.periods);
  const bool few_periods =
      product_within({scenarios, result.replicates, result.markets, result.periods}, kMaxCells);
  if (!few_periods ||
      !product_within({scenarios, result.replicates, result.markets, years, strata}, kMaxCells)) {
    return "a result has more than 2^31 cells per outcome";
  }
  const std::int64_t tallies = scenarios * result.replicates * result.markets;
  if (static_cast<std::int64_t>(result.tallies.size()) != tallies) return "tallies are missing or too many";
  const std::size_t cells = kOutcomeCount * static_cast<std::size_t>(result.periods);
  const std::size_t of_years = kStratifiedCount * static_cast<std::size_t>(years) * result.strata.size();
  for (const Tally& tally : result.tallies) {
    const bool same = tally.periods == result.periods && tally.strata == strata &&
                      tally.cells.size() == cells && tally.by_year.size() == of_years;
    if (!same) return "tallies differ in length";
  }
  const std::int64_t start = result.provenance.policy_start_period;
  if (start < 0 || start > result.periods) return "policy starts outside the periods of the result";
  if (start % kPeriodsInYear != 0) return "policy starts within a year of the result";
  const std::string strata_wrong = strata_fault(result);
  if (!strata_wrong.empty()) return strata_wrong;
  const std::string tables_wrong = tables_fault(result.provenance);
  return tables_wrong.empty() ? scenarios_fault(result) : tables_wrong;
}

std::string checksum_of(const StudyResult& result) {
  Digest digest;
  put_outcomes(digest);
  put_provenance(digest, result.provenance);
  put(digest, static_cast<std::int64_t>(result.scenarios.size()));
  for (const std::string& name : result.scenarios) put(digest, std::string_view(name));
  put(digest, static_cast<std::int64_t>(result.strata.size()));
  for (const std::string& name : result.strata) put(digest, std::string_view(name));
  for (const std::int64_t dim : {result.replicates, result.markets, result.periods}) put(digest, dim);
  for (const Tally& tally : result.tallies) {
    digest.add(std::span<const Cell>(tally.cells));
    digest.add(std::span<const Cell>(tally.by_year));
  }
  return digest.hex();
}

}  // namespace rapport
