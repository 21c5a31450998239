// The two streams, and what a terminal must not be shown.
#include "cli/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>

namespace rapport::cli {

namespace {

int output_error = 0;

void write_to(std::FILE* stream, std::string_view text, int& error) {
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stream) == text.size()) return;
  if (error == 0) error = errno != 0 ? errno : EIO;
}

bool is_control(unsigned char byte, bool lines) {
  return (byte < 0x20 && !(lines && byte == '\n')) || byte == 0x7F;
}

/// Bytes of a UTF-8 sequence at `text` that a terminal takes for a command or that turn text around; 0 for
/// none. C1 controls are C2 80 to C2 9F; direction marks E2 80 AA to AE and E2 81 A6 to A9.
std::size_t command_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
  };
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F) return 2;
  if (byte(0) != 0xE2) return 0;
  const bool embeds = byte(1) == 0x80 && byte(2) >= 0xAA && byte(2) <= 0xAE;
  const bool isolates = byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9;
  return embeds || isolates ? 3 : 0;
}

}  // namespace

void prepare_streams() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest free number is this one; a stream for writing that is open for reading still fails.
    [[maybe_unused]] const int taken = ::open("/dev/null", O_RDONLY);
  }
}

bool memory_to_begin() {
  constexpr std::size_t kToBegin = 1 << 20;
  // The compiler may leave out an allocation that nothing uses.
  void* volatile taken = std::malloc(kToBegin);
  const bool enough = taken != nullptr;
  std::free(taken);
  if (!enough) write_note("rapport: there is no memory to begin with; allow more (ulimit -v)\n");
  return enough;
}

void write_result(std::string_view text) { write_to(stdout, text, output_error); }

bool output_failed() { return output_error != 0; }

void write_note(std::string_view text) {
  int unheard = 0;
  write_to(stderr, text, unheard);
}

ExitCode finish_output(ExitCode code) {
  errno = 0;
  if (std::fflush(stdout) != 0 && output_error == 0) output_error = errno != 0 ? errno : EIO;
  if (output_error == 0) return code;
  const bool nobody_reads = output_error == EPIPE;  // `| head`: that is no news
  if (!nobody_reads)
    note("rapport: cannot write to standard output: {}.\n", std::generic_category().message(output_error));
  return code == ExitCode::ok ? ExitCode::io_error : code;
}

std::string printable(std::string_view text, bool lines) {
  std::string shown;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t command = command_bytes(text.substr(i));
    const bool hidden = command > 0 || is_control(static_cast<unsigned char>(text[i]), lines);
    shown += hidden ? '?' : text[i];
    i += command > 0 ? command : 1;
  }
  return shown;
}

std::string markdown_cell(std::string_view text) {
  std::string safe;
  for (const char letter : printable(text, false)) {
    if (letter == '|') safe += '\\';
    safe += letter;
  }
  return safe;
}

}  // namespace rapport::cli
