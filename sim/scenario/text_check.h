// What may be read as text at all: regular files of bounded size, valid UTF-8, nothing invisible.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "scenario/place.h"

namespace rapport::scenario {

/// The bytes of a regular file of at most `cap` bytes; otherwise nothing, and `why` says in words.
/// The size is asked before memory is taken; pipes, devices and folders are refused without reading.
std::optional<std::string> read_bytes(const std::string& path, std::size_t cap, std::string& why);

/// Reports the first byte that is not plain UTF-8 text: byte order marks, UTF-16, NUL, other control
/// characters, invalid sequences and invisible marks of text direction. True when there is none.
bool is_plain_text(std::string_view text, const std::shared_ptr<const Source>& source, Diagnostics& faults);

/// The same of a value after its escapes ("\\x1b") were read, or of the name of a file, in words; "" when
/// there is nothing to say. `lines` allows line breaks and tabs.
std::string value_fault(std::string_view text, bool lines);

/// Path of `relative` inside `folder` or below; nothing, with `why`, for absolute paths, `..` and
/// symbolic links that lead outside.
std::optional<std::string> path_inside(const std::string& folder, const std::string& relative,
                                       std::string& why);

}  // namespace rapport::scenario
