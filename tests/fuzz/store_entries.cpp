// Hostile stores, and what reading them has to keep to.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "fuzz/choices.h"
#include "fuzz/entries.h"
#include "fuzz/hostile_edits.h"
#include "outcome/store.h"
#include "outcome/store_layout.h"
#include "unit/sample_study.h"

namespace rapport::fuzz {

namespace {

namespace fs = std::filesystem;

/// Two scenarios, a year, little of everything else: what is read thousands of times.
StudyResult little_study() {
  StudyResult study = sample_study(13, 1);
  study.replicates = 1;
  study.strata = {"all", "female"};
  study.tallies = {sample_tally(13, 2, 1), sample_tally(13, 2, 2)};
  study.provenance.scenarios[1].text = "schema: 1\n";
  return study;
}

std::string file_bytes(const std::string& path) {
  std::string bytes(fs::file_size(path), '\0');
  std::ifstream(path, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

/// A folder with nothing in it but the file in question, gone at the end.
class StoreFolder {
 public:
  StoreFolder() {
    std::string pattern = testing::TempDir() + "rapport-fuzz-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    study_ = little_study();
    write_store(path(), study_, false);
    sound_ = file_bytes(path());
  }
  ~StoreFolder() { fs::remove_all(folder_); }
  StoreFolder(const StoreFolder&) = delete;
  StoreFolder& operator=(const StoreFolder&) = delete;

  std::string path() const { return folder_ + "/study.h5"; }
  void put(std::string_view bytes) const {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes;
  }
  const StudyResult& study() const { return study_; }
  const std::string& sound() const { return sound_; }

 private:
  std::string folder_;
  StudyResult study_;
  std::string sound_;
};

const StoreFolder& store_folder() {
  static const StoreFolder folder;
  return folder;
}

/// The file there is either read as the very study, where `may_be_read`, or refused without leaving any of it.
std::string reading_fault(bool may_be_read) {
  const StoreFolder& folder = store_folder();
  const Watch watch;
  const StoreReading reading = read_store(folder.path());
  if (const std::string late = watch.fault(); !late.empty()) return late;
  if (reading.report.ok() && !may_be_read) return "a file that was not written as it is was read";
  if (reading.report.ok()) return reading.result == folder.study() ? "" : "another study was read";
  if (reading.report.code != ExitCode::store_corrupt)
    return "exit code " + std::to_string(static_cast<int>(reading.report.code));
  const bool one_message = reading.report.diagnostics.size() == 1U &&
                           reading.report.diagnostics[0].file == folder.path() &&
                           !reading.report.diagnostics[0].message.empty();
  if (!one_message) return "a refusal without its one message";
  return reading.result == StudyResult{} ? "" : "a refused file left numbers behind";
}

/// Bytes XORed at places and the file cut, all before anything reaches HDF5.
std::string changed_bytes(Choices& choices) {
  std::string bytes = store_folder().sound();
  const bool cut = choices.byte() % 4 == 0;
  if (cut) bytes.resize(choices.below(bytes.size() + 1));
  while (choices.any_left() && !bytes.empty()) {
    const std::size_t place = choices.below(bytes.size());
    bytes[place] = static_cast<char>(bytes[place] ^ choices.byte());
  }
  return bytes;
}

void edit_and_seal(Choices& choices) {
  const StoreFolder& folder = store_folder();
  folder.put(std::string_view(folder.sound()).substr(0, folder.sound().size() - store::kSealBytes));
  edit_store(folder.path(), choices);
  H5garbage_collect();  // what HDF5 keeps for later would count against the cap on memory
  const std::string edited = file_bytes(folder.path());
  folder.put(edited + store::seal_of(edited));
}

}  // namespace

std::string store_fault(Bytes bytes) {
  Choices choices(bytes);
  const std::size_t way = choices.below(4);
  if (way >= 2) {
    edit_and_seal(choices);
    return reading_fault(true);
  }
  const std::string file = way == 0 ? text_of(choices.rest()) : changed_bytes(choices);
  store_folder().put(file);
  return reading_fault(file == store_folder().sound());
}

}  // namespace rapport::fuzz
