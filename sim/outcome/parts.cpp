// A lock, a file that says whose parts these are, and the parts.
#include "outcome/parts.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sstream>

#include "outcome/store_layout.h"

namespace rapport {

namespace {

constexpr std::string_view kPartEnding = ".part";
constexpr std::string_view kFactsName = "study";
constexpr std::string_view kLockName = "lock";
constexpr std::string_view kPartTag = "rapport-part-1\n";

std::string text_of_facts(const StudyFacts& facts) {
  std::string text;
  for (const auto& [key, value] : facts) text += key + " = " + value + '\n';
  return text;
}

/// Cuts `digits` of this kind off the front; false without any.
bool cut(std::string_view& text, std::string_view before, std::string_view digits) {
  if (!text.starts_with(before)) return false;
  text.remove_prefix(before.size());
  const std::size_t count = std::min(text.find_first_not_of(digits), text.size());
  text.remove_prefix(count);
  return count > 0;
}

/// As name_of makes them: nobody else's file is ever touched.
bool is_part(std::string_view name) {
  constexpr std::string_view kDecimal = "0123456789", kHex = "0123456789abcdef";
  return cut(name, "r", kDecimal) && cut(name, "-m", kDecimal) && cut(name, "-", kHex) && name == kPartEnding;
}

/// What a process that was killed left of a part or of the facts.
bool is_rest(const std::string& name) {
  const std::string file = name.substr(0, name.rfind(kTemporary));
  return is_temporary_of(name, file) && (is_part(file) || file == kFactsName);
}

bool is_ours(const std::string& name) {
  return is_part(name) || is_rest(name) || name == kFactsName || name == kLockName;
}

bool holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string name_of(const PartAddress& address) {
  return "r" + std::to_string(address.replicate) + "-m" + std::to_string(address.market) + "-" +
         address.study.substr(0, 12) + std::string(kPartEnding);
}

std::string header_of(const PartAddress& address, const PartShape& shape) {
  std::ostringstream text;
  text << kPartTag << address.study << ' ' << address.replicate << ' ' << address.market << ' ' << shape.arms
       << ' ' << shape.periods << ' ' << shape.strata << '\n';
  return text.str();
}

std::string_view bytes_of(const std::vector<Cell>& cells) {
  return {reinterpret_cast<const char*>(cells.data()), cells.size() * sizeof(Cell)};
}

/// Fills the cells from the front of `bytes` and cuts them off.
void fill(std::vector<Cell>& cells, std::string_view& bytes) {
  const std::size_t size = cells.size() * sizeof(Cell);
  std::memcpy(cells.data(), bytes.data(), size);
  bytes.remove_prefix(size);
}

/// Lines of `now` that `then` lacks, told with what stands there.
std::string differences(const std::string& then, const std::string& now) {
  std::string words;
  std::istringstream lines(now);
  for (std::string line; std::getline(lines, line);) {
    if (("\n" + then).find("\n" + line + "\n") != std::string::npos) continue;
    const std::string key = line.substr(0, line.find(" = "));
    const std::size_t at = ("\n" + then).find("\n" + key + " = ");
    const std::string was = at == std::string::npos ? "" : then.substr(at, then.find('\n', at) - at);
    const std::size_t value = was.find(" = ");
    words += "\n  " + key + ": now " + line.substr(line.find(" = ") + 3) +
             (was.empty() ? ", not there before" : ", was " + was.substr(value + 3));
  }
  return words.empty() ? "\n  it had more scenarios" : words;
}

}  // namespace

std::string parts_path(const std::string& store_path) { return store_path + ".parts"; }

Parts::Parts(const std::string& store_path, StudyFacts facts, FileOps& ops)
    : files_{store_path}, folder_(parts_path(store_path)), facts_(text_of_facts(facts)), ops_(ops) {}

Parts::~Parts() {
  if (lock_ < 0) return;
  const auto names = names_in(folder_);
  if (names && std::none_of(names->begin(), names->end(), is_part)) remove();
  if (lock_ >= 0) ops_.close(lock_);
}

FileReport Parts::take_folder() {
  const bool made = ops_.mkdir(folder_.c_str(), 0777) == 0;
  if (!made && errno != EEXIST)
    return file_fault(ExitCode::io_error, folder_, "cannot be made: " + error_text(errno) + '.');
  struct stat there {};
  const bool is_folder = ::lstat(folder_.c_str(), &there) == 0 && S_ISDIR(there.st_mode);
  const auto names = is_folder ? names_in(folder_) : std::nullopt;
  if (!names)
    return file_fault(
        ExitCode::io_error, folder_,
        "is no folder that can be read. Finished tasks are kept there: choose another name with --out.");
  if (holds(*names, kFactsName) || std::all_of(names->begin(), names->end(), is_ours)) return {};
  return file_fault(
      ExitCode::io_error, folder_,
      "holds files of somebody else. Finished tasks are kept there: choose another name with --out.");
}

FileReport Parts::take_lock() {
  const std::string path = path_of(std::string(kLockName));
  lock_ = ops_.open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (lock_ < 0) return file_fault(ExitCode::io_error, path, "cannot be made: " + error_text(errno) + '.');
  const bool refused = ::flock(lock_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  struct stat held {
  }, named{};
  const bool gone =
      ::fstat(lock_, &held) != 0 || ::stat(path.c_str(), &named) != 0 || held.st_ino != named.st_ino;
  if (!refused && !gone) return {};  // where a file system knows no locks, two processes are the user's care
  ops_.close(std::exchange(lock_, -1));
  return file_fault(ExitCode::io_error, folder_,
                    "another process is at work on this study. Wait for it, or choose another name.");
}

FileReport Parts::compare_facts(bool force) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 22;
  const std::string path = path_of(std::string(kFactsName));
  struct stat file {};
  const bool is_there = ::lstat(path.c_str(), &file) == 0;
  const std::optional<std::string> there = read_ordinary(path, kMostBytes);
  if (is_there && !there)
    return file_fault(ExitCode::io_error, path, "cannot be read; whose tasks these are is unknown.");
  if (there && *there == facts_) return {};
  if (there && count() > 0 && !force) {
    return file_fault(
        ExitCode::invalid_input, folder_,
        "holds finished tasks of another study. Finish that one with its own command, choose another "
        "name, or begin anew with --force. What differs:" +
            differences(*there, facts_));
  }
  if (there) remove_parts();  // without facts they stay: each says of which study it is
  return write_file(path, facts_, true, ops_);
}

FileReport Parts::open(bool force) {
  FileReport report = take_folder();
  if (report.ok()) report = take_lock();
  if (!report.ok()) return report;
  for (const std::string& file : files_) remove_temporaries(file, ops_);
  return compare_facts(force);
}

std::optional<std::vector<Tally>> Parts::find(const PartAddress& address, const PartShape& shape) const {
  std::vector<Tally> tallies(shape.arms, Tally(shape.periods, shape.strata));
  const std::string header = header_of(address, shape);
  std::size_t expected = header.size() + store::kSealBytes;
  for (const Tally& tally : tallies)
    expected += bytes_of(tally.cells).size() + bytes_of(tally.by_year).size();
  const std::optional<std::string> file = read_ordinary(path_of(name_of(address)), expected);
  if (!file || file->size() != expected || !file->starts_with(header)) return std::nullopt;
  std::string_view bytes = *file;
  const std::string_view sealed = bytes.substr(0, expected - store::kSealBytes);
  if (bytes.substr(sealed.size()) != store::seal_of(sealed)) return std::nullopt;
  bytes.remove_prefix(header.size());
  for (Tally& tally : tallies) {
    fill(tally.cells, bytes);
    fill(tally.by_year, bytes);
  }
  return tallies;
}

FileReport Parts::keep(const PartAddress& address, const std::vector<Tally>& tallies) const {
  const Tally& first = tallies.front();
  std::string bytes =
      header_of(address, {tallies.size(), first.periods, static_cast<std::size_t>(first.strata)});
  for (const Tally& tally : tallies) {
    bytes += bytes_of(tally.cells);
    bytes += bytes_of(tally.by_year);
  }
  bytes += store::seal_of(bytes);
  return write_file(path_of(name_of(address)), bytes, true, ops_);
}

std::size_t Parts::count() const {
  const std::vector<std::string> names = names_in(folder_).value_or(std::vector<std::string>{});
  return static_cast<std::size_t>(std::count_if(names.begin(), names.end(), is_part));
}

void Parts::remove_parts() {
  for (const std::string& name : names_in(folder_).value_or(std::vector<std::string>{})) {
    if (is_part(name) || is_rest(name)) ops_.unlink(path_of(name).c_str());
  }
}

void Parts::remove() {
  remove_parts();
  ops_.unlink(path_of(std::string(kFactsName)).c_str());
  ops_.unlink(path_of(std::string(kLockName)).c_str());
  ops_.rmdir(folder_.c_str());
  if (lock_ >= 0) ops_.close(std::exchange(lock_, -1));
}

}  // namespace rapport
