// The few system calls behind every file we write, so that a test can make any one of them fail; and a
// file that appears under its name whole or not at all.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace rapport {

/// Thin over POSIX: each returns -1 and sets errno when it fails.
class FileOps {
 public:
  virtual ~FileOps() = default;
  virtual int open(const char* path, int flags, mode_t mode);
  virtual ssize_t write(int fd, const void* data, std::size_t size);
  virtual int fsync(int fd);
  virtual int close(int fd);
  /// With `replace` false an existing `to` is an error (EEXIST).
  virtual int rename(const char* from, const char* to, bool replace);
  virtual int unlink(const char* path);
  virtual int mkdir(const char* path, mode_t mode);
  virtual int rmdir(const char* path);
};

FileOps& system_file_ops();

/// How reading or writing a file went; `diagnostics` is empty exactly when `code` is ok.
struct FileReport {
  ExitCode code = ExitCode::ok;
  Diagnostics diagnostics;
  bool ok() const { return code == ExitCode::ok; }
};

/// What errno says, in words.
std::string error_text(int error);

FileReport file_fault(ExitCode code, const std::string& path, std::string message);

/// The part of a path before its last slash, `.` where there is none; and the part behind it.
std::string folder_of(const std::string& path);
std::string file_name_of(const std::string& path);

/// Names of what lies in a folder; nothing where it cannot be read.
std::optional<std::vector<std::string>> names_in(const std::string& folder);

/// The bytes of an ordinary file; nothing where it is none, cannot be read, or holds more than `most` bytes.
std::optional<std::string> read_ordinary(const std::string& path, std::size_t most);

/// Says before a long run what a write would say after it: that `path` is taken (and `force` is not
/// given), is no ordinary file, or lies in a folder that does not exist.
FileReport target_fault(const std::string& path, bool force);

/// target_fault, and whether a file can be made there at all: makes the temporary file of an AtomicFile and
/// removes it.
FileReport write_fault(const std::string& path, bool force, FileOps& ops = system_file_ops());

/// What follows the name of a file that is not finished; then comes the number of the process.
inline constexpr const char* kTemporary = ".tmp-";

/// Writes PATH.tmp-PID beside the target; commit() makes it durable and gives it its name. Without a
/// commit the target stays as it was and the temporary file is removed.
class AtomicFile {
 public:
  AtomicFile(std::string path, bool force, FileOps& ops);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// After a fault further calls do nothing; commit() reports the first fault.
  void append(std::string_view bytes);
  [[nodiscard]] FileReport commit();
  /// The first fault so far.
  const FileReport& report() const { return report_; }

 private:
  void open();
  void write_all(const char* data, std::size_t size);
  void flush();
  void sync_folder();
  void fail(std::string_view doing, int error);

  std::string path_;
  std::string temporary_;
  bool force_;
  FileOps& ops_;
  std::string buffer_;
  FileReport report_;
  int fd_ = -1;
  bool temporary_exists_ = false;
};

/// Whether `name` is what a process that was killed left of an AtomicFile: FILE.tmp- and the number of the process.
bool is_temporary_of(const std::string& name, const std::string& file);
/// Removes what processes that were killed left of their AtomicFiles at `path`. No other may be at work there.
void remove_temporaries(const std::string& path, FileOps& ops = system_file_ops());

/// One write of all `bytes` through an AtomicFile.
FileReport write_file(const std::string& path, std::string_view bytes, bool force, FileOps& ops);

}  // namespace rapport
