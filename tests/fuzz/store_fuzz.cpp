// libFuzzer's way to store_fault.
#include "fuzz/entries.h"
#include "fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return rapport::fuzz::answer(rapport::fuzz::store_fault({data, size}));
}
