// SE-1: the settings in which a comparison is read; at equal payer outlay payers pay in every arm what they pay in
// the first.
#include "study/settings.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "study/paired.h"
#include "support/worlds.h"

namespace rapport::settings_test {

namespace {

/// Fees, and a contract per member that costs payers something else.
StudyPlan small_plan() {
  StudyPlan plan;
  plan.arms = {worlds::base_us(), worlds::relationship_centred()};
  for (Scenario& arm : plan.arms) {
    arm.population.people_per_market = 300;
    arm.time.steps_per_year = 13;
    arm.time.warm_up_years = 0;
    arm.time.years = 1;
  }
  plan.replicates = 2;
  plan.seed = 5;
  return plan;
}

const StudyRun& small_study() {
  static const StudyRun run = run_in_settings(small_plan());
  return run;
}

double mean_of(std::size_t arm, Outcome outcome) {
  return estimate(values_after_policy(small_study().result, arm, outcome, 0)).mean;
}

}  // namespace

TEST(Settings, SE_1_PayersPayTheSame) {
  const double first = mean_of(0, Outcome::payer_outlay);
  const double written = mean_of(1, Outcome::payer_outlay);
  const double equal = mean_of(place_of(1, Setting::equal_outlay, 2), Outcome::payer_outlay);
  EXPECT_GT(std::abs(written - first), 1e-3 * first) << "nothing to make equal";
  EXPECT_NEAR(equal, first, 1e-4 * first);
}

TEST(Settings, SE_1_MovesOnlyWhatPracticesArePaid) {
  const StudyResult& result = small_study().result;
  const std::size_t equal = place_of(1, Setting::equal_outlay, 2);
  const double factor = equal_outlay_factor(result, 0, 1);
  EXPECT_NEAR(mean_of(equal, Outcome::payer_to_practices), factor * mean_of(1, Outcome::payer_to_practices),
              1e-3 * mean_of(0, Outcome::payer_outlay));
  for (const Outcome outcome : {Outcome::trust, Outcome::primary_care_visits, Outcome::admissions,
                                Outcome::deaths, Outcome::clinician_hours})
    EXPECT_EQ(values_after_policy(result, equal, outcome, 0), values_after_policy(result, 1, outcome, 0));
}

TEST(Settings, SE_1_FactorIsOneAgainstItself) {
  const StudyResult& result = small_study().result;
  EXPECT_EQ(equal_outlay_factor(result, 0, 0), 1.0);
  EXPECT_NEAR(equal_outlay_factor(result, 0, place_of(1, Setting::equal_outlay, 2)), 1.0, 1e-3);
}

TEST(Settings, SE_1_FactorIsNotBelowNothingAndOneWithoutPayment) {
  StudyResult result = small_study().result;
  const auto pay = [&](std::size_t arm, Outcome outcome, std::int64_t cents) {
    for (std::size_t replicate = 0; replicate < 2; ++replicate) {
      for (std::int64_t period = 0; period < result.periods; ++period)
        result.at(arm, replicate, 0).at(outcome, period) = {cents, 100};
    }
  };
  pay(0, Outcome::payer_outlay, 1000);
  pay(1, Outcome::payer_outlay, 5000);
  pay(1, Outcome::payer_to_practices, 2000);
  EXPECT_EQ(equal_outlay_factor(result, 0, 1), 0.0) << "1 - 4000 / 2000";
  pay(1, Outcome::payer_to_practices, 8000);
  EXPECT_DOUBLE_EQ(equal_outlay_factor(result, 0, 1), 0.5);
  pay(1, Outcome::payer_to_practices, 0);
  EXPECT_EQ(equal_outlay_factor(result, 0, 1), 1.0) << "nothing to scale";
}

TEST(Settings, ArmsStandWhereTheyAreSaidToStand) {
  const StudyResult& result = small_study().result;
  ASSERT_EQ(result.scenarios.size(), arms_in_settings(small_plan()));
  EXPECT_EQ(result.tallies.size(), 2 * result.scenarios.size());
  EXPECT_EQ(result.scenarios[place_of(1, Setting::as_written, 2)], "relationship_centred");
  EXPECT_EQ(result.scenarios[place_of(1, Setting::hired, 2)], "relationship_centred@hired");
  EXPECT_EQ(result.scenarios[place_of(1, Setting::equal_outlay, 2)], "relationship_centred@equal_outlay");
  ASSERT_EQ(result.provenance.scenarios.size(), result.scenarios.size());
  std::set<std::string> hashes;
  for (const auto& scenario : result.provenance.scenarios) hashes.insert(scenario.hash);
  EXPECT_EQ(hashes.size(), result.scenarios.size()) << "what sets an arm apart is hashed";
}

TEST(Settings, PlacesOfManyArmsAreAllDifferent) {
  for (const std::size_t arms : {2U, 3U, 16U}) {
    std::set<std::size_t> places{0};
    for (std::size_t arm = 1; arm < arms; ++arm) {
      for (const Setting setting : {Setting::as_written, Setting::hired, Setting::equal_outlay})
        places.insert(place_of(arm, setting, arms));
    }
    EXPECT_EQ(places.size(), 3 * arms - 2);
    EXPECT_EQ(*places.rbegin(), 3 * arms - 3);
  }
}

TEST(Settings, WorkIsForecast) {
  const StudyPlan plan = small_plan();
  StudyPlan hired = plan;
  hired.arms.push_back(plan.arms[1]);
  EXPECT_EQ(person_weeks_in_settings(plan), person_weeks(hired) + person_weeks(plan));
}

}  // namespace rapport::settings_test
