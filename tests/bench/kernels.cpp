// The loops that are timed. Alone in their file, as the passes are in theirs.
#include "bench/kernels.h"

#include "base/elementary.h"

namespace rapport::bench {

[[gnu::noinline]] void draw_words(std::uint32_t n, LuckKey key, std::uint32_t step,
                                  const std::uint64_t* __restrict id, std::uint32_t* __restrict folded) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const Words words = luck(key, Kind::test, id[i], 0, step, 1);
    folded[i] = (words.v[0] ^ words.v[1]) + (words.v[2] ^ words.v[3]);
  }
}

[[gnu::noinline]] void take_exp(std::uint32_t n, const float* __restrict x, float* __restrict y) {
  for (std::uint32_t i = 0; i < n; ++i) y[i] = elementary::exp(x[i]);
}

[[gnu::noinline]] void gather(std::uint32_t n, const std::uint32_t* __restrict row,
                              const float* __restrict table, float* __restrict y) {
  for (std::uint32_t i = 0; i < n; ++i) y[i] = table[row[i]];
}

[[gnu::noinline]] void stream(std::uint32_t n, float keep, float* __restrict column) {
  for (std::uint32_t i = 0; i < n; ++i) column[i] *= keep;
}

}  // namespace rapport::bench
