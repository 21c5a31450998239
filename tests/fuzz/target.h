// A broken promise as libFuzzer understands it: words, then abort.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace rapport::fuzz {

inline int answer(const std::string& fault) {
  if (fault.empty()) return 0;
  std::fprintf(stderr, "broken promise: %s\n", fault.c_str());
  std::abort();
}

}  // namespace rapport::fuzz
