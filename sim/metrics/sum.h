// Sums of many numbers of different size, in the order in which they come.
#pragma once

namespace rapport::metrics {

/// Neumaier's compensated sum: what an addition rounds away is kept and added at the end, so that five million
/// costs lose no cents. The same order gives the same bits.
class Sum {
 public:
  void add(double value) {
    const double next = sum_ + value;
    const double size = sum_ < 0.0 ? -sum_ : sum_;
    const double other = value < 0.0 ? -value : value;
    lost_ += size >= other ? (sum_ - next) + value : (value - next) + sum_;
    sum_ = next;
  }
  double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0.0;
  double lost_ = 0.0;
};

}  // namespace rapport::metrics
