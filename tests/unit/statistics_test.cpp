// What comparisons keep for the table of the verification suite.
#include "support/statistics.h"

#include <gtest/gtest.h>

#include <string>

namespace rapport::statistics_test {

/// Of the running test; "none" when it has no such property.
std::string kept(const std::string& property) {
  const testing::TestResult& result = *testing::UnitTest::GetInstance()->current_test_info()->result();
  for (int i = 0; i < result.test_property_count(); ++i) {
    if (result.GetTestProperty(i).key() == property) return result.GetTestProperty(i).value();
  }
  return "none";
}

TEST(Statistics, TheLargestOfSeveralComparisonsIsKept) {
  EXPECT_EQ(kept("largest_z"), "none");
  statistics::record(1.0, 0.1, 2.0);
  EXPECT_EQ(kept("detectable_percent"), "5");
  EXPECT_EQ(kept("detectable_absolute"), "none");
  statistics::record(-3.0, 0.4, -2.0);
  statistics::record(2.0, 0.01, 4.0);
  EXPECT_EQ(kept("largest_z"), "3");
  EXPECT_EQ(kept("detectable_percent"), "20");
  statistics::record(0.0, 0.25, 0.0);
  EXPECT_EQ(kept("detectable_absolute"), "0.25");
}

TEST(Statistics, ErrorsCountFromTheMarginOn) {
  statistics::record_within(-0.3, 0.5, 0.1, 10.0);
  EXPECT_EQ(kept("largest_z"), "0");
  statistics::record_within(-0.7, 0.5, 0.1, 10.0);
  EXPECT_EQ(kept("largest_z"), "2");
  EXPECT_EQ(kept("detectable_percent"), "11.33") << "0.5 and 6.3 standard errors of 0.1, of 10";
}

TEST(Statistics, AComparisonWithATruthIsRecorded) {
  const auto rule = [](double scale) { return statistics::Estimate{2.0 * scale + 0.01, 0.01}; };
  statistics::expect_truth("twice", rule, 2.0, 0.1);
  EXPECT_EQ(kept("largest_z"), "1");
  EXPECT_EQ(kept("detectable_percent"), "3.163");
}

}  // namespace rapport::statistics_test
