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
#include "support/expected_messages.h"

namespace rapport::bad_models_test {

namespace fs = std::filesystem;
using namespace expected_messages;

const fs::path kBadModels = fs::path(RAPPORT_SOURCE_DIR) / "tests" / "bad_models";

/// A list for reading, or one for each engine. File names are relative to the folder.
std::vector<std::vector<std::string>> messages_about(const std::string& name) {
  const std::string folder = kBadModels.string() + "/";
  Diagnostics faults;
  OwnModel own = read_own_model((kBadModels / (name + ".yaml")).string(), {}, faults);
  own.path.erase(0, folder.size());
  if (faults.empty()) return {{run_own_model(own, {}).fault}, {expect_own_model(own).fault}};
  return {told(faults, kBadModels)};
}

class BadModel : public testing::TestWithParam<std::string> {};

TEST_P(BadModel, GetsItsMessages) {
  const std::vector<std::string> expected = lines_of_file(kBadModels / (GetParam() + ".expected"));
  ASSERT_FALSE(expected.empty());
  for (const std::vector<std::string>& messages : messages_about(GetParam()))
    expect_messages(expected, messages);
}

INSTANTIATE_TEST_SUITE_P(File, BadModel, testing::ValuesIn(yaml_names(kBadModels)),
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
