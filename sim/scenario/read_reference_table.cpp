// What was learnt in the reference run: rates by age and sex (RF-1), the means that effects are centred on (RF-2).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenario/read_tables.h"
#include "scenario/suggest.h"

namespace rapport::scenario {

namespace {

ByAgeSex reference_values(CsvTable& csv, std::string_view quantity, Range bounds, double otherwise) {
  ByAgeSex values{};
  for (const Sex sex : {female, male}) {
    std::vector<AgeBand> bands;
    for (const CsvRow& row : csv.rows()) {
      if (csv.text(row, "quantity") != quantity || !is_about(csv, row, sex)) continue;
      bands.push_back(band_of(csv, row, csv.number(row, "value", bounds)));
    }
    const std::string what = fmt::format("{}, {}", quantity, sex == female ? "female" : "male");
    if (!bands.empty()) cover_all_ages(bands, what, csv);
    if (bands.empty()) bands.push_back({0, kOpenAge, otherwise});
    values[sex] = step_values(bands);
  }
  return values;
}

/// A quantity of the reference table, where it goes and what it is without a table.
struct ReferenceQuantity {
  std::string_view name;
  ByAgeSex Tables::*place;
  Range bounds;
  double otherwise;
};
constexpr std::array kReferenceQuantities{
    ReferenceQuantity{"mean_factor", &Tables::frailty_mean_factor, {1e-3, 1e3}, 1.0},
    ReferenceQuantity{"acute_deaths", &Tables::acute_deaths_per_year, {0.0, 10.0}, 0.0},
    ReferenceQuantity{"condition_ed_visits", &Tables::condition_ed_per_year, {0.0, 100.0}, 0.0},
    ReferenceQuantity{"condition_stays", &Tables::condition_stays_per_year, {0.0, 100.0}, 0.0},
    ReferenceQuantity{"modelled_usd", &Tables::modelled_usd_per_year, {0.0, 1e7}, 0.0},
};

/// "mean.trust" and "control.heart_failure": one number for everybody.
struct LearntMean {
  std::string quantity;
  double* place;
  Range bounds;
};

std::vector<LearntMean> learnt_means(Tables& tables) {
  std::vector<LearntMean> means;
  for (const ReferenceEntry& entry : kReferenceEntries)
    means.push_back({fmt::format("mean.{}", entry.name), &(tables.references.*entry.place), {-1e6, 1e6}});
  for (ConditionSpec& spec : tables.conditions)
    means.push_back({fmt::format("control.{}", spec.name), &spec.control_reference, {0.0, 1.0}});
  return means;
}

std::string later_name(std::string_view quantity, int year) { return fmt::format("{}.{}", quantity, year); }

std::string incidence_name(const ConditionSpec& spec) { return fmt::format("incidence.{}", spec.name); }

std::vector<std::string> names_by_age(const Tables& tables) {
  std::vector<std::string> names;
  for (const ReferenceQuantity& quantity : kReferenceQuantities) names.emplace_back(quantity.name);
  for (const int year : kReferenceYears) {
    names.push_back(later_name("mean_factor", year));
    names.push_back(later_name("acute_deaths", year));
  }
  for (const ConditionSpec& spec : tables.conditions) names.push_back(incidence_name(spec));
  return names;
}

/// Of later years those that the table has; without rows they are as from the start.
void read_later_years(CsvTable& csv, Tables& tables) {
  for (const int year : kReferenceYears) {
    const std::string factor = later_name("mean_factor", year), deaths = later_name("acute_deaths", year);
    const bool given = std::any_of(csv.rows().begin(), csv.rows().end(), [&](const CsvRow& row) {
      return csv.text(row, "quantity") == factor || csv.text(row, "quantity") == deaths;
    });
    if (given && csv.fault_count() == 0)
      tables.later_years.push_back({year, reference_values(csv, factor, {1e-3, 1e3}, 1.0),
                                    reference_values(csv, deaths, {0.0, 10.0}, 0.0)});
  }
}

void read_incidence(CsvTable& csv, Tables& tables) {
  for (ConditionSpec& spec : tables.conditions) {
    if (csv.fault_count() > 0) return;
    spec.incidence_factor = reference_values(csv, incidence_name(spec), {1e-3, 1e3}, 1.0)[female];
  }
}

void check_quantity(CsvTable& csv, const CsvRow& row, const Tables& tables,
                    const std::vector<LearntMean>& means) {
  const std::string& name = csv.text(row, "quantity");
  std::vector<std::string> known = names_by_age(tables);
  for (const LearntMean& mean : means) known.push_back(mean.quantity);
  if (std::find(known.begin(), known.end(), name) != known.end()) return;
  csv.fault(row, "quantity",
            fmt::format("unknown quantity {}.{}", shown(name), did_you_mean(nearest(name, known))));
}

void read_means(CsvTable& csv, const std::vector<LearntMean>& means) {
  for (const LearntMean& mean : means) {
    const CsvRow* first = nullptr;
    for (const CsvRow& row : csv.rows()) {
      if (csv.text(row, "quantity") != mean.quantity) continue;
      if (first != nullptr) csv.fault(row, "quantity", fmt::format("'{}' is given twice", mean.quantity));
      first = &row;
      *mean.place = csv.number(row, "value", mean.bounds);
    }
  }
}

}  // namespace

void read_reference_table(std::span<const TableFile> files, Tables& tables, Diagnostics& faults) {
  for (const ReferenceQuantity& quantity : kReferenceQuantities) {
    for (ByAge& values : tables.*quantity.place) values.fill(quantity.otherwise);
  }
  const TableFile* file = find_table(files, "reference");
  if (file == nullptr) return;
  const CsvHeader header{{"quantity", "sex", "age_lo", "age_hi", "value"},
                         {"unit", "evidence", "source", "about"}};
  CsvTable csv(file->path, file->bytes, header, faults);
  const std::vector<LearntMean> means = learnt_means(tables);
  for (const CsvRow& row : csv.rows()) {
    check_sex(csv, row);
    check_quantity(csv, row, tables, means);
  }
  read_means(csv, means);
  for (const ReferenceQuantity& quantity : kReferenceQuantities) {
    if (csv.fault_count() > 0) return;
    tables.*quantity.place = reference_values(csv, quantity.name, quantity.bounds, quantity.otherwise);
  }
  read_later_years(csv, tables);
  read_incidence(csv, tables);
}

}  // namespace rapport::scenario
