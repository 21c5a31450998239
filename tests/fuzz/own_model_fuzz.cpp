// libFuzzer's way to own_model_fault.
#include "fuzz/entries.h"
#include "fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return rapport::fuzz::answer(rapport::fuzz::own_model_fault({data, size}));
}
