// What the verbs' options have in common, and the verbs whose options stand in a file of their own.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <limits>

#include "base/diagnostic.h"
#include "cli/verbs.h"

namespace rapport::cli {

inline constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

/// Written as in a scenario: "010" is refused, as CLI11 would read it as 8, and so is what 64 bits cannot hold.
CLI::Validator whole_number(std::int64_t lo, std::int64_t hi);
/// A number of the grammar of scenarios: "nan" is none.
CLI::Validator real_number(double lo, double hi);
CLI::Validator file_name();

/// A verb whose callback leaves its exit code in `code`; what it throws becomes a word and an exit code.
CLI::App* add_verb(CLI::App& app, const char* name, const char* help, ExitCode& code,
                   std::function<ExitCode()> verb);

void add_access(CLI::App& app, AccessOptions& options, ExitCode& code);
void add_rng(CLI::App& app, RngOptions& options, ExitCode& code);
void add_network(CLI::App& app, NetworkOptions& options, ExitCode& code);

}  // namespace rapport::cli
