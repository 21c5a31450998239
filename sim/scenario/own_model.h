// An outsider's state-transition model in YAML: `mechanisms: none`, states, transitions, payoffs, strategies.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "scenario/place.h"
#include "transition/machine.h"
#include "transition/model.h"

namespace rapport {

struct OwnModel {
  std::string name;                 ///< file name without .yaml
  std::string path;                 ///< as the user gave it
  std::vector<std::string> inputs;  ///< every file that was read
  std::string title;
  std::string question;
  std::string hash;  ///< 32 hex digits of what the file says and of the bytes of its tables
  transition::Model model;
  transition::Compiled compiled;
};

/// Whether the file, or one that it extends, speaks of `states`. False for what cannot be read.
bool is_own_model(const std::string& path);
/// Whether it can be read, and is a scenario of the other kind: neither it nor what it extends has `states`, `start`
/// or `transitions`.
bool is_other_scenario(const std::string& path);

/// Reads `path`, its `extends` chain and tables; `overrides` as in `--set`. Collects every fault it can find; the model
/// is usable only when `diagnostics` stays empty.
OwnModel read_own_model(const std::string& path, const std::vector<std::string>& overrides,
                        Diagnostics& diagnostics);

/// The same of a text that stands for a file without tables and `extends`; it may leave out the schema.
OwnModel read_own_model_text(const std::string& text, Diagnostics& diagnostics);

}  // namespace rapport
