// The keys that a scenario may hold, and the answer to one that it may not.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/binder.h"

namespace rapport::scenario {

/// A whole number of the frame (seed, time, population) rather than of the model.
struct WholeKey {
  std::string_view section;  ///< "" is the top of the file
  std::string_view key;
  std::int64_t lo;
  std::int64_t hi;
  std::string_view unit;
  std::string_view about;
  std::int64_t& (*field)(Draft&);
};

std::span<const WholeKey> whole_keys();

/// "trust.gain", or "seed" at the top.
std::string dotted(std::string_view section, std::string_view key);

std::vector<std::string> section_names();
std::vector<std::string> keys_of(std::string_view section);

/// "unknown parameter 'trust.gian'. Did you mean 'trust.gain'?"; a key that belongs to another section
/// is answered with its full name.
std::string unknown_key_words(std::string_view section, const std::string& key);

}  // namespace rapport::scenario
