// Each faulty model of an outsider beside its words: every line of NAME.expected is found in a message about NAME.yaml,
// and no message goes unexpected. What only a run can notice is told by both engines.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "scenario/own_model.h"
#include "study/own_model_run.h"

namespace rapport::bad_models_test {

namespace fs = std::filesystem;

const fs::path kBadModels = fs::path(RAPPORT_SOURCE_DIR) / "tests" / "bad_models";

std::vector<std::string> lines_of_file(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

/// A list for reading, or one for each engine. File names are relative to the folder.
std::vector<std::vector<std::string>> messages_about(const std::string& name) {
  const std::string folder = kBadModels.string() + "/";
  Diagnostics faults;
  OwnModel own = read_own_model((kBadModels / (name + ".yaml")).string(), {}, faults);
  own.path.erase(0, folder.size());
  if (faults.empty()) return {{run_own_model(own, {}).fault}, {expect_own_model(own).fault}};
  std::vector<std::string> messages;
  for (Diagnostic& fault : faults) {
    if (fault.file.rfind(folder, 0) == 0) fault.file.erase(0, folder.size());
    messages.push_back(to_text(fault));
  }
  return {messages};
}

bool is_said(const std::vector<std::string>& messages, const std::string& words) {
  return std::any_of(messages.begin(), messages.end(),
                     [&](const std::string& message) { return message.find(words) != std::string::npos; });
}

class BadModel : public testing::TestWithParam<std::string> {};

TEST_P(BadModel, GetsItsMessages) {
  const std::vector<std::string> expected = lines_of_file(kBadModels / (GetParam() + ".expected"));
  ASSERT_FALSE(expected.empty());
  for (const std::vector<std::string>& messages : messages_about(GetParam())) {
    for (const std::string& line : expected)
      EXPECT_TRUE(is_said(messages, line)) << line << "\nnot in\n" << testing::PrintToString(messages);
    for (const std::string& message : messages) {
      const bool is_expected = std::any_of(expected.begin(), expected.end(), [&](const std::string& line) {
        return message.find(line) != std::string::npos;
      });
      EXPECT_TRUE(is_expected) << "unexpected: " << message;
    }
  }
}

std::vector<std::string> bad_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kBadModels))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(File, BadModel, testing::ValuesIn(bad_names()),
                         [](const auto& each) { return each.param; });

/// Nothing of the sort is wrong with the models that are shipped.
TEST(BadModels, TheLibraryIsGood) {
  for (const auto& entry : fs::directory_iterator(fs::path(RAPPORT_SOURCE_DIR) / "scenarios" / "external")) {
    if (entry.path().extension() != ".yaml") continue;
    Diagnostics faults;
    read_own_model(entry.path().string(), {}, faults);
    for (const Diagnostic& fault : faults) ADD_FAILURE() << to_text(fault);
  }
}

}  // namespace rapport::bad_models_test
