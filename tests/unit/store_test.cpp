// The store keeps every bit, gives equal bytes for equal results, and appears whole or not at all.
#include "outcome/store.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "outcome/run_json.h"
#include "outcome/store_layout.h"
#include "outcome/tidy_csv.h"
#include "support/failing_ops.h"
#include "unit/sample_study.h"

namespace rapport {
namespace {

namespace fs = std::filesystem;

std::string bytes_in(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void put(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class Store : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "rapport-store-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    path_ = folder_ + "/study.h5";
  }
  void TearDown() override { fs::remove_all(folder_); }
  long file_count() const { return std::distance(fs::directory_iterator(folder_), fs::directory_iterator()); }

  std::string folder_;
  std::string path_;
};

TEST_F(Store, GivesBackWhatWasWritten) {
  const StudyResult study = sample_study();
  const FileReport written = write_store(path_, study, false);
  ASSERT_TRUE(written.ok()) << to_text(written.diagnostics.at(0));
  const StoreReading reading = read_store(path_);
  ASSERT_TRUE(reading.report.ok()) << to_text(reading.report.diagnostics.at(0));
  EXPECT_TRUE(reading.result == study);
  EXPECT_EQ(file_count(), 1);
}

TEST_F(Store, GivesBackTheSmallestStudy) {
  StudyResult study = sample_study(1, 1);
  study.scenarios.resize(1);
  study.provenance.scenarios.resize(1);
  study.provenance.policy_start_period = 0;
  study.replicates = 1;
  study.tallies.resize(1);
  ASSERT_TRUE(write_store(path_, study, false).ok());
  EXPECT_TRUE(read_store(path_).result == study);
}

TEST_F(Store, SplitsLargeDatasetsIntoChunksThatFit) {
  const StudyResult study = sample_study(26 * 40, 5);  // 228,800 cells, over one chunk of 2^17
  ASSERT_TRUE(write_store(path_, study, false).ok());
  EXPECT_TRUE(read_store(path_).result == study);
}

TEST_F(Store, HasEqualBytesForEqualResults) {
  ASSERT_TRUE(write_store(path_, sample_study(), false).ok());
  ::mallopt(M_PERTURB, 0xA5);  // memory that nobody set would show
  const FileReport again = write_store(folder_ + "/again.h5", sample_study(), false);
  ::mallopt(M_PERTURB, 0);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(bytes_in(path_) == bytes_in(folder_ + "/again.h5"));
}

TEST_F(Store, ReplacesAnExistingFileWithForceOnly) {
  put(path_, "precious");
  const FileReport refused = write_store(path_, sample_study(), false);
  EXPECT_EQ(refused.code, ExitCode::io_error);
  EXPECT_EQ(to_text(refused.diagnostics.at(0)),
            path_ + ": already exists. Choose another name, or replace it with --force.");
  EXPECT_EQ(bytes_in(path_), "precious");
  EXPECT_TRUE(write_store(path_, sample_study(), true).ok());
  EXPECT_TRUE(read_store(path_).report.ok());
  EXPECT_EQ(file_count(), 1);
}

TEST_F(Store, RefusesTargetsThatAreNoFiles) {
  EXPECT_EQ(write_store(folder_, sample_study(), true).code, ExitCode::io_error);
  EXPECT_EQ(write_store("/dev/null", sample_study(), true).code, ExitCode::io_error);
  EXPECT_EQ(write_store(folder_ + "/no/such.h5", sample_study(), true).code, ExitCode::io_error);
}

TEST_F(Store, RefusesAResultThatDoesNotFitTogether) {
  StudyResult study = sample_study();
  study.tallies.pop_back();
  EXPECT_EQ(write_store(path_, study, false).code, ExitCode::internal_error);
  study = sample_study();
  study.scenarios[1] = study.provenance.scenarios[1].name = study.scenarios[0];
  EXPECT_EQ(write_store(path_, study, false).code, ExitCode::internal_error);
  EXPECT_EQ(file_count(), 0);
}

TEST_F(Store, OfTheSchemaBeforeIsReadWithoutTables) {
  StudyResult study = sample_study();
  study.provenance.schema = 2;
  EXPECT_EQ(shape_fault(study), "schema 2 holds neither tables nor a digest of the sources");
  study.provenance.tables.clear();
  study.provenance.sources.clear();
  ASSERT_TRUE(write_store(path_, study, false).ok());
  const StoreReading reading = read_store(path_);
  ASSERT_TRUE(reading.report.ok()) << to_text(reading.report.diagnostics.at(0));
  EXPECT_TRUE(reading.result == study);
}

TEST_F(Store, NeedsNoTables) {
  StudyResult study = sample_study(1, 1);
  study.provenance.policy_start_period = 0;
  study.provenance.tables.clear();
  ASSERT_TRUE(write_store(path_, study, false).ok());
  EXPECT_TRUE(read_store(path_).result == study);
}

TEST_F(Store, IsToldApartFromAnotherByOneByte) {
  StudyResult study = sample_study();
  ASSERT_TRUE(write_store(path_, study, false).ok());
  EXPECT_TRUE(is_store_of(path_, study));
  study.tallies.back().cells.back().numerator += 1;
  EXPECT_FALSE(is_store_of(path_, study));
  EXPECT_FALSE(is_store_of(folder_ + "/none.h5", study));
}

TEST_F(Store, TidyTableIsToldApartFromAnother) {
  const StudyResult study = sample_study();
  ASSERT_TRUE(write_tidy_csv(path_, study, false).ok());
  EXPECT_TRUE(is_tidy_csv_of(path_, study));
  const std::string bytes = bytes_in(path_);
  put(path_, bytes + "x");
  EXPECT_FALSE(is_tidy_csv_of(path_, study));
  put(path_, bytes.substr(0, bytes.size() - 1));
  EXPECT_FALSE(is_tidy_csv_of(path_, study));
  EXPECT_FALSE(is_tidy_csv_of(folder_ + "/none.csv", study));
}

/// Old or new, never mixed, whichever call fails.
class StoreFault : public Store, public testing::WithParamInterface<std::tuple<bool, bool>> {};

TEST_P(StoreFault, LeavesTheOldFileOrTheNewOne) {
  const auto [old_exists, power_cut] = GetParam();
  const StudyResult study = sample_study(13, 1);
  ASSERT_TRUE(write_store(folder_ + "/new.h5", study, false).ok());
  const std::string fresh = bytes_in(folder_ + "/new.h5");
  int failures = 0;
  for (int nth = 1; nth < 1000; ++nth) {
    fs::remove(path_);
    if (old_exists) put(path_, "old");
    FailingOps ops(nth, nth % 2 == 0 ? ENOSPC : EIO, power_cut);
    const FileReport report = write_store(path_, study, old_exists, ops);
    const bool whole = bytes_in(path_) == fresh;
    if (!ops.reached()) {
      EXPECT_TRUE(report.ok() && whole);
      break;
    }
    ++failures;
    ASSERT_EQ(report.code, ExitCode::io_error) << "call " << nth;
    ASSERT_EQ(report.diagnostics.size(), 1u);
    ASSERT_TRUE(whole || (old_exists ? bytes_in(path_) == "old" : !fs::exists(path_))) << "call " << nth;
    if (!power_cut) {
      ASSERT_EQ(file_count(), 1 + (old_exists || whole)) << "call " << nth;
    }
    fs::remove(path_ + ".tmp-" + std::to_string(::getpid()));
  }
  EXPECT_GT(failures, 15) << "opens, every write, fsyncs, closes and the rename";
}

INSTANTIATE_TEST_SUITE_P(EveryCall, StoreFault, testing::Combine(testing::Bool(), testing::Bool()));

TEST_F(Store, SurvivesADiskThatReallyIsFull) {
  ASSERT_TRUE(write_store(path_, sample_study(), false).ok());
  const std::string old = bytes_in(path_);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{300'000, 300'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::_exit(static_cast<int>(write_store(path_, sample_study(52), true).code));
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), static_cast<int>(ExitCode::io_error));
  EXPECT_TRUE(bytes_in(path_) == old);
  EXPECT_EQ(file_count(), 1);
}

TEST_F(Store, RefusesATruncatedFile) {
  ASSERT_TRUE(write_store(path_, sample_study(13, 1), false).ok());
  const std::string whole = bytes_in(path_);
  for (std::size_t size = 0; size < whole.size(); size += 4096) {
    put(path_, whole.substr(0, size));
    ASSERT_EQ(read_store(path_).report.code, ExitCode::store_corrupt) << size << " bytes";
  }
  put(path_, whole.substr(0, whole.size() - 1));
  EXPECT_EQ(read_store(path_).report.code, ExitCode::store_corrupt);
}

TEST_F(Store, RefusesAFileWithOneFlippedBit) {
  ASSERT_TRUE(write_store(path_, sample_study(13, 1), false).ok());
  const std::string whole = bytes_in(path_);
  std::mt19937_64 random(20);
  for (int i = 0; i < 300; ++i) {
    std::string flipped = whole;
    flipped[random() % whole.size()] ^= static_cast<char>(1 << (random() % 8));
    put(path_, flipped);
    const StoreReading reading = read_store(path_);
    ASSERT_EQ(reading.report.code, ExitCode::store_corrupt);
    ASSERT_EQ(reading.report.diagnostics.size(), 1u);
    ASSERT_TRUE(reading.result.tallies.empty());
  }
}

/// The raw bytes of one table's numerators in the first tally, as they lie in the image.
std::string_view stored_numerators(const h5::Image& image, const StudyResult& study, std::size_t outcome,
                                   store::Table table) {
  std::string bytes;
  for (const Cell& cell : store::cells_of(study.tallies[0], outcome, table))
    bytes.append(reinterpret_cast<const char*>(&cell.numerator), sizeof cell.numerator);
  const std::string_view all(reinterpret_cast<const char*>(image.memory.get()), image.size);
  const std::size_t place = all.find(bytes);
  return place == all.npos ? std::string_view() : all.substr(place, bytes.size());
}

/// Without the seal, chunk checksums and ours must do, in every table. In the numbers only: a flip in HDF5's own
/// structures may crash it, which is why there is a seal.
TEST_F(Store, FindsFlippedBitsWithoutItsSeal) {
  const StudyResult study = sample_study(13, 1);
  const h5::Image image = store::image_of(study);
  std::mt19937_64 random(21);
  int flips = 0;
  for (std::size_t outcome = 0; outcome < kOutcomeCount; ++outcome) {
    for (const store::Table table : store::tables_of(kOutcomes[outcome])) {
      const std::string_view numbers = stored_numerators(image, study, outcome, table);
      ASSERT_FALSE(numbers.empty());
      const std::size_t start =
          static_cast<std::size_t>(numbers.data() - reinterpret_cast<const char*>(image.memory.get()));
      std::vector<std::byte> bytes(image.memory.get(), image.memory.get() + image.size);
      bytes[start + random() % numbers.size()] ^= static_cast<std::byte>(1 << (random() % 8));
      ASSERT_THROW(store::result_in(bytes), std::runtime_error) << kOutcomes[outcome].name;
      ++flips;
    }
  }
  EXPECT_GT(flips, 120);
}

TEST_F(Store, ChecksumSeesEveryPart) {
  const StudyResult study = sample_study(13, 1);
  const std::string checksum = checksum_of(study);
  EXPECT_EQ(checksum.size(), 32u);
  StudyResult other = study;
  ++other.at(1, 1, 0).at(Outcome::waiting_time, 12).denominator;
  EXPECT_NE(checksum_of(other), checksum);
  other = study;
  ++other.at(1, 1, 0).in_year(Outcome::waiting_time, 0, 4).numerator;
  EXPECT_NE(checksum_of(other), checksum);
  other = study;
  other.strata[4] += '!';
  EXPECT_NE(checksum_of(other), checksum);
  other = study;
  ++other.provenance.seed;
  EXPECT_NE(checksum_of(other), checksum);
  other = study;
  std::swap(other.provenance.version, other.provenance.commit);
  EXPECT_NE(checksum_of(other), checksum);
  other = study;
  other.provenance.scenarios[1].text += ' ';
  EXPECT_NE(checksum_of(other), checksum);
}

TEST(Outcomes, ValueIsScaledAndUndefinedOverNothing) {
  const OutcomeSpec& surplus = kOutcomes[static_cast<std::size_t>(Outcome::practice_surplus)];
  EXPECT_EQ(value_of(surplus, {15'000, 28 << 24}), 364.0 * 150.0 / 28.0);
  EXPECT_TRUE(std::isnan(value_of(surplus, {15'000, 0})));
}

TEST_F(Store, TidyTableHasOneRowPerCountedCell) {
  const StudyResult study = sample_study(13, 1);
  const std::string table = folder_ + "/study.csv";
  ASSERT_TRUE(write_tidy_csv(table, study, false).ok());
  EXPECT_EQ(write_tidy_csv(table, study, false).code, ExitCode::io_error);
  const std::string text = bytes_in(table);
  const auto rows = std::count(text.begin(), text.end(), '\n');
  const std::size_t of_periods = 13 * kOutcomeCount, of_years = 4 * kStratifiedCount;
  EXPECT_EQ(static_cast<std::size_t>(rows), 1 + 2 * 2 * (of_periods + of_years));
  EXPECT_TRUE(text.starts_with(
      "scenario,replicate,market,first_day,days,stratum,outcome,numerator,denominator,value,unit\n"
      "fee_for_service,0,0,-364,28,all,admissions,"));
  EXPECT_NE(text.find("\nfee_for_service,0,0,-364,364,female,admissions,"), text.npos);
  EXPECT_NE(text.find(",\"with stroke, or \u00e9t\u00e9\",admissions,"), text.npos) << "commas are quoted";
}

TEST(TidyCsv, NamesAreNoFormulas) {
  EXPECT_EQ(csv_name("plain"), "plain");
  EXPECT_EQ(csv_name("=HYPERLINK(\"x\",1)"), "\"'=HYPERLINK(\"\"x\"\",1)\"");
  for (const char* name : {"=1", "+1", "-1", "@SUM"}) EXPECT_EQ(csv_name(name), std::string("'") + name);
}

TEST_F(Store, RunFactsLieBesideTheStore) {
  EXPECT_EQ(run_json_path("out/x.h5"), "out/x.run.json");
  EXPECT_EQ(run_json_path("out/x.1"), "out/x.1.run.json");
  const RunFacts facts{.store = "study.h5",
                       .compiler = "g++ 12",
                       .flags = "-O3",
                       .threads = 2,
                       .host = "desk",
                       .start = {},
                       .wall_seconds = 2.0,
                       .person_weeks = 10};
  ASSERT_TRUE(write_run_json(path_, facts).ok());
  const std::string text = bytes_in(folder_ + "/study.run.json");
  EXPECT_NE(text.find("\"start_time\": \"1970-01-01T00:00:00Z\""), std::string::npos) << text;
  EXPECT_NE(text.find("\"person_weeks_per_second\": 5.0"), std::string::npos) << text;
}

}  // namespace
}  // namespace rapport
