// One dense pass.
#include "base/draw_batch.h"

namespace rapport {

namespace {

[[gnu::noinline]] void draw_words(std::size_t n, LuckKey key, DrawId draw, std::uint32_t step,
                                  const std::uint64_t* __restrict id, const std::uint32_t* __restrict partner,
                                  std::uint32_t* __restrict first, std::uint32_t* __restrict second,
                                  std::uint32_t* __restrict third, std::uint32_t* __restrict fourth) {
  for (std::size_t row = 0; row < n; ++row) {
    const Words words = luck(key, draw.kind, id[row], partner[row], step, draw.address);
    first[row] = words.v[0];
    second[row] = words.v[1];
    third[row] = words.v[2];
    fourth[row] = words.v[3];
  }
}

}  // namespace

DrawBatch::DrawBatch(const LuckKey& key, std::uint32_t step, DrawId draw, std::span<const std::uint64_t> ids,
                     std::span<const std::uint32_t> partners)
    : rows_(ids.size()), words_(4 * ids.size()) {
  std::uint32_t* words = words_.data();
  draw_words(rows_, key, draw, step, ids.data(), partners.data(), words, words + rows_, words + 2 * rows_,
             words + 3 * rows_);
}

}  // namespace rapport
