// The word that was probably meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rapport::scenario {

/// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.
std::size_t edit_distance(std::string_view from, std::string_view to);

/// The nearest of `words`, if it is near enough to be a slip (a third of the letters, at most 3); else "".
std::string nearest(std::string_view word, const std::vector<std::string>& words);

/// " Did you mean 'x'?" or "" for an empty suggestion.
std::string did_you_mean(std::string_view suggestion);

}  // namespace rapport::scenario
