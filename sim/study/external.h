// Published models run from their scenario files, beside the numbers that were published.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "study/own_model_run.h"

namespace rapport {

/// A number as a source gives it.
struct Published {
  std::string model;  ///< scenario file beside the table, without .yaml
  std::string strategy;
  std::string against;   ///< of increment and icer
  std::string quantity;  ///< mean, sd, increment, icer, share; queue
  std::string of;        ///< payoff, or state of a share
  int step = 0;          ///< of a share
  std::string text;      ///< as printed
  double value = 0.0;
  double half_unit = 0.0;       ///< half a unit of its last digit
  double standard_error = 0.0;  ///< where the source simulated; 0 otherwise
  std::string source;
};

/// The rows of scenarios/external/published.csv.
std::vector<Published> read_published(const std::string& path, Diagnostics& faults);

/// Half a unit of the last digit that is printed: 0.005 for "1.20".
double half_unit_of(const std::string& printed);

/// A published number beside ours.
struct ExternalRow {
  Published published;
  double exact = 0.0;
  double agents = 0.0;
  double agents_error = 0.0;  ///< standard error
  bool has_agents = false;    ///< false for an sd, whose error is not known
  /// (agents - exact) / standard error.
  double z() const { return agents_error > 0.0 ? (agents - exact) / agents_error : 0.0; }
  /// The exact engine gives the printed digits, or lies within four standard errors of a simulated number.
  bool exact_holds() const;
  bool agents_hold() const { return !has_agents || (z() <= 4.0 && z() >= -4.0); }
};

struct ExternalModel {
  std::string file;  ///< in the folder of external models
  std::string title;
  std::string hash;
  double agents_seconds = 0.0;
  std::vector<ExternalRow> rows;
};

struct ExternalOptions {
  std::string folder;  ///< of the scenario files and published.csv
  std::int64_t people = 1000000;
  std::int64_t threads = 1;
  std::function<void(const std::string& model)> progress;
};

/// The scheduling module by itself beside queues.csv: the formulas in place of the exact engine. Times in mean visits.
std::optional<ExternalModel> validate_queues(const ExternalOptions& options, Diagnostics& faults);

/// One entry for each model in the order of the table. Nothing, with `faults`, when a file or a row is at fault.
std::optional<std::vector<ExternalModel>> validate_external(const ExternalOptions& options,
                                                            Diagnostics& faults);

}  // namespace rapport
