// How and where a study ran: NAME.run.json beside the store, outside the promise of equal bytes.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "outcome/file_ops.h"

namespace rapport {

struct RunFacts {
  std::string store;     ///< file name of the store, without folder
  std::string compiler;  ///< name and version
  std::string flags;     ///< as given to the compiler
  std::int64_t threads = 1;
  std::string host;
  std::chrono::system_clock::time_point start;
  double wall_seconds = 0.0;
  std::int64_t person_weeks = 0;  ///< simulated, all arms and the warm-up
};

/// x.h5 -> x.run.json; .h5 and .nc are dropped, any other ending stays.
std::string run_json_path(const std::string& store_path);

/// Whether the file at `path` is such a note of the store at `store_path`, or not there.
bool is_run_json_of(const std::string& path, const std::string& store_path);

/// Replaces an older one: it describes the store that was just written.
FileReport write_run_json(const std::string& store_path, const RunFacts& facts,
                          FileOps& ops = system_file_ops());

}  // namespace rapport
