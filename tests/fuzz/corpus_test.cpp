// Inputs that fuzzing found worth keeping, through the same functions on every compiler. A crash that was
// repaired stays here as an input.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "fuzz/entries.h"

namespace rapport::fuzz {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> corpus(const std::string& kind) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(RAPPORT_SOURCE_DIR) / "tests/fuzz/corpus" / kind))
    if (entry.path().extension() == ".input") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

void expect_kept(const std::string& kind, std::string (*fault_of)(Bytes)) {
  const std::vector<fs::path> files = corpus(kind);
  EXPECT_GT(files.size(), 30U) << "the corpus of " << kind << " is gone";
  for (const fs::path& path : files) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file),
                                          std::istreambuf_iterator<char>()};
    EXPECT_EQ(fault_of(bytes), "") << path;
  }
}

TEST(FuzzCorpus, ScenariosAreReadOrRefused) { expect_kept("scenario", scenario_fault); }
TEST(FuzzCorpus, TablesAreReadOrRefused) { expect_kept("csv", table_fault); }
TEST(FuzzCorpus, StoresAreReadOrRefused) { expect_kept("store", store_fault); }
TEST(FuzzCorpus, ExpressionsAreReadOrRefused) { expect_kept("expression", expression_fault); }
TEST(FuzzCorpus, OutsidersModelsRunOrAreRefused) { expect_kept("own_model", own_model_fault); }

}  // namespace
}  // namespace rapport::fuzz
