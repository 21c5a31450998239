// Files that are sealed and sound for HDF5 but are not a store of ours: refused with exit code 4.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "outcome/store.h"
#include "outcome/store_layout.h"
#include "unit/sample_study.h"

namespace rapport {
namespace {

namespace fs = std::filesystem;
using h5::checked;
using h5::Handle;

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class HostileStore : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "rapport-hostile-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    path_ = folder_ + "/study.h5";
    ASSERT_TRUE(write_store(path_, sample_study(13, 1), false).ok());
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// Lets `edit` change the file through HDF5 and seals the outcome as if it were ours.
  FileReport after(const std::function<void(hid_t)>& edit) {
    {
      fs::resize_file(path_, fs::file_size(path_) - store::kSealBytes);
      Handle file(H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open");
      edit(file);
      file.close();
    }
    const std::string bytes = content(path_);
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes << store::seal_of(bytes);
    return read_store(path_).report;
  }

  /// Puts a one-dimensional int64 dataset of this length and layout in the place of `name`.
  static void replace(hid_t file, const char* name, hsize_t length, bool deflated) {
    checked(H5Ldelete(file, name, H5P_DEFAULT), "delete");
    const Handle list(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "list");
    const hsize_t chunk = std::min<hsize_t>(16, length);
    checked(H5Pset_chunk(list, 1, &chunk), "chunk");
    checked(deflated ? H5Pset_deflate(list, 1) : H5Pset_fletcher32(list), "filter");
    const Handle space(H5Screate_simple(1, &length, nullptr), H5Sclose, "space");
    const Handle made(H5Dcreate2(file, name, H5T_STD_I64LE, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose,
                      "make");
  }

  static void expect_refused(const FileReport& report, const std::string& words) {
    ASSERT_EQ(report.code, ExitCode::store_corrupt);
    ASSERT_EQ(report.diagnostics.size(), 1u);
    EXPECT_NE(report.diagnostics[0].message.find(words), std::string::npos) << report.diagnostics[0].message;
  }

  std::string folder_;
  std::string path_;
};

TEST_F(HostileStore, SealedAgainUnchangedIsRead) {
  const FileReport report = after([](hid_t) {});
  EXPECT_TRUE(report.ok()) << to_text(report.diagnostics.at(0));
}

TEST_F(HostileStore, NewerSchema) {
  const FileReport report = after([](hid_t file) {
    const std::int64_t newer = kStoreSchema + 1;
    const Handle schema(H5Aopen(file, "rapport_schema", H5P_DEFAULT), H5Aclose, "open");
    checked(H5Awrite(schema, H5T_NATIVE_INT64, &newer), "write");
  });
  expect_refused(report, "has store schema 4 of a newer Rapport; this one reads schema 2 and 3");
}

TEST_F(HostileStore, OlderSchema) {
  const FileReport report = after([](hid_t file) {
    const std::int64_t older = 1;
    const Handle schema(H5Aopen(file, "rapport_schema", H5P_DEFAULT), H5Aclose, "open");
    checked(H5Awrite(schema, H5T_NATIVE_INT64, &older), "write");
  });
  expect_refused(report, "has store schema 1 of an older Rapport; this one reads schema 2 and 3");
}

TEST_F(HostileStore, YearsThatPeriodsDoNotMake) {
  expect_refused(after([](hid_t file) { replace(file, "year", 2, false); }),
                 "years are not those of its periods");
}

TEST_F(HostileStore, StratumOutsideItsTable) {
  expect_refused(after([](hid_t file) {
                   checked(H5Ldelete(file, "trust_by_stratum", H5P_DEFAULT), "delete");
                   checked(H5Lcreate_hard(file, "trust", file, "trust_by_stratum", H5P_DEFAULT, H5P_DEFAULT),
                           "link");
                 }),
                 "'trust_by_stratum' has another rank");
}

TEST_F(HostileStore, MissingDataset) {
  expect_refused(after([](hid_t file) { checked(H5Ldelete(file, "trust", H5P_DEFAULT), "delete"); }),
                 "other datasets");
}

TEST_F(HostileStore, ExternalLink) {
  const FileReport report = after([](hid_t file) {
    checked(H5Ldelete(file, "trust", H5P_DEFAULT), "delete");
    checked(H5Lcreate_external("/etc/passwd", "/trust", file, "trust", H5P_DEFAULT, H5P_DEFAULT), "link");
  });
  expect_refused(report, "'trust' is a link to somewhere else");
}

TEST_F(HostileStore, GroupInPlaceOfADataset) {
  const FileReport report = after([](hid_t file) {
    checked(H5Ldelete(file, "trust", H5P_DEFAULT), "delete");
    const Handle group(H5Gcreate2(file, "trust", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, "group");
  });
  expect_refused(report, "'trust' is no dataset");
}

TEST_F(HostileStore, AbsurdDims) {
  expect_refused(after([](hid_t file) { replace(file, "market", 1'000'000'000'000'000, false); }), "absurd");
}

TEST_F(HostileStore, DimsThatTheFileCannotHold) {
  expect_refused(after([](hid_t file) { replace(file, "market", 1'000'000, false); }), "absurd");
}

TEST_F(HostileStore, UnexpectedFilter) {
  expect_refused(after([](hid_t file) { replace(file, "market", 1, true); }), "other filters");
}

TEST_F(HostileStore, OtherRank) {
  expect_refused(after([](hid_t file) {
                   checked(H5Ldelete(file, "market", H5P_DEFAULT), "delete");
                   checked(H5Lcreate_hard(file, "trust", file, "market", H5P_DEFAULT, H5P_DEFAULT), "link");
                 }),
                 "'market' has another rank");
}

TEST_F(HostileStore, OtherType) {
  const FileReport report = after([](hid_t file) {
    checked(H5Ldelete(file, "trust", H5P_DEFAULT), "delete");
    checked(H5Lcreate_hard(file, "trust_numerator", file, "trust", H5P_DEFAULT, H5P_DEFAULT), "link");
  });
  expect_refused(report, "outcome 'trust' is defined otherwise");
}

TEST_F(HostileStore, NoAttributes) {
  expect_refused(after([](hid_t file) { replace(file, "trust_numerator", 16, false); }),
                 "no attribute 'units'");
}

TEST_F(HostileStore, VirtualDataset) {
  const FileReport report = after([](hid_t file) {
    checked(H5Ldelete(file, "replicate", H5P_DEFAULT), "delete");
    const hsize_t length = 2;
    const Handle space(H5Screate_simple(1, &length, nullptr), H5Sclose, "space");
    const Handle list(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "list");
    checked(H5Pset_virtual(list, space, "elsewhere.h5", "/x", space), "virtual");
    const Handle made(H5Dcreate2(file, "replicate", H5T_STD_I64LE, space, H5P_DEFAULT, list, H5P_DEFAULT),
                      H5Dclose, "make");
  });
  expect_refused(report, "'replicate' is stored in another way");
}

template <class Number>
void edit_first(hid_t file, const char* name, hid_t type, Number number) {
  const Handle dataset(H5Dopen2(file, name, H5P_DEFAULT), H5Dclose, "open");
  const Handle space(H5Dget_space(dataset), H5Sclose, "space");
  const hsize_t first[4] = {0, 0, 0, 1};
  checked(H5Sselect_elements(space, H5S_SELECT_SET, 1, first), "select");
  const Handle one(H5Screate(H5S_SCALAR), H5Sclose, "scalar");
  checked(H5Dwrite(dataset, type, one, space, H5P_DEFAULT, &number), "write");
}

TEST_F(HostileStore, ValueThatDoesNotFollow) {
  expect_refused(after([](hid_t file) { edit_first(file, "trust", H5T_NATIVE_DOUBLE, 0.5); }),
                 "values of 'trust' do not follow from its sums");
}

TEST_F(HostileStore, SumsAndValueChangedTogether) {
  const FileReport report = after([](hid_t file) {
    edit_first(file, "waiting_time_numerator", H5T_NATIVE_INT64, std::int64_t{30});
    edit_first(file, "waiting_time_denominator", H5T_NATIVE_INT64, std::int64_t{10});
    edit_first(file, "waiting_time", H5T_NATIVE_DOUBLE, 3.0);
  });
  expect_refused(report, "checksum");
}

TEST_F(HostileStore, FilesOfOtherKinds) {
  std::ofstream(path_, std::ios::trunc);
  expect_refused(read_store(path_).report, "is empty");
  std::ofstream(path_, std::ios::trunc) << "scenario,replicate\n";
  expect_refused(read_store(path_).report, "it is not an HDF5 file");
  std::ofstream(path_, std::ios::trunc) << "short";
  expect_refused(read_store(path_).report, "too short");
  EXPECT_EQ(read_store(folder_).report.code, ExitCode::io_error);
  EXPECT_EQ(read_store(folder_ + "/none.h5").report.code, ExitCode::io_error);
  ASSERT_EQ(::mkfifo((folder_ + "/pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_store(folder_ + "/pipe").report.code, ExitCode::io_error);
}

TEST_F(HostileStore, Hdf5OfAnotherProgram) {
  const FileReport report = after([](hid_t file) { checked(H5Adelete(file, "rapport_schema"), "delete"); });
  expect_refused(report, "is no Rapport store");
}

}  // namespace
}  // namespace rapport
