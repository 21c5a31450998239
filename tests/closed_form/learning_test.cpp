// Trust, knowledge and adherence against their closed forms: exponential smoothing of Bernoulli experiences,
// steady rhythms of visits, a two-state chain.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/sample.h"
#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::learning_test {

using namespace worlds;
using statistics::expect_truth;

constexpr double kGood = 0.7;  ///< probability of a good experience

/// People who each have a visit a round with one clinician, good (X = 1) or bad (X = 0).
class Rounds {
 public:
  Rounds(std::uint32_t people, float start) {
    market_.reserve({people, 1, 1, people, 1, {}});
    market_.patients.count = market_.encounters.count = people;
    for (std::uint32_t i = 0; i < people; ++i) {
      market_.encounters.person[i] = i;
      market_.patients.usual_slot[i] = i % 2 == 0 ? 0 : kNoSlot;
      market_.ties.trust[market_.tie_row(0, i)] = start;
    }
  }
  void hold(const trust::Params& params, std::uint32_t rounds) {
    for (std::uint32_t end = round_ + rounds; round_ < end; ++round_) {
      for (std::uint32_t e = 0; e < market_.encounters.count; ++e) {
        const std::uint32_t drawn = luck({5, 0, 0, 0}, Kind::test, e, 0, round_, 1).v[0];
        market_.encounters.quality[e] = happens(drawn, kGood) ? 1.0F : 0.0F;
      }
      trust::learn(market_, params);
    }
  }
  std::vector<double> trust() const {
    return {market_.ties.trust, market_.ties.trust + market_.patients.count};
  }

 private:
  Market market_;
  std::uint32_t round_ = 0;
};

/// The gain a of exponential smoothing as TR-2 has it: a = 1 - exp(-eta).
trust::Params smoothing(double a, double scale) {
  trust::Params params;
  params.gain = -std::log1p(-a) * scale;
  params.loss_ratio = 1.0;
  return params;
}
double gain_of(double eta) { return -std::expm1(-eta); }

// V28
TEST(Learning, TR_2_MeanPathOfTrustUnderBernoulliExperiences) {
  constexpr double kStart = 0.2;
  const auto mean = [](double a) { return kGood + (kStart - kGood) * std::pow(1.0 - a, 10); };
  const auto rule = [&](double scale) {
    Rounds rounds(12'000, static_cast<float>(kStart));
    rounds.hold(smoothing(0.1, scale), 10);
    return statistics::mean_of(rounds.trust());
  };
  const double shifted = gain_of(-std::log1p(-0.1) * 1.05);
  expect_truth("mean of trust after 10 visits", rule, mean(0.1), mean(shifted) - mean(0.1));
}

/// sqrt(a / (2 - a) p (1 - p)) = 0.105131 at a = 0.1, p = 0.7.
// V28
TEST(Learning, TR_2_StationarySpreadOfTrust) {
  const auto variance = [](double a) { return a / (2.0 - a) * kGood * (1.0 - kGood); };
  EXPECT_NEAR(std::sqrt(variance(0.1)), 0.105131, 5e-7);
  const auto rule = [&](double scale) {
    Rounds rounds(40'000, static_cast<float>(kGood));
    rounds.hold(smoothing(0.1, scale), 60);
    return statistics::variance_of(rounds.trust());
  };
  const double shifted = gain_of(-std::log1p(-0.1) * 1.05);
  expect_truth("stationary variance of trust", rule, variance(0.1), variance(shifted) - variance(0.1));
}

/// With losses weighing more the chain is still linear: E[T] = p a / (p a + (1 - p) b).
TEST(Learning, TR_2_StationaryMeanWithAsymmetry) {
  const auto mean = [](double ratio) {
    const double a = gain_of(0.12), b = gain_of(0.12 * ratio);
    return kGood * a / (kGood * a + (1.0 - kGood) * b);
  };
  const auto rule = [&](double scale) {
    Rounds rounds(20'000, 0.5F);
    trust::Params params;
    params.gain = 0.12;
    params.loss_ratio = 3.0 * scale;
    rounds.hold(params, 60);
    return statistics::mean_of(rounds.trust());
  };
  expect_truth("stationary mean with losses x 3", rule, mean(3.0), mean(3.15) - mean(3.0));
}

/// v visits a year, evenly spaced, and fading in between: K returns to the same values every year, and lies
/// where v kappa / (v kappa + phi) says when visits are frequent and small.
TEST(Learning, KN_1_SettlesWhereGainsAndFadingBalance) {
  const auto settled = [](double scale) {
    knowledge::Params params;
    params.gain = 0.006 * scale;
    params.fading_per_year = 0.2;
    double known = 0.2;
    for (int week = 0; week < 60 * 52; ++week)
      known = knowledge::after_visit(known, params) * std::exp(-params.fading_per_year / 52.0);
    return known;
  };
  constexpr double kClosed = 52 * 0.006 / (52 * 0.006 + 0.2);
  EXPECT_NEAR(settled(1.0), kClosed, 0.002);
  EXPECT_GT(std::abs(settled(1.05) - kClosed), 0.01) << "a gain of 5 % more would be seen";
}

/// People with four inert medicines each, who stop and resume with constant hazards.
World stoppers(double stop, double resume) {
  World world = only_deaths(0.0);
  world.people = 2000;
  world.steps_per_year = 13;
  for (std::uint32_t c = 0; c < 4; ++c) {
    ConditionSpec spec = inert_condition("medicine " + std::to_string(c), 0x1234567 * (c + 1), 1.0);
    spec.of.treated = 1.0;
    world.tables.conditions.push_back(spec);
  }
  world.set("adherence.stop_per_year", stop);
  world.set("adherence.resume_per_year", resume);
  world.set("adherence.stop_slope", 0.0);
  world.set("adherence.resume_slope", 0.0);
  return world;
}

TEST(Learning, AD_3_StationaryShareOfTheStopped) {
  constexpr double kRate = 6.0;
  const auto share = [](double stop, double resume) {
    const double s = -std::expm1(-stop / 13.0), u = -std::expm1(-resume / 13.0);
    return s / (s + u);
  };
  const auto rule = [&](double scale) {
    Life life(stoppers(kRate * scale, kRate));
    life.only = {"adherence"};
    life.steps(13);
    std::vector<double> stopped(4 * std::size_t{2000}, 0.0);
    for (int period = 0; period < 26; ++period) {
      life.step();
      for (std::size_t c = 0; c < 4; ++c) {
        for (std::size_t row = 0; row < 2000; ++row)
          stopped[c * 2000 + row] += life.market.conditions[c].stopped[row] / 26.0;
      }
    }
    return statistics::mean_of(stopped);
  };
  const double truth = share(kRate, kRate);
  expect_truth("share who have stopped", rule, truth, share(kRate * 1.05, kRate) - truth);
}

/// IN-2 starts near where AD-3 settles: with the default hazards the share of the stopped stays.
TEST(Learning, IN_2_StartsWhereStoppingSettles) {
  Life life(stoppers(0.35, 1.0));
  const auto stopped = [&] {
    double sum = 0.0;
    for (const ConditionList& list : life.market.conditions) {
      for (std::uint32_t row = 0; row < list.count; ++row) sum += list.stopped[row];
    }
    return sum / 8000.0;
  };
  const double start = stopped(), expected = 0.35 / 1.35;
  EXPECT_NEAR(start, expected, 4.0 * std::sqrt(expected * (1.0 - expected) / 8000.0));
  life.only = {"adherence"};
  life.steps(26);
  EXPECT_NEAR(stopped(), expected, 0.005 + 4.0 * std::sqrt(expected * (1.0 - expected) / 8000.0));
}

/// With a habit of days and nobody stopping, the share of days covered is AD-2's target.
TEST(Learning, AD_2_TargetsOfDaysCovered) {
  World world = stoppers(0.0, 1.0);
  world.set("adherence.habit_years", 0.01);
  world.tables.references.trust = 0.7;
  world.tables.references.drug_cost_log = 2.0;
  world.tables.references.mutuality = 0.3;
  for (ConditionSpec& spec : world.tables.conditions) {
    spec.of.adherence_logit = 0.9;
    spec.of.doses_per_day = 3.0;
    spec.of.drug_usd_per_year = 1200.0;
  }
  Life life(world);
  life.only = {"adherence"};
  Patients& people = life.market.patients;
  const adherence::Params& p = world.params.adherence;
  const auto shares = prices::coinsurance(world.params.prices);
  std::vector<double> logit(8);
  for (std::uint32_t i = 0; i < 8; ++i) {
    const bool tied = i < 6;
    people.usual_slot[i] = tied ? 0 : kNoSlot;
    people.usual_trust[i] = tied ? 0.1F * static_cast<float>(i) : kNoTrust;
    people.behaviour[i] = static_cast<float>(i) - 4.0F;
    life.market.ties.mutuality[i] = 0.2F * static_cast<float>(i);
    people.understanding[i] = 1.5F - 0.5F * static_cast<float>(i);
    people.support[i] = 0.3F * static_cast<float>(i) - 1.0F;
    people.cohesion[i] = 1.0F - 0.4F * static_cast<float>(i % 5);
    people.conflict[i] = 0.5F * static_cast<float>(i % 3) - 0.6F;
    people.insurance[i] = i % kInsurances;
    const double cost = std::log1p(100.0 * shares[i % kInsurances]) - 2.0;
    logit[i] = 0.9 + p.behaviour_effect * (i - 4.0) +
               (tied ? p.trust_effect * (0.1 * i - 0.7) + p.mutuality_effect * (0.2 * i - 0.3) : 0.0) +
               p.understanding_effect * (1.5 - 0.5 * i) - p.cost_effect * cost - p.dose_effect * 2.0 +
               p.support_effect * (0.3 * i - 1.0) + p.cohesion_effect * (1.0 - 0.4 * (i % 5)) -
               p.conflict_effect * (0.5 * (i % 3) - 0.6);
  }
  life.steps(3);
  for (const ConditionList& list : life.market.conditions) {
    for (std::uint32_t i = 0; i < 8; ++i) {
      ASSERT_EQ(list.owner[i], i);
      EXPECT_NEAR(list.taking[i], 1.0 / (1.0 + std::exp(-logit[i])), 2e-5) << i;
    }
  }
}

/// AD-4, AD-5: whoever never stops takes the target share, and the trailing PDC follows with its window.
TEST(Learning, AD_4_AD_5_TrailingPdcFollowsTheDaysCovered) {
  World world = stoppers(0.0, 1.0);
  for (const char* effect : {"cost", "behaviour", "trust", "mutuality", "support", "cohesion", "conflict"})
    world.set(std::string("adherence.") + effect + "_effect", 0.0);
  for (ConditionSpec& spec : world.tables.conditions) {
    spec.of.adherence_logit = 1.5;
    spec.of.doses_per_day = 1.0;
  }
  Life life(world);
  life.only = {"adherence"};
  ConditionList& list = life.market.conditions[2];
  const double target = 1.0 / (1.0 + std::exp(-1.5));
  list.taking[7] = 0.0F;
  list.pdc[7] = 0.0F;
  double taking = 0.0, pdc = 0.0;
  for (int period = 0; period < 39; ++period) {
    life.step();
    taking = target + (taking - target) * std::exp(-1.0 / 13.0 / 0.2);
    pdc = taking + (pdc - taking) * std::exp(-1.0 / 13.0);
    ASSERT_NEAR(list.taking[7], taking, 2e-6);
    ASSERT_NEAR(list.pdc[7], pdc, 2e-6);
  }
  EXPECT_NEAR(list.taking[8], target, 1e-6) << "who starts at the target stays";
}

}  // namespace rapport::learning_test
