// Each faulty scenario beside its words: every line of NAME.expected is found in a message about NAME.yaml,
// and no message goes unexpected. Files that no editor would keep (huge, binary) are made here.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "scenario/own_model.h"
#include "scenario/scenario.h"
#include "support/expected_messages.h"

namespace rapport {
namespace {

namespace fs = std::filesystem;
using namespace expected_messages;

const fs::path kBadScenarios = fs::path(RAPPORT_SOURCE_DIR) / "tests" / "bad_scenarios";

/// Messages about a scenario, file names relative to `folder`.
std::vector<std::string> messages_about(const fs::path& path, const fs::path& folder,
                                        const std::vector<std::string>& overrides = {}) {
  Diagnostics diagnostics;
  if (is_own_model(path.string()))
    read_own_model(path.string(), overrides, diagnostics);
  else
    read_scenario(path.string(), overrides, diagnostics);
  return told(diagnostics, folder);
}

std::string listed(const std::vector<std::string>& messages) {
  std::string text;
  for (const std::string& message : messages) text += message + "\n";
  return text;
}

class BadScenario : public testing::TestWithParam<std::string> {};

TEST_P(BadScenario, GetsItsMessages) {
  const auto expected = lines_of_file(kBadScenarios / (GetParam() + ".expected"));
  const auto messages = messages_about(kBadScenarios / (GetParam() + ".yaml"), kBadScenarios);
  ASSERT_FALSE(expected.empty());
  expect_messages(expected, messages);
}

INSTANTIATE_TEST_SUITE_P(File, BadScenario, testing::ValuesIn(yaml_names(kBadScenarios)),
                         [](const auto& each) { return each.param; });

TEST(BadScenarioFiles, TheTinyWorldItselfIsGood) {
  EXPECT_EQ(listed(messages_about(kBadScenarios / "tiny" / "tiny.yaml", kBadScenarios)), "");
}

class MadeFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "rapport-bad-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    path_ = folder_ / "made.yaml";
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// The one message about a file of these bytes.
  std::string answer(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary) << bytes;
    return answer();
  }
  std::string answer() { return listed(messages_about(path_, folder_)); }

  fs::path folder_;
  fs::path path_;
};

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

TEST_F(MadeFile, BytesThatAreNoText) {
  EXPECT_EQ(answer(std::string("schema: 1\0\n", 11)),
            "made.yaml:1:10: holds a NUL byte: this is no text file\n");
  EXPECT_EQ(answer("schema: 1\ntitle: \xC3\x28\n"),
            "made.yaml:2:8: is not valid UTF-8 text here; save the file as UTF-8\n");
  EXPECT_EQ(answer("schema: 1\ntitle: \xED\xA0\x80\n"),
            "made.yaml:2:8: is not valid UTF-8 text here; save the file as UTF-8\n");
  EXPECT_EQ(answer("schema: 1\ntitle: \xC0\xAF\n"),
            "made.yaml:2:8: is not valid UTF-8 text here; save the file as UTF-8\n");
  EXPECT_EQ(answer("\xFF\xFEs\0c\0h\0e\0m\0a\0"), "made.yaml: is UTF-16; save the file as UTF-8\n");
  EXPECT_EQ(answer(std::string("s\0c\0h\0e\0m\0a\0:\0", 14)),
            "made.yaml: is UTF-16; save the file as UTF-8\n");
  EXPECT_EQ(answer(std::string("\0s\0c\0h\0e\0m\0a\0:", 14)),
            "made.yaml: is UTF-16; save the file as UTF-8\n");
  EXPECT_NE(answer("\x7F"
                   "ELF\x02\x01\x01"),
            "");
}

TEST_F(MadeFile, DepthIsRefusedWithoutEnteringIt) {
  const std::string nested = "nested deeper than 50 levels";
  for (const std::size_t depth : {400, 2000, 100000}) {
    EXPECT_TRUE(
        is_said({answer("schema: 1\ntrust: " + repeated("[", depth) + repeated("]", depth))}, nested));
    EXPECT_TRUE(
        is_said({answer("schema: 1\ntrust: " + repeated("[\n", depth) + repeated("]", depth))}, nested));
    EXPECT_TRUE(is_said({answer("schema: 1\ntrust: " + repeated("{a: ", depth))}, nested));
    EXPECT_TRUE(is_said({answer("schema: 1\ntrust:\n  " + repeated("- ", depth))}, nested));
    EXPECT_TRUE(is_said({answer("schema: 1\ntrust: " + repeated("[", depth))}, "made.yaml:2:"));
    EXPECT_TRUE(is_said({answer("schema: 1\ntrust:\n  " + repeated("? ", depth))}, "must be one word"));
  }
  std::string steps = "schema: 1\n";
  for (std::size_t depth = 0; depth < 1200; ++depth) steps += std::string(depth, ' ') + "a:\n";
  EXPECT_NE(answer(steps).find("nested deeper than 50"), std::string::npos);
}

TEST_F(MadeFile, SizeIsRefusedBeforeReading) {
  EXPECT_EQ(answer("schema: 1\ntitle: " + std::string(10000000, 'x') + "\n"),
            "made.yaml: is too large: 10.0 MB, at most 1.0 MB are read\n");
  std::string keys = "schema: 1\n";
  for (int i = 0; i < 1000000; ++i) keys += "k" + std::to_string(i) + ": 1\n";
  EXPECT_NE(answer(keys).find("is too large: 10.9 MB"), std::string::npos);
  std::ofstream(path_, std::ios::binary) << "schema: 1\n";
  fs::resize_file(path_, 100000000);
  EXPECT_EQ(answer(), "made.yaml: is too large: 100.0 MB, at most 1.0 MB are read\n");
  fs::resize_file(path_, 5000000000);
  EXPECT_NE(answer().find("is too large"), std::string::npos);
}

TEST_F(MadeFile, CountsAreRefused) {
  std::string keys = "schema: 1\n";
  for (int i = 0; i < 80000; ++i) keys += "k" + std::to_string(i) + ": 1\n";
  EXPECT_NE(answer(keys).find("more than 1000 keys"), std::string::npos);
  EXPECT_NE(answer("schema: 1\ntrust: [" + repeated("1,", 400000) + "1]\n").find("more than 100000 values"),
            std::string::npos);
  EXPECT_NE(answer("schema: 1\ntitle: " + std::string(900000, 'x') + "\n").find("900000 bytes is too long"),
            std::string::npos);
  EXPECT_NE(answer("schema: 1\n" + std::string(900, 'x') + ": 1\n").find("a key of 900 bytes"),
            std::string::npos);
  std::string many = "schema: 1\ntrust:\n";
  for (int i = 0; i < 900; ++i) many += "  k" + std::to_string(i) + ": 1\n";
  EXPECT_LT(answer(many).size(), 40000U);
}

TEST_F(MadeFile, NoTextTakesLong) {
  const std::vector<std::string> slow{"schema: 1\ntrust: " + repeated("{", 999000),
                                      "schema: 1\n" + repeated("? ", 499000),
                                      "schema: 1\n" + repeated("- ", 499000),
                                      "schema: 1\ntrust: [" + repeated("a: ", 300000),
                                      "schema: 1\ntrust: \"" + repeated("\\n", 499000),
                                      "schema: 1\n" + repeated("#", 999000),
                                      "schema: 1\n" + repeated("\n", 999000),
                                      "schema: 1\ntrust: |\n" + repeated(" \n", 499000),
                                      "schema: 1\n%" + repeated("TAG ! a ", 100000),
                                      repeated("%TAG ! tag:a\n", 70000) + "---\na: 1\n",
                                      "schema: 1\ntrust: " + repeated("&a ", 300000) + "1",
                                      "schema: 1\ntrust: " + repeated("!", 999000),
                                      "schema: 1\ntrust: [" + repeated("[],", 300000),
                                      "schema: 1\n" + repeated("a ", 499000)};
  for (const std::string& text : slow) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_NE(answer(text), "");
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    EXPECT_LT(seconds.count(), 20.0) << text.substr(0, 40);
  }
}

TEST_F(MadeFile, OnlyRegularFilesAreRead) {
  EXPECT_NE(answer().find("made.yaml: cannot be read: "), std::string::npos);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(answer(), "made.yaml: is not a regular file\n");
  EXPECT_EQ(listed(messages_about(folder_, folder_.parent_path())),
            folder_.filename().string() + ": is a folder, not a file\n");
  EXPECT_EQ(listed(messages_about("/dev/zero", "/")), "/dev/zero: is not a regular file\n");
}

TEST_F(MadeFile, NamesThatLeadOutAreRefused) {
  const fs::path inside = folder_ / "inside";
  fs::create_directory(inside);
  std::ofstream(folder_ / "secret.yaml") << "schema: 1\n";
  fs::create_symlink(folder_ / "secret.yaml", inside / "link.yaml");
  fs::create_symlink("link.yaml", inside / "two.yaml");
  ASSERT_EQ(::mkfifo((inside / "pipe.yaml").c_str(), 0600), 0);
  path_ = inside / "made.yaml";
  for (const std::string name : {"link.yaml", "two.yaml"}) {
    EXPECT_NE(answer("schema: 1\nextends: " + name + "\n")
                  .find("made.yaml:2:10: extends: '" + name + "' leads outside the folder of this file"),
              std::string::npos);
  }
  EXPECT_NE(answer("schema: 1\nextends: pipe.yaml\n").find("pipe.yaml: is not a regular file"),
            std::string::npos);
  EXPECT_NE(answer("schema: 1\ntables: {life_table: link.yaml}\n").find("leads outside"), std::string::npos);
  EXPECT_NE(answer("schema: 1\nextends: inside/../../secret.yaml\n").find("without '..'"), std::string::npos);
}

TEST_F(MadeFile, ChainsOfExtendsAreShort) {
  for (int i = 0; i < 10; ++i) {
    std::ofstream(folder_ / (std::to_string(i) + ".yaml")) << "schema: 1\nextends: " << i + 1 << ".yaml\n";
  }
  path_ = folder_ / "0.yaml";
  EXPECT_EQ(answer(), "7.yaml:2:10: more than 8 files extend each other\n");
}

}  // namespace
}  // namespace rapport
