// System calls of which one fails on purpose.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include "outcome/file_ops.h"

namespace rapport {

/// Fails the n-th call (from 1), and every later one too when `power_cut`.
class FailingOps : public FileOps {
 public:
  FailingOps(int nth, int error, bool power_cut) : nth_(nth), error_(error), power_cut_(power_cut) {}
  int open(const char* path, int flags, mode_t mode) override {
    return fails() ? -1 : FileOps::open(path, flags, mode);
  }
  ssize_t write(int fd, const void* data, std::size_t size) override {
    if (!fails()) return FileOps::write(fd, data, std::min<std::size_t>(size, 80'000));
    const ssize_t part = FileOps::write(fd, data, size / 2);  // what a full disk leaves behind
    errno = error_;
    return part < 0 ? part : -1;
  }
  int fsync(int fd) override { return fails() ? -1 : FileOps::fsync(fd); }
  int close(int fd) override {
    const bool fail = fails();
    FileOps::close(fd);
    errno = error_;
    return fail ? -1 : 0;
  }
  int rename(const char* from, const char* to, bool replace) override {
    return fails() ? -1 : FileOps::rename(from, to, replace);
  }
  int unlink(const char* path) override { return fails() ? -1 : FileOps::unlink(path); }
  int mkdir(const char* path, mode_t mode) override { return fails() ? -1 : FileOps::mkdir(path, mode); }
  int rmdir(const char* path) override { return fails() ? -1 : FileOps::rmdir(path); }
  bool reached() const { return calls_ >= nth_; }

 private:
  bool fails() {
    ++calls_;
    errno = error_;
    return calls_ == nth_ || (power_cut_ && calls_ > nth_);
  }
  int nth_;
  int error_;
  bool power_cut_;
  int calls_ = 0;
};

}  // namespace rapport
