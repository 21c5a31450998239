// A question as the engine takes it: bound from YAML, checked whole, nothing left to look up.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "engine/params.h"
#include "payment/contract.h"
#include "state/tables.h"

namespace rapport {

struct TimeSpec {
  std::int64_t steps_per_year = 52;  ///< 13, 52 or 364
  std::int64_t warm_up_years = 2;    ///< under the base contract; policy starts at its end
  std::int64_t years = 10;           ///< after policy start
  bool operator==(const TimeSpec&) const = default;
};

struct PopulationSpec {
  std::int64_t people_per_market = 5000;  ///< 1 to 200,000
  std::int64_t markets = 1;
  bool operator==(const PopulationSpec&) const = default;
};

/// A table's file, its bytes and the key under `tables` that named it.
struct TableFile {
  std::string key;
  std::string path;
  std::string bytes;
};

struct Scenario {
  std::string name;                 ///< file name without .yaml
  std::string path;                 ///< as the user gave it
  std::vector<std::string> inputs;  ///< every file that was read: this one, those it extends, tables
  std::string title;
  std::string question;
  TimeSpec time;
  PopulationSpec population;
  std::int64_t seed = 1;
  std::int64_t replicates = 20;
  Tables tables;
  ModelParams params;       ///< from policy start
  Contract contract;        ///< from policy start
  ModelParams base_params;  ///< of the file at the root of `extends`: synthesis and warm-up
  Contract base_contract;   ///< of the file at the root of `extends`: warm-up
  std::vector<TableFile> table_files;
  std::string tables_hash;  ///< of what the tables give the engine
  std::string text;         ///< canonical resolved text: what is hashed and stored
  std::string
      profile_hash;  ///< of all that the reference run depends on: base parameters, base payment, its tables
  std::string reference_path;  ///< the reference table's file, empty without one
  std::string hash;            ///< 32 hex digits of `text` and of the bytes of every table
};

/// Reads `path`, its `extends` chain and its tables; `overrides` are "a.b=c" as in `--set`.
/// Collects every fault it can find; the scenario is usable only when `diagnostics` stays empty.
Scenario read_scenario(const std::string& path, const std::vector<std::string>& overrides,
                       Diagnostics& diagnostics);

}  // namespace rapport
