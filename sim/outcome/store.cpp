// Between a store's bytes and its file; faults become diagnostics here.
#include "outcome/store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <system_error>

#include "base/digest.h"
#include "outcome/store_layout.h"

namespace rapport {

namespace {

constexpr std::array<unsigned char, 8> kMagic{0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
constexpr std::size_t kMaxFileBytes = std::size_t{1} << 36;  // 64 GiB

[[noreturn]] void fail_to_read(int error) {
  throw store::Fault(ExitCode::io_error, "cannot read: " + std::generic_category().message(error) + '.');
}

struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

std::size_t checked_size(int fd) {
  struct stat there {};
  if (::fstat(fd, &there) != 0) fail_to_read(errno);
  if (!S_ISREG(there.st_mode)) throw store::Fault(ExitCode::io_error, "is no ordinary file.");
  const auto size = static_cast<std::size_t>(there.st_size);
  if (size == 0) throw store::Fault(ExitCode::store_corrupt, "is empty; a Rapport store is expected.");
  if (size > kMaxFileBytes) throw store::Fault(ExitCode::resource_limit, "is larger than 64 GiB.");
  return size;
}

void read_exactly(int fd, std::byte* to, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::read(fd, to, size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_to_read(errno);
    if (got == 0) throw store::Fault(ExitCode::store_corrupt, "became shorter while it was read.");
    to += got;
    size -= static_cast<std::size_t>(got);
  }
}

std::string_view text_of(const h5::Image& image) {
  return {reinterpret_cast<const char*>(image.memory.get()), image.size};
}

/// Cuts the seal off when it is there and right.
void check_seal(h5::Image& image) {
  const std::string_view bytes = text_of(image);
  const std::size_t end = bytes.size() < store::kSealBytes ? 0 : bytes.size() - store::kSealBytes;
  if (!bytes.substr(end).starts_with(store::kSealTag)) {
    throw store::Fault(ExitCode::store_corrupt,
                       "is cut short, was rewritten by another program or is no Rapport store.");
  }
  if (bytes.substr(end) != store::seal_of(bytes.substr(0, end))) {
    throw store::Fault(ExitCode::store_corrupt, "is damaged: its bytes are not those that were written.");
  }
  image.size = end;
}

h5::Image bytes_of(const std::string& path) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.fd < 0) fail_to_read(errno);
  h5::Image image;
  image.size = checked_size(file.fd);
  std::array<std::byte, kMagic.size()> magic{};
  if (image.size < magic.size())
    throw store::Fault(ExitCode::store_corrupt, "is no Rapport store: too short.");
  read_exactly(file.fd, magic.data(), magic.size());
  if (std::memcmp(magic.data(), kMagic.data(), magic.size()) != 0) {
    throw store::Fault(ExitCode::store_corrupt, "is no Rapport store: it is not an HDF5 file.");
  }
  image.memory.reset(static_cast<std::byte*>(std::malloc(image.size)));
  if (!image.memory) throw std::bad_alloc();
  std::memcpy(image.memory.get(), magic.data(), magic.size());
  read_exactly(file.fd, image.memory.get() + magic.size(), image.size - magic.size());
  return image;
}

/// Runs `work` and turns what it throws into a report; an HDF5 error means `hdf5_code`.
template <class Work>
FileReport guarded(const std::string& path, ExitCode hdf5_code, Work work) {
  try {
    return work();
  } catch (const store::Fault& fault) {
    return file_fault(fault.code, path, fault.what());
  } catch (const h5::Error& error) {
    return file_fault(hdf5_code, path, error.what() + std::string("."));
  } catch (const std::bad_alloc&) {
    return file_fault(ExitCode::resource_limit, path, "does not fit in memory.");
  }
}

}  // namespace

std::string store::seal_of(std::string_view bytes) { return std::string(kSealTag) + digest128(bytes); }

FileReport write_store(const std::string& path, const StudyResult& result, bool force, FileOps& ops) {
  FileReport taken = target_fault(path, force);
  if (!taken.ok()) return taken;
  return guarded(path, ExitCode::io_error, [&] {
    const h5::Image image = store::image_of(result);
    AtomicFile file(path, force, ops);
    file.append(text_of(image));
    file.append(store::seal_of(text_of(image)));
    return file.commit();
  });
}

bool is_store_of(const std::string& path, const StudyResult& result) {
  bool same = false;
  const FileReport read = guarded(path, ExitCode::store_corrupt, [&] {
    const h5::Image there = bytes_of(path);
    const h5::Image made = store::image_of(result);
    const std::string_view bytes = text_of(there);
    same = bytes.starts_with(text_of(made)) && bytes.substr(made.size) == store::seal_of(text_of(made));
    return FileReport{};
  });
  return read.ok() && same;
}

StoreReading read_store(const std::string& path) {
  StoreReading reading;
  reading.report = guarded(path, ExitCode::store_corrupt, [&] {
    h5::Image image = bytes_of(path);
    check_seal(image);
    reading.result = store::result_in({image.memory.get(), image.size});
    return FileReport{};
  });
  return reading;
}

}  // namespace rapport
