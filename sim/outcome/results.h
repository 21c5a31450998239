// What a study leaves behind: the sums of every arm, replicate and market, and where they came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/outcomes.h"

namespace rapport {

/// Version of the store's layout. A reader accepts this one and the one before it, which holds neither tables nor
/// the digest of the sources.
inline constexpr std::int64_t kStoreSchema = 3;
inline constexpr std::int64_t kOldestStoreSchema = 2;
inline constexpr std::int64_t kPeriodDays = 28;
/// Most cells (scenario x replicate x market x period, or x year x stratum) of one outcome: 2^31.
inline constexpr std::int64_t kMaxCells = std::int64_t{1} << 31;
/// Their names have to fit into one object header of the store.
inline constexpr std::int64_t kMaxScenarios = 4000;

struct ScenarioProvenance {
  std::string name;        ///< file name without folder and .yaml
  std::string title;       ///< one line, as the scenario says it
  std::string hash;        ///< 32 hex digits of `text` and of every table
  std::string text;        ///< canonical resolved scenario
  std::string parameters;  ///< every parameter of the run, JSON
  bool operator==(const ScenarioProvenance&) const = default;
};

/// A table of the scenarios, as its file was read.
struct StoredTable {
  std::string key;   ///< under `tables` of a scenario
  std::string text;  ///< CSV
  bool operator==(const StoredTable&) const = default;
};

struct StudyProvenance {
  std::int64_t schema = kStoreSchema;
  std::string version;  ///< of Rapport
  std::string commit;   ///< of its sources, or "unknown"
  std::string sources;  ///< digest of all files of the program that results depend on
  std::int64_t seed = 1;
  std::int64_t steps_per_year = 52;
  std::int64_t warm_up_years = 0;
  std::int64_t years = 0;                ///< after policy start
  std::int64_t policy_start_period = 0;  ///< index of the first period under the policy
  std::vector<ScenarioProvenance> scenarios;
  std::vector<StoredTable> tables;  ///< of all scenarios alike
  bool operator==(const StudyProvenance&) const = default;
};

struct StudyResult {
  std::vector<std::string> scenarios;  ///< unique names; equal to provenance.scenarios[i].name
  std::vector<std::string> strata;     ///< unique names; the first is everybody
  std::int64_t replicates = 0;
  std::int64_t markets = 0;
  std::int64_t periods = 0;    ///< of 28 days, warm-up included
  std::vector<Tally> tallies;  ///< [scenario][replicate][market]
  StudyProvenance provenance;

  Tally& at(std::size_t scenario, std::size_t replicate, std::size_t market) {
    return tallies[index(scenario, replicate, market)];
  }
  const Tally& at(std::size_t scenario, std::size_t replicate, std::size_t market) const {
    return tallies[index(scenario, replicate, market)];
  }
  bool operator==(const StudyResult&) const = default;

 private:
  std::size_t index(std::size_t scenario, std::size_t replicate, std::size_t market) const {
    const auto replicate_count = static_cast<std::size_t>(replicates);
    return (scenario * replicate_count + replicate) * static_cast<std::size_t>(markets) + market;
  }
};

/// Years that periods make, the last one perhaps not whole.
constexpr std::int64_t years_of(std::int64_t periods) {
  return (periods + kPeriodsInYear - 1) / kPeriodsInYear;
}

/// A year counted from policy start: 0 is the first under the policy; negative in the warm-up.
constexpr std::int64_t year_label(const StudyProvenance& provenance, std::int64_t year) {
  return year - provenance.policy_start_period / kPeriodsInYear;
}

/// First day of a period, in days since policy start; negative in the warm-up.
constexpr std::int64_t period_start_day(const StudyProvenance& provenance, std::int64_t period) {
  return (period - provenance.policy_start_period) * kPeriodDays;
}

/// Empty when dims, tallies and provenance agree and can be stored; else what is wrong.
std::string shape_fault(const StudyResult& result);

/// XXH3-128, as 32 hex digits, of every stored sum, coordinate and provenance field, and of the name,
/// unit, scale and ticks of every outcome, in one fixed order: independent of how a file lays them out.
std::string checksum_of(const StudyResult& result);

}  // namespace rapport
