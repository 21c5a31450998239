// Temporary file, fsync, rename, fsync of the folder.
#include "outcome/file_ops.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace rapport {

namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20;

}  // namespace

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string file_name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string error_text(int error) { return std::generic_category().message(error); }

int FileOps::open(const char* path, int flags, mode_t mode) { return ::open(path, flags, mode); }
ssize_t FileOps::write(int fd, const void* data, std::size_t size) { return ::write(fd, data, size); }
int FileOps::fsync(int fd) { return ::fsync(fd); }
int FileOps::close(int fd) { return ::close(fd); }
int FileOps::unlink(const char* path) { return ::unlink(path); }
int FileOps::mkdir(const char* path, mode_t mode) { return ::mkdir(path, mode); }
int FileOps::rmdir(const char* path) { return ::rmdir(path); }

int FileOps::rename(const char* from, const char* to, bool replace) {
  if (replace) return ::rename(from, to);
  if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  const bool unknown_here = errno == EINVAL || errno == ENOSYS;  // some network file systems
  if (!unknown_here) return -1;
  struct stat there {};
  if (::lstat(to, &there) != 0) return ::rename(from, to);
  errno = EEXIST;
  return -1;
}

FileOps& system_file_ops() {
  static FileOps ops;
  return ops;
}

std::optional<std::vector<std::string>> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    names.push_back(entry->path().filename().string());
  }
  return failed ? std::nullopt : std::optional(std::move(names));
}

std::optional<std::string> read_ordinary(const std::string& path, std::size_t most) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (file < 0) return std::nullopt;
  struct stat there {};
  const bool ordinary = ::fstat(file, &there) == 0 && S_ISREG(there.st_mode);
  const bool fits = ordinary && static_cast<std::size_t>(there.st_size) <= most;
  std::string bytes(fits ? static_cast<std::size_t>(there.st_size) : 0, '\0');
  std::size_t got = 0;
  while (got < bytes.size()) {
    const ssize_t some = ::read(file, bytes.data() + got, bytes.size() - got);
    if (some < 0 && errno == EINTR) continue;
    if (some <= 0) break;
    got += static_cast<std::size_t>(some);
  }
  ::close(file);
  return fits && got == bytes.size() ? std::optional(std::move(bytes)) : std::nullopt;
}

FileReport file_fault(ExitCode code, const std::string& path, std::string message) {
  return {code, {Diagnostic{path, 0, 0, std::move(message)}}};
}

FileReport target_fault(const std::string& path, bool force) {
  struct stat there {};
  if (::lstat(path.c_str(), &there) == 0) {
    const bool replaceable = S_ISREG(there.st_mode) || S_ISLNK(there.st_mode);
    if (!replaceable)
      return file_fault(ExitCode::io_error, path, "is no ordinary file; nothing was written.");
    if (force) return {};
    return file_fault(ExitCode::io_error, path,
                      "already exists. Choose another name, or replace it with --force.");
  }
  if (errno != ENOENT) return file_fault(ExitCode::io_error, path, error_text(errno) + '.');
  const std::string folder = folder_of(path);
  if (::stat(folder.c_str(), &there) != 0 || !S_ISDIR(there.st_mode)) {
    return file_fault(ExitCode::io_error, path, "the folder '" + folder + "' does not exist.");
  }
  return {};
}

AtomicFile::AtomicFile(std::string path, bool force, FileOps& ops)
    : path_(std::move(path)),
      temporary_(path_ + kTemporary + std::to_string(::getpid())),
      force_(force),
      ops_(ops),
      report_(target_fault(path_, force)) {
  if (report_.ok()) open();
}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) ops_.close(fd_);
  if (temporary_exists_) ops_.unlink(temporary_.c_str());
}

void AtomicFile::fail(std::string_view doing, int error) {
  std::string message = "cannot " + std::string(doing) + ": " + error_text(error) + '.';
  if (error == ENOSPC || error == EDQUOT) message += " Free some space or choose another folder with --out.";
  report_ = file_fault(ExitCode::io_error, path_, std::move(message));
}

void AtomicFile::open() {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
  fd_ = ops_.open(temporary_.c_str(), kFlags, 0666);
  if (fd_ < 0 && errno == EEXIST) {  // of an earlier process with our id, which is gone
    ops_.unlink(temporary_.c_str());
    fd_ = ops_.open(temporary_.c_str(), kFlags, 0666);
  }
  if (fd_ < 0) return fail("create a file in this folder", errno);
  temporary_exists_ = true;
}

void AtomicFile::write_all(const char* data, std::size_t size) {
  while (size > 0 && report_.ok()) {
    const ssize_t written = ops_.write(fd_, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail("write", written < 0 ? errno : EIO);
    data += written;
    size -= static_cast<std::size_t>(written);
  }
}

void AtomicFile::flush() {
  write_all(buffer_.data(), buffer_.size());
  buffer_.clear();
}

void AtomicFile::append(std::string_view bytes) {
  if (!report_.ok()) return;
  if (buffer_.size() + bytes.size() > kBufferBytes) flush();
  if (bytes.size() > kBufferBytes) return write_all(bytes.data(), bytes.size());
  buffer_ += bytes;
}

void AtomicFile::sync_folder() {
  const int folder = ops_.open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (folder < 0) return fail("make sure that the new file survives a power cut", errno);
  const bool synced = ops_.fsync(folder) == 0 || errno == EINVAL;  // EINVAL: this file system cannot
  const int error = errno;
  const bool closed = ops_.close(folder) == 0;
  if (!synced) return fail("make sure that the new file survives a power cut", error);
  if (!closed) fail("make sure that the new file survives a power cut", errno);
}

FileReport AtomicFile::commit() {
  if (report_.ok()) flush();
  if (!report_.ok()) return report_;
  if (ops_.fsync(fd_) != 0) {
    fail("write to the disk", errno);
    return report_;
  }
  const int closed = ops_.close(std::exchange(fd_, -1));
  if (closed != 0) {
    fail("finish writing", errno);
    return report_;
  }
  if (ops_.rename(temporary_.c_str(), path_.c_str(), force_) != 0) {
    fail("give the finished file its name", errno);
    return report_;
  }
  temporary_exists_ = false;
  sync_folder();
  return report_;
}

bool is_temporary_of(const std::string& name, const std::string& file) {
  const std::string start = file + kTemporary;
  const bool long_enough = name.size() > start.size() && name.starts_with(start);
  return long_enough && name.find_first_not_of("0123456789", start.size()) == std::string::npos;
}

void remove_temporaries(const std::string& path, FileOps& ops) {
  const std::string file = file_name_of(path);
  for (const std::string& name : names_in(folder_of(path)).value_or(std::vector<std::string>{})) {
    if (is_temporary_of(name, file)) ops.unlink((folder_of(path) + '/' + name).c_str());
  }
}

FileReport write_fault(const std::string& path, bool force, FileOps& ops) {
  AtomicFile probe(path, force, ops);
  return probe.report();
}

FileReport write_file(const std::string& path, std::string_view bytes, bool force, FileOps& ops) {
  AtomicFile file(path, force, ops);
  file.append(bytes);
  return file.commit();
}

}  // namespace rapport
