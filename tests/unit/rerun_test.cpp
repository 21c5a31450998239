// A store is enough to run its study again, and a rerun that differs is told from one that does not.
#include "study/rerun.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "outcome/store.h"
#include "scenario/canonical.h"
#include "study/settings.h"
#include "unit/scenario_folder.h"

namespace rapport {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> library() {
  std::vector<std::string> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(RAPPORT_SOURCE_DIR) / "scenarios"))
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path().string());
  return paths;
}

Scenario scenario_in(const std::string& path, const std::vector<std::string>& overrides = {}) {
  Diagnostics faults;
  Scenario scenario = read_scenario(path, overrides, faults);
  EXPECT_TRUE(faults.empty()) << to_text(faults.at(0));
  return scenario;
}

std::string messages(const Diagnostics& faults) {
  std::string text;
  for (const Diagnostic& fault : faults) text += to_text(fault) + '\n';
  return text;
}

TEST(CanonicalText, LeadsBackToTheScenario) {
  for (const std::string& path : library()) {
    const Scenario scenario = scenario_in(path);
    Scenario again;
    Diagnostics faults;
    scenario::read_canonical(again, scenario.text, scenario.table_files, faults);
    EXPECT_EQ(messages(faults), "") << path;
    EXPECT_EQ(again.hash, scenario.hash);
    EXPECT_EQ(again.tables_hash, scenario.tables_hash);
    EXPECT_TRUE(again.contract == scenario.contract && again.base_contract == scenario.base_contract) << path;
    EXPECT_TRUE(again.time == scenario.time && again.population == scenario.population);
  }
  EXPECT_GE(library().size(), 5u);
}

/// What is wrong with a text in which `was` is replaced by `now`.
std::string fault_of(const std::string& was, const std::string& now) {
  const Scenario scenario = scenario_in(library().front());
  std::string text = scenario.text;
  const std::size_t at = text.find(was);
  EXPECT_NE(at, std::string::npos) << was;
  text.replace(at, was.size(), now);
  Scenario again;
  Diagnostics faults;
  scenario::read_canonical(again, text, scenario.table_files, faults);
  return messages(faults);
}

TEST(CanonicalText, OfAnotherVersionIsRefusedWithItsKeys) {
  EXPECT_NE(fault_of("trust.gain = ", "trust.grain = ").find("'trust.gain'"), std::string::npos);
  EXPECT_NE(fault_of("trust.gain = ", "trust.grain = ").find("'trust.grain'"), std::string::npos);
  EXPECT_NE(fault_of("schema = 1", "schema = 2").find("'schema'"), std::string::npos);
  EXPECT_NE(fault_of("time.years = ", "time.years = x").find("'time.years'"), std::string::npos);
  EXPECT_NE(fault_of("schema = 1\n", "schema = 1\nschema = 1\n").find(":2:"), std::string::npos);
  EXPECT_NE(fault_of("tables.life_table = ", "tables.life_table = 0").find("does not fit"),
            std::string::npos);
}

/// A small comparison in all settings.
StudyResult comparison() {
  const fs::path folder = fs::path(RAPPORT_SOURCE_DIR) / "scenarios";
  StudyPlan plan;
  const std::vector<std::string> small{"population.people_per_market=60", "time.years=1",
                                       "time.warm_up_years=1"};
  plan.arms = {scenario_in(folder / "fee_for_service.yaml", small),
               scenario_in(folder / "capitation.yaml", small)};
  plan.replicates = 2;
  plan.seed = 5;
  StudyRun run = run_in_settings(plan);
  EXPECT_TRUE(run.complete);
  return std::move(run.result);
}

TEST(Rerun, MakesTheSameResultInAllSettings) {
  const StudyResult stored = comparison();
  Diagnostics faults;
  const auto plan = plan_of(stored, faults);
  ASSERT_TRUE(plan.has_value()) << messages(faults);
  ASSERT_EQ(plan->arms.size(), 4u);
  const StudyRun run = run_study(*plan);
  EXPECT_TRUE(run.result == stored);
  const Difference none = difference_between(stored, run.result);
  EXPECT_EQ(none.cells, 0u);
  EXPECT_EQ(none.first, "");

  StudyResult other = run.result;
  const Outcome outcome = Outcome::trust;
  other.at(1, 1, 0).at(outcome, 14).numerator += 1;
  other.at(3, 0, 0).by_year.back().denominator -= 1;
  const Difference two = difference_between(stored, other);
  EXPECT_EQ(two.cells, 2u);
  EXPECT_EQ(two.all, none.all);
  EXPECT_EQ(two.first.find("trust of scenario capitation, replicate 1, market 0, period 14: "), 0u)
      << two.first;
}

TEST(Rerun, IsRefusedWhereTheStoreIsNotEnough) {
  StudyResult stored = comparison();
  const auto refused = [](const StudyResult& result) {
    Diagnostics faults;
    EXPECT_FALSE(plan_of(result, faults).has_value());
    return messages(faults);
  };
  StudyResult older = stored;
  older.provenance.schema = 2;
  EXPECT_NE(refused(older).find("holds no tables"), std::string::npos);
  StudyResult other_table = stored;
  std::string& life_table = other_table.provenance.tables.front().text;
  life_table.replace(life_table.find("0.006304"), 8, "0.006305");
  EXPECT_NE(refused(other_table).find("does not fit"), std::string::npos);
  StudyResult other_hash = stored;
  other_hash.provenance.scenarios.back().hash = std::string(32, '0');
  EXPECT_NE(refused(other_hash).find("its hash"), std::string::npos);
  StudyResult other_setting = stored;
  other_setting.provenance.scenarios.back().text += "derived.luck = 2\n";
  EXPECT_NE(refused(other_setting).find("setting"), std::string::npos);
}

/// The path in a variable of the environment, or one in `folder`.
std::string path_in(const char* variable, const TinyFolder& folder, const std::string& name) {
  const char* given = std::getenv(variable);
  return given == nullptr ? folder.path(name) : given;
}

/// A store that was changed and sealed again is whole; only running the study again tells. The tests of the command
/// have their forgeries from here.
TEST(Forgery, OfOneSumIsFoundByARerunOnly) {
  const TinyFolder folder;
  const std::string from = path_in("RAPPORT_FORGE_FROM", folder, "from.h5");
  if (!fs::exists(from)) {
    ASSERT_TRUE(write_store(from, comparison(), false).ok());
  }
  StudyResult forged = read_store(from).result;
  ASSERT_FALSE(forged.tallies.empty());
  forged.at(1, 0, 0).at(Outcome::deaths, forged.periods - 1).numerator += 1;
  const std::string to = path_in("RAPPORT_FORGE_TO", folder, "to.h5");
  ASSERT_TRUE(write_store(to, forged, false).ok());
  const StoreReading reading = read_store(to);
  ASSERT_TRUE(reading.report.ok()) << to_text(reading.report.diagnostics.at(0));
  Diagnostics faults;
  const auto plan = plan_of(reading.result, faults);
  ASSERT_TRUE(plan.has_value()) << messages(faults);
  EXPECT_EQ(difference_between(reading.result, run_study(*plan).result).cells, 1u);
}

TEST(StudyParts, AStudyThatIsTakenUpHasTheSameResult) {
  TinyFolder folder;
  StudyPlan plan;
  plan.arms = {scenario_in((fs::path(RAPPORT_SOURCE_DIR) / "scenarios" / "small_town.yaml").string(),
                           {"population.people_per_market=60", "time.years=1", "time.warm_up_years=1"})};
  plan.replicates = 3;
  const StudyResult straight = run_study(plan).result;
  Parts parts(folder.path("x.h5"), facts_of(plan));
  ASSERT_TRUE(parts.open(false).ok());
  plan.parts = &parts;
  plan.replicates = 2;
  EXPECT_TRUE(run_study(plan).complete);
  EXPECT_EQ(parts.count(), 2u);
  plan.replicates = 3;
  EXPECT_TRUE(run_study(plan).result == straight);
  EXPECT_EQ(parts.count(), 3u);
  plan.seed += 1;
  EXPECT_FALSE(run_study(plan).result == straight);
  EXPECT_EQ(parts.count(), 6u) << "another seed has parts of its own";
}

}  // namespace
}  // namespace rapport
