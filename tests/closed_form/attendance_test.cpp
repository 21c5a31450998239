// Missing, dropping out, going elsewhere and finding no slot against their formulas.
#include <gtest/gtest.h>

#include <cmath>

#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::attendance_test {

using namespace worlds;
using statistics::expect_truth;
using statistics::share_of;

/// People of 40 whose only needs are planned (`planned` a year) or acute (`acute` a year), with time for all.
World wanting(double planned, double acute) {
  World world = singles(8000);
  without_births(world);
  without_background_events(world);
  with_constant_death(world, 0.0);
  without_losses(world);
  without_preventive_visits(world);
  with_ample_time(world);
  world.set("needs.return_effect", 0.0);
  world.set("needs.frailty_effect", 0.0);
  world.tables.references.return_share = 0.0;
  ConditionSpec spec = inert_condition("planned", 99, 1.0);
  spec.of.visits_per_year = planned;
  world.tables.conditions = {spec};
  world.tables.primary_care_visits.fill(planned + acute);
  return world;
}

/// AT-1 at the references: the share of planned visits that is missed is miss_share, of acute ones none.
TEST(Attendance, AT_1_ShareOfBookedVisitsMissed) {
  const auto rule = [&](double scale) {
    World world = wanting(6.0, 3.0);
    world.set("attendance.miss_share", 0.4 * scale);
    world.set("attendance.trust_effect", 0.0);
    world.set("attendance.behaviour_effect", 0.0);
    world.set("attendance.cost_effect", 0.0);
    Life life(world);
    life.only = {"practice", "needs", "scheduling", "attendance"};
    life.years(1);
    const std::int64_t acute = life.since_start(Counter::served) + life.since_start(Counter::missed) -
                               life.since_start(Counter::planned_booked);
    EXPECT_EQ(acute, life.since_start(Counter::acute_asked)) << "acute needs are all held";
    return share_of(static_cast<std::size_t>(life.since_start(Counter::missed)),
                    static_cast<std::size_t>(life.since_start(Counter::planned_booked)), 0.4);
  };
  expect_truth("planned visits missed", rule, 0.4, 0.02);
}

/// AT-2: who is in care leaves with probability 1 - exp(-v m d dt) in a step, by thinning of follow-ups.
TEST(Attendance, AT_2_DropOut) {
  constexpr double kVisits = 4.0, kMissed = 0.5, kDrop = 0.5;
  const auto rule = [&](double scale) {
    World world = wanting(kVisits * scale, 0.0);
    world.set("attendance.miss_share", kMissed);
    world.set("attendance.trust_effect", 0.0);
    world.set("attendance.behaviour_effect", 0.0);
    world.set("attendance.cost_effect", 0.0);
    world.set("attendance.drop_out", kDrop);
    world.set("attendance.return_per_year", 2.0);
    Life life(world);
    EventLog log;
    log.everybody = true;
    life.market.events = &log;
    life.only = {"practice", "needs", "scheduling", "attendance"};
    double in_care = 0.0;
    for (int period = 0; period < 52; ++period) {
      for (std::uint32_t i = 0; i < life.market.patients.count; ++i)
        in_care += 1.0 - life.market.patients.out_of_care[i];
      life.step();
    }
    double left = 0.0, back = 0.0;
    for (const Event& event : log.events) {
      left += event.kind == EventKind::left_care ? 1.0 : 0.0;
      back += event.kind == EventKind::came_back ? 1.0 : 0.0;
    }
    EXPECT_GT(back, 0.3 * left);
    const double expected = in_care * -std::expm1(-kVisits * kMissed * kDrop / 13.0);
    return statistics::Estimate{left / expected, 1.0 / std::sqrt(expected)};
  };
  expect_truth("leaving care over its mean", rule, 1.0, 0.05);
}

/// While out of care nobody has follow-ups; an emergency visit brings everybody back.
TEST(Attendance, AT_2_OutOfCareIsNoFollowUpsUntilAnEmergency) {
  World world = wanting(50.0, 0.0);
  world.people = 500;
  world.tables.ed_visits.fill(0.0);
  Life life(world);
  std::fill_n(life.market.patients.out_of_care, life.market.patients.count, std::uint8_t{1});
  world.set("attendance.return_per_year", 0.0);
  life.only = {"needs"};
  life.steps(4);
  EXPECT_EQ(life.since_start(Counter::asked), 0);
  World struck = world;
  struck.tables.ed_visits.fill(1000.0);
  Life rescued(struck);
  std::fill_n(rescued.market.patients.out_of_care, rescued.market.patients.count, std::uint8_t{1});
  rescued.only = {"background events"};
  rescued.step();
  for (std::uint32_t i = 0; i < rescued.market.patients.count; ++i)
    ASSERT_EQ(rescued.market.patients.out_of_care[i], 0);
}

/// UC-1 at the references, and the two doors.
TEST(Attendance, UC_1_ShareOfAcuteNeedsThatGoElsewhere) {
  for (const bool door : {false, true}) {
    const auto rule = [&](double scale) {
      World world = wanting(0.0, 6.0);
      world.set("access.elsewhere_share", door ? 0.8 : 0.4 * scale);
      world.set("access.elsewhere_ed_share", door ? 0.4 * scale : 0.2);
      world.set("access.elsewhere_trust_effect", 0.0);
      world.set("access.elsewhere_reach_effect", 0.0);
      world.set("access.elsewhere_stranger_effect", 0.0);
      Life life(world);
      life.only = {"practice", "needs", "scheduling", "services paid"};
      life.years(1);
      const auto elsewhere = static_cast<std::size_t>(life.since_start(Counter::acute_elsewhere));
      const auto to_ed = static_cast<std::size_t>(life.since_start(Counter::diverted));
      EXPECT_EQ(to_ed + static_cast<std::size_t>(life.since_start(Counter::urgent_visits)), elsewhere);
      const auto asked = static_cast<std::size_t>(life.since_start(Counter::acute_asked));
      return door ? share_of(to_ed, elsewhere, 0.4) : share_of(elsewhere, asked, 0.4);
    };
    expect_truth(door ? "of those elsewhere, at the ED" : "acute needs that go elsewhere", rule, 0.4, 0.02);
  }
}

/// One clinician with 20 slots a week, n people of whom each asks with probability 0.008: somebody waits when
/// the binomial count exceeds 20. Truths: binomial tail, computed outside.
// V27
TEST(Attendance, AC_1_OverflowIsTheBinomialTail) {
  struct Case {
    std::uint32_t people;
    double tail;
    double twin;  ///< at a probability of 0.0084
    std::size_t weeks;
  };
  for (const Case& one : {Case{2000, 0.130933, 0.1800, 9600}, Case{2500, 0.440907, 0.5294, 6000}}) {
    const auto rule = [&](double scale) {
      World world = wanting(0.0, -52.0 * std::log1p(-0.008 * scale));
      world.people = one.people;
      world.steps_per_year = 52;
      for (const char* who : {"infant", "child", "adult", "older"})
        world.set(std::string("needs.preventive_") + who + "_share", 1.0);
      world.set("population.attached_adult_share", 1.0);
      world.set("population.people_per_fte", one.people);
      world.set("population.fte_per_clinician", 1.0);
      world.set("practice.face_minutes_per_week", 20.0 * 18.0);
      world.set("access.patience_days", 3640.0);
      Life life(world);
      EXPECT_EQ(life.market.clinicians.count, 1U);
      life.only = {"practice", "needs", "scheduling"};
      std::size_t overflows = 0;
      for (std::size_t week = 0; week < one.weeks; ++week) {
        const std::int64_t asked = life.since_start(Counter::asked);
        life.step();
        overflows += life.since_start(Counter::asked) - asked > 20 ? 1 : 0;
        EXPECT_EQ(life.market.encounters.count,
                  std::min<std::int64_t>(20, life.since_start(Counter::asked) - asked));
        life.market.requests.count = 0;
      }
      return share_of(overflows, one.weeks, one.tail);
    };
    expect_truth("weeks with more asked than slots", rule, one.tail, one.twin - one.tail);
  }
}

/// Who had many emergency visits last year has fewer in the next, for no reason but selection: the mean of
/// year two given three or more in year one is an integral over frailty.
// V26
TEST(Attendance, AE_1_RegressionToTheMean) {
  constexpr double kRate = 2.0, kEffect = 0.5;
  const auto integral = [&](double rate) {
    double selected = 0.0, visits = 0.0;
    for (int k = 0; k < 4000; ++k) {
      const double z = -8.0 + 16.0 * (k + 0.5) / 4000.0;
      const double mean = rate * std::exp(kEffect * z - 0.5 * kEffect * kEffect);
      const double many = 1.0 - std::exp(-mean) * (1.0 + mean + 0.5 * mean * mean);
      const double weight = std::exp(-0.5 * z * z) * many;
      selected += weight;
      visits += weight * mean;
    }
    return visits / selected;
  };
  double first_year = 0.0;
  const auto rule = [&](double scale) {
    World world = singles(60'000);
    fill(world.tables.condition_ed_per_year, 0.0);
    world.tables.ed_visits.fill(kRate * scale);
    world.tables.stays.fill(0.0);
    world.set("acute.background_frailty_effect", kEffect);
    Life life(world);
    EventLog log;
    log.everybody = true;
    life.market.events = &log;
    life.only = {"calendar", "background events", "services paid"};
    life.years(2);
    std::vector<std::array<int, 2>> visits(life.market.patients.count + 1);
    for (const Event& event : log.events) {
      if (event.kind == EventKind::went_to_ed) ++visits[event.person >> 40][event.day >= kDaysPerYear];
    }
    std::vector<double> second;
    double first = 0.0;
    for (const auto& of : visits) {
      if (of[0] >= 3) second.push_back(of[1]), first += of[0];
    }
    first_year = first / static_cast<double>(second.size());
    return statistics::mean_of(second);
  };
  const double truth = integral(kRate);
  expect_truth("emergency visits of frequent users, a year later", rule, truth,
               integral(1.05 * kRate) - truth);
  std::printf("  frequent users: %.3f in the year of selection, %.3f by the integral a year later\n",
              first_year, truth);
  EXPECT_GT(first_year, 1.3 * truth) << "a fall that nothing caused";
}

}  // namespace rapport::attendance_test
