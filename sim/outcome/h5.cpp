// The core driver gives up its memory through callbacks: H5Fget_file_image of HDF5 1.10 clears a flag of
// the newest superblock without renewing its checksum, and such an image cannot be opened again.
#include "outcome/h5.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>

namespace rapport::h5 {

/// The memory of a core file: grown by HDF5, kept when the file closes.
struct Kept {
  std::byte* memory = nullptr;
  std::size_t size = 0;

  Kept() = default;
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;
  ~Kept() { std::free(memory); }
};

namespace {

constexpr std::size_t kGrowthBytes = std::size_t{4} << 20;
constexpr std::size_t kEndOfFileOffset = 28;  ///< of the end-of-file address in superblock version 3

struct Complaint {
  std::string innermost;
  bool memory_was_short = false;
};

herr_t hear(unsigned depth, const H5E_error2_t* error, void* heard) {
  auto* const complaint = static_cast<Complaint*>(heard);
  if (depth == 0) complaint->innermost = std::string(error->desc) + " (" + error->func_name + ")";
  complaint->memory_was_short |= error->min_num == H5E_CANTALLOC || error->min_num == H5E_NOSPACE;
  return 0;
}

void* allocated(std::size_t size, H5FD_file_image_op_t, void* kept) {
  auto* const file = static_cast<Kept*>(kept);
  file->memory = static_cast<std::byte*>(std::calloc(size, 1));
  file->size = file->memory == nullptr ? 0 : size;
  return file->memory;
}

void* regrown(void* memory, std::size_t size, H5FD_file_image_op_t, void* kept) {
  auto* const file = static_cast<Kept*>(kept);
  auto* const grown = static_cast<std::byte*>(std::realloc(memory, size));
  if (grown == nullptr) return nullptr;
  if (size > file->size) std::memset(grown + file->size, 0, size - file->size);
  file->memory = grown;
  file->size = size;
  return grown;
}

herr_t released(void* memory, H5FD_file_image_op_t operation, void* kept) {
  const bool ours = memory == static_cast<Kept*>(kept)->memory;
  if (operation != H5FD_FILE_IMAGE_OP_FILE_CLOSE || !ours) std::free(memory);
  return 0;
}

void* same(void* kept) { return kept; }
herr_t left_alone(void*) { return 0; }

// For reading, HDF5 is handed the caller's bytes wherever it would allocate a copy.
void* lent(std::size_t, H5FD_file_image_op_t, void* bytes) { return bytes; }
void* not_copied(void* to, const void*, std::size_t, H5FD_file_image_op_t, void*) { return to; }
herr_t not_freed(void*, H5FD_file_image_op_t, void*) { return 0; }

Handle core_access(Kept& kept) {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "describe a file");
  checked(H5Pset_fapl_core(access, kGrowthBytes, false), "keep a file in memory");
  checked(H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST), "choose the newest format");
  H5FD_file_image_callbacks_t callbacks{allocated, nullptr, regrown, released, same, left_alone, &kept};
  checked(H5Pset_file_image_callbacks(access, &callbacks), "keep a file in memory");
  return access;
}

/// Order of links and attributes tracked and indexed (netCDF-4 asks for it), no times anywhere.
Handle creation() {
  constexpr unsigned kOrder = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
  Handle list(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "describe a file");
  checked(H5Pset_link_creation_order(list, kOrder), "track the order of datasets");
  checked(H5Pset_attr_creation_order(list, kOrder), "track the order of attributes");
  checked(H5Pset_obj_track_times(list, false), "leave times out");
  return list;
}

}  // namespace

void fail(const char* doing) {
  Complaint complaint;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, hear, &complaint);
  H5Eclear2(H5E_DEFAULT);
  if (complaint.memory_was_short) throw std::bad_alloc();
  std::string& text = complaint.innermost;
  std::replace(text.begin(), text.end(), '\n', ' ');
  throw Error(std::string("HDF5 cannot ") + doing + ": " + (text.empty() ? "no reason given" : text));
}

void require_memory(std::size_t file_bytes) {
  constexpr std::size_t kOwnNeeds = std::size_t{32}
                                    << 20;  // caches, tables, what a growing file is copied to
  void* const probe = std::malloc(file_bytes + kOwnNeeds);
  if (probe == nullptr) throw std::bad_alloc();
  std::free(probe);
}

void silence() { checked(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr), "be silenced"); }

struct MemoryFile::State {
  Kept kept;
  Handle access = core_access(kept);
  Handle list = creation();
  Handle file{H5Fcreate("store", H5F_ACC_TRUNC, list, access), H5Fclose, "create a file"};
};

MemoryFile::MemoryFile() : state_(std::make_unique<State>()) {}

MemoryFile::~MemoryFile() = default;

hid_t MemoryFile::id() const { return state_->file; }

Image MemoryFile::finish() {
  const hid_t file = state_->file;
  checked(H5Fflush(file, H5F_SCOPE_GLOBAL), "write the file");
  const ssize_t open = checked(H5Fget_obj_count(file, H5F_OBJ_ALL), "count open objects");
  if (open != 1) throw Error("HDF5 still holds open objects");
  state_->file.close();
  Image image{std::unique_ptr<std::byte, Image::Free>(std::exchange(state_->kept.memory, nullptr)),
              state_->kept.size};
  std::uint64_t end = 0;
  if (image.size < kEndOfFileOffset + sizeof end) throw Error("HDF5 wrote no superblock");
  std::memcpy(&end, image.memory.get() + kEndOfFileOffset, sizeof end);
  if (end > image.size) throw Error("HDF5 wrote less than it says");
  image.size = static_cast<std::size_t>(end);
  return image;
}

// Not H5LTopen_file_image: it leaks a few bytes per call.
Handle opened_image(std::span<std::byte> bytes) {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "describe a file");
  checked(H5Pset_fapl_core(access, kGrowthBytes, false), "keep a file in memory");
  H5FD_file_image_callbacks_t callbacks{lent, not_copied, nullptr, not_freed, same, left_alone, bytes.data()};
  checked(H5Pset_file_image_callbacks(access, &callbacks), "keep a file in memory");
  checked(H5Pset_file_image(access, bytes.data(), bytes.size()), "keep a file in memory");
  return {H5Fopen("store", H5F_ACC_RDONLY, access), H5Fclose, "open the file"};
}

Handle text_type(std::size_t byte_count) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "describe text");
  checked(H5Tset_size(type, byte_count), "describe text");
  checked(H5Tset_cset(type, H5T_CSET_UTF8), "describe text");
  const bool fixed = byte_count != H5T_VARIABLE;
  if (fixed) checked(H5Tset_strpad(type, H5T_STR_NULLPAD), "describe text");
  return type;
}

Handle unlimited_text_type() { return text_type(H5T_VARIABLE); }

}  // namespace rapport::h5
