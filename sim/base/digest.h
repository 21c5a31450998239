// Fingerprints of bytes (XXH3): of columns, files and parameters. Not for secrets.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace rapport {

/// Types whose bytes are their value: whole numbers, float, double, and structs of them without gaps.
template <class T>
concept Hashable = std::is_trivially_copyable_v<T> &&
    (std::is_floating_point_v<T> || std::has_unique_object_representations_v<T>);

std::uint64_t digest_bytes(const void* bytes, std::size_t count);
inline std::uint64_t digest64(std::string_view bytes) { return digest_bytes(bytes.data(), bytes.size()); }
template <Hashable T>
std::uint64_t digest64(std::span<const T> values) {
  return digest_bytes(values.data(), values.size_bytes());
}

/// Lower-case hexadecimal, most significant digit first.
inline std::string to_hex(std::uint64_t value) {
  std::string text(16, '0');
  for (int i = 15; i >= 0; --i, value >>= 4)
    text[static_cast<std::size_t>(i)] = "0123456789abcdef"[value & 15];
  return text;
}

/// Room for the library's state, which digest.cpp alone knows.
struct DigestState {
  alignas(64) std::array<std::byte, 576> bytes;
};

/// 128 bits over pieces that arrive one after another; where the pieces are cut does not matter.
class Digest {
 public:
  Digest();
  void add(std::string_view bytes) { add_bytes(bytes.data(), bytes.size()); }
  template <Hashable T>
  void add(std::span<const T> values) {
    add_bytes(values.data(), values.size_bytes());
  }
  std::string hex() const;

 private:
  void add_bytes(const void* bytes, std::size_t count);

  DigestState state_;
};

template <Hashable T>
std::string digest128(std::span<const T> values) {
  Digest digest;
  digest.add(values);
  return digest.hex();
}
inline std::string digest128(std::string_view bytes) {
  Digest digest;
  digest.add(bytes);
  return digest.hex();
}

}  // namespace rapport
