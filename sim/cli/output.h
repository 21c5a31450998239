// Results to standard output, everything else to standard error; neither can end the command half-way.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/diagnostic.h"

namespace rapport::cli {

/// Gives closed standard streams a place, so that no file of ours gets their numbers, and turns a closed
/// pipe or a file-size limit into an error that a write reports.
void prepare_streams();

/// Whether there is memory to begin with; says so where there is none. The library keeps some for exceptions
/// from its own start on: where it got none, the first that is thrown ends the command and cannot be caught.
bool memory_to_begin();

/// Remembers a failure for `finish_output`.
void write_result(std::string_view text);
/// Whether a result was lost: who writes without end stops then.
bool output_failed();
/// A failure is nobody's to hear.
void write_note(std::string_view text);

/// Flushes the results: `code`, or io_error when they did not arrive and `code` was ok.
ExitCode finish_output(ExitCode code);

template <class... Values>
void print(fmt::format_string<Values...> words, Values&&... values) {
  write_result(fmt::format(words, std::forward<Values>(values)...));
}

template <class... Values>
void note(fmt::format_string<Values...> words, Values&&... values) {
  write_note(fmt::format(words, std::forward<Values>(values)...));
}

/// What would move the cursor, ring or turn the direction of text stands as '?'; lines break only where
/// `lines` says that they may.
std::string printable(std::string_view text, bool lines);

/// Text for a cell of a Markdown table.
std::string markdown_cell(std::string_view text);

}  // namespace rapport::cli
