// A folder with the tiny world of tests/bad_scenarios and scenario files that a test writes into it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "scenario/scenario.h"

namespace rapport {

/// Made new, and removed with everything in it at the end.
class TinyFolder {
 public:
  TinyFolder() {
    std::string pattern = testing::TempDir() + "rapport-scenario-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    std::filesystem::copy(std::filesystem::path(RAPPORT_SOURCE_DIR) / "tests" / "bad_scenarios" / "tiny",
                          folder_);
  }
  ~TinyFolder() { std::filesystem::remove_all(folder_); }
  TinyFolder(const TinyFolder&) = delete;
  TinyFolder& operator=(const TinyFolder&) = delete;

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string content(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  /// Messages go to `messages_`, file names relative to the folder.
  Scenario read(const std::string& name, const std::vector<std::string>& overrides = {}) {
    messages_.clear();
    Diagnostics diagnostics;
    Scenario scenario = read_scenario(path(name), overrides, diagnostics);
    const std::string prefix = folder_.string() + "/";
    for (Diagnostic fault : diagnostics) {
      if (fault.file.rfind(prefix, 0) == 0) fault.file.erase(0, prefix.size());
      messages_ += to_text(fault) + "\n";
    }
    return scenario;
  }
  Scenario read_good(const std::string& name, const std::vector<std::string>& overrides = {}) {
    Scenario scenario = read(name, overrides);
    EXPECT_EQ(messages_, "") << name;
    return scenario;
  }

  std::filesystem::path folder_;
  std::string messages_;
};

class ScenarioFolder : public testing::Test, protected TinyFolder {};

}  // namespace rapport
