// The primitives of the dense passes, each alone in a loop that both compilers vectorise.
#pragma once

#include <cstdint>

#include "base/random.h"

namespace rapport::bench {

/// One address, four words, a row.
void draw_words(std::uint32_t n, LuckKey key, std::uint32_t step, const std::uint64_t* __restrict id,
                std::uint32_t* __restrict folded);
void take_exp(std::uint32_t n, const float* __restrict x, float* __restrict y);
void gather(std::uint32_t n, const std::uint32_t* __restrict row, const float* __restrict table,
            float* __restrict y);
/// Reads and writes a column in place: eight bytes a row.
void stream(std::uint32_t n, float keep, float* __restrict column);

}  // namespace rapport::bench
