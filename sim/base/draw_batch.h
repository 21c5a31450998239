// The words of one address for many rows at once: what word() gives each of them, at a tenth of its time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/random.h"
#include "base/scratch.h"

namespace rapport {

class DrawBatch {
 public:
  /// For each row the words at (id, partner, step) and the address and kind of `draw`; one partner for each id.
  DrawBatch(const LuckKey& key, std::uint32_t step, DrawId draw, std::span<const std::uint64_t> ids,
            std::span<const std::uint32_t> partners);

  /// `draw` has the address of the batch.
  std::uint32_t word(DrawId draw, std::size_t row) const { return words_[draw.word * rows_ + row]; }

 private:
  std::size_t rows_;
  Scratch<std::uint32_t> words_;  ///< [word][row]
};

}  // namespace rapport
