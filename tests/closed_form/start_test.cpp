// Where lives stand at day 0 is about where living them leaves them.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/worlds.h"

namespace rapport::start_test {

using namespace worlds;

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const double n = static_cast<double>(x.size());
  double of_x = 0.0, of_y = 0.0, xx = 0.0, yy = 0.0, xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) of_x += x[i] / n, of_y += y[i] / n;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - of_x) * (x[i] - of_x);
    yy += (y[i] - of_y) * (y[i] - of_y);
    xy += (x[i] - of_x) * (y[i] - of_y);
  }
  return xx > 0.0 && yy > 0.0 ? xy / std::sqrt(xx * yy) : 0.0;
}

struct Joint {
  double frailty = 0.0;
  double behaviour = 0.0;
};

/// Correlation of having a condition with frailty and behaviour, from 45 years on, mean over conditions.
Joint joint_law(const Market& market) {
  Joint mean;
  const Patients& people = market.patients;
  const double conditions = static_cast<double>(market.conditions.size());
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    std::vector<double> frailty, behaviour, has;
    for (std::uint32_t i = 0; i < people.count; ++i) {
      if (people.alive[i] == 0 || people.life_row[i] % kAges < 45) continue;
      frailty.push_back(people.frailty[i]);
      behaviour.push_back(people.behaviour[i]);
      has.push_back(static_cast<double>(people.conditions[i] >> c & 1));
    }
    mean.frailty += correlation(frailty, has) / conditions;
    mean.behaviour += correlation(behaviour, has) / conditions;
  }
  return mean;
}

/// Model trap 7: the joint law of the start is one that the dynamics keep. A correlation over 1,600 people has
/// a standard error of 0.025, the mean over 15 dependent conditions one of about 0.015.
TEST(StartSlow, LH_1_TraitsAndConditionsKeepTheirCorrelation) {
  const auto drift = [](double frailty_effect, double behaviour_effect) {
    World world;
    world.people = 4000;
    world.steps_per_year = 13;
    world.set("disease.frailty_effect", frailty_effect);
    world.set("disease.behaviour_effect", behaviour_effect);
    Life life(world);
    const Joint start = joint_law(life.market);
    life.years(20);
    const Joint end = joint_law(life.market);
    std::printf("  frailty %.3f to %.3f, behaviour %.3f to %.3f\n", start.frailty, end.frailty,
                start.behaviour, end.behaviour);
    return Joint{end.frailty - start.frailty, end.behaviour - start.behaviour};
  };
  const Joint now = drift(0.6, -0.35), without = drift(0.0, 0.0);
  EXPECT_LE(std::abs(now.frailty), 0.07);
  EXPECT_LE(std::abs(now.behaviour), 0.05);
  EXPECT_LT(without.frailty, -0.1) << "without an effect on onset the start is forgotten";
}

struct Level {
  double trust = 0.0, knowledge = 0.0, consistency = 0.0;
};

/// Mean over people of 45 to 64 with a usual clinician: the same ages at each time, so that ageing is out.
Level level_of(const Market& market) {
  Level sum;
  double people = 0.0;
  const Patients& all = market.patients;
  for (std::uint32_t i = 0; i < all.count; ++i) {
    const int age = all.life_row[i] % kAges;
    if (all.alive[i] == 0 || all.usual_slot[i] == kNoSlot || age < 45 || age > 64) continue;
    const std::size_t tie = market.tie_row(all.usual_slot[i], i);
    sum.trust += all.usual_trust[i];
    sum.knowledge += market.ties.knowledge[tie];
    sum.consistency += market.ties.consistency[tie];
    people += 1.0;
  }
  return {sum.trust / people, sum.knowledge / people, sum.consistency / people};
}

/// Every tie as after a first contact.
void renew_ties(Market& market) {
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.patients.usual_slot[i] == kNoSlot) continue;
    const std::size_t tie = market.tie_row(market.patients.usual_slot[i], i);
    market.ties.trust[tie] = market.patients.usual_trust[i] = market.patients.general_trust[i];
    market.ties.knowledge[tie] = market.ties.consistency[tie] = 0.0F;
  }
}

/// The warm-up of two years is enough: from its end to four years later levels hardly move. A start without a
/// history, every tie new, is noticed. Knowledge takes four years to build up and is held to 0.08, the others to
/// 0.06.
TEST(StartSlow, IN_1_TheWarmUpSuffices) {
  const auto drift = [](bool renewed) {
    World world;
    world.people = 2000;
    // One clinician serves them all: when they leave, everybody's tie ends on one day.
    world.set("turnover.leave_per_year", 0.0);
    world.set("turnover.retire_per_year", 0.0);
    Life life(world);
    if (renewed) renew_ties(life.market);
    life.years(2);
    const Level before = level_of(life.market);
    life.years(4);
    const Level after = level_of(life.market);
    std::printf("  trust %.3f to %.3f, knowledge %.3f to %.3f, consistency %.3f to %.3f\n", before.trust,
                after.trust, before.knowledge, after.knowledge, before.consistency, after.consistency);
    return Level{after.trust - before.trust, after.knowledge - before.knowledge,
                 after.consistency - before.consistency};
  };
  const Level now = drift(false), new_ties = drift(true);
  EXPECT_LE(std::abs(now.trust), 0.06);
  EXPECT_LE(std::abs(now.knowledge), 0.08);
  EXPECT_LE(std::abs(now.consistency), 0.06);
  EXPECT_GT(new_ties.knowledge, 0.08) << "a start without a history would pass too";
}

}  // namespace rapport::start_test
