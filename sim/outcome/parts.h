// Finished tasks of a study that is not finished, one sealed file each in NAME.h5.parts/, so that the same command
// goes on after an interrupt or a kill. Only whole, sealed files of the very same study are believed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "outcome/file_ops.h"
#include "outcome/results.h"

namespace rapport {

std::string parts_path(const std::string& store_path);

/// What a part holds: the tallies of all arms, in their order, of one replicate and market.
struct PartAddress {
  std::string study;  ///< 32 hex digits that stand for all that the tallies depend on but the next two
  std::uint32_t replicate = 0;
  std::uint32_t market = 0;
};

/// Dims that tallies must have to be believed.
struct PartShape {
  std::size_t arms = 0;
  std::int64_t periods = 0;
  std::size_t strata = 0;
};

/// "seed" and "7": what a study is, so that another one can be told what differs.
using StudyFacts = std::vector<std::pair<std::string, std::string>>;

/// One process at a time holds a folder of parts. find and keep may be called from several threads.
class Parts {
 public:
  Parts(const std::string& store_path, StudyFacts facts, FileOps& ops = system_file_ops());
  ~Parts();
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  /// A file that the study writes beside its store: what a killed process left of it goes with the parts.
  void writes_also(std::string path) { files_.push_back(std::move(path)); }
  /// Makes or takes the folder. Refuses one of somebody else and one that another process holds (exit code 5), and
  /// one of a study that differs (3), saying in what; with `force` the parts of another study are removed.
  [[nodiscard]] FileReport open(bool force);
  /// Nothing when it is not there, damaged or of another study or shape.
  std::optional<std::vector<Tally>> find(const PartAddress& address, const PartShape& shape) const;
  /// Whole on the disk when this returns ok.
  [[nodiscard]] FileReport keep(const PartAddress& address, const std::vector<Tally>& tallies) const;
  /// How many parts the folder holds.
  std::size_t count() const;
  /// The study is finished: removes what open and keep made.
  void remove();
  const std::string& folder() const { return folder_; }

 private:
  FileReport take_folder();
  FileReport take_lock();
  FileReport compare_facts(bool force);
  void remove_parts();
  std::string path_of(const std::string& name) const { return folder_ + '/' + name; }

  std::vector<std::string> files_;
  std::string folder_;
  std::string facts_;
  FileOps& ops_;
  int lock_ = -1;
};

}  // namespace rapport
