// Whether this machine computes what every machine computes: luck and elementary functions against fixed digests.
#pragma once

#include <string>

namespace rapport {

/// Digest of 65,536 words of luck and of the elementary functions on them, 32 hex digits.
std::string arithmetic_digest();

/// What arithmetic_digest is where all is well; the same for every compiler, processor and build.
inline constexpr const char* kArithmeticDigest = "fd67f0c9348318e059717d8a0a662ffb";

}  // namespace rapport
