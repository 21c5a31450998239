// HDF5 handles that close themselves, files that live in memory, and HDF5's error stack as one line.
#pragma once

#include <hdf5.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace rapport::h5 {

/// An HDF5 call failed. Never leaves sim/outcome.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws what HDF5 complains of: std::bad_alloc where memory was short, else Error with the innermost complaint and
/// the call that made it. Clears HDF5's stack of errors.
[[noreturn]] void fail(const char* doing);

/// Passes a good status on; a negative one fails.
template <class Status>
Status checked(Status status, const char* doing) {
  if (status < 0) fail(doing);
  return status;
}

class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle(hid_t id, Close closer, const char* doing) : id_(checked(id, doing)), close_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }
  /// Use on every path that writes: the destructor cannot report.
  void close() { checked(close_(std::exchange(id_, -1)), "close an object"); }

 private:
  hid_t id_;
  Close close_;
};

/// The bytes of a finished file.
struct Image {
  struct Free {
    void operator()(std::byte* bytes) const { std::free(bytes); }
  };
  std::unique_ptr<std::byte, Free> memory;
  std::size_t size = 0;
};

/// Stops HDF5 from printing; called before any other call.
void silence();

/// Throws std::bad_alloc where less is to be had than HDF5 needs for a file of this size: when an allocation of its own
/// fails, HDF5 1.10 corrupts memory.
void require_memory(std::size_t file_bytes);

/// A new file in the newest format that exists in memory only; finish() closes it and yields its bytes.
class MemoryFile {
 public:
  MemoryFile();
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  hid_t id() const;
  Image finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Opens bytes as a read-only file without copying them; they must outlive the handle.
Handle opened_image(std::span<std::byte> bytes);

Handle unlimited_text_type();              ///< variable-length UTF-8
Handle text_type(std::size_t byte_count);  ///< fixed-length UTF-8

}  // namespace rapport::h5
