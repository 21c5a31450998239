// What `run` and `cohort` share where the file is an outsider's model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/verbs.h"
#include "scenario/own_model.h"

namespace rapport::cli {

/// A mean with its standard error; 0 where there is no chance, or all people agreed.
struct Uncertain {
  double value = 0.0;
  double error = 0.0;
};

/// One strategy as the tables show it.
struct StrategyTotals {
  std::string name;
  std::vector<Uncertain> payoffs;
  std::vector<double> sds;  ///< of one person's total
  std::vector<Uncertain> against_first;
};

/// Occupancy and transitions by step, one strategy; shares of everybody.
struct StrategyTrace {
  std::string name;
  std::vector<double> in_state;  ///< [step][state]
  std::vector<double> moved;     ///< [step][transition]
};

/// Reads and checks; says every fault on stderr.
std::optional<OwnModel> read_own(const std::string& path, const std::vector<std::string>& overrides);
std::string own_provenance(const OwnModel& own);
/// How totals came about.
struct How {
  std::string words;          ///< for the head of the table
  std::string without_error;  ///< in place of a standard error of 0
};
void print_totals(const OwnModel& own, const std::vector<StrategyTotals>& totals, const How& how);
void print_totals_json(const OwnModel& own, const std::vector<StrategyTotals>& totals, const How& how);
/// `strategy,step,from,to,share`: `from` empty for occupancy of `to` at the step, else who moved in it.
ExitCode write_trace(const std::string& path, bool force, const OwnModel& own,
                     const std::vector<StrategyTrace>& traces);

/// `rapport run` of such a file.
ExitCode run_own(const Options& options);

}  // namespace rapport::cli
