// Formulas of queueing theory to the digits of the classical table, and the arithmetic that a study of them needs.
#include "study/queueing.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "study/access_study.h"
#include "study/controlled_mean.h"

namespace rapport::queueing_test {

using namespace queueing;

using Kinds = std::vector<std::vector<double>>;

struct Printed {
  double blocked, delayed, wait;
};
constexpr std::array<Printed, 8> kPrinted{{{.444444, .800000, 4.000000},
                                           {.200000, .333333, .333333},
                                           {.329897, .711111, 1.777778},
                                           {.210526, .444444, .444444},
                                           {.199067, .554113, .554113},
                                           {.167963, .668732, .668732},
                                           {.109213, .550769, .275385},
                                           {.054104, .363864, .072773}}};

// V27
TEST(Queueing, QU_1_QU_2_QU_3_AreTheClassicalTable) {
  constexpr double kLastDigit = 5.1e-7;
  for (std::size_t row = 0; row < kPrinted.size(); ++row) {
    const auto [clinicians, offered] = access_study::kLoads[row];
    EXPECT_NEAR(erlang_b(clinicians, offered), kPrinted[row].blocked, kLastDigit) << clinicians;
    EXPECT_NEAR(erlang_c(clinicians, offered), kPrinted[row].delayed, kLastDigit) << clinicians;
    EXPECT_NEAR(mean_wait(clinicians, offered), kPrinted[row].wait, kLastDigit) << clinicians;
    EXPECT_DOUBLE_EQ(mean_waiting(clinicians, offered), offered * mean_wait(clinicians, offered));
  }
}

TEST(Queueing, QU_1_QU_2_Limits) {
  EXPECT_EQ(erlang_b(0, 3.0), 1.0);
  EXPECT_DOUBLE_EQ(erlang_b(1, 0.25), 0.2);
  EXPECT_NEAR(erlang_c(1, 0.3), 0.3, 1e-15) << "one clinician: whoever finds a visit going on waits";
  EXPECT_NEAR(erlang_c(20, 19.999), 1.0, 1e-3);
  EXPECT_NEAR(erlang_b(10, 1e6), 1.0 - 10.0 / 1e6, 1e-10);
}

// V27
TEST(Queueing, QU_4_IsTheTailOfTheBinomial) {
  EXPECT_NEAR(panel_day(2000, 0.008, 20).overflow, 0.130933, 5.1e-7);
  EXPECT_NEAR(panel_day(2300, 0.008, 20).overflow, 0.301333, 5.1e-7);
  EXPECT_NEAR(panel_day(2500, 0.008, 20).overflow, 0.440907, 5.1e-7);
}

TEST(Queueing, QU_4_SmallAndLargePanels) {
  EXPECT_NEAR(panel_day(2, 0.5, 1).overflow, 0.25, 1e-15);
  EXPECT_NEAR(panel_day(2, 0.5, 1).used_slots, 0.75, 1e-15);
  EXPECT_NEAR(panel_day(3, 0.25, 2).overflow, 1.0 / 64.0, 1e-15);
  EXPECT_EQ(panel_day(20, 0.3, 20).overflow, 0.0) << "a slot for everybody";
  EXPECT_NEAR(panel_day(20, 0.3, 20).used_slots, 0.3, 1e-14);
  EXPECT_NEAR(panel_day(100'000, 0.5, 50'000).overflow, 0.5 - 0.5 * 0.002523, 1e-6)
      << "half of what is not the middle; (1 - p)^n is below the smallest number";
}

TEST(Queueing, QU_5_ExtrapolationTakesOutWhatFallsWithTheStep) {
  const auto seen = [](double step) { return 2.0 - 0.7 * step; };
  EXPECT_DOUBLE_EQ(extrapolated(seen(0.2), seen(0.2 / kFinerSteps)), 2.0);
}

TEST(Queueing, QU_5_VisitsTakeTheirMeanLength) {
  for (const double step : {0.01, 0.15}) {
    double mean = 0.0, one_step = 0.0;
    constexpr int kCells = 1'000'000;
    for (int cell = 0; cell < kCells; ++cell) {
      const std::uint32_t steps = visit_steps((cell + 0.5) / kCells, step);
      ASSERT_GE(steps, 1U);
      mean += steps / static_cast<double>(kCells);
      one_step += steps == 1 ? 1.0 / kCells : 0.0;
    }
    EXPECT_NEAR(mean * step, 1.0, 1e-4);
    EXPECT_NEAR(one_step, step, 2e-6);
  }
}

TEST(Queueing, QU_6_LuckThatExplainsAllLeavesNoError) {
  const std::vector<double> luck{0.3, -1.2, 2.2, 0.1, -0.9, 1.5}, twice{0.6, -2.4, 4.4, 0.2, -1.8, 3.0};
  std::vector<double> values;
  for (const double z : luck) values.push_back(5.0 + 3.0 * z);
  for (const Kinds& kinds : {Kinds{luck}, Kinds{luck, twice}}) {
    const Measured found = controlled_mean(values, kinds);
    EXPECT_NEAR(found.value, 5.0, 1e-12) << "the mean of the values is " << 5.0 + 3.0 * 2.0 / 6.0;
    EXPECT_NEAR(found.standard_error, 0.0, 1e-7);
  }
}

TEST(Queueing, QU_6_WithoutLuckItIsTheMean) {
  const std::vector<double> values{1.0, 2.0, 3.0, 6.0};
  const std::vector<double> nothing(4, 0.0);
  for (const Kinds& kinds : {Kinds{}, Kinds{nothing}}) {
    const Measured found = controlled_mean(values, kinds);
    EXPECT_DOUBLE_EQ(found.value, 3.0);
    EXPECT_DOUBLE_EQ(found.standard_error, std::sqrt(14.0 / 3.0 / 4.0));
  }
}

/// Least squares by hand: the slope is 0.7, what is left -0.2, 0.1, 0.4 and -0.3.
TEST(Queueing, QU_6_IsTheInterceptOfLeastSquares) {
  const Measured found = controlled_mean({1.0, 2.0, 3.0, 3.0}, {{-1.0, 0.0, 1.0, 2.0}});
  EXPECT_NEAR(found.value, 2.25 - 0.7 * 0.5, 1e-12);
  const double rest = (0.2 * 0.2 + 0.1 * 0.1 + 0.4 * 0.4 + 0.3 * 0.3) / 2.0;
  EXPECT_NEAR(found.standard_error, std::sqrt(rest * (0.25 + 0.25 / 5.0)), 1e-12);
}

}  // namespace rapport::queueing_test
