// Datasets and attributes dropped, replaced, linked elsewhere and overwritten, as the choices say.
#include "fuzz/hostile_edits.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "outcome/store_layout.h"

namespace rapport::fuzz {

namespace {

using h5::checked;
using h5::Handle;

constexpr int kMostEdits = 24;

constexpr std::array kAttributes{
    "units",       "scale",         "tick",       "long_name",        "comment",        "rapport_schema",
    "seed",        "years",         "commit",     "steps_per_year",   "warm_up_years",  "rapport_version",
    "period_days", "scenario_hash", "parameters", "scenario_title",   "scenario_text",  "policy_start_period",
    "Conventions", "title",         "NAME",       "rapport_checksum", "DIMENSION_LIST", "CLASS",
    "_FillValue",  "added"};
constexpr std::array<hsize_t, 14> kLengths{
    0, 1, 2, 3, 13, 26, 52, 64, 127, 4001, 1'000'000, hsize_t{1} << 31, hsize_t{1} << 33, hsize_t{1} << 62};
constexpr std::array<std::int64_t, 10> kWholes{0,
                                               1,
                                               -1,
                                               2,
                                               3,
                                               13,
                                               26,
                                               1'000'000,
                                               std::numeric_limits<std::int64_t>::min(),
                                               std::numeric_limits<std::int64_t>::max()};
constexpr std::array<double, 8> kReals{0.0,
                                       -0.0,
                                       1.0,
                                       0.5,
                                       -1e300,
                                       std::numeric_limits<double>::infinity(),
                                       std::numeric_limits<double>::quiet_NaN(),
                                       std::numeric_limits<double>::denorm_min()};
constexpr std::array kTexts{"",
                            "1",
                            "day",
                            "all",
                            "fee_for_service",
                            "with, \"quotes\"",
                            "\xff\xfe",
                            "a\nb",
                            "0123456789abcdef0123456789abcdef"};

/// Every dataset that a store has, and one that none has.
const std::vector<std::string>& dataset_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all(store::kDims.begin(), store::kDims.end());
    for (const OutcomeSpec& spec : kOutcomes) {
      for (const store::Table table : store::tables_of(spec)) {
        const std::string name = store::name_of(spec, table);
        for (const std::string_view ending : {"", "_numerator", "_denominator"})
          all.push_back(name + std::string(ending));
      }
    }
    all.emplace_back("added");
    return all;
  }();
  return names;
}

/// Dims are chosen as often as all outcomes together: more hangs on them.
const std::string& chosen_dataset(Choices& choices) {
  const bool is_dim = choices.byte() % 2 == 0;
  return dataset_names()[choices.below(is_dim ? store::kDims.size() : dataset_names().size())];
}

Handle chosen_type(Choices& choices) {
  const auto copied = [](hid_t type) { return Handle(H5Tcopy(type), H5Tclose, "copy a type"); };
  switch (choices.below(12)) {
    case 0: return copied(H5T_STD_I64LE);
    case 1: return copied(H5T_IEEE_F64LE);
    case 2: return h5::unlimited_text_type();
    case 3: return h5::text_type(1 + choices.below(70));
    case 4: return h5::text_type((std::size_t{1} << 20) + choices.below(2));
    case 5: return copied(H5T_STD_I64BE);
    case 6: return copied(H5T_STD_U64LE);
    case 7: return copied(H5T_IEEE_F32LE);
    case 8: return {H5Tvlen_create(H5T_STD_I64LE), H5Tclose, "make lists"};
    case 9: return {H5Tcreate(H5T_OPAQUE, 8), H5Tclose, "make bytes"};
    case 10: return {H5Tenum_create(H5T_STD_I64LE), H5Tclose, "make names of numbers"};
    default: {
      Handle plain = copied(H5T_C_S1);
      checked(H5Tset_size(plain, H5T_VARIABLE), "make text of any length");
      return plain;
    }
  }
}

Handle chosen_space(Choices& choices, hsize_t most) {
  const std::size_t rank = choices.below(6);
  if (rank == 0)
    return {H5Screate(choices.byte() % 4 == 0 ? H5S_NULL : H5S_SCALAR), H5Sclose, "make a space"};
  std::vector<hsize_t> dims(rank);
  for (hsize_t& dim : dims) dim = std::min(choices.one_of(kLengths), most);
  std::vector<hsize_t> limits = dims;
  if (choices.byte() % 8 == 0) limits[0] = H5S_UNLIMITED;
  return {H5Screate_simple(static_cast<int>(rank), dims.data(), limits.data()), H5Sclose, "make a space"};
}

/// What an edit may write without spending most of its time on it.
bool is_small(hid_t type, hid_t space) {
  constexpr std::size_t kMostBytes = std::size_t{3} << 20;
  const hssize_t count = H5Sget_simple_extent_npoints(space);
  return count >= 0 && static_cast<std::size_t>(count) <= kMostBytes / H5Tget_size(type);
}

/// Writes a chosen value into every element of what is small; of other types nothing.
template <class Write>
void write_chosen(Choices& choices, hid_t type, hid_t space, Write write) {
  const hssize_t count = H5Sget_simple_extent_npoints(space);
  if (count < 1 || count > 4096 || !is_small(type, space)) return;
  const auto size = static_cast<std::size_t>(count);
  if (H5Tget_class(type) == H5T_STRING) {
    const char* const text = choices.one_of(kTexts);
    const std::vector<const char*> texts(size, text);
    if (H5Tis_variable_str(type) > 0) write(type, texts.data());
    const std::string bytes(H5Tis_variable_str(type) > 0 ? 0 : size * H5Tget_size(type), *text);
    if (!bytes.empty()) write(type, bytes.data());
  } else if (H5Tget_class(type) == H5T_FLOAT) {
    write(H5T_NATIVE_DOUBLE, std::vector<double>(size, choices.one_of(kReals)).data());
  } else if (H5Tget_class(type) == H5T_INTEGER) {
    write(H5T_NATIVE_INT64, std::vector<std::int64_t>(size, choices.one_of(kWholes)).data());
  }
}

void drop_dataset(hid_t file, Choices& choices) {
  checked(H5Ldelete(file, chosen_dataset(choices).c_str(), H5P_DEFAULT), "delete");
}

void put_layout(hid_t list, int rank, Choices& choices) {
  const std::vector<hsize_t> chunk(static_cast<std::size_t>(rank), 1 + choices.below(16));
  const std::size_t way = choices.below(8);
  if (way < 5 && rank > 0) checked(H5Pset_chunk(list, rank, chunk.data()), "set chunks");
  if (way < 3) checked(H5Pset_fletcher32(list), "add checksums");
  if (way == 1) checked(H5Pset_deflate(list, 1), "deflate");
  if (way == 2) checked(H5Pset_shuffle(list), "shuffle");
  if (way == 5) checked(H5Pset_layout(list, H5D_COMPACT), "set the layout");
  if (way == 6) checked(H5Pset_external(list, "no-folder/outside.raw", 0, 64), "put outside");
}

/// A dataset of a chosen type, extent and layout in the place of another.
void replace_dataset(hid_t file, Choices& choices) {
  const std::string& name = chosen_dataset(choices);
  const Handle type = chosen_type(choices);
  const Handle space = chosen_space(choices, std::numeric_limits<hsize_t>::max());
  const Handle list(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "describe a dataset");
  put_layout(list, H5Sget_simple_extent_ndims(space), choices);
  if (H5Lexists(file, name.c_str(), H5P_DEFAULT) > 0) H5Ldelete(file, name.c_str(), H5P_DEFAULT);
  const Handle made(H5Dcreate2(file, name.c_str(), type, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose,
                    "make a dataset");
  write_chosen(choices, type, space, [&](hid_t memory_type, const void* data) {
    H5Dwrite(made, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data);
  });
}

void link_elsewhere(hid_t file, Choices& choices) {
  const std::string& name = chosen_dataset(choices);
  const std::string& other = chosen_dataset(choices);
  if (H5Lexists(file, name.c_str(), H5P_DEFAULT) > 0 && name != other)
    H5Ldelete(file, name.c_str(), H5P_DEFAULT);
  switch (choices.below(4)) {
    case 0: H5Lcreate_hard(file, other.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT); return;
    case 1: H5Lcreate_soft(other.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT); return;
    case 2: H5Lcreate_external("other.h5", "/x", file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT); return;
    default: H5Gclose(H5Gcreate2(file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  }
}

/// The file's root or a dataset.
Handle chosen_object(hid_t file, Choices& choices) {
  const std::string name = choices.byte() % 2 == 0 ? "/" : chosen_dataset(choices);
  return {H5Oopen(file, name.c_str(), H5P_DEFAULT), H5Oclose, "open an object"};
}

void drop_attribute(hid_t file, Choices& choices) {
  const Handle object = chosen_object(file, choices);
  checked(H5Adelete(object, choices.one_of(kAttributes)), "delete an attribute");
}

void replace_attribute(hid_t file, Choices& choices) {
  constexpr hsize_t kMost = 3;
  const Handle object = chosen_object(file, choices);
  const char* const name = choices.one_of(kAttributes);
  const Handle type = chosen_type(choices);
  const Handle space = chosen_space(choices, kMost);
  if (!is_small(type, space)) return;
  if (H5Aexists(object, name) > 0) H5Adelete(object, name);
  const Handle made(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                    "make an attribute");
  write_chosen(choices, type, space,
               [&](hid_t memory_type, const void* data) { H5Awrite(made, memory_type, data); });
}

/// Another value in an attribute whose type and extent stay.
void overwrite_attribute(hid_t file, Choices& choices) {
  const Handle object = chosen_object(file, choices);
  const Handle attribute(H5Aopen(object, choices.one_of(kAttributes), H5P_DEFAULT), H5Aclose,
                         "open an attribute");
  const Handle type(H5Aget_type(attribute), H5Tclose, "read a type");
  const Handle space(H5Aget_space(attribute), H5Sclose, "read an extent");
  write_chosen(choices, type, space,
               [&](hid_t memory_type, const void* data) { H5Awrite(attribute, memory_type, data); });
}

void overwrite_dataset(hid_t file, Choices& choices) {
  const Handle dataset(H5Dopen2(file, chosen_dataset(choices).c_str(), H5P_DEFAULT), H5Dclose,
                       "open a dataset");
  const Handle type(H5Dget_type(dataset), H5Tclose, "read a type");
  const Handle space(H5Dget_space(dataset), H5Sclose, "read an extent");
  write_chosen(choices, type, space, [&](hid_t memory_type, const void* data) {
    H5Dwrite(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data);
  });
}

/// One cell of a table, so that the value can be made to follow from its sums again.
void overwrite_cell(hid_t file, Choices& choices) {
  const std::string& name = dataset_names()[choices.below(dataset_names().size())];
  const Handle dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose, "open a dataset");
  const Handle type(H5Dget_type(dataset), H5Tclose, "read a type");
  const Handle space(H5Dget_space(dataset), H5Sclose, "read an extent");
  // One cell of a vast extent makes HDF5 lay out all of it; of an empty one, it makes HDF5 1.10.8 crash.
  const Handle list(H5Dget_create_plist(dataset), H5Pclose, "read how a dataset is stored");
  if (H5Pget_layout(list) != H5D_CHUNKED || H5Sget_simple_extent_npoints(space) < 1 || !is_small(type, space))
    return;
  std::vector<hsize_t> dims(static_cast<std::size_t>(std::max(1, H5Sget_simple_extent_ndims(space))), 1);
  checked(H5Sget_simple_extent_dims(space, dims.data(), nullptr), "read an extent");
  for (hsize_t& dim : dims) dim = choices.byte() % dim;
  checked(H5Sselect_elements(space, H5S_SELECT_SET, 1, dims.data()), "select a cell");
  const Handle one(H5Screate(H5S_SCALAR), H5Sclose, "describe a scalar");
  write_chosen(choices, type, one, [&](hid_t memory_type, const void* data) {
    H5Dwrite(dataset, memory_type, one, space, H5P_DEFAULT, data);
  });
}

using Edit = void (*)(hid_t, Choices&);
constexpr std::array<Edit, 8> kEdits{drop_dataset,      replace_dataset,   link_elsewhere,
                                     drop_attribute,    replace_attribute, overwrite_attribute,
                                     overwrite_dataset, overwrite_cell};

}  // namespace

void edit_store(const std::string& path, Choices& choices) {
  h5::silence();
  Handle file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open the file");
  for (int edit = 0; edit < kMostEdits && choices.any_left(); ++edit) {
    try {
      choices.one_of(kEdits)(file, choices);
    } catch (const h5::Error&) {
      H5Eclear2(H5E_DEFAULT);
    }
  }
  file.close();
}

}  // namespace rapport::fuzz
