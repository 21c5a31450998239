// Parts of a study that is not finished: believed only when whole, sealed and of the very same study.
#include "outcome/parts.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/failing_ops.h"
#include "unit/sample_study.h"

namespace rapport {
namespace {

namespace fs = std::filesystem;

const StudyFacts kFacts{{"seed", "7"}, {"scenario town", "aaaa"}};
const PartAddress kAddress{std::string(32, 'a'), 3, 1};
constexpr PartShape kShape{2, 26, 5};

std::vector<Tally> some_tallies() { return {sample_tally(26, 5, 1), sample_tally(26, 5, 2)}; }

class PartsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "rapport-parts-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    store_ = folder_ + "/study.h5";
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// The only part there is.
  std::string part() const {
    for (const fs::directory_entry& entry : fs::directory_iterator(parts_path(store_)))
      if (entry.path().extension() == ".part") return entry.path().string();
    return "";
  }
  std::string bytes() const {
    std::ifstream file(part(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  void put(const std::string& text) const {
    std::ofstream(part(), std::ios::binary | std::ios::trunc) << text;
  }

  std::string folder_;
  std::string store_;
};

TEST_F(PartsTest, GiveBackWhatWasKeptToAnotherProcess) {
  {
    Parts parts(store_, kFacts);
    ASSERT_TRUE(parts.open(false).ok());
    EXPECT_FALSE(parts.find(kAddress, kShape).has_value());
    ASSERT_TRUE(parts.keep(kAddress, some_tallies()).ok());
  }
  Parts later(store_, kFacts);
  ASSERT_TRUE(later.open(false).ok());
  EXPECT_EQ(later.count(), 1u);
  const auto found = later.find(kAddress, kShape);
  ASSERT_TRUE(found.has_value());
  EXPECT_TRUE(*found == some_tallies());
}

TEST_F(PartsTest, AreOfOneStudyReplicateMarketAndShape) {
  Parts parts(store_, kFacts);
  ASSERT_TRUE(parts.open(false).ok());
  ASSERT_TRUE(parts.keep(kAddress, some_tallies()).ok());
  EXPECT_FALSE(parts.find({std::string(32, 'b'), 3, 1}, kShape).has_value());
  EXPECT_FALSE(parts.find({kAddress.study, 4, 1}, kShape).has_value());
  EXPECT_FALSE(parts.find({kAddress.study, 3, 2}, kShape).has_value());
  EXPECT_FALSE(parts.find(kAddress, {1, 26, 5}).has_value());
  EXPECT_FALSE(parts.find(kAddress, {2, 13, 5}).has_value());
  EXPECT_FALSE(parts.find(kAddress, {2, 26, 4}).has_value());
  // The name holds the beginning of the study's key, the file all of it.
  EXPECT_FALSE(parts.find({kAddress.study.substr(0, 31) + "b", 3, 1}, kShape).has_value());
}

TEST_F(PartsTest, ThatAreDamagedAreNotThere) {
  Parts parts(store_, kFacts);
  ASSERT_TRUE(parts.open(false).ok());
  ASSERT_TRUE(parts.keep(kAddress, some_tallies()).ok());
  const std::string whole = bytes();
  for (std::size_t at = 0; at < whole.size(); at += whole.size() / 97) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 4);
    put(flipped);
    EXPECT_FALSE(parts.find(kAddress, kShape).has_value()) << "byte " << at;
    put(whole.substr(0, at));
    EXPECT_FALSE(parts.find(kAddress, kShape).has_value()) << at << " bytes";
  }
  put(whole + "x");
  EXPECT_FALSE(parts.find(kAddress, kShape).has_value());
  put(whole);
  EXPECT_TRUE(parts.find(kAddress, kShape).has_value());
}

TEST_F(PartsTest, OfAnotherStudyAreRefusedAndItIsSaidWhatDiffers) {
  {
    Parts parts(store_, kFacts);
    ASSERT_TRUE(parts.open(false).ok());
    ASSERT_TRUE(parts.keep(kAddress, some_tallies()).ok());
  }
  const StudyFacts other{{"seed", "7"}, {"scenario town", "bbbb"}, {"scenario city", "cccc"}};
  {
    Parts parts(store_, other);
    const FileReport report = parts.open(false);
    ASSERT_EQ(report.code, ExitCode::invalid_input);
    const std::string& words = report.diagnostics.at(0).message;
    EXPECT_NE(words.find("scenario town: now bbbb, was aaaa"), std::string::npos) << words;
    EXPECT_NE(words.find("scenario city: now cccc, not there before"), std::string::npos) << words;
    EXPECT_EQ(words.find("seed"), std::string::npos) << words;
  }
  EXPECT_NE(part(), "") << "what was refused is still there";
  {
    Parts parts(store_, {{"seed", "7"}});
    EXPECT_NE(parts.open(false).diagnostics.at(0).message.find("more scenarios"), std::string::npos);
  }
  Parts parts(store_, other);
  ASSERT_TRUE(parts.open(true).ok());
  EXPECT_EQ(parts.count(), 0u);
}

TEST_F(PartsTest, BelongToOneProcessAtATime) {
  Parts first(store_, kFacts);
  ASSERT_TRUE(first.open(false).ok());
  {
    Parts second(store_, kFacts);
    const FileReport report = second.open(true);
    EXPECT_EQ(report.code, ExitCode::io_error);
    EXPECT_NE(report.diagnostics.at(0).message.find("another process"), std::string::npos);
  }
  EXPECT_TRUE(fs::is_directory(parts_path(store_)));
}

TEST_F(PartsTest, LeaveNothingBehind) {
  std::ofstream(store_ + ".tmp-1") << "of a process that was killed";
  std::ofstream(folder_ + "/study.h5.bak") << "somebody's";
  {
    Parts parts(store_, kFacts);
    ASSERT_TRUE(parts.open(false).ok());
    EXPECT_FALSE(fs::exists(store_ + ".tmp-1"));
    ASSERT_TRUE(parts.keep(kAddress, some_tallies()).ok());
    parts.remove();
  }
  {
    Parts without_any(store_, kFacts);
    ASSERT_TRUE(without_any.open(false).ok());
  }
  EXPECT_FALSE(fs::exists(parts_path(store_)));
  EXPECT_TRUE(fs::exists(folder_ + "/study.h5.bak"));
}

TEST_F(PartsTest, TouchNobodyElsesFiles) {
  const std::string parts_folder = parts_path(store_);
  const std::vector<std::string> beside{store_ + ".tmp-backup", store_ + ".tmp-", store_ + ".tmp-1x"};
  for (const std::string& path : beside) std::ofstream(path) << "somebody's";
  std::ofstream(store_ + ".tmp-1234") << "of a process that was killed";
  fs::create_directory(parts_folder);
  const std::vector<std::string> inside{"film.mp4.part", "r1-m0.part", "r1-m0-xyz.part", "notes.tmp-1"};
  for (const std::string& name : inside) {
    std::ofstream(parts_folder + "/" + name) << "somebody's";
    Parts parts(store_, kFacts);
    const FileReport report = parts.open(true);
    EXPECT_EQ(report.code, ExitCode::io_error) << name;
    EXPECT_NE(report.diagnostics.at(0).message.find("somebody else"), std::string::npos) << name;
    EXPECT_TRUE(fs::remove(parts_folder + "/" + name)) << name;
  }
  {
    Parts parts(store_, kFacts);
    ASSERT_TRUE(parts.open(false).ok());
    std::ofstream(parts_folder + "/film.mp4.part") << "put there later";
    parts.remove();
  }
  EXPECT_TRUE(fs::exists(parts_folder + "/film.mp4.part"));
  for (const std::string& path : beside) EXPECT_TRUE(fs::exists(path)) << path;
  EXPECT_FALSE(fs::exists(store_ + ".tmp-1234"));
}

TEST_F(PartsTest, AreInNoLinkedFolder) {
  fs::create_directory(folder_ + "/precious");
  fs::create_directory_symlink("precious", parts_path(store_));
  Parts parts(store_, kFacts);
  EXPECT_EQ(parts.open(true).code, ExitCode::io_error);
  EXPECT_TRUE(fs::is_empty(folder_ + "/precious"));
}

TEST_F(PartsTest, AreKeptWhenTheirFactsAreGoneOrUnreadable) {
  const std::string facts = parts_path(store_) + "/study";
  {
    Parts parts(store_, kFacts);
    ASSERT_TRUE(parts.open(false).ok());
    ASSERT_TRUE(parts.keep(kAddress, some_tallies()).ok());
  }
  fs::remove(facts);
  {
    Parts parts(store_, kFacts);
    ASSERT_TRUE(parts.open(false).ok());
    EXPECT_TRUE(parts.find(kAddress, kShape).has_value()) << "each part says of which study it is";
  }
  fs::remove(facts);
  ASSERT_EQ(::mkfifo(facts.c_str(), 0600), 0);
  {
    Parts parts(store_, {{"seed", "8"}});
    EXPECT_EQ(parts.open(false).code, ExitCode::io_error) << "and it does not wait for somebody to write";
  }
  EXPECT_NE(part(), "");
}

TEST_F(PartsTest, AreOrdinaryFiles) {
  Parts parts(store_, kFacts);
  ASSERT_TRUE(parts.open(false).ok());
  ASSERT_TRUE(parts.keep(kAddress, some_tallies()).ok());
  const std::string path = part();
  fs::rename(path, path + ".kept");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_FALSE(parts.find(kAddress, kShape).has_value());
  fs::remove(path);
  fs::create_symlink("/dev/zero", path);
  EXPECT_FALSE(parts.find(kAddress, kShape).has_value());
  fs::remove(path);
  fs::create_directory(path);
  EXPECT_FALSE(parts.find(kAddress, kShape).has_value());
  fs::remove(path);
  fs::rename(path + ".kept", path);
  EXPECT_TRUE(parts.find(kAddress, kShape).has_value());
}

/// Whichever call fails, the study can go on later, and no part is believed that is not whole.
TEST_F(PartsTest, SurviveEveryFailingCall) {
  int failures = 0;
  for (int nth = 1; nth < 1000; ++nth) {
    fs::remove_all(parts_path(store_));
    FailingOps ops(nth, nth % 2 == 0 ? ENOSPC : EIO, nth % 3 == 0);
    bool kept = false;
    {
      Parts parts(store_, kFacts, ops);
      const FileReport opened = parts.open(false);
      const FileReport report = opened.ok() ? parts.keep(kAddress, some_tallies()) : opened;
      kept = report.ok();
      if (!kept) {
        ASSERT_EQ(report.code, ExitCode::io_error) << "call " << nth;
      }
    }
    if (!ops.reached()) break;
    ++failures;
    Parts later(store_, kFacts);
    ASSERT_TRUE(later.open(false).ok()) << "call " << nth;
    const auto found = later.find(kAddress, kShape);
    ASSERT_TRUE(!kept || found.has_value()) << "call " << nth << ": said to be kept, and gone";
    ASSERT_TRUE(!found || *found == some_tallies()) << "call " << nth;
  }
  EXPECT_GT(failures, 15) << "folder, lock, facts, every write, fsyncs, closes, renames";
}

}  // namespace
}  // namespace rapport
