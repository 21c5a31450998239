// A lock, a file that says whose parts these are, and the parts.
#include "outcome/parts.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

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

/// Nothing when the file cannot be read whole.
std::optional<std::string> bytes_in(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return file.bad() ? std::nullopt : std::optional(std::move(bytes));
}

bool is_part(const std::string& name) { return name.ends_with(kPartEnding); }

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
  if (count() == 0) remove();
  if (lock_ >= 0) ops_.close(lock_);
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
  const std::string path = path_of(std::string(kFactsName));
  const std::optional<std::string> there = bytes_in(path);
  if (there && *there == facts_) return {};
  const bool differs = there && count() > 0;
  if (differs && !force) {
    return file_fault(
        ExitCode::invalid_input, folder_,
        "holds finished tasks of another study. Finish that one with its own command, choose another "
        "name, or begin anew with --force. What differs:" +
            differences(*there, facts_));
  }
  remove_parts();
  return write_file(path, facts_, true, ops_);
}

FileReport Parts::open(bool force) {
  if (ops_.mkdir(folder_.c_str(), 0777) != 0 && errno != EEXIST)
    return file_fault(ExitCode::io_error, folder_, "cannot be made: " + error_text(errno) + '.');
  FileReport report = take_lock();
  if (!report.ok()) return report;
  for (const std::string& file : files_) remove_temporaries(file, ops_);
  return compare_facts(force);
}

std::optional<std::vector<Tally>> Parts::find(const PartAddress& address, const PartShape& shape) const {
  const std::optional<std::string> file = bytes_in(path_of(name_of(address)));
  if (!file || file->size() < store::kSealBytes) return std::nullopt;
  std::vector<Tally> tallies(shape.arms, Tally(shape.periods, shape.strata));
  const std::string header = header_of(address, shape);
  std::size_t expected = header.size() + store::kSealBytes;
  for (const Tally& tally : tallies)
    expected += bytes_of(tally.cells).size() + bytes_of(tally.by_year).size();
  std::string_view bytes = *file;
  if (bytes.size() != expected || !bytes.starts_with(header)) return std::nullopt;
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
  const std::vector<std::string> names = names_in(folder_);
  return static_cast<std::size_t>(std::count_if(names.begin(), names.end(), is_part));
}

void Parts::remove_parts() {
  for (const std::string& name : names_in(folder_)) {
    const bool ours = is_part(name) || name.find(kTemporary) != std::string::npos;
    if (ours) ops_.unlink(path_of(name).c_str());
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
