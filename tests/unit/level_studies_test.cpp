// Virtual studies of people, use and cost on records written by hand: the answer is worked out beside each.
#include <gtest/gtest.h>

#include <cmath>

#include "study/level_studies.h"
#include "support/records.h"

namespace rapport::level_studies_test {

using levels::Group;
using namespace records_by_hand;

constexpr Group kAll{};

TEST(Levels, PersonYearsFollowBirthdays) {
  Book book(2);
  book.person(39);  // half a year at 39, a year at 40, half a year at 41
  const std::uint32_t dies = book.person(39);
  book.death(dies, kDaysPerYear);
  const Records& records = book.done();
  EXPECT_DOUBLE_EQ(levels::person_years(records, {kSexes, 39, 39}), 1.0);
  EXPECT_DOUBLE_EQ(levels::person_years(records, {kSexes, 40, 40}), 1.5);
  EXPECT_DOUBLE_EQ(levels::person_years(records, {kSexes, 41, 120}), 0.5);
  EXPECT_DOUBLE_EQ(levels::person_years(records, kAll), 3.0);
  EXPECT_DOUBLE_EQ(levels::person_years(records, {male, 0, 120}), 0.0);
  EXPECT_DOUBLE_EQ(levels::person_years(records, kAll, 0, 91), 0.5);
}

TEST(Levels, DeathsOverTheLifeTable) {
  Book book(1);
  for (int k = 0; k < 3; ++k) book.person(80, male);
  book.death(0, kDaysPerYear / 2);  // on the 81st birthday: half a year at 80
  const Records& records = book.done();
  const ByAge& hazard = records.tables->death_per_year[male];
  const double expected = 1.5 * hazard[80] + 1.0 * hazard[81];
  EXPECT_NEAR(levels::death_ratio(records, {male, 80, 89}), 1.0 / expected, 1e-9);
  EXPECT_NEAR(levels::death_ratio(records, {male, 81, 81}), 1.0 / hazard[81], 1e-9) << "dies at 81";
  EXPECT_TRUE(std::isnan(levels::death_ratio(records, {female, 0, 120})));
}

/// With one hazard h at all ages the expectation of life is 1 / h, at birth and in the open last interval.
TEST(Levels, LifeExpectancyOfAConstantHazard) {
  Book book(1);
  for (int age = 0; age < kAges; ++age) {
    for (int k = 0; k < 10; ++k) book.person(age, k % 2);
  }
  for (Subject& one : book.records.people) one.birth_day += kDaysPerYear / 2;  // the birthday is day 0
  for (std::uint32_t who = 0; who < book.records.people.size(); who += 10)
    book.note(who, EventKind::died, kDaysPerYear - 1);
  EXPECT_NEAR(levels::life_expectancy(book.done(), kAll), 10.0, 1e-9) << "one in ten person-years";
}

TEST(Levels, PeopleOfTheLastDay) {
  Book book(1);
  const std::uint32_t mother = book.person(35), child = book.person(4), old = book.person(80, male);
  book.portrait(mother).household = 7;
  book.portrait(child).household = 7;
  book.portrait(old).conditions = bit("hypertension") | bit("diabetes") | bit("depression");
  const Records& records = book.done();
  EXPECT_DOUBLE_EQ(levels::household_size(records, kAll), 1.5);
  EXPECT_DOUBLE_EQ(levels::lives_alone(records, {kSexes, 65, 120}), 100.0);
  EXPECT_DOUBLE_EQ(levels::lives_alone(records, {kSexes, 18, 120}), 50.0);
  EXPECT_NEAR(levels::age_share(records, {kSexes, 18, 64}), 100.0 / 3.0, 1e-9);
  EXPECT_NEAR(levels::prevalence(records, {kSexes, 0, 120, condition("diabetes")}), 100.0 / 3.0, 1e-9);
  EXPECT_DOUBLE_EQ(levels::prevalence(records, {female, 0, 120, condition("diabetes")}), 0.0);
  EXPECT_TRUE(std::isnan(levels::prevalence(records, kAll))) << "of no condition";
  EXPECT_DOUBLE_EQ(levels::multimorbidity(records, {kSexes, 18, 120}), 50.0);
}

TEST(Levels, WhatNobodyHasFoundIsPresentButNotDiagnosed) {
  Book book(1);
  Portrait& knows = book.portrait(book.person(50));
  knows.conditions = bit("hypertension") | bit("diabetes");
  Portrait& other = book.portrait(book.person(50));
  other.conditions = bit("hypertension") | bit("diabetes");
  other.undiagnosed = bit("hypertension");
  const Group pressure{kSexes, 0, 120, condition("hypertension")};
  const Records& records = book.done();
  EXPECT_DOUBLE_EQ(levels::prevalence(records, pressure), 100.0);
  EXPECT_DOUBLE_EQ(levels::diagnosed(records, pressure), 50.0);
  EXPECT_DOUBLE_EQ(levels::aware(records, pressure), 50.0);
  EXPECT_DOUBLE_EQ(levels::multimorbidity(records, kAll), 50.0) << "people report what they know of";
  EXPECT_TRUE(std::isnan(levels::aware(records, {kSexes, 0, 120, condition("hiv")}))) << "nobody has it";
}

TEST(Levels, DepressionIsNoneOfTheTen) {
  Book book(1);
  book.portrait(book.person(50)).conditions = bit("hypertension") | bit("depression") | bit("anxiety");
  EXPECT_DOUBLE_EQ(levels::multimorbidity(book.done(), kAll), 0.0);
}

TEST(Levels, AdherenceIsOverPersonsThenRegimens) {
  Book book(1);
  const auto diabetes = static_cast<std::uint32_t>(condition("diabetes"));
  const auto pressure = static_cast<std::uint32_t>(condition("hypertension"));
  const std::uint32_t a = book.person(50), b = book.person(50);
  book.records.regimens = {{a, diabetes, 1.0F}, {a, pressure, 0.5F}, {b, diabetes, 0.25F}};
  const Records& records = book.done();
  EXPECT_DOUBLE_EQ(levels::nonadherence(records, kAll), 50.0) << "one less the mean of 0.75 and 0.25";
  EXPECT_DOUBLE_EQ(levels::pdc_adherent(records, {kSexes, 0, 120, condition("diabetes")}), 50.0);
  EXPECT_DOUBLE_EQ(levels::pdc_adherent(records, {kSexes, 0, 120, condition("hypertension")}), 0.0);
}

TEST(Levels, VisitsPerPersonYear) {
  Book book(2);
  const std::uint32_t a = book.person(30), b = book.person(70);
  constexpr std::uint32_t kOther = 1U << 20;  // a clinician of another practice
  book.visit(a, 10, 0);
  book.visit(b, 10, 0);
  book.visit(b, 400, 0, NeedKind::acute, 10.0F);
  book.visit(b, 500, 1, NeedKind::acute, 29.0F);
  book.visit(b, 600, kOther, NeedKind::acute, 30.0F);
  book.note(b, EventKind::specialist_visit, 700, 1.0F, 3);
  book.note(a, EventKind::went_to_ed, 5);
  book.records.fte_years = 4.0;
  book.note(a, EventKind::missed_visit, 300);
  book.note(b, EventKind::visited, 380, 0.9F, 0);
  book.note(b, EventKind::had_minutes, 380, 60.0F, kAtHome + static_cast<std::uint32_t>(NeedKind::follow_up));
  book.note(b, EventKind::went_to_urgent_care, 300);
  const Records& records = book.done();
  EXPECT_DOUBLE_EQ(levels::office_visits(records, kAll), 150.0)
      << "6 in 4 person-years, one at home left out";
  EXPECT_DOUBLE_EQ(levels::office_visits(records, {kSexes, 65, 120}), 250.0);
  EXPECT_DOUBLE_EQ(levels::ed_visits(records, {kSexes, 18, 44}), 50.0);
  EXPECT_DOUBLE_EQ(levels::visits_per_patient(records, kAll), 2.0) << "last year: 4 visits in 2 practices";
  EXPECT_DOUBLE_EQ(levels::patients_per_fte(records, kAll), 1.0) << "2 pairs, 2 FTE";
  EXPECT_NEAR(levels::missed_visits(records, kAll), 100.0 / 7.0, 1e-12) << "1 of 7 booked";
  EXPECT_DOUBLE_EQ(levels::urgent_visits(records, kAll), 25.0);
  EXPECT_TRUE(std::isnan(levels::visits_per_fte(records, kAll))) << "outcomes come with the run";
  EXPECT_DOUBLE_EQ(levels::exam_minutes_mean(records, kAll), 19.8);
  EXPECT_DOUBLE_EQ(levels::exam_minutes_median(records, kAll), 15.0);
}

TEST(Levels, StaysAndReadmissions) {
  Book book(1);
  const auto heart = static_cast<std::uint32_t>(condition("heart_failure"));
  const std::uint32_t a = book.person(50), b = book.person(50), c = book.person(60);
  const std::uint32_t child = book.person(0);
  book.note(a, EventKind::admitted, 10, 5.0F, heart);    // home on 15
  book.note(a, EventKind::admitted, 45, 2.0F, kNobody);  // back on the 30th day; home on 47
  book.note(a, EventKind::admitted, 78, 2.0F, kNobody);  // 31 days later: no readmission
  book.note(b, EventKind::admitted, 50, 9.0F, kNobody);  // dies in hospital: no discharge
  book.death(b, 56);
  book.note(c, EventKind::admitted, 350, 3.0F, kNobody);  // not followed for 30 days
  book.note(child, EventKind::born, 0);
  book.note(a, EventKind::lost_function, 47, 2.0F);
  const Records& records = book.done();
  EXPECT_NEAR(levels::readmissions(records, kAll), 100.0 / 3.0, 1e-9);
  EXPECT_DOUBLE_EQ(levels::sensitive_share(records, {kSexes, 18, 120}), 25.0) << "1 of 5 stays less a birth";
  EXPECT_DOUBLE_EQ(levels::hospital_disability(records, kAll), 25.0) << "1 of 4 discharges alive";
  const double years = 2.0 + 56.0 / kDaysPerYear;
  EXPECT_NEAR(levels::stays_not_obstetric(records, {kSexes, 18, 120}), 1000.0 * 4.0 / years, 1e-9);
  EXPECT_NEAR(levels::stays(records, {kSexes, 45, 54}),
              1000.0 * 4.0 / levels::person_years(records, {kSexes, 45, 54}), 1e-9);
  EXPECT_TRUE(std::isnan(levels::stays_against_45_54(records, {kSexes, 90, 99})));
}

TEST(Levels, CostAndItsConcentration) {
  Book book(2);
  for (int k = 0; k < 200; ++k) book.person(k < 100 ? 30 : 70);
  for (std::uint32_t who = 0; who < 200; ++who) {
    book.records.costs[0].all[who] = 100;
    book.records.costs[1].all[who] = who < 50 ? 0 : 100;
  }
  for (const std::uint32_t who : {198U, 199U}) {
    book.records.costs[1].all[who] = 7'600;
    book.records.costs[1].in_hospital[who] = 3'800;
  }
  book.records.costs[0].all[199] = book.records.costs[0].all[3] = 9'000;
  const Records& records = book.done();
  EXPECT_NEAR(levels::cost_share_top1(records, kAll), 100.0 * 15'200 / 30'000, 1e-9);
  EXPECT_NEAR(levels::cost_share_top50(records, kAll), 100.0 * (15'200 + 98 * 100) / 30'000, 1e-9);
  EXPECT_NEAR(levels::hospital_share_top5(records, kAll), 100.0 * 7'600 / (15'200 + 800), 1e-9);
  EXPECT_DOUBLE_EQ(levels::without_cost(records, kAll), 25.0);
  EXPECT_DOUBLE_EQ(levels::stays_in_top1(records, kAll), 50.0) << "199 was there, 198 was not";
  const double year_0 = (99 + 90) / 100.0, year_1 = 50 / 100.0;  // USD per head of the hundred at 30
  EXPECT_NEAR(levels::cost_per_head(records, {kSexes, 18, 64}), (year_0 + year_1) / 2.0, 1e-9);
  EXPECT_NEAR(levels::cost_against_19_64(records, {kSexes, 18, 64}), 1.0, 1e-12);
}

TEST(Levels, WhoLeavesInTheYearIsInNoRanking) {
  Book book(1);
  for (int k = 0; k < 100; ++k) book.person(40);
  for (std::uint32_t who = 0; who < 100; ++who) book.records.costs[0].all[who] = 100;
  book.records.costs[0].all[5] = 1'000'000;
  book.death(5, 200);
  EXPECT_NEAR(levels::cost_share_top1(book.done(), kAll), 100.0 / 99.0, 1e-9);
  EXPECT_TRUE(std::isnan(levels::stays_in_top1(book.done(), kAll))) << "needs two years";
  EXPECT_GT(levels::cost_per_head(book.done(), kAll), 100.0) << "but the bill counts";
}

}  // namespace rapport::level_studies_test
