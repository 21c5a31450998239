// A column that a pass writes before anybody reads it: memory that nobody clears first.
#pragma once

#include <cstddef>
#include <memory>

namespace rapport {

template <class T>
class Scratch {
 public:
  explicit Scratch(std::size_t rows) : rows_(std::make_unique_for_overwrite<T[]>(rows)) {}
  T* data() { return rows_.get(); }
  const T* data() const { return rows_.get(); }
  T& operator[](std::size_t row) { return rows_[row]; }
  const T& operator[](std::size_t row) const { return rows_[row]; }

 private:
  std::unique_ptr<T[]> rows_;
};

}  // namespace rapport
