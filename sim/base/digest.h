// Fingerprints of bytes (XXH3): of columns, files and parameters. Not for secrets.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#ifndef XXH_INLINE_ALL
#define XXH_INLINE_ALL
#endif
#if defined(__AVX512F__) && !defined(__clang__)
#define XXH_VECTOR 2  // AVX2, same digests: GCC 12 warns inside its own AVX-512 header
#endif
#include <xxhash.h>

namespace rapport {

/// Types whose bytes are their value: whole numbers, float, double, and structs of them without gaps.
template <class T>
concept Hashable = std::is_trivially_copyable_v<T> &&
    (std::is_floating_point_v<T> || std::has_unique_object_representations_v<T>);

inline std::uint64_t digest64(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }
template <Hashable T>
std::uint64_t digest64(std::span<const T> values) {
  return XXH3_64bits(values.data(), values.size_bytes());
}

/// Lower-case hexadecimal, most significant digit first.
inline std::string to_hex(std::uint64_t value) {
  std::string text(16, '0');
  for (int i = 15; i >= 0; --i, value >>= 4)
    text[static_cast<std::size_t>(i)] = "0123456789abcdef"[value & 15];
  return text;
}

/// 128 bits over pieces that arrive one after another; where the pieces are cut does not matter.
class Digest {
 public:
  Digest() { XXH3_128bits_reset(&state_); }
  void add(std::string_view bytes) { XXH3_128bits_update(&state_, bytes.data(), bytes.size()); }
  template <Hashable T>
  void add(std::span<const T> values) {
    XXH3_128bits_update(&state_, values.data(), values.size_bytes());
  }
  std::string hex() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(&state_);
    return to_hex(hash.high64) + to_hex(hash.low64);
  }

 private:
  XXH3_state_t state_;
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
