// Life table, people, births, households, insurance and use of care (TB-2, TB-3, TB-4).
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/elementary.h"
#include "scenario/read_tables.h"
#include "scenario/suggest.h"

namespace rapport::scenario {

namespace {

constexpr int kLastLifeAge = 100;  ///< a life table must reach it
constexpr double kStaysPer1000 = 110.0;
constexpr std::array<std::string_view, 4> kIncomes{"lt100", "100_199", "200_399", "ge400"};
constexpr std::array<std::string_view, 5> kInsurances{"private", "medicare", "medicaid", "uninsured",
                                                      "other"};

std::size_t slot(int age) { return static_cast<std::size_t>(age); }

void read_life_table(const TableFile& file, Tables& tables, Diagnostics& faults) {
  CsvTable csv(file.path, file.bytes, {{"age", "qx_male", "qx_female"}, {"quality", "source"}}, faults);
  int age = -1;
  for (const CsvRow& row : csv.rows()) {
    const int read = csv.whole(row, "age", 0, kOpenAge);
    if (read != age + 1) csv.fault(row, "age", fmt::format("age = {} stands where {} is due", read, age + 1));
    age = read;
    if (age >= kAges) continue;
    const Range bounds{0.0, 0.99};
    const double women = csv.number(row, "qx_female", bounds);
    const double men = csv.number(row, "qx_male", bounds);
    tables.death_per_year[female][slot(age)] = -elementary::log1p(-women);
    tables.death_per_year[male][slot(age)] = -elementary::log1p(-men);
  }
  if (csv.rows().empty()) return;
  if (age < kLastLifeAge) csv.fault(fmt::format("ends at age {}; {} is needed", age, kLastLifeAge));
  for (ByAge& hazard : tables.death_per_year) {
    for (int older = age + 1; older < kAges; ++older) hazard[slot(older)] = hazard[slot(age)];
  }
}

ByAge survivors_of(const ByAge& death_per_year) {
  ByAge survivors{};
  double alive = 1.0;
  for (std::size_t age = 0; age < survivors.size(); ++age) {
    survivors[age] = alive;
    alive *= elementary::exp(-death_per_year[age]);
  }
  return survivors;
}

void read_age_sex(const TableFile& file, Tables& tables, Diagnostics& faults) {
  CsvTable csv(file.path, file.bytes, {{"age_lo", "age_hi", "pct_male", "pct_female"}, {"quality", "source"}},
               faults);
  std::array<std::vector<AgeBand>, kSexes> bands;
  double total = 0.0;
  for (const CsvRow& row : csv.rows()) {
    const Range bounds{1e-6, 100.0};
    bands[female].push_back(band_of(csv, row, csv.number(row, "pct_female", bounds)));
    bands[male].push_back(
        {bands[female].back().lo, bands[female].back().hi, csv.number(row, "pct_male", bounds)});
    total += bands[female].back().value + bands[male].back().value;
  }
  if (csv.fault_count() > 0) return;
  if (total < 99.0 || total > 101.0) csv.fault(fmt::format("percentages sum to {}, not to 100", total));
  const bool covered = cover_all_ages(bands[female], "people", csv);
  if (!covered || csv.fault_count() > 0) return;
  for (std::size_t sex = 0; sex < kSexes; ++sex) {
    const ByAge survivors = survivors_of(tables.death_per_year[sex]);
    for (const AgeBand& band : bands[sex]) {
      spread_people({band.lo, band.hi, band.value / total}, survivors, tables.population_share[sex]);
    }
  }
}

ByAge people_by_age(const Tables& tables) {
  ByAge people{};
  for (std::size_t age = 0; age < people.size(); ++age) {
    people[age] = tables.population_share[female][age] + tables.population_share[male][age];
  }
  return people;
}

/// Rows of one year; a row for all ages is left out when there are others.
std::vector<const CsvRow*> rows_of_year(CsvTable& csv, int year) {
  std::vector<const CsvRow*> rows;
  for (const CsvRow& row : csv.rows()) {
    if (csv.whole(row, "year", 1900, 2100) == year) rows.push_back(&row);
  }
  const auto is_total = [&](const CsvRow* row) {
    return csv.text(*row, "age_lo") == "0" && csv.text(*row, "age_hi") == "120";
  };
  if (rows.size() > 1) std::erase_if(rows, is_total);
  if (rows.empty() && csv.fault_count() == 0) csv.fault(fmt::format("has no rows of the year {}", year));
  return rows;
}

/// A column of a table by year and age, as it is given.
ByAge read_by_age(const TableFile& file, int year, std::string_view column, Range bounds,
                  Diagnostics& faults) {
  CsvTable csv(file.path, file.bytes,
               {{"year", "age_lo", "age_hi", std::string(column)}, {"quality", "source"}}, faults);
  std::vector<AgeBand> bands;
  for (const CsvRow* row : rows_of_year(csv, year))
    bands.push_back(band_of(csv, *row, csv.number(*row, column, bounds)));
  if (csv.fault_count() == 0) cover_all_ages(bands, fmt::format("rows of {}", year), csv);
  return step_values(bands);
}

ByAge read_visits(const TableFile& file, int year, Diagnostics& faults) {
  ByAge visits = read_by_age(file, year, "visits_per_100_persons", {0.0, 10000.0}, faults);
  for (double& rate : visits) rate /= 100.0;
  return visits;
}

SourcedNumber stay_number(const AgeBand& band, std::string evidence, std::string source, std::string about) {
  const double per_1000 = 1000.0 * band.value;
  return {fmt::format("inpatient.{}-{}", band.lo, band.hi),
          per_1000,
          "stays per 1000 people and year",
          0.75 * per_1000,
          1.25 * per_1000,
          std::move(evidence),
          std::move(source),
          std::move(about)};
}

double births_per_person(const Tables& tables) {
  double births = 0.0;
  for (std::size_t age = 0; age < tables.births_per_year.size(); ++age)
    births += tables.population_share[female][age] * tables.births_per_year[age];
  return births;
}

/// TB-4: the band from 0 to the first age of the table.
void add_children(std::vector<AgeBand>& bands, const ByAge& people, CsvTable& csv, Tables& tables) {
  const auto youngest = std::min_element(bands.begin(), bands.end(),
                                         [](const AgeBand& a, const AgeBand& b) { return a.lo < b.lo; });
  if (youngest == bands.end() || youngest->lo == 0) return;
  AgeBand children{0, youngest->lo - 1, 0.0};
  double older_stays = 0.0;
  double all = 0.0;
  double few = 0.0;
  const ByAge stays = step_values(bands);
  for (int age = 0; age < kAges; ++age) {
    older_stays += people[slot(age)] * stays[slot(age)];
    all += people[slot(age)];
    few += age <= children.hi ? people[slot(age)] : 0.0;
  }
  children.value = (kStaysPer1000 / 1000.0 * all - births_per_person(tables) - older_stays) / few;
  if (children.value < 0.0) {
    csv.fault(
        fmt::format("stays of those over {} alone exceed {} per 1000 people", children.hi, kStaysPer1000));
    return;
  }
  bands.push_back(children);
  tables.numbers.push_back({"inpatient.all_ages", kStaysPer1000, "stays per 1000 people and year", 100.0,
                            120.0, "measured", "HCUPfaststats",
                            "Stays of people of all ages, newborns' own with them (TB-4)."});
  tables.numbers.push_back(stay_number(children, "derived", "HCUPfaststats",
                                       "What is left of all stays but newborns' for children (TB-4)."));
}

void read_stays(const TableFile& file, Tables& tables, Diagnostics& faults) {
  const CsvHeader header{{"year", "age_lo", "age_hi", "stays_per_1000_persons"},
                         {"los_days", "cost_per_stay_usd", "in_hospital_death_pct", "quality", "source"}};
  CsvTable csv(file.path, file.bytes, header, faults);
  std::vector<AgeBand> bands;
  for (const CsvRow* row : rows_of_year(csv, kStayYear)) {
    bands.push_back(band_of(csv, *row, csv.number(*row, "stays_per_1000_persons", {0.0, 10000.0}) / 1000.0));
    const std::string quality = csv.text(*row, "quality");
    if ((quality != "C" && quality != "derived") || !csv.filled(*row, "source")) continue;
    tables.numbers.push_back(stay_number(bands.back(), quality == "C" ? "assumed" : quality,
                                         csv.text(*row, "source"), "Stays of people of these ages."));
  }
  const ByAge people = people_by_age(tables);
  if (csv.fault_count() > 0 || people[0] <= 0.0) return;
  add_children(bands, people, csv, tables);
  cover_all_ages(bands, fmt::format("stays of {}", kStayYear), csv);
  tables.stays = step_values(bands);
}

void read_fertility(const TableFile& file, Tables& tables, Diagnostics& faults) {
  const CsvHeader header{{"age_lo", "age_hi", "births_per_1000_women", "evidence", "source"}, {}};
  CsvTable csv(file.path, file.bytes, header, faults);
  std::vector<AgeBand> bands;
  for (const CsvRow& row : csv.rows()) {
    const double births = csv.number(row, "births_per_1000_women", {0.0, 1000.0});
    bands.push_back(band_of(csv, row, births / 1000.0));
    add_number(csv, row,
               {.key = fmt::format("fertility.{}-{}", bands.back().lo, bands.back().hi),
                .value = births,
                .unit = "births per 1000 women and year",
                .evidence = "",
                .source = "",
                .about = "Births by age of the mother."},
               {births, births}, tables.numbers);
  }
  std::sort(bands.begin(), bands.end(), [](const AgeBand& a, const AgeBand& b) { return a.lo < b.lo; });
  for (std::size_t b = 1; b < bands.size(); ++b) {
    if (bands[b].lo <= bands[b - 1].hi) csv.fault(fmt::format("age {} is given twice", bands[b].lo));
  }
  tables.births_per_year = step_values(bands);
}

void read_households(const TableFile& file, Tables& tables, Diagnostics& faults) {
  CsvTable csv(file.path, file.bytes, {{"size", "percent", "evidence", "source"}, {}}, faults);
  std::vector<double> percents;
  for (const CsvRow& row : csv.rows()) {
    const int due = static_cast<int>(percents.size()) + 1;
    const int size = csv.whole(row, "size", 1, 20);
    if (size != due) csv.fault(row, "size", fmt::format("size = {} stands where {} is due", size, due));
    percents.push_back(csv.number(row, "percent", {0.0, 100.0}));
    add_number(csv, row,
               {.key = fmt::format("households.{}", size),
                .value = percents.back(),
                .unit = "% of households",
                .evidence = "",
                .source = "",
                .about = "Households of this many people."},
               {percents.back(), percents.back()}, tables.numbers);
  }
  if (csv.fault_count() > 0) return;
  make_shares(percents, csv, "percentages");
  tables.household_size_share = percents;
}

void read_insurance_row(CsvTable& csv, const CsvRow& row, std::size_t income, Tables& tables) {
  std::vector<double> percents;
  for (const std::string_view name : kInsurances) {
    percents.push_back(csv.number(row, name, {0.0, 100.0}));
    add_number(csv, row,
               {.key = fmt::format("insurance.{}.{}", kIncomes[income], name),
                .value = percents.back(),
                .unit = "% of the income group under 65",
                .evidence = "",
                .source = "",
                .about = "Insurance by income."},
               {percents.back(), percents.back()}, tables.numbers);
  }
  make_shares(percents, csv, fmt::format("line {}: insurance of {}", row.line, kIncomes[income]));
  std::copy(percents.begin(), percents.end(), tables.insurance_by_income[income].begin());
}

void read_insurance(const TableFile& file, Tables& tables, Diagnostics& faults) {
  CsvHeader header{{"income", "people_percent", "evidence", "source"}, {}};
  header.required.insert(header.required.end(), kInsurances.begin(), kInsurances.end());
  CsvTable csv(file.path, file.bytes, header, faults);
  std::vector<double> people(kIncomes.size(), -1.0);
  for (const CsvRow& row : csv.rows()) {
    const auto found = std::find(kIncomes.begin(), kIncomes.end(), csv.text(row, "income"));
    const auto income = static_cast<std::size_t>(found - kIncomes.begin());
    if (found == kIncomes.end() || people[income] >= 0.0) {
      csv.fault(row, "income",
                found == kIncomes.end() ? "income is none of lt100, 100_199, 200_399, ge400"
                                        : "this income group is given twice");
      continue;
    }
    people[income] = csv.number(row, "people_percent", {0.0, 100.0});
    add_number(csv, row,
               {.key = fmt::format("insurance.{}.people", kIncomes[income]),
                .value = people[income],
                .unit = "% of people under 65",
                .evidence = "",
                .source = "",
                .about = "People by income group."},
               {people[income], people[income]}, tables.numbers);
    read_insurance_row(csv, row, income, tables);
  }
  for (std::size_t income = 0; income < kIncomes.size() && csv.fault_count() == 0; ++income) {
    if (people[income] < 0.0) csv.fault(fmt::format("income group '{}' is missing", kIncomes[income]));
  }
  if (csv.fault_count() > 0) return;
  make_shares(people, csv, "people_percent");
  std::copy(people.begin(), people.end(), tables.income_share.begin());
}

}  // namespace

const TableFile* find_table(std::span<const TableFile> files, std::string_view key) {
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const TableFile& f) { return f.key == key; });
  return found == files.end() ? nullptr : &*found;
}

void read_population_tables(std::span<const TableFile> files, double primary_care_share, Tables& tables,
                            Diagnostics& faults) {
  using Reader = void (*)(const TableFile&, Tables&, Diagnostics&);
  constexpr std::array<std::pair<std::string_view, Reader>, 6> kReaders{{{"life_table", read_life_table},
                                                                         {"age_sex", read_age_sex},
                                                                         {"fertility", read_fertility},
                                                                         {"inpatient", read_stays},
                                                                         {"households", read_households},
                                                                         {"insurance", read_insurance}}};
  for (const auto& [key, reader] : kReaders) {
    const TableFile* file = find_table(files, key);
    if (file != nullptr) reader(*file, tables, faults);
  }
  const TableFile* ed = find_table(files, "ed_visits");
  const TableFile* office = find_table(files, "office_visits");
  const TableFile* spending = find_table(files, "spending");
  if (spending != nullptr)
    tables.spending = read_by_age(*spending, kSpendingYear, "usd_per_person_year", {0.0, 1e7}, faults);
  if (ed != nullptr) tables.ed_visits = read_visits(*ed, kEdYear, faults);
  const ByAge visits = office == nullptr ? ByAge{} : read_visits(*office, kOfficeYear, faults);
  for (std::size_t age = 0; age < visits.size(); ++age) {
    tables.primary_care_visits[age] = primary_care_share * visits[age];
    tables.specialist_visits[age] = (1.0 - primary_care_share) * visits[age];
  }
}

}  // namespace rapport::scenario
