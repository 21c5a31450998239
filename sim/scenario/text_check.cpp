// Opening files with care; bytes that are text and bytes that are not.
#include "scenario/text_check.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <system_error>

namespace rapport::scenario {

namespace {

class OpenFile {
 public:
  explicit OpenFile(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

std::string why_of(int error_number) { return std::generic_category().message(error_number); }

std::string size_words(std::size_t bytes) {
  return bytes >= 1000000 ? fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6)
                          : fmt::format("{} bytes", bytes);
}

/// Reads at most `cap` + 1 bytes, so that a file that grows meanwhile is noticed.
bool read_all(int descriptor, std::size_t expected, std::size_t cap, std::string& bytes) {
  bytes.resize(std::min(expected, cap) + 1);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(descriptor, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled == bytes.size() && filled <= cap) bytes.resize(std::min(2 * filled, cap + 1));
  }
  bytes.resize(filled);
  return true;
}

struct Character {
  std::uint32_t code = 0;
  std::size_t bytes = 0;  ///< 0 for an invalid sequence
};

std::size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

Character character_at(std::string_view text, std::size_t i) {
  const auto first = static_cast<unsigned char>(text[i]);
  const std::size_t length = sequence_length(first);
  if (length == 0 || i + length > text.size()) return {};
  if (length == 1) return {first, 1};
  std::uint32_t code = first & (0x7FU >> length);
  for (std::size_t k = 1; k < length; ++k) {
    const auto next = static_cast<unsigned char>(text[i + k]);
    if ((next & 0xC0U) != 0x80U) return {};
    code = (code << 6U) | (next & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < smallest[length] || surrogate || code > 0x10FFFF) return {};
  return {code, length};
}

bool is_control(std::uint32_t code) {
  const bool allowed = code == '\t' || code == '\n' || code == '\r';
  return (code < 0x20 && !allowed) || (code >= 0x7F && code <= 0x9F);
}

bool turns_direction(std::uint32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

std::string fault_of(Character character) {
  if (character.bytes == 0) return "is not valid UTF-8 text here; save the file as UTF-8";
  if (character.code == 0) return "holds a NUL byte: this is no text file";
  if (character.code == 0xFEFF) return "holds a byte order mark; save the file as UTF-8 without one";
  if (is_control(character.code)) return fmt::format("holds the control character U+{:04X}", character.code);
  if (turns_direction(character.code)) {
    return fmt::format("holds the invisible mark U+{:04X} that turns the direction of text", character.code);
  }
  return "";
}

bool looks_like_utf16(std::string_view text) {
  return text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF" ||
         (text.size() >= 4 && (text[0] == '\0') != (text[1] == '\0') &&
          (text[2] == '\0') == (text[0] == '\0'));
}

}  // namespace

std::optional<std::string> read_bytes(const std::string& path, std::size_t cap, std::string& why) {
  const OpenFile file(path);
  if (file.descriptor() < 0) {
    why = errno == ENXIO ? "is not a regular file" : "cannot be read: " + why_of(errno);
    return std::nullopt;
  }
  struct stat facts {};
  if (::fstat(file.descriptor(), &facts) != 0) {
    why = "cannot be read: " + why_of(errno);
    return std::nullopt;
  }
  if (!S_ISREG(facts.st_mode)) {
    why = S_ISDIR(facts.st_mode) ? "is a folder, not a file" : "is not a regular file";
    return std::nullopt;
  }
  const auto size = static_cast<std::size_t>(facts.st_size);
  std::string bytes;
  if (size <= cap && !read_all(file.descriptor(), size, cap, bytes)) {
    why = "cannot be read: " + why_of(errno);
    return std::nullopt;
  }
  if (size > cap || bytes.size() > cap) {
    why = fmt::format("is too large: {}, at most {} are read", size_words(std::max(size, bytes.size())),
                      size_words(cap));
    return std::nullopt;
  }
  return bytes;
}

bool is_plain_text(std::string_view text, const std::shared_ptr<const Source>& source, Diagnostics& faults) {
  if (looks_like_utf16(text)) {
    report(faults, {source, 0, 0}, "is UTF-16; save the file as UTF-8");
    return false;
  }
  int line = 1;
  int column = 1;
  for (std::size_t i = 0; i < text.size();) {
    const Character character = character_at(text, i);
    const std::string fault = fault_of(character);
    if (!fault.empty()) {
      report(faults, {source, line, column}, fault);
      return false;
    }
    column = character.code == '\n' ? 1 : column + 1;
    line += character.code == '\n' ? 1 : 0;
    i += character.bytes;
  }
  return true;
}

std::string value_fault(std::string_view text, bool lines) {
  for (std::size_t i = 0; i < text.size();) {
    const Character character = character_at(text, i);
    std::string fault = fault_of(character);
    if (!fault.empty()) return fault;
    if (!lines && character.code < 0x20) return "must stand on one line, without tabs";
    i += character.bytes;
  }
  return "";
}

std::optional<std::string> path_inside(const std::string& folder, const std::string& relative,
                                       std::string& why) {
  namespace fs = std::filesystem;
  const fs::path wanted(relative);
  const bool climbs = std::find(wanted.begin(), wanted.end(), "..") != wanted.end();
  if (relative.empty() || relative.size() > 1000 || wanted.is_absolute() || climbs) {
    why = fmt::format("{} must be a path inside the folder of this file, without '..'", shown(relative));
    return std::nullopt;
  }
  const fs::path home(folder.empty() ? "." : folder);
  std::error_code failed;
  const fs::path root = fs::canonical(home, failed);
  const fs::path target = failed ? fs::path() : fs::canonical(root / wanted, failed);
  if (failed) {
    why = fmt::format("{} cannot be opened: {}", shown(relative), failed.message());
    return std::nullopt;
  }
  const auto [stop, unused] = std::mismatch(root.begin(), root.end(), target.begin(), target.end());
  if (stop != root.end()) {
    why = fmt::format("{} leads outside the folder of this file", shown(relative));
    return std::nullopt;
  }
  return (folder.empty() ? wanted : home / wanted).string();
}

std::string shown(std::string_view whole) {
  constexpr std::size_t kMost = 60;
  std::string text(whole);
  std::replace_if(
      text.begin(), text.end(), [](unsigned char byte) { return byte < 0x20 || byte == 0x7F; }, '?');
  if (text.size() <= kMost) return fmt::format("'{}'", text);
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return fmt::format("'{}...'", std::string_view(text).substr(0, end));
}

}  // namespace rapport::scenario
