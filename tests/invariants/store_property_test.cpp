// What holds for every study: the store gives it back, equal studies have equal bytes, and a file with any byte
// changed, missing or added is refused.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <limits>

#include "outcome/store.h"
#include "outcome/store_layout.h"
#include "support/properties.h"
#include "unit/sample_study.h"

namespace rapport::store_property_test {

using namespace properties;

namespace fs = std::filesystem;

/// A file of its own, gone at the end.
class StoreFile {
 public:
  StoreFile() {
    std::string pattern = testing::TempDir() + "rapport-property-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~StoreFile() { fs::remove_all(folder_); }
  StoreFile(const StoreFile&) = delete;
  StoreFile& operator=(const StoreFile&) = delete;
  std::string path() const { return folder_ + "/study.h5"; }
  std::string bytes() const {
    std::ifstream file(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  void put(const std::string& bytes) const {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes;
  }

 private:
  std::string folder_;
};

/// Files of a test need not outlive a power cut.
class WithoutSync : public FileOps {
 public:
  int fsync(int) override { return 0; }
};

FileReport written(const StoreFile& file, const StudyResult& study, bool force = false) {
  WithoutSync ops;
  return write_store(file.path(), study, force, ops);
}

std::string any_text() {
  return *rc::gen::container<std::string>(rc::gen::distinctFrom(rc::gen::arbitrary<char>(), '\0'));
}

/// Texts that differ, none of them empty.
std::vector<std::string> any_names(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(any_text() + "#" + std::to_string(i));
  return names;
}

std::int64_t any_number() {
  return *rc::gen::oneOf(rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::int64_t>()),
                         rc::gen::element<std::int64_t>(0, 1, -1, std::numeric_limits<std::int64_t>::max(),
                                                        std::numeric_limits<std::int64_t>::min()));
}

StudyProvenance any_provenance(const std::vector<std::string>& names) {
  StudyProvenance from;
  from.version = any_text();
  from.commit = any_text();
  for (std::int64_t* number : {&from.seed, &from.steps_per_year, &from.warm_up_years, &from.years})
    *number = any_number();
  for (const std::string& name : names)
    from.scenarios.push_back({name, any_text(), any_text(), any_text(), any_text()});
  return from;
}

/// Small in every dim, anything in every cell. Most cells are scrambled, a few of them chosen.
StudyResult any_study() {
  StudyResult study;
  study.scenarios = any_names(between<std::size_t>(1, 4));
  study.strata = any_names(between<std::size_t>(1, 4));
  study.replicates = between<std::int64_t>(1, 3);
  study.markets = between<std::int64_t>(1, 3);
  study.periods = between<std::int64_t>(1, 28);
  study.provenance = any_provenance(study.scenarios);
  study.provenance.policy_start_period = 13 * between<std::int64_t>(0, study.periods / 13 + 1);
  const auto tallies = static_cast<std::int64_t>(study.scenarios.size()) * study.replicates * study.markets;
  const auto salt = any<std::uint32_t>();
  for (std::int64_t t = 0; t < tallies; ++t)
    study.tallies.push_back(
        sample_tally(study.periods, study.strata.size(), salt + static_cast<std::uint64_t>(t)));
  for (int i = 0; i < 5; ++i) {
    Tally& tally = study.tallies[between<std::size_t>(0, study.tallies.size())];
    tally.cells[between<std::size_t>(0, tally.cells.size())] = {any_number(), any_number()};
    tally.by_year[between<std::size_t>(0, tally.by_year.size())] = {any_number(), any_number()};
  }
  return study;
}

TEST(StoreProperties, AnyStudyComesBackAndEqualOnesHaveEqualBytes) {
  expect_in_cases(8, [] {
    const StudyResult study = any_study();
    const StoreFile file;
    RC_ASSERT(written(file, study).ok());
    const StoreReading reading = read_store(file.path());
    RC_ASSERT(reading.report.ok());
    RC_ASSERT(reading.result == study);
    const std::string bytes = file.bytes();
    RC_ASSERT(written(file, reading.result, true).ok());
    RC_ASSERT(file.bytes() == bytes);
  });
}

RC_GTEST_PROP(StoreProperties, ADifferentStudyHasAnotherChecksum, ()) {
  const StudyResult study = any_study();
  StudyResult other = study;
  Tally& tally = other.tallies[between<std::size_t>(0, other.tallies.size())];
  std::vector<Cell>& cells = any<bool>() ? tally.cells : tally.by_year;
  Cell& cell = cells[between<std::size_t>(0, cells.size())];
  std::int64_t& sum = any<bool>() ? cell.numerator : cell.denominator;
  sum ^= std::int64_t{1} << between(0, 64);
  RC_ASSERT(checksum_of(other) != checksum_of(study));
}

RC_GTEST_PROP(StoreProperties, TextThatHdf5WouldCutIsNotWritten, ()) {
  StudyResult study = any_study();
  ScenarioProvenance& scenario = study.provenance.scenarios[0];
  std::string& text =
      **rc::gen::element(&study.provenance.version, &study.provenance.commit, &scenario.title, &scenario.hash,
                         &scenario.text, &scenario.parameters, &study.strata[0]);
  text.insert(between<std::size_t>(0, text.size() + 1), 1, '\0');
  const StoreFile file;
  RC_ASSERT(written(file, study).code == ExitCode::internal_error);
  RC_ASSERT(!fs::exists(file.path()));
}

/// What is read of a file that no write left like this.
void expect_refused(const StoreFile& file) {
  const StoreReading reading = read_store(file.path());
  RC_ASSERT(reading.report.code == ExitCode::store_corrupt);
  RC_ASSERT(reading.report.diagnostics.size() == 1U);
  RC_ASSERT(reading.result == StudyResult{});
}

const std::string& sound_bytes() {
  static const std::string bytes = [] {
    const StoreFile file;
    EXPECT_TRUE(written(file, sample_study(13, 1)).ok());
    return file.bytes();
  }();
  return bytes;
}

RC_GTEST_PROP(StoreProperties, AnyChangedByteIsSeen, ()) {
  std::string bytes = sound_bytes();
  // Ends weigh more than their length: the head that HDF5 reads first and the seal.
  const std::size_t size = bytes.size();
  const std::array places{between<std::size_t>(0, size), between<std::size_t>(0, 100),
                          between<std::size_t>(size - 100, size)};
  const std::size_t place = places[between<std::size_t>(0, places.size())];
  bytes[place] = static_cast<char>(bytes[place] ^ between(1, 256));
  const StoreFile file;
  file.put(bytes);
  expect_refused(file);
}

TEST(StoreProperties, EveryByteOfTheSealIsSeen) {
  const std::string& sound = sound_bytes();
  const StoreFile file;
  for (std::size_t place = sound.size() - store::kSealBytes; place < sound.size(); ++place) {
    std::string bytes = sound;
    bytes[place] = static_cast<char>(bytes[place] ^ 1);
    file.put(bytes);
    EXPECT_EQ(read_store(file.path()).report.code, ExitCode::store_corrupt) << place;
  }
}

RC_GTEST_PROP(StoreProperties, AnyCutOrAddedByteIsSeen, ()) {
  std::string bytes = sound_bytes();
  const std::size_t size = bytes.size();
  const std::size_t kept =
      any<bool>() ? between<std::size_t>(0, size + 1) : between<std::size_t>(size - 100, size + 1);
  if (kept < size && any<bool>())
    bytes.resize(kept);
  else
    bytes.insert(kept, *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::arbitrary<char>())));
  const StoreFile file;
  file.put(bytes);
  expect_refused(file);
}

}  // namespace rapport::store_property_test
