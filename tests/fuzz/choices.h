// Bytes as decisions, in order; 0 after their end. And the time that answering them took.
#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <iterator>
#include <string>

#include "fuzz/entries.h"

namespace rapport::fuzz {

class Choices {
 public:
  explicit Choices(Bytes bytes) : left_(bytes) {}

  bool any_left() const { return !left_.empty(); }

  std::uint8_t byte() {
    if (left_.empty()) return 0;
    const std::uint8_t first = left_.front();
    left_ = left_.subspan(1);
    return first;
  }

  std::uint64_t number(int bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8 | byte();
    return value;
  }

  std::size_t below(std::size_t n) {
    return static_cast<std::size_t>(number(n > 256 ? 4 : 1) % static_cast<std::uint64_t>(n));
  }

  template <class List>
  const auto& one_of(const List& list) {
    return list[below(std::size(list))];
  }

  Bytes rest() const { return left_; }

 private:
  Bytes left_;
};

inline std::string text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Computing time, not time of the clock: a busy machine breaks no promise.
class Watch {
 public:
  std::string fault() const {
    const double spent = now() - start_;
    return spent < kMostSeconds ? "" : "took " + std::to_string(spent) + " s";
  }

 private:
  static constexpr double kMostSeconds = 1.0;
  static double now() {
    timespec at{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return static_cast<double>(at.tv_sec) + 1e-9 * static_cast<double>(at.tv_nsec);
  }
  double start_ = now();
};

}  // namespace rapport::fuzz
