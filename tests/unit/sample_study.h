// A small study with every kind of number in it: negatives, zeros, empty denominators, large sums.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "outcome/results.h"

namespace rapport {

/// A fixed scramble (splitmix64), so that every cell differs and no two bytes repeat by accident.
inline std::uint64_t scrambled(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

inline void scramble(std::vector<Cell>& cells, std::uint64_t salt) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::uint64_t word = scrambled(salt * 1'000'003 + i);
    const bool empty = i % 17 == 0;
    cells[i].denominator = empty ? 0 : static_cast<std::int64_t>(word >> 24);
    cells[i].numerator = static_cast<std::int64_t>(word % 2'000'001) - 1'000'000;
  }
}

inline Tally sample_tally(std::int64_t periods, std::size_t strata, std::uint64_t salt) {
  Tally tally(periods, strata);
  scramble(tally.cells, 2 * salt);
  scramble(tally.by_year, 2 * salt + 1);
  return tally;
}

/// Two scenarios, two replicates, three markets, one warm-up year and one policy year unless said otherwise.
inline StudyResult sample_study(std::int64_t periods = 26, std::int64_t markets = 3) {
  StudyResult study;
  study.scenarios = {"fee_for_service", "relationship_centred"};
  study.strata = {"all", "female", "male", "income 400 % or more", "with stroke, or \u00e9t\u00e9"};
  study.replicates = 2;
  study.markets = markets;
  study.periods = periods;
  for (std::uint64_t t = 0; t < 4 * static_cast<std::uint64_t>(markets); ++t) {
    study.tallies.push_back(sample_tally(periods, study.strata.size(), t));
  }
  StudyProvenance& from = study.provenance;
  from.version = "0.1.0";
  from.commit = "unknown";
  from.sources = std::string(32, 'c');
  from.tables = {{"life_table", "age,sex,q\n0,all,0.01\n"}, {"age_sex", std::string(100'000, 'x')}};
  from.seed = 7;
  from.warm_up_years = 1;
  from.years = periods / 13 - 1;
  from.policy_start_period = 13;
  const std::string long_text(70'000, 'x');
  from.scenarios = {
      {study.scenarios[0], "Fee for service \u2013 \u00e9t\u00e9", std::string(32, 'a'), "schema: 1\n", "{}"},
      {study.scenarios[1], "", std::string(32, 'b'), "schema: 1\n# " + long_text, "{\"trust.gain\": 0.06}"}};
  return study;
}

}  // namespace rapport
