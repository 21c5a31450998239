// Virtual studies of relationships on records written by hand.
#include <gtest/gtest.h>

#include <cmath>

#include "study/level_studies.h"
#include "support/records.h"

namespace rapport::level_ties_test {

using levels::Group;
using namespace records_by_hand;

constexpr Group kAll{};
constexpr std::uint32_t kA = 1, kB = 2, kC = 3;

TEST(Levels, ContinuityOfTwoYears) {
  Book book(3);
  const std::uint32_t mixed = book.person(60), loyal = book.person(60), young = book.person(30);
  const std::uint32_t once = book.person(60), dead = book.person(60);
  std::int32_t day = 400;
  for (const std::uint32_t by : {kA, kA, kA, kA, kA, kB, kB, kB, kC, kC}) book.visit(mixed, day += 5, by);
  book.visit(mixed, 100, kC);  // before the two years
  for (int k = 0; k < 4; ++k) book.visit(loyal, 500 + k, kA);
  for (const std::uint32_t by : {kA, kB}) book.visit(young, 500, by);
  book.visit(once, 500, kA);
  for (const std::uint32_t by : {kA, kB}) book.visit(dead, 500, by);
  book.death(dead, 600);
  const Records& records = book.done();
  const Group old{kSexes, 62, 82};
  EXPECT_DOUBLE_EQ(levels::upc(records, old), 0.75)
      << "the mean of 0.5 and 1; who has one visit does not count";
  EXPECT_DOUBLE_EQ(levels::secon(records, old), (7.0 / 9.0 + 1.0) / 2.0);
  EXPECT_DOUBLE_EQ(levels::upc(records, kAll), 2.0 / 3.0);
  EXPECT_TRUE(std::isnan(levels::upc(Book(1).done(), kAll))) << "needs two years";
}

TEST(Levels, ContinuityOfACondition) {
  Book book(1);
  const Group heart{kSexes, 65, 120, condition("heart_failure")};
  const float specialty = static_cast<float>(
      worlds::base_us().tables.conditions[static_cast<std::size_t>(heart.condition)].of.specialty);
  const std::uint32_t a = book.person(70), b = book.person(70), without = book.person(70);
  for (const std::uint32_t who : {a, b}) book.portrait(who).conditions = bit("heart_failure");
  book.portrait(without);
  for (const std::uint32_t who : {a, b, without}) {
    book.visit(who, 10, kA, NeedKind::follow_up);
    book.visit(who, 20, kA, NeedKind::follow_up);
    book.visit(who, 30, kB, NeedKind::acute);                               // not about the condition
    book.note(who, EventKind::specialist_visit, 40, specialty + 1.0F, kA);  // another specialty
  }
  for (const std::uint32_t who : {b, without}) book.note(who, EventKind::specialist_visit, 50, specialty, kA);
  const Records& records = book.done();
  // a: AA, COC 1. b: AA and the specialist with the clinician's number, COC (4 + 1 - 3) / 6.
  EXPECT_DOUBLE_EQ(levels::coc_mean(records, heart), (1.0 + 1.0 / 3.0) / 2.0);
  EXPECT_NEAR(levels::coc_sd(records, heart), (2.0 / 3.0) / std::sqrt(2.0), 1e-12);
  EXPECT_TRUE(std::isnan(levels::coc_mean(records, {kSexes, 0, 64, heart.condition})));
}

TEST(Levels, YearsWithTheClinicianAndTrust) {
  Book book(1);
  const std::vector<double> years{0.5, 1.0, 1.5, 2.0, 4.0, 5.0, 5.1, 30.0};
  for (const double since : years) {
    Portrait& one = book.portrait(book.person(40));
    one.usual = kA;
    one.usual_since = kDaysPerYear - static_cast<std::int32_t>(since * kDaysPerYear);
    one.trust = 0.5F;
    one.general_trust = 0.25F;
  }
  book.portrait(book.person(40)).general_trust = 0.25F;  // has none
  const Records& records = book.done();
  EXPECT_DOUBLE_EQ(levels::with_clinician_le_1y(records, kAll), 25.0);
  EXPECT_DOUBLE_EQ(levels::with_clinician_1_2y(records, kAll), 25.0);
  EXPECT_DOUBLE_EQ(levels::with_clinician_2_5y(records, kAll), 25.0);
  EXPECT_DOUBLE_EQ(levels::with_clinician_over_5y(records, kAll), 25.0);
  EXPECT_DOUBLE_EQ(levels::trust(records, kAll), 50.0);
  EXPECT_DOUBLE_EQ(levels::general_trust(records, kAll), 25.0);
  EXPECT_TRUE(std::isnan(levels::trust(records, {kSexes, 80, 90})));
}

/// Ten people with quality 0.1, 0.2, ... 1.0 on the first day.
Book ten_people() {
  Book book(3);
  for (int k = 1; k <= 10; ++k) {
    Portrait& one = book.portrait(book.person(40), true);
    one.usual = kA;
    one.trust = one.known = static_cast<float>(k) / 10.0F;
  }
  return book;
}

TEST(Levels, LeavingAndLosingAClinician) {
  Book book = ten_people();
  book.note(0, EventKind::left_clinician, 28, 0.0F, kA);
  book.note(1, EventKind::left_clinician, 1091, 0.0F, kA);
  book.note(2, EventKind::lost_clinician, 84, 0.0F, kA);
  book.note(2, EventKind::left_clinician, 112, 0.0F, kB);  // the first of the two counts
  book.note(9, EventKind::left_clinician, 140, 0.0F, kA);
  book.note(9, EventKind::lost_clinician, 168, 0.0F, kB);
  book.note(5, EventKind::lost_usual, 700, 0.0F, kA);  // moved, say
  book.note(3, EventKind::left_clinician, 28, 0.0F, kA);
  book.death(3, 500);  // not followed for three years
  book.records.first[4].insurance = static_cast<std::uint32_t>(Insurance::medicaid);
  const Records& records = book.done();
  EXPECT_DOUBLE_EQ(levels::left_by_choice(records, kAll), 100.0 * 3.0 / 8.0);
  EXPECT_DOUBLE_EQ(levels::left_by_exit(records, kAll), 100.0 * 2.0 / 8.0);
  EXPECT_TRUE(std::isnan(levels::left_by_choice(records, {kSexes, 50, 64}))) << "nobody of that age";
  // Fifths of eight people hold one each: the lowest and the highest both left.
  EXPECT_DOUBLE_EQ(levels::left_low_over_high(records, kAll), 1.0);
  book.records.to = 2 * kDaysPerYear;
  EXPECT_TRUE(std::isnan(levels::left_by_choice(book.records, kAll))) << "needs three years";
}

TEST(Levels, LeavingByQuality) {
  Book book(3);
  for (int k = 0; k < 20; ++k) {
    Portrait& one = book.portrait(book.person(40), true);
    one.usual = kA;
    one.trust = one.known = static_cast<float>(k) / 20.0F;
  }
  for (const std::uint32_t who : {0U, 1U, 2U, 16U}) book.note(who, EventKind::left_clinician, 30, 0.0F, kA);
  EXPECT_DOUBLE_EQ(levels::left_low_over_high(book.done(), kAll), 3.0)
      << "3 of the lowest 4, 1 of the highest";
}

TEST(Levels, FindingAnotherClinician) {
  Book book = ten_people();
  for (const std::uint32_t who : {0U, 1U, 2U, 3U}) book.note(who, EventKind::lost_clinician, 28, 0.0F, kA);
  book.note(0, EventKind::found_clinician, 20, 0.0F, kA);  // before the loss
  book.note(0, EventKind::found_clinician, 28 + 200, 0.0F, kB);
  book.note(1, EventKind::found_clinician, 28 + 400, 0.0F, kB);
  book.note(3, EventKind::found_clinician, 28, 0.0F, kB);  // at once; person 2 never does
  book.note(4, EventKind::left_clinician, 28, 0.0F, kA);   // left by choice: no search of this kind
  book.note(4, EventKind::found_clinician, 56, 0.0F, kC);
  const Records& records = book.done();
  EXPECT_DOUBLE_EQ(levels::reattached_12m(records, kAll), 50.0);
  EXPECT_TRUE(std::isnan(levels::reattached_36m(records, kAll))) << "followed for 1064 days, not 1092";
  book.records.people[2].end_day += 28;
  EXPECT_DOUBLE_EQ(levels::reattached_36m(book.records, kAll), 75.0);
  EXPECT_TRUE(std::isnan(levels::reattached_12m(Book(3).done(), kAll)));
}

TEST(Levels, HaveAUsualClinician) {
  Book book(1);
  book.portrait(book.person(40)).usual = kA;
  book.portrait(book.person(40));
  book.portrait(book.person(3)).usual = kB;
  const Records& records = book.done();
  EXPECT_DOUBLE_EQ(levels::with_usual_clinician(records, {kSexes, 18, 120}), 50.0);
  EXPECT_DOUBLE_EQ(levels::with_usual_clinician(records, {kSexes, 0, 17}), 100.0);
}

}  // namespace rapport::level_ties_test
