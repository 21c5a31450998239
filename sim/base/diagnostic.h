// What is said to a person about her input: place, what was read, what is allowed, what to do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rapport {

/// Documented in `rapport --help`.
enum class ExitCode : int {
  ok = 0,
  internal_error = 1,
  usage = 2,
  invalid_input = 3,
  store_corrupt = 4,
  io_error = 5,
  resource_limit = 6,
  numerical_failure = 7,
  some_runs_failed = 8,
  targets_missed = 9,
  set_up = 10,
  interrupted = 130,
};

/// Bad input, never our own mistake (that is an assertion). Line and column count from 1; 0 is unknown.
struct Diagnostic {
  std::string file;
  int line = 0;
  int column = 0;
  std::string message;
};

using Diagnostics = std::vector<Diagnostic>;

/// `file:line:column: message`, leaving out what is unknown.
inline std::string to_text(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file;
  if (diagnostic.line > 0) text += ':' + std::to_string(diagnostic.line);
  if (diagnostic.column > 0) text += ':' + std::to_string(diagnostic.column);
  return text.empty() ? diagnostic.message : text + ": " + diagnostic.message;
}

}  // namespace rapport
