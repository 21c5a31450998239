// The scheduling module by itself against Erlang's formulas and the binomial tail, at small effort.
#include "study/access_study.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "support/statistics.h"

namespace rapport::access_study_test {

using access_study::Held;
using access_study::Losing;
using access_study::Waiting;
using statistics::Estimate;
using statistics::expect_truth;

constexpr double kVisits = 40'000.0;
constexpr std::uint32_t kClinicians = 3;
constexpr double kOffered = 2.0;

Estimate estimate_of(const Held& held) { return {held.measured.value, held.measured.standard_error}; }

/// Three clinicians who are offered 2, or 5 % more.
const Waiting& queue(double scale, bool own_first = false) {
  static std::map<std::pair<double, bool>, Waiting> found;
  const auto [at, is_new] = found.try_emplace({scale, own_first});
  if (is_new)
    at->second = access_study::waiting(kClinicians, scale * kOffered,
                                       {.visits = kVisits, .seed = 1, .own_first = own_first});
  return at->second;
}

const Losing& no_room(double scale) {
  static std::map<double, Losing> found;
  const auto [at, is_new] = found.try_emplace(scale);
  if (is_new)
    at->second = access_study::losing(kClinicians, scale * kOffered, {.visits = kVisits, .seed = 1});
  return at->second;
}

constexpr double kMore = (1.0 + statistics::kShift) * kOffered;

// V27
TEST(AccessStudy, QU_2_WhoWaits) {
  const double truth = queueing::erlang_c(kClinicians, kOffered);
  expect_truth(
      "share who wait", [](double scale) { return estimate_of(queue(scale).delayed); }, truth,
      queueing::erlang_c(kClinicians, kMore) - truth);
}

// V27
TEST(AccessStudy, QU_3_MeanWait) {
  const double truth = queueing::mean_wait(kClinicians, kOffered);
  expect_truth(
      "mean wait", [](double scale) { return estimate_of(queue(scale).wait); }, truth,
      queueing::mean_wait(kClinicians, kMore) - truth);
}

/// Own clinicians first is another order of turns, and none that knows how long a visit will take.
// V27
TEST(AccessStudy, QU_3_MeanWaitIsTheSameWithOwnCliniciansFirst) {
  const double truth = queueing::mean_waiting(kClinicians, kOffered);
  expect_truth(
      "mean number waiting, own clinicians first",
      [](double scale) { return estimate_of(queue(scale, true).waiting); }, truth,
      queueing::mean_waiting(kClinicians, kMore) - truth);
  EXPECT_NE(queue(1.0, true).delayed.measured.value, queue(1.0).delayed.measured.value)
      << "the order changes nothing: it was not another one";
}

// V27
TEST(AccessStudy, AC_1_UtilisationIsOfferedOverCapacity) {
  expect_truth(
      "utilisation", [](double scale) { return estimate_of(queue(scale).busy); }, kOffered / kClinicians,
      statistics::kShift * kOffered / kClinicians);
}

/// An error of 1 % of either side would be noticed.
// V27
TEST(AccessStudy, QU_3_LittlesLaw) {
  const Waiting& found = queue(1.0);
  EXPECT_LE(std::abs(found.little.value), statistics::kLimit * found.little.standard_error);
  EXPECT_LT(statistics::minimum_detectable(found.little.standard_error), 0.01 * found.waiting.measured.value);
}

// V27
TEST(AccessStudy, QU_1_WhoIsTurnedAway) {
  const double truth = queueing::erlang_b(kClinicians, kOffered);
  expect_truth(
      "share turned away", [](double scale) { return estimate_of(no_room(scale).lost); }, truth,
      queueing::erlang_b(kClinicians, kMore) - truth);
  const Held& busy = no_room(1.0).busy;
  EXPECT_LE(std::abs(busy.z()), statistics::kLimit);
}

// V27
TEST(AccessStudy, QU_4_OverflowOfAPanel) {
  constexpr double kDays = 10'000;
  const auto days = [](double scale) {
    return access_study::overflow({.people = 2000, .asks = 0.008 * scale, .slots = 20}, kDays, 1);
  };
  const auto overflow = [&](double scale) { return estimate_of(days(scale).overflow); };
  const double truth = queueing::panel_day(2000, 0.008, 20).overflow;
  expect_truth("days with too few slots", overflow, truth,
               queueing::panel_day(2000, 0.008 * (1.0 + statistics::kShift), 20).overflow - truth);
  EXPECT_LE(std::abs(days(1.0).used_slots.z()), statistics::kLimit);
}

/// The same table whoever asks, at a fraction of the visits: what is listed beside published values.
TEST(AccessStudy, ARowHasItsThreeValues) {
  const access_study::QueueRow row = access_study::queue_row(2, 1.0, {.visits = 20'000.0, .seed = 5});
  for (const Held& held : {row.lost, row.delayed, row.wait}) {
    EXPECT_LE(std::abs(held.z()), statistics::kLimit);
    EXPECT_LT(held.detectable(), 0.2);
  }
  EXPECT_EQ(row.clinicians, 2U);
  EXPECT_DOUBLE_EQ(row.lost.formula, 0.2);
}

/// Shares of a Poisson or binomial count, small ones left out.
std::vector<double> poisson_shares(double mean) {
  std::vector<double> shares;
  for (int k = 0; k < 40; ++k) shares.push_back(std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0)));
  return shares;
}
std::vector<double> binomial_shares(int n, double p) {
  std::vector<double> shares;
  for (int k = 0; k <= n; ++k)
    shares.push_back(std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) +
                              k * std::log(p) + (n - k) * std::log1p(-p)));
  return shares;
}

/// What the queue in steps is in the long run, without any simulation: share of requests not seen in the step
/// of asking, whether they wait or leave, and mean wait.
struct Stationary {
  double unserved = 0.0;
  double wait = 0.0;
};

/// The chain of people in the practice at the ends of steps, cut where hardly anybody comes.
Stationary chain_of(int clinicians, double offered, double step, bool waits) {
  const int most = waits ? clinicians + static_cast<int>(30.0 / (1.0 - offered / clinicians)) : clinicians;
  const std::vector<double> asks = poisson_shares(offered * step);
  Eigen::MatrixXd moves = Eigen::MatrixXd::Zero(most + 1, most + 1);
  Eigen::VectorXd unserved = Eigen::VectorXd::Zero(most + 1);
  for (int people = 0; people <= most; ++people) {
    const std::vector<double> ends = binomial_shares(std::min(people, clinicians), step);
    for (std::size_t d = 0; d < ends.size(); ++d) {
      for (std::size_t k = 0; k < asks.size(); ++k) {
        const int stay = people - static_cast<int>(d), now = stay + static_cast<int>(k);
        const int free = std::max(0, clinicians - stay);
        moves(people, std::min(now, most)) += ends[d] * asks[k];
        unserved(people) += ends[d] * asks[k] * std::max(0, static_cast<int>(k) - free);
      }
    }
  }
  Eigen::MatrixXd balance = moves.transpose() - Eigen::MatrixXd::Identity(most + 1, most + 1);
  balance.row(most).setOnes();
  const Eigen::VectorXd shares = balance.partialPivLu().solve(Eigen::VectorXd::Unit(most + 1, most));
  Stationary found{shares.dot(unserved) / (offered * step), 0.0};
  for (int people = clinicians; people <= most; ++people)
    found.wait += shares(people) * (people - clinicians) / offered;
  return found;
}

/// So that the distance from the formula is luck and not the length of the step: what extrapolation leaves.
// V36
TEST(AccessStudy, QU_5_WhatTheStepLeavesIsSmall) {
  const auto left = [](double coarse, double fine, double formula) {
    return std::abs(queueing::extrapolated(coarse, fine) / formula - 1.0);
  };
  for (const auto& [clinicians, offered] : access_study::kLoads) {
    const int c = static_cast<int>(clinicians);
    const auto at = [&, a = offered](double step, bool waits) { return chain_of(c, a, step, waits); };
    const double step = access_study::waiting_step(offered), short_step = access_study::losing_step(offered);
    const Stationary coarse = at(step, true), fine = at(step / queueing::kFinerSteps, true);
    EXPECT_LT(left(coarse.unserved, fine.unserved, queueing::erlang_c(c, offered)), 1e-3) << c;
    EXPECT_LT(left(coarse.wait, fine.wait, queueing::mean_wait(c, offered)), 3e-4) << c;
    EXPECT_GT(std::abs(fine.wait / queueing::mean_wait(c, offered) - 1.0), 3e-3)
        << "the step makes no difference: nothing to extrapolate";
    const double lost = at(short_step, false).unserved;
    const double lost_in_fine = at(short_step / queueing::kFinerSteps, false).unserved;
    EXPECT_LT(left(lost, lost_in_fine, queueing::erlang_b(c, offered)), 5e-4) << c;
  }
}

/// Shares unserved and mean waits of practices at one length of the step.
struct Simulated {
  Estimate unserved;
  Estimate wait;
};
Simulated simulated(const waiting_room::Queue& queue) {
  constexpr int kQuiet = 200, kSteps = 4000;
  waiting_room::Room room(queue, 64, 9, 0);
  for (int step = 0; step < kQuiet; ++step) room.step();
  room.forget();
  for (int step = 0; step < kSteps; ++step) room.step();
  std::vector<double> unserved, waits;
  for (const waiting_room::Sums& one : room.sums()) {
    const double asked = kSteps * queue.offered * queue.step;
    unserved.push_back((queue.waits ? one.delayed : one.lost) / asked);
    waits.push_back(one.wait_steps * queue.step / asked);
  }
  return {statistics::mean_of(unserved), statistics::mean_of(waits)};
}

bool agree(const Estimate& one, double truth) { return statistics::z_check(one.value, truth, one.se).passes; }

/// The queue in steps is the module's: what is simulated at one length is the chain at that length, and not the
/// formula that it has in the limit.
// V27
TEST(AccessStudy, QU_5_TheModuleIsTheChainAtItsStep) {
  const Stationary waiting = chain_of(3, 2.0, 0.2, true), losing = chain_of(3, 2.0, 0.2, false);
  const Simulated queue = simulated({.clinicians = 3, .offered = 2.0, .step = 0.2});
  EXPECT_TRUE(agree(queue.unserved, waiting.unserved)) << queue.unserved.value;
  EXPECT_TRUE(agree(queue.wait, waiting.wait)) << queue.wait.value;
  EXPECT_FALSE(agree(queue.unserved, queueing::erlang_c(3, 2.0)));
  const Simulated no_queue = simulated({.clinicians = 3, .offered = 2.0, .step = 0.2, .waits = false});
  EXPECT_TRUE(agree(no_queue.unserved, losing.unserved)) << no_queue.unserved.value;
  EXPECT_EQ(no_queue.wait.value, 0.0);
  EXPECT_FALSE(agree(no_queue.unserved, queueing::erlang_b(3, 2.0)));
}

}  // namespace rapport::access_study_test
