// Tables: strict CSV, bands to single years (TB-1 to TB-4), incidence from prevalence (DI-1), the list of
// numbers.
#include <cmath>
#include <nlohmann/json.hpp>

#include "scenario/age_bands.h"
#include "scenario/incidence.h"
#include "scenario/number.h"
#include "scenario/parameter_list.h"
#include "scenario/suggest.h"
#include "unit/scenario_folder.h"

namespace rapport {
namespace {

using scenario::AgeBand;
using scenario::CsvTable;

class TinyTables : public ScenarioFolder {};

std::string csv_faults(const std::string& text) {
  Diagnostics faults;
  CsvTable table("t.csv", text, {{"a", "b"}, {"c"}}, faults);
  for (const auto& row : table.rows()) table.number(row, "a", {0.0, 10.0});
  std::string messages;
  for (const Diagnostic& fault : faults) messages += to_text(fault) + "\n";
  return messages;
}

TEST(CsvTables, StrictReading) {
  EXPECT_EQ(csv_faults("a,b\n1,x\n"), "");
  EXPECT_EQ(csv_faults("b,a,c\r\n\"x, \"\"y\"\"\",1,\r\n"), "");
  EXPECT_EQ(csv_faults("a,b\n1,x"), "");
  EXPECT_EQ(csv_faults(""), "t.csv: is empty\n");
  EXPECT_EQ(csv_faults("a,b\n"), "t.csv: has a header and no rows\n");
  EXPECT_EQ(csv_faults("a,a\n1,1\n"),
            "t.csv:1:3: column 'a' is given twice\nt.csv:1: column 'b' is missing\n");
  EXPECT_EQ(csv_faults("a,b\n1\n"), "t.csv:2: has 1 cells; the header has 2\n");
  EXPECT_EQ(csv_faults("a,b\n1,x\n\n"), "t.csv:3: has 1 cells; the header has 2\n");
  EXPECT_EQ(csv_faults("a,b\n1,\"x\n"), "t.csv:2:3: a quote or line end stands in the wrong place\n");
  EXPECT_EQ(csv_faults("a,b\n1,\"x\"y\n"), "t.csv:2:3: a quote or line end stands in the wrong place\n");
  EXPECT_EQ(csv_faults("a,b\n1,x\"\n"), "t.csv:2:3: a quote or line end stands in the wrong place\n");
  EXPECT_EQ(csv_faults("a,b\n\"1\",x\n"), "t.csv:2:1: a: a number stands in quotes\n");
  EXPECT_EQ(csv_faults("a,b\n11,x\n"), "t.csv:2:1: a = 11 is outside 0 to 10\n");
  EXPECT_NE(csv_faults("a,b\n 1,x\n").find("t.csv:2:1: a: ' 1' is not a number"), std::string::npos);
  EXPECT_NE(csv_faults("a,b\n1,\xFF\n").find("not valid UTF-8"), std::string::npos);
}

TEST(Numbers, OnlyTheGrammarOfJson) {
  for (const char* good : {"0", "-0.0", "12", "0.06", "-1.5e-3", "1E5", "4.9e-324"}) {
    EXPECT_TRUE(scenario::read_number(good).value) << good;
  }
  EXPECT_FALSE(std::signbit(*scenario::read_number("-0.0").value));
  for (const char* bad : {"",      "-",        ".5",    "5.",     "+1",  "010",  "1_000", "1,000",
                          "5 000", " 5",       "0x10",  "12:30",  "yes", ".nan", "nan",   ".inf",
                          "-.inf", "infinity", "1e400", "1e-400", "1e",  "1.e5", "--1",   "1d5"}) {
    EXPECT_FALSE(scenario::read_number(bad).value) << bad;
    EXPECT_FALSE(scenario::read_number(bad).fault.empty()) << bad;
  }
  EXPECT_EQ(scenario::number_text(0.1), "0.1");
  EXPECT_EQ(scenario::number_text(-0.0), "0");
}

TEST(Suggestions, NearWordsOnly) {
  EXPECT_EQ(scenario::edit_distance("gian", "gain"), 1U);
  EXPECT_EQ(scenario::edit_distance("", "abc"), 3U);
  EXPECT_EQ(scenario::edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(scenario::nearest("gian", {"loss", "gain"}), "gain");
  EXPECT_EQ(scenario::nearest("x", {"loss", "gain"}), "");
}

ByAge people_declining() {
  ByAge people{};
  for (std::size_t age = 0; age < people.size(); ++age) people[age] = 1.0 - 0.008 * static_cast<double>(age);
  return people;
}

TEST(Bands, SmoothingKeepsMeansAndOrder) {
  const ByAge people = people_declining();
  const std::vector<AgeBand> bands{{0, 17, 0.0}, {18, 39, 0.234}, {40, 59, 0.525}, {60, 120, 0.716}};
  const ByAge values = scenario::smooth_values(bands, people);
  for (const AgeBand& band : bands) {
    EXPECT_NEAR(scenario::band_mean(values, people, band), band.value, 1e-12);
  }
  for (std::size_t age = 1; age < values.size(); ++age) {
    EXPECT_GE(values[age], values[age - 1] - 1e-3) << age;
    EXPECT_LT(values[age] - values[age - 1], 0.04) << "no step at " << age;
  }
}

TEST(Bands, OneBandIsFlat) {
  const ByAge values = scenario::smooth_values({{0, 120, 0.3}}, people_declining());
  for (const double value : values) EXPECT_NEAR(value, 0.3, 1e-12);
}

/// Prevalence of a birth cohort that lives through `incidence`, in steps of a hundredth of a year.
double prevalence_at(double start, int from, int to, const ByAge& incidence, const ByAge& mu, double r,
                     double ratio) {
  double p = start;
  for (int step = 0; step < 100 * (to - from); ++step) {
    const double position = from + step / 100.0;
    const auto age = static_cast<std::size_t>(position);
    const double part = position - static_cast<double>(age);
    const double i = incidence[age] + part * (incidence[age + 1] - incidence[age]);
    const double mu0 = mu[age] / (1.0 + p * (ratio - 1.0));
    p += 0.01 * (i * (1.0 - p) - r * p - p * (1.0 - p) * (ratio - 1.0) * mu0);
  }
  return p;
}

TEST(Bands, TB_2_PeopleAreEvenAndFollowSurvivorsInTheLastBand) {
  ByAge survivors{};
  for (std::size_t age = 0; age < survivors.size(); ++age) survivors[age] = 111.0 - static_cast<double>(age);
  ByAge people{};
  scenario::spread_people({20, 29, 0.5}, survivors, people);
  scenario::spread_people({100, 120, 0.33}, survivors, people);
  EXPECT_EQ(people[19], 0.0);
  for (std::size_t age = 20; age < 30; ++age) EXPECT_DOUBLE_EQ(people[age], 0.05);
  EXPECT_DOUBLE_EQ(people[100], 0.33 * 11.0 / 66.0);
  EXPECT_DOUBLE_EQ(people[110], 0.33 * 1.0 / 66.0);
}

TEST(Incidence, KeepsPrevalenceWhereItIsAndATwinDoesNot) {
  ByAge prevalence{};
  ByAge mu{};
  for (std::size_t age = 0; age < prevalence.size(); ++age) {
    prevalence[age] = 0.02 + 0.003 * static_cast<double>(age);
    mu[age] = 0.0005 + 0.0002 * static_cast<double>(age);
  }
  ByAge incidence = scenario::incidence(prevalence, mu, 0.1, 2.0);
  EXPECT_NEAR(prevalence_at(prevalence[20], 20, 80, incidence, mu, 0.1, 2.0), prevalence[80], 1e-3);
  for (double& i : incidence) i *= 1.05;
  EXPECT_GT(prevalence_at(prevalence[20], 20, 80, incidence, mu, 0.1, 2.0), prevalence[80] + 5e-3);
}

TEST(Incidence, IsNeverNegative) {
  ByAge falling{};
  for (std::size_t age = 0; age < falling.size(); ++age)
    falling[age] = 0.9 - 0.008 * static_cast<double>(age);
  const ByAge incidence = scenario::incidence(falling, ByAge{}, 0.0, 1.0);
  EXPECT_GT(incidence[0], 0.0) << "nobody is born with it";
  for (std::size_t age = 1; age < incidence.size(); ++age) EXPECT_EQ(incidence[age], 0.0);
}

TEST_F(TinyTables, FillsEveryArray) {
  const Tables tables = read_good("tiny.yaml").tables;
  double people = 0.0;
  double stays = 0.0;
  double births = 0.0;
  for (const Sex sex : {female, male}) {
    for (std::size_t age = 0; age < kAges; ++age) {
      people += tables.population_share[sex][age];
      stays += tables.population_share[sex][age] * tables.stays[age];
      births += sex == female ? tables.population_share[sex][age] * tables.births_per_year[age] : 0.0;
      EXPECT_EQ(tables.frailty_mean_factor[sex][age], 1.0);
      EXPECT_EQ(tables.acute_deaths_per_year[sex][age], 0.0);
      EXPECT_GT(tables.death_per_year[sex][age], 0.0);
    }
  }
  EXPECT_NEAR(people, 1.0, 1e-12);
  EXPECT_NEAR(stays + births, 0.110, 1e-12) << "TB-4";
  EXPECT_NEAR(tables.death_per_year[female][50], -std::log1p(-0.02379), 1e-12) << "TB-3";
  EXPECT_EQ(tables.death_per_year[male][110], tables.death_per_year[male][100]);
  EXPECT_NEAR(tables.primary_care_visits[30] + tables.specialist_visits[30], 3.0, 1e-12);
  EXPECT_EQ(tables.ed_visits[5], 0.4);
  EXPECT_EQ(tables.births_per_year[19], 0.0);
  EXPECT_EQ(tables.births_per_year[20], 0.07);
  EXPECT_EQ(tables.household_size_share, (std::vector<double>{0.3, 0.4, 0.3}));
  EXPECT_EQ(tables.insurance_by_income[1][2], 0.4);
  ASSERT_EQ(tables.conditions.size(), 2U);
  EXPECT_EQ(tables.conditions[0].state_names, (std::vector<std::string>{"mild", "severe"}));
  EXPECT_EQ(tables.conditions[0].transitions.size(), 1U);
  EXPECT_NE(tables.conditions[0].name_hash, tables.conditions[1].name_hash);
  EXPECT_EQ(tables.conditions[1].prevalence[male][17], 0.0);
  EXPECT_GT(tables.conditions[1].prevalence[male][40], tables.conditions[1].prevalence[female][40]);
}

TEST_F(TinyTables, AReferenceTableReplacesNeutralValues) {
  write("reference.csv",
        "quantity,sex,age_lo,age_hi,value\nmean_factor,all,0,120,1.2\nacute_deaths,female,0,120,0.001\n"
        "acute_deaths,male,0,64,0.002\nacute_deaths,male,65,120,0.02\n"
        "condition_stays,all,0,120,1.5e-05\n");
  const Tables tables = read_good("tiny.yaml", {"tables.reference=reference.csv"}).tables;
  EXPECT_EQ(tables.frailty_mean_factor[male][30], 1.2);
  EXPECT_EQ(tables.acute_deaths_per_year[female][90], 0.001);
  EXPECT_EQ(tables.acute_deaths_per_year[male][90], 0.02);
  EXPECT_EQ(tables.condition_stays_per_year[female][0], 1.5e-5);
  EXPECT_EQ(tables.condition_ed_per_year[female][0], 0.0);
  write("reference.csv", "quantity,sex,age_lo,age_hi,value\nmean_facter,all,0,120,1.2\n");
  read("tiny.yaml", {"tables.reference=reference.csv"});
  EXPECT_EQ(messages_, "reference.csv:2:1: unknown quantity 'mean_facter'. Did you mean 'mean_factor'?\n");
}

TEST_F(TinyTables, TheListHasEveryNumberWithItsGrade) {
  const Scenario tiny = read_good("tiny.yaml", {"trust.gain=0.3"});
  const auto rows = list_parameters(tiny.params, tiny.tables.numbers);
  EXPECT_EQ(rows.size(), parameter_entries().size() + tiny.tables.numbers.size());
  const auto json = nlohmann::json::parse(parameters_json(rows));
  ASSERT_EQ(json["parameters"].size(), rows.size());
  int counted = 0;
  for (const char* group : {"declared", "tables"}) {
    for (const auto& count : json["counts"][group]) counted += count.get<int>();
  }
  EXPECT_EQ(counted, static_cast<int>(rows.size()));
  const std::string text = parameters_table(rows);
  for (const auto& row : json["parameters"]) {
    EXPECT_NE(text.find(row["key"].get<std::string>()), std::string::npos);
    EXPECT_FALSE(row["unit"].get<std::string>().empty());
    EXPECT_FALSE(row["source"].get<std::string>().empty());
    const double expected = row["key"] == "trust.gain" ? 0.3 : row["value"].get<double>();
    EXPECT_EQ(row["value"].get<double>(), expected);
  }
}

}  // namespace
}  // namespace rapport
