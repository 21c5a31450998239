// How far a study has come, on standard error.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "cli/output.h"

namespace rapport::cli {

/// One line that is rewritten on a terminal; a line at each tenth elsewhere.
class ProgressLine {
 public:
  /// `before` of `what` were finished by an earlier run and take no time.
  ProgressLine(bool quiet, std::int64_t before, const char* what = "tasks")
      : quiet_(quiet), before_(before), what_(what), terminal_(isatty(STDERR_FILENO) == 1) {}

  void update(std::int64_t finished, std::int64_t count) {
    if (quiet_) return;
    const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    const auto run = static_cast<double>(std::max<std::int64_t>(finished - before_, 1));
    const double left = spent / run * static_cast<double>(count - finished);
    if (terminal_) {
      note("\r{} of {} {}, {:.0f} s, about {:.0f} s to go   {}", finished, count, what_, spent, left,
           finished == count ? "\n" : "");
    } else if (finished * 10 / count != told_) {
      note("{} of {} {}, {:.0f} s, about {:.0f} s to go\n", finished, count, what_, spent, left);
    }
    told_ = finished * 10 / count;
  }

 private:
  bool quiet_;
  std::int64_t before_;
  const char* what_;
  bool terminal_;
  std::int64_t told_ = 0;  ///< tenths
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace rapport::cli
