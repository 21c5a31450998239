// Where a value was written: it travels with the value through merging, so that messages name the right file.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/diagnostic.h"

namespace rapport::scenario {

/// A file (or one `--set` on the command line) and the folder that its relative paths start from.
struct Source {
  std::string label;
  std::string folder;
};

/// Line and column count from 1; 0 is unknown.
struct Place {
  std::shared_ptr<const Source> source;
  int line = 0;
  int column = 0;
};

inline void report(Diagnostics& faults, const Place& place, std::string message) {
  faults.push_back({place.source ? place.source->label : "", place.line, place.column, std::move(message)});
}

/// User text as it may stand in a message: in quotes, on one line, at most 60 bytes, cut between characters.
std::string shown(std::string_view text);

}  // namespace rapport::scenario
