// A study's result as the bytes of an HDF5 file that is also netCDF-4.
#include <hdf5_hl.h>

#include <algorithm>
#include <vector>

#include "outcome/store_layout.h"

namespace rapport::store {

namespace {

using h5::checked;
using h5::Handle;

constexpr hsize_t kChunkCells = hsize_t{1} << 17;  ///< 1 MiB of 8-byte cells
constexpr unsigned kCompactAttributes = 64;        ///< attributes stay in the checksummed object header

void write_attribute(hid_t object, const char* name, hid_t stored_type, hid_t space, hid_t type,
                     const void* data) {
  Handle attribute(H5Acreate2(object, name, stored_type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                   "create an attribute");
  checked(H5Awrite(attribute, type, data), "write an attribute");
  attribute.close();
}

Handle scalar() { return {H5Screate(H5S_SCALAR), H5Sclose, "describe a scalar"}; }

void write_text(hid_t object, const char* name, std::string_view text) {
  const std::string ended(text.empty() ? std::string_view("\0", 1) : text);
  const Handle type = h5::text_type(ended.size());
  write_attribute(object, name, type, scalar(), type, ended.data());
}

void write_number(hid_t object, const char* name, std::int64_t number) {
  write_attribute(object, name, H5T_STD_I64LE, scalar(), H5T_NATIVE_INT64, &number);
}

void write_number(hid_t object, const char* name, double number) {
  write_attribute(object, name, H5T_IEEE_F64LE, scalar(), H5T_NATIVE_DOUBLE, &number);
}

/// One text per scenario, or per table, of any length.
template <class Owner>
void write_texts(hid_t object, const char* name, const std::vector<Owner>& owners,
                 std::string Owner::*field) {
  std::vector<const char*> texts;
  for (const Owner& owner : owners) texts.push_back((owner.*field).c_str());
  const hsize_t count = texts.size();
  texts.push_back(nullptr);  // HDF5 wants a place even for no text
  const Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose, "describe a list");
  const Handle type = h5::unlimited_text_type();
  write_attribute(object, name, type, space, type, texts.data());
}

/// Whole trailing dims while they fit, then an even split of the next one.
std::vector<hsize_t> chunk_of(std::span<const hsize_t> dims) {
  std::vector<hsize_t> chunk(dims.size());
  hsize_t room = kChunkCells;
  for (std::size_t d = dims.size(); d-- > 0;) {
    const hsize_t most = std::clamp<hsize_t>(room, 1, dims[d]);
    const hsize_t pieces = (dims[d] + most - 1) / most;
    chunk[d] = (dims[d] + pieces - 1) / pieces;
    room /= chunk[d];
  }
  return chunk;
}

/// What all datasets share: no times, attributes in order and inside the checksummed object header.
Handle dataset_creation() {
  Handle list(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "describe a dataset");
  checked(H5Pset_obj_track_times(list, false), "leave times out");
  checked(H5Pset_attr_creation_order(list, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
          "track the order of attributes");
  checked(H5Pset_attr_phase_change(list, kCompactAttributes, kCompactAttributes / 2),
          "keep attributes compact");
  return list;
}

Handle created(hid_t file, const std::string& name, std::span<const hsize_t> dims, hid_t type, hid_t list) {
  const Handle space(H5Screate_simple(static_cast<int>(dims.size()), dims.data(), nullptr), H5Sclose,
                     "describe a dataset");
  return {H5Dcreate2(file, name.c_str(), type, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose,
          "create a dataset"};
}

/// Numbers in chunks, each with a Fletcher32 checksum.
Handle written_dataset(hid_t file, const std::string& name, std::span<const hsize_t> dims, hid_t stored_type,
                       hid_t type, const void* data) {
  const Handle list = dataset_creation();
  checked(H5Pset_chunk(list, static_cast<int>(dims.size()), chunk_of(dims).data()), "set chunks");
  checked(H5Pset_fletcher32(list), "add checksums");
  Handle dataset = created(file, name, dims, stored_type, list);
  checked(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "write a dataset");
  return dataset;
}

void finish_scale(Handle& dataset, const char* name, std::string_view unit, std::string_view label) {
  checked(H5DSset_scale(dataset, name), "make a dimension scale");
  if (!unit.empty()) write_text(dataset, "units", unit);
  write_text(dataset, "long_name", label);
}

/// Names as netCDF strings. HDF5 has no filters for those: they lie in the object header, which it checksums.
Handle written_names(hid_t file, const char* dim, const std::vector<std::string>& texts,
                     std::string_view label) {
  std::vector<const char*> names;
  for (const std::string& text : texts) names.push_back(text.c_str());
  const Handle type = h5::unlimited_text_type();
  const Handle list = dataset_creation();
  checked(H5Pset_layout(list, H5D_COMPACT), "keep names in the object header");
  const std::array<hsize_t, 1> dims{names.size()};
  Handle dataset = created(file, dim, dims, type, list);
  checked(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, names.data()), "write a dataset");
  finish_scale(dataset, dim, "", label);
  return dataset;
}

Handle written_numbers(hid_t file, const char* dim, const std::vector<std::int64_t>& numbers,
                       std::string_view unit, std::string_view label) {
  const std::array<hsize_t, 1> dims{numbers.size()};
  Handle dataset = written_dataset(file, dim, dims, H5T_STD_I64LE, H5T_NATIVE_INT64, numbers.data());
  finish_scale(dataset, dim, unit, label);
  return dataset;
}

std::vector<std::int64_t> counted(std::int64_t count) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = 0; i < count; ++i) numbers.push_back(i);
  return numbers;
}

/// In the order of kDims.
std::vector<Handle> written_scales(hid_t file, const StudyResult& result) {
  std::vector<std::int64_t> days, years;
  for (std::int64_t p = 0; p < result.periods; ++p) days.push_back(period_start_day(result.provenance, p));
  for (std::int64_t y = 0; y < years_of(result.periods); ++y)
    years.push_back(year_label(result.provenance, y));

  std::vector<Handle> scales;
  scales.push_back(written_names(file, kDims[0], result.scenarios, "Scenario"));
  scales.push_back(written_numbers(file, kDims[1], counted(result.replicates), "1", "Replicate, from 0"));
  scales.push_back(written_numbers(file, kDims[2], counted(result.markets), "1", "Market, from 0"));
  scales.push_back(written_numbers(file, kDims[3], days, stored_unit("days"),
                                   "First day of the 28-day period, counted from policy start"));
  scales.push_back(written_numbers(file, kDims[4], years, "1",
                                   "Model year of 364 days, the first from policy start is 0"));
  scales.push_back(written_names(file, kDims[5], result.strata,
                                 "Group of people; groups of one kind add up to all, conditions overlap"));
  return scales;
}

/// What is written of one outcome.
struct Part {
  const StudyResult& result;
  const std::vector<Handle>& scales;
  std::size_t outcome;
  Table table;

  const OutcomeSpec& spec() const { return kOutcomes[outcome]; }
  std::vector<hsize_t> shape() const { return shape_of(lengths_of(result), table); }
};

/// One number of every cell, in the order of the table's dims.
template <class Number, class Pick>
std::vector<Number> gathered(const Part& part, Pick pick) {
  std::vector<Number> numbers;
  numbers.reserve(cell_count(part.shape()));
  for (const Tally& tally : part.result.tallies) {
    for (const Cell& cell : cells_of(tally, part.outcome, part.table)) numbers.push_back(pick(cell));
  }
  return numbers;
}

void finish_variable(Handle& dataset, const Part& part) {
  unsigned place = 0;
  for (const std::size_t dim : dims_of(part.table)) {
    checked(H5DSattach_scale(dataset, part.scales[dim], place++), "attach a dimension scale");
  }
  dataset.close();
}

void write_sums(hid_t file, const Part& part, std::int64_t Cell::*sum) {
  const OutcomeSpec& spec = part.spec();
  const bool above = sum == &Cell::numerator;
  const std::string name =
      name_of(spec, part.table) + std::string(above ? kNumeratorSuffix : kDenominatorSuffix);
  const Tick tick = above ? spec.numerator_unit : spec.denominator_unit;
  const auto sums = gathered<std::int64_t>(part, [sum](const Cell& cell) { return cell.*sum; });
  Handle dataset = written_dataset(file, name, part.shape(), H5T_STD_I64LE, H5T_NATIVE_INT64, sums.data());
  write_text(dataset, "units", tick_unit(tick));
  write_text(dataset, "long_name",
             std::string(spec.label) + ": " + std::string(above ? spec.numerator : spec.denominator));
  write_number(dataset, "tick", natural(1, tick));
  finish_variable(dataset, part);
}

void write_outcome(hid_t file, const Part& part) {
  const OutcomeSpec& spec = part.spec();
  const auto values = gathered<double>(part, [&spec](const Cell& cell) { return value_of(spec, cell); });
  Handle dataset = written_dataset(file, name_of(spec, part.table), part.shape(), H5T_IEEE_F64LE,
                                   H5T_NATIVE_DOUBLE, values.data());
  write_text(dataset, "units", stored_unit(spec.unit));
  write_text(dataset, "long_name", spec.label);
  write_text(dataset, "comment", spec.about);
  write_number(dataset, "scale", spec.scale);
  finish_variable(dataset, part);
  write_sums(file, part, &Cell::numerator);
  write_sums(file, part, &Cell::denominator);
}

std::string title_of(const StudyResult& result) {
  std::string title = "Rapport study:";
  for (std::size_t s = 0; s < result.scenarios.size(); ++s) {
    title += (s == 0 ? " " : ", ") + result.scenarios[s];
  }
  return title;
}

void write_provenance(hid_t file, const StudyResult& result) {
  const StudyProvenance& from = result.provenance;
  write_text(file, "Conventions", "CF-1.8");
  write_text(file, "title", title_of(result));
  write_number(file, "rapport_schema", from.schema);
  write_text(file, "rapport_version", from.version);
  write_text(file, "commit", from.commit);
  write_number(file, "seed", from.seed);
  write_number(file, "steps_per_year", from.steps_per_year);
  write_number(file, "warm_up_years", from.warm_up_years);
  write_number(file, "years", from.years);
  write_number(file, "policy_start_period", from.policy_start_period);
  write_number(file, "period_days", kPeriodDays);
  write_texts(file, "scenario_title", from.scenarios, &ScenarioProvenance::title);
  write_texts(file, "scenario_hash", from.scenarios, &ScenarioProvenance::hash);
  write_texts(file, "scenario_text", from.scenarios, &ScenarioProvenance::text);
  write_texts(file, "parameters", from.scenarios, &ScenarioProvenance::parameters);
  const bool with_tables = from.schema >= 3;
  if (with_tables) {
    write_text(file, "sources", from.sources);
    write_texts(file, "table", from.tables, &StoredTable::key);
    write_texts(file, "table_text", from.tables, &StoredTable::text);
  }
  write_text(file, "rapport_checksum", checksum_of(result));
}

/// Of the finished file, within some per cent: three numbers a cell, texts, and what describes each dataset.
std::size_t size_of(const StudyResult& result) {
  constexpr std::size_t kOfADataset = 4096;
  std::size_t bytes = 0;
  for (const OutcomeSpec& spec : kOutcomes) {
    for (const Table table : tables_of(spec))
      bytes += 3 * (kOfADataset + sizeof(std::int64_t) * cell_count(shape_of(lengths_of(result), table)));
  }
  for (const ScenarioProvenance& scenario : result.provenance.scenarios)
    bytes += scenario.text.size() + scenario.parameters.size();
  for (const StoredTable& table : result.provenance.tables) bytes += table.text.size();
  return bytes;
}

}  // namespace

h5::Image image_of(const StudyResult& result) {
  const std::string fault = shape_fault(result);
  if (!fault.empty()) throw Fault(ExitCode::internal_error, "cannot be stored: " + fault + '.');
  h5::silence();
  h5::require_memory(size_of(result));
  h5::MemoryFile file;
  write_provenance(file.id(), result);
  {
    std::vector<Handle> scales = written_scales(file.id(), result);
    for (std::size_t o = 0; o < kOutcomeCount; ++o) {
      for (const Table table : tables_of(kOutcomes[o])) write_outcome(file.id(), {result, scales, o, table});
    }
    for (Handle& scale : scales) scale.close();
  }
  return file.finish();
}

}  // namespace rapport::store
