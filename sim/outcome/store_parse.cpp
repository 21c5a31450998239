// A store's bytes as a study's result: every link, type, dim and filter is compared with the layout
// before anything is allocated, then every label, unit, value and the checksum.
#include <bit>
#include <set>
#include <vector>

#include "outcome/store_layout.h"

namespace rapport::store {

namespace {

using h5::checked;
using h5::Handle;

constexpr std::size_t kMaxTextBytes = std::size_t{1} << 20;
constexpr hsize_t kMaxTables = 1000;

[[noreturn]] void refuse(const std::string& what) {
  throw Fault(ExitCode::store_corrupt, "is damaged or no Rapport store: " + what + '.');
}

void require(bool good, const std::string& what) {
  if (!good) refuse(what);
}

std::string in_quotes(std::string_view name) { return "'" + std::string(name) + "'"; }

// Attributes

Handle attribute_of(hid_t object, const char* name) {
  require(checked(H5Aexists(object, name), "look for an attribute") > 0, "no attribute " + in_quotes(name));
  return {H5Aopen(object, name, H5P_DEFAULT), H5Aclose, "open an attribute"};
}

Handle type_of(hid_t attribute) { return {H5Aget_type(attribute), H5Tclose, "read a type"}; }

hsize_t attribute_length(hid_t attribute, int rank) {
  const Handle space(H5Aget_space(attribute), H5Sclose, "read an extent");
  require(checked(H5Sget_simple_extent_ndims(space), "read an extent") == rank,
          "an attribute has another rank");
  return static_cast<hsize_t>(checked(H5Sget_simple_extent_npoints(space), "read an extent"));
}

std::string text_in(hid_t object, const char* name) {
  const Handle attribute = attribute_of(object, name);
  const Handle type = type_of(attribute);
  const bool fixed = H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0;
  const std::size_t size = fixed ? H5Tget_size(type) : 0;
  require(size > 0 && size <= kMaxTextBytes && attribute_length(attribute, 0) == 1,
          "attribute " + in_quotes(name) + " is no text");
  std::string text(size, '\0');
  checked(H5Aread(attribute, type, text.data()), "read an attribute");
  return text.substr(0, text.find('\0'));
}

template <class Number>
Number number_in(hid_t object, const char* name, hid_t stored_type, hid_t type) {
  const Handle attribute = attribute_of(object, name);
  const bool as_expected = checked(H5Tequal(type_of(attribute), stored_type), "compare types") > 0;
  require(as_expected && attribute_length(attribute, 0) == 1,
          "attribute " + in_quotes(name) + " is no number");
  Number number{};
  checked(H5Aread(attribute, type, &number), "read an attribute");
  return number;
}

std::int64_t whole_in(hid_t object, const char* name) {
  return number_in<std::int64_t>(object, name, H5T_STD_I64LE, H5T_NATIVE_INT64);
}

double real_in(hid_t object, const char* name) {
  return number_in<double>(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE);
}

/// Texts that HDF5 allocated, given back with the object.
class Texts {
 public:
  Texts(hid_t type, hid_t space, std::size_t count) : type_(type), space_(space), texts_(count, nullptr) {}
  Texts(const Texts&) = delete;
  Texts& operator=(const Texts&) = delete;
  ~Texts() { H5Dvlen_reclaim(type_, space_, H5P_DEFAULT, texts_.data()); }
  void* data() { return texts_.data(); }
  std::vector<std::string> copied() const {
    std::vector<std::string> copies;
    for (const char* text : texts_) copies.emplace_back(text == nullptr ? "" : text);
    return copies;
  }

 private:
  hid_t type_;
  hid_t space_;
  std::vector<char*> texts_;
};

bool is_unlimited_text(hid_t type) {
  return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0 &&
         H5Tget_cset(type) == H5T_CSET_UTF8;
}

/// As many texts as `count`, said of `whose`.
std::vector<std::string> texts_in(hid_t object, const char* name, std::size_t count, const char* whose) {
  const Handle attribute = attribute_of(object, name);
  const bool as_expected = is_unlimited_text(type_of(attribute)) && attribute_length(attribute, 1) == count;
  require(as_expected, "attribute " + in_quotes(name) + " is not one text per " + whose);
  if (count == 0) return {};
  const Handle space(H5Aget_space(attribute), H5Sclose, "read an extent");
  const Handle type = h5::unlimited_text_type();
  Texts texts(type, space, count);
  checked(H5Aread(attribute, type, texts.data()), "read an attribute");
  return texts.copied();
}

// Links and datasets

std::set<std::string> expected_names() {
  std::set<std::string> names(kDims.begin(), kDims.end());
  for (const OutcomeSpec& spec : kOutcomes) {
    for (const Table table : tables_of(spec)) {
      const std::string name = name_of(spec, table);
      names.insert({name, name + std::string(kNumeratorSuffix), name + std::string(kDenominatorSuffix)});
    }
  }
  return names;
}

/// Every name of the layout and no other, each a hard link: no soft or external links, no groups.
void check_links(hid_t file) {
  const std::set<std::string> names = expected_names();
  H5G_info_t group{};
  checked(H5Gget_info(file, &group), "list the datasets");
  require(group.nlinks == names.size(), "it holds other datasets than a store of this schema");
  for (const std::string& name : names) {
    require(checked(H5Lexists(file, name.c_str(), H5P_DEFAULT), "look for a dataset") > 0,
            "no dataset " + in_quotes(name));
    H5L_info_t link{};
    checked(H5Lget_info(file, name.c_str(), &link, H5P_DEFAULT), "look at a link");
    require(link.type == H5L_TYPE_HARD, in_quotes(name) + " is a link to somewhere else");
  }
}

Handle dataset_in(hid_t file, const std::string& name) {
  const Handle object(H5Oopen(file, name.c_str(), H5P_DEFAULT), H5Oclose, "open a dataset");
  require(H5Iget_type(object) == H5I_DATASET, in_quotes(name) + " is no dataset");
  return {H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose, "open a dataset"};
}

/// Numbers lie in chunks with Fletcher32 and no other filter, names in the object header; nothing outside.
void check_storage(hid_t dataset, const std::string& name, H5D_layout_t layout) {
  const Handle list(H5Dget_create_plist(dataset), H5Pclose, "read how a dataset is stored");
  require(H5Pget_layout(list) == layout && H5Pget_external_count(list) == 0,
          in_quotes(name) + " is stored in another way");
  const int filters = layout == H5D_CHUNKED ? 1 : 0;
  require(H5Pget_nfilters(list) == filters, in_quotes(name) + " has other filters than a checksum");
  if (filters == 0) return;
  unsigned flags = 0;
  unsigned config = 0;
  std::size_t values = 0;
  const H5Z_filter_t filter = H5Pget_filter2(list, 0, &flags, &values, nullptr, 0, nullptr, &config);
  require(filter == H5Z_FILTER_FLETCHER32, in_quotes(name) + " has other filters than a checksum");
}

std::vector<hsize_t> extent_of(hid_t dataset, const std::string& name, int rank) {
  const Handle space(H5Dget_space(dataset), H5Sclose, "read an extent");
  require(H5Sis_simple(space) > 0 && H5Sget_simple_extent_ndims(space) == rank,
          in_quotes(name) + " has another rank");
  std::vector<hsize_t> dims(static_cast<std::size_t>(rank));
  std::vector<hsize_t> most(dims.size());
  checked(H5Sget_simple_extent_dims(space, dims.data(), most.data()), "read an extent");
  require(dims == most, in_quotes(name) + " is extensible");
  return dims;
}

bool has_type(hid_t dataset, hid_t stored_type) {
  const Handle type(H5Dget_type(dataset), H5Tclose, "read a type");
  return checked(H5Tequal(type, stored_type), "compare types") > 0;
}

hsize_t length_of(hid_t file, const char* dim) { return extent_of(dataset_in(file, dim), dim, 1)[0]; }

/// Dims of the coordinates; their product is bounded, and by the size of the file, before any allocation.
Lengths lengths_in(hid_t file, std::size_t file_bytes) {
  Lengths lengths{};
  for (std::size_t d = 0; d < kDims.size(); ++d) lengths[d] = length_of(file, kDims[d]);
  hsize_t least_bytes = 0;
  for (const Table table : {Table::by_period, Table::by_year}) {
    hsize_t cells = 1;
    for (const hsize_t length : shape_of(lengths, table)) {
      require(length > 0 && length <= static_cast<hsize_t>(kMaxCells) / cells, "absurd dimensions");
      cells *= length;
    }
    const std::size_t outcomes = table == Table::by_period ? kOutcomeCount : kStratifiedCount;
    least_bytes += cells * sizeof(std::int64_t) * 3 * outcomes;
  }
  require(lengths[0] <= static_cast<hsize_t>(kMaxScenarios) && least_bytes <= file_bytes,
          "absurd dimensions");
  require(lengths[4] == static_cast<hsize_t>(years_of(static_cast<std::int64_t>(lengths[3]))),
          "its years are not those of its periods");
  return lengths;
}

template <class Number>
std::vector<Number> numbers_in(hid_t file, const std::string& name, std::span<const hsize_t> shape,
                               hid_t stored_type, hid_t type) {
  const Handle dataset = dataset_in(file, name);
  check_storage(dataset, name, H5D_CHUNKED);
  require(has_type(dataset, stored_type), in_quotes(name) + " has another type");
  const std::vector<hsize_t> dims = extent_of(dataset, name, static_cast<int>(shape.size()));
  require(std::equal(dims.begin(), dims.end(), shape.begin(), shape.end()),
          in_quotes(name) + " has other dims");
  std::size_t count = 1;
  for (const hsize_t dim : dims) count *= static_cast<std::size_t>(dim);
  std::vector<Number> numbers(count);
  checked(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()), "read a dataset");
  return numbers;
}

std::vector<std::string> names_in(hid_t file, const char* dim, std::size_t count) {
  const Handle dataset = dataset_in(file, dim);
  check_storage(dataset, dim, H5D_COMPACT);
  const Handle stored(H5Dget_type(dataset), H5Tclose, "read a type");
  require(is_unlimited_text(stored) && extent_of(dataset, dim, 1)[0] == count,
          in_quotes(dim) + " holds no names");
  const Handle space(H5Dget_space(dataset), H5Sclose, "read an extent");
  const Handle type = h5::unlimited_text_type();
  Texts texts(type, space, count);
  checked(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()), "read a dataset");
  return texts.copied();
}

// The study

void check_schema(hid_t file) {
  if (checked(H5Aexists(file, "rapport_schema"), "look for an attribute") <= 0) {
    throw Fault(ExitCode::store_corrupt, "is no Rapport store: it has no attribute 'rapport_schema'.");
  }
  const std::int64_t schema = whole_in(file, "rapport_schema");
  if (schema >= kOldestStoreSchema && schema <= kStoreSchema) return;
  const std::string whose = schema > kStoreSchema ? "a newer" : "an older";
  throw Fault(ExitCode::store_corrupt,
              "has store schema " + std::to_string(schema) + " of " + whose +
                  " Rapport; this one reads schema " + std::to_string(kOldestStoreSchema) + " and " +
                  std::to_string(kStoreSchema) + ". Read it with the version that wrote it.");
}

std::vector<StoredTable> tables_in(hid_t file) {
  const hsize_t count = attribute_length(attribute_of(file, "table"), 1);
  require(count <= kMaxTables, "absurd dimensions");
  const std::vector<std::string> keys = texts_in(file, "table", count, "table");
  const std::vector<std::string> texts = texts_in(file, "table_text", count, "table");
  std::vector<StoredTable> tables;
  for (std::size_t t = 0; t < keys.size(); ++t) tables.push_back({keys[t], texts[t]});
  return tables;
}

StudyProvenance provenance_in(hid_t file, const std::vector<std::string>& names) {
  StudyProvenance from;
  from.schema = whole_in(file, "rapport_schema");
  from.version = text_in(file, "rapport_version");
  from.commit = text_in(file, "commit");
  from.seed = whole_in(file, "seed");
  from.steps_per_year = whole_in(file, "steps_per_year");
  from.warm_up_years = whole_in(file, "warm_up_years");
  from.years = whole_in(file, "years");
  from.policy_start_period = whole_in(file, "policy_start_period");
  const auto of_scenarios = [&](const char* name) { return texts_in(file, name, names.size(), "scenario"); };
  const std::vector<std::string> titles = of_scenarios("scenario_title");
  const std::vector<std::string> hashes = of_scenarios("scenario_hash");
  const std::vector<std::string> texts = of_scenarios("scenario_text");
  const std::vector<std::string> parameters = of_scenarios("parameters");
  const bool with_tables = from.schema >= 3;
  if (with_tables) {
    from.sources = text_in(file, "sources");
    from.tables = tables_in(file);
  }
  for (std::size_t s = 0; s < names.size(); ++s) {
    from.scenarios.push_back({names[s], titles[s], hashes[s], texts[s], parameters[s]});
  }
  return from;
}

/// What a coordinate has to say of its i-th value.
std::int64_t label_of(const StudyProvenance& from, std::size_t dim, std::int64_t i) {
  if (dim == 3) return period_start_day(from, i);
  return dim == 4 ? year_label(from, i) : i;
}

void check_coordinates(hid_t file, const Lengths& lengths, const StudyResult& result) {
  const auto start = result.provenance.policy_start_period;
  require(start >= 0 && start <= result.periods, "policy starts outside its periods");
  for (std::size_t d = 1; d < 5; ++d) {
    const auto labels = numbers_in<std::int64_t>(file, kDims[d], std::span(lengths).subspan(d, 1),
                                                 H5T_STD_I64LE, H5T_NATIVE_INT64);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      require(labels[i] == label_of(result.provenance, d, static_cast<std::int64_t>(i)),
              "wrong labels on " + in_quotes(kDims[d]));
    }
  }
}

/// Calls `visit(cell, i)` for every cell of one table in the order of its dims.
template <class Visit>
void for_each_cell(StudyResult& result, std::size_t outcome, Table table, Visit visit) {
  std::size_t i = 0;
  for (Tally& tally : result.tallies) {
    for (Cell& cell : cells_of(tally, outcome, table)) visit(cell, i++);
  }
}

void check_definition(hid_t file, const OutcomeSpec& spec, const std::string& name) {
  const std::string other = "outcome " + in_quotes(name) + " is defined otherwise in this version";
  const Handle value = dataset_in(file, name);
  require(text_in(value, "units") == stored_unit(spec.unit) && real_in(value, "scale") == spec.scale, other);
  const Handle above = dataset_in(file, name + std::string(kNumeratorSuffix));
  require(text_in(above, "units") == tick_unit(spec.numerator_unit), other);
  require(real_in(above, "tick") == natural(1, spec.numerator_unit), other);
  const Handle below = dataset_in(file, name + std::string(kDenominatorSuffix));
  require(text_in(below, "units") == tick_unit(spec.denominator_unit), other);
  require(real_in(below, "tick") == natural(1, spec.denominator_unit), other);
}

void read_outcome(hid_t file, const Lengths& lengths, std::size_t outcome, Table table, StudyResult& result) {
  const OutcomeSpec& spec = kOutcomes[outcome];
  const std::string name = name_of(spec, table);
  const std::vector<hsize_t> shape = shape_of(lengths, table);
  check_definition(file, spec, name);
  for (const bool above : {true, false}) {
    const std::string sums_name = name + std::string(above ? kNumeratorSuffix : kDenominatorSuffix);
    const auto sums = numbers_in<std::int64_t>(file, sums_name, shape, H5T_STD_I64LE, H5T_NATIVE_INT64);
    for_each_cell(result, outcome, table,
                  [&](Cell& cell, std::size_t i) { (above ? cell.numerator : cell.denominator) = sums[i]; });
  }
  const auto values = numbers_in<double>(file, name, shape, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE);
  bool agree = true;
  for_each_cell(result, outcome, table, [&](const Cell& cell, std::size_t i) {
    const double expected = value_of(spec, cell);
    agree &= std::bit_cast<std::uint64_t>(values[i]) == std::bit_cast<std::uint64_t>(expected);
  });
  require(agree, "values of " + in_quotes(name) + " do not follow from its sums");
}

}  // namespace

StudyResult result_in(std::span<std::byte> image) {
  h5::silence();
  h5::require_memory(0);  // the bytes are lent
  const Handle file = h5::opened_image(image);
  check_schema(file);
  check_links(file);
  const Lengths lengths = lengths_in(file, image.size());
  StudyResult result;
  result.scenarios = names_in(file, kDims[0], lengths[0]);
  result.strata = names_in(file, kDims[5], lengths[5]);
  result.replicates = static_cast<std::int64_t>(lengths[1]);
  result.markets = static_cast<std::int64_t>(lengths[2]);
  result.periods = static_cast<std::int64_t>(lengths[3]);
  result.provenance = provenance_in(file, result.scenarios);
  check_coordinates(file, lengths, result);
  result.tallies.assign(lengths[0] * lengths[1] * lengths[2], Tally(result.periods, result.strata.size()));
  for (std::size_t o = 0; o < kOutcomeCount; ++o) {
    for (const Table table : tables_of(kOutcomes[o])) read_outcome(file, lengths, o, table, result);
  }
  const std::string fault = shape_fault(result);
  require(fault.empty(), fault);
  require(checksum_of(result) == text_in(file, "rapport_checksum"),
          "its checksum does not match its content");
  return result;
}

}  // namespace rapport::store
