// The only file that sees XXH3: builds without optimisation still optimise this one (CMakeLists.txt).
#include "base/digest.h"

#include <memory>

#define XXH_INLINE_ALL
#if defined(__AVX512F__) && !defined(__clang__)
#define XXH_VECTOR 2  // AVX2, same digests: GCC 12 warns inside its own AVX-512 header
#endif
#include <xxhash.h>

namespace rapport {

static_assert(sizeof(XXH3_state_t) == sizeof(DigestState) && alignof(XXH3_state_t) == alignof(DigestState));

namespace {

XXH3_state_t* state_of(DigestState& state) { return reinterpret_cast<XXH3_state_t*>(state.bytes.data()); }
const XXH3_state_t* state_of(const DigestState& state) {
  return reinterpret_cast<const XXH3_state_t*>(state.bytes.data());
}

}  // namespace

std::uint64_t digest_bytes(const void* bytes, std::size_t count) { return XXH3_64bits(bytes, count); }

Digest::Digest() {
  std::construct_at(state_of(state_));
  XXH3_128bits_reset(state_of(state_));
}

void Digest::add_bytes(const void* bytes, std::size_t count) {
  XXH3_128bits_update(state_of(state_), bytes, count);
}

std::string Digest::hex() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_of(state_));
  return to_hex(hash.high64) + to_hex(hash.low64);
}

}  // namespace rapport
