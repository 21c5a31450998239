// VS-3, the rows of the table of levels, and the table of targets with its mistakes.
#include "study/levels.h"
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>
#include <limits>

#include "support/worlds.h"

namespace rapport::levels_test {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Target target(double lo, double hi, const std::string& quality = "A") {
  Target of;
  of.quantity = "ed_visits";
  of.value = (lo + hi) / 2.0;
  of.lo = lo;
  of.hi = hi;
  of.quality = quality;
  return of;
}
Estimate around(double mean, double error) {
  return {mean, error, mean - 2.0 * error, mean + 2.0 * error, 10};
}

TEST(Levels, VS_3_Verdicts) {
  const Target band = target(10.0, 14.0);
  EXPECT_EQ(verdict_of(band, around(12.0, 0.9)), Verdict::met);
  EXPECT_EQ(verdict_of(band, around(10.0, 1.0)), Verdict::met) << "bounds belong to the band";
  EXPECT_EQ(verdict_of(band, around(12.0, 1.1)), Verdict::unsure) << "error above a quarter of the band";
  EXPECT_EQ(verdict_of(band, around(14.1, 0.9)), Verdict::missed);
  EXPECT_EQ(verdict_of(band, around(16.0, 1.5)), Verdict::unsure) << "the interval reaches into the band";
  EXPECT_EQ(verdict_of(band, around(18.0, 1.5)), Verdict::missed) << "the interval lies beside the band";
  EXPECT_EQ(verdict_of(band, around(6.0, 1.5)), Verdict::missed);
  EXPECT_EQ(verdict_of(band, {12.0, kNone, kNone, kNone, 1}), Verdict::unsure) << "one market says nothing";
  EXPECT_EQ(verdict_of(band, {kNone, kNone, kNone, kNone, 0}), Verdict::not_seen);
  EXPECT_EQ(verdict_of(band, around(0.0, 0.0)), Verdict::not_seen) << "it never happened";
  EXPECT_EQ(verdict_of(target(10.0, 14.0, "C"), around(12.0, 0.1)), Verdict::no_source);
}

TEST(Levels, RowsAreFilledFromMarketsThatSayAnything) {
  const std::vector<Target> targets{target(10.0, 14.0)};
  std::vector<LevelRow> rows = level_rows(targets);
  const auto with = std::find_if(rows.begin(), rows.end(), [](const LevelRow& row) { return row.target; });
  ASSERT_NE(with, rows.end());
  EXPECT_EQ(with->level->name, "ed_visits");
  EXPECT_EQ(rows.size(), all_levels().size()) << "a level without a target has one row all the same";
  fill(*with, {12.0, kNone, 14.0});
  EXPECT_DOUBLE_EQ(with->estimate.mean, 13.0);
  EXPECT_DOUBLE_EQ(with->estimate.standard_error, 1.0);
  EXPECT_NEAR(with->percent_error, 100.0 / 12.0, 1e-12);
  EXPECT_EQ(with->verdict, Verdict::met);
  fill(*with, {kNone, kNone});
  EXPECT_EQ(with->verdict, Verdict::not_seen);
  EXPECT_FALSE(is_unexplained(*with)) << "it is not missed";
  fill(*with, {20.0, 20.1});
  EXPECT_EQ(with->verdict, Verdict::missed);
  EXPECT_TRUE(is_unexplained(*with));
  with->target->reason = "The source counts other people.";
  EXPECT_FALSE(is_unexplained(*with));
  LevelRow& without = rows.front();
  fill(without, {1.0, 2.0});
  EXPECT_EQ(without.verdict, Verdict::no_source);
  EXPECT_TRUE(std::isnan(without.percent_error));
}

constexpr const char* kColumns = "id,kind,quantity,of,sex,age_lo,age_hi,value,lo,hi,quality,source,profile";

std::vector<Target> targets_of(const std::string& text, Diagnostics& faults) {
  const std::string path = testing::TempDir() + "targets.csv";
  std::ofstream(path) << text;
  return read_targets(path, level_names(), worlds::base_us().tables, faults);
}
Diagnostics faults_of(const std::string& rows) {
  Diagnostics faults;
  targets_of(std::string(kColumns) + "\n" + rows, faults);
  return faults;
}

TEST(Levels, ATableOfTargetsIsChecked) {
  EXPECT_TRUE(faults_of("a,check,prevalence,diabetes,male,18,44,3,2,4,A,Somebody,us_general\n").empty());
  const std::vector<std::pair<std::string, std::string>> wrong{
      {",check,ed_visits,,all,0,120,3,2,4,A,Somebody,us\n", "id is empty"},
      {"a,check,ed_visit,,all,0,120,3,2,4,A,Somebody,us\n",
       "unknown quantity 'ed_visit'. Did you mean 'ed_visits'?"},
      {"a,check,prevalence,diabets,all,0,120,3,2,4,A,Somebody,us\n", "Did you mean 'diabetes'?"},
      {"a,guess,ed_visits,,all,0,120,3,2,4,A,Somebody,us\n", "unknown kind 'guess'"},
      {"a,check,ed_visits,,all,0,120,3,2,4,D,Somebody,us\n", "unknown quality 'D'"},
      {"a,check,ed_visits,,men,0,120,3,2,4,A,Somebody,us\n", "sex 'men' is none of"},
      {"a,check,ed_visits,,all,44,18,3,2,4,A,Somebody,us\n", "age_hi = 18 is below age_lo = 44"},
      {"a,check,ed_visits,,all,0,120,5,2,4,A,Somebody,us\n", "2 to 4 is no band around 5"},
      {"a,check,ed_visits,,all,0,120,3,3,3,A,Somebody,us\n", "3 to 3 is no band around 3"},
      {"a,check,ed_visits,,all,0,120,3,2,4,A,,us\n", "source is empty"},
      {"a,check,ed_visits,,all,0,120,x,2,4,A,Somebody,us\n", "value"}};
  for (const auto& [row, words] : wrong) {
    const Diagnostics faults = faults_of(row);
    ASSERT_FALSE(faults.empty()) << row;
    EXPECT_NE(to_text(faults.front()).find(words), std::string::npos) << to_text(faults.front());
  }
  Diagnostics faults;
  read_targets("nowhere/targets.csv", level_names(), worlds::base_us().tables, faults);
  EXPECT_EQ(faults.size(), 1U);
}

/// The column may be missing or its cells empty; what stands there is a sentence about something judged.
TEST(Levels, ReasonsOfMissesAreRead) {
  const std::string header = std::string(kColumns) + ",reason\n";
  const auto read = [&](const std::string& quality, const std::string& reason, Diagnostics& faults) {
    const auto targets = targets_of(
        header + "a,check,ed_visits,,all,0,120,3,2,4," + quality + ",Somebody,us," + reason + "\n", faults);
    return targets.empty() ? std::string("nothing") : targets.front().reason;
  };
  Diagnostics none;
  EXPECT_EQ(read("A", "", none), "");
  EXPECT_EQ(read("A", "\"Other people, and other years.\"", none), "Other people, and other years.");
  EXPECT_TRUE(none.empty());
  const std::vector<std::array<std::string, 3>> wrong{
      {"A", "see above", "a reason is a sentence with a full stop"},
      {"B", "Because.", "a reason is a sentence with a full stop"},
      {"C", "The source counts other people.", "a value of quality C is never missed"}};
  for (const auto& [quality, reason, words] : wrong) {
    Diagnostics faults;
    read(quality, reason, faults);
    ASSERT_FALSE(faults.empty()) << reason;
    EXPECT_NE(to_text(faults.front()).find(words), std::string::npos) << to_text(faults.front());
  }
  Diagnostics shut;
  read("A", "Other people, and other years.", shut);
  ASSERT_FALSE(shut.empty()) << "a comma outside quotes is a cell too many";
  EXPECT_NE(to_text(shut.front()).find("15 cells"), std::string::npos) << to_text(shut.front());
}

TEST(Levels, TheTableOfTargetsIsWhole) {
  Diagnostics faults;
  const auto targets = read_targets(std::string(RAPPORT_SOURCE_DIR) + "/scenarios/data/targets_us.csv",
                                    level_names(), worlds::base_us().tables, faults);
  for (const Diagnostic& fault : faults) ADD_FAILURE() << to_text(fault);
  EXPECT_GT(targets.size(), 90U);
  for (const Target& one : targets) {
    const bool about_one = one.quantity == "prevalence" || one.quantity == "diagnosed" ||
                           one.quantity == "aware" || one.quantity == "pdc_adherent" ||
                           one.quantity.starts_with("coc_");
    EXPECT_EQ(about_one, one.condition >= 0) << one.id;
    EXPECT_EQ(one.quality == "C", one.source.starts_with("A-")) << one.id << ": an assumption is no source";
  }
}

}  // namespace rapport::levels_test
