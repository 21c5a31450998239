// The options of `rapport metrics` and of the verbs below it.
#pragma once

#include "cli/verbs.h"

namespace CLI {
class App;
class Validator;
}  // namespace CLI

namespace rapport::cli {

/// Adds them to `verb`; parsing leaves the index that was asked for in `options.index`.
void add_metrics_options(CLI::App& verb, MetricsOptions& options, const CLI::Validator& file_name);

}  // namespace rapport::cli
