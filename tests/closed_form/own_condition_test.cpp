// The project's own conditions written as an outsider would write them, through the exact engine, against the engine
// of the whole model.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vector>

#include "scenario/own_model.h"
#include "study/own_model_run.h"
#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::own_condition_test {

using namespace worlds;

constexpr int kTurnsPerYear = 13;
constexpr int kYears = 8;
constexpr std::uint32_t kPatients = 60'000;
constexpr double kFaster = 4.0;  ///< so that slow courses are seen in few years

/// Rates of one course, 1/year.
double rate_between(const ConditionSpec& spec, std::size_t from, int direction) {
  for (const Transition& transition : spec.transitions)
    if (transition.from == from && static_cast<int>(transition.to) == static_cast<int>(from) + direction)
      return kFaster * transition.per_year;
  return 0.0;
}

/// DI-3 as a file: getting better or leaving comes first and both compete, then getting worse.
std::string as_own_model(const ConditionSpec& spec) {
  std::string states, transitions;
  for (std::size_t s = 0; s < spec.state_names.size(); ++s) {
    const double better = rate_between(spec, s, -1), worse = rate_between(spec, s, +1);
    const double leave = kFaster * spec.of.remission_per_year;
    states += fmt::format("s{}, ", s);
    transitions += fmt::format("  s{}:\n    none: {{probability_per_step: {} * (1 - exp(-{} / 13))}}\n", s,
                               better + leave > 0.0 ? leave / (better + leave) : 0.0, better + leave);
    if (s > 0)
      transitions += fmt::format("    s{}: {{probability_per_step: {} * (1 - exp(-{} / 13))}}\n", s - 1,
                                 better + leave > 0.0 ? better / (better + leave) : 0.0, better + leave);
    if (s + 1 < spec.state_names.size())
      transitions += fmt::format("    s{}: {{probability_per_step: exp(-{} / 13) * (1 - exp(-{} / 13))}}\n",
                                 s + 1, better + leave, worse);
  }
  return fmt::format(
      "mechanisms: none\ntime: {{steps_per_year: {}, steps: {}}}\nstates: [{}none]\nstart: {{s0: 1}}\n"
      "transitions:\n{}",
      kTurnsPerYear, kTurnsPerYear * kYears, states, transitions);
}

/// Share in the first state after each turn.
std::vector<double> expected_shares(const ConditionSpec& spec) {
  Diagnostics faults;
  const OwnModel own = read_own_model_text(as_own_model(spec), faults);
  EXPECT_TRUE(faults.empty()) << to_text(faults.front()) << "\n" << as_own_model(spec);
  const ExactResult exact = expect_own_model(own);
  EXPECT_EQ(exact.fault, "");
  std::vector<double> shares;
  const std::vector<double>& all = exact.strategies.front().expected.in_state;
  for (std::size_t at = 0; at < all.size(); at += own.model.states.size()) shares.push_back(all[at]);
  return shares;
}

/// The same condition, getting worse and leaving `scale` times as fast, getting better as much slower.
ConditionSpec with_worse(ConditionSpec spec, double scale) {
  for (Transition& transition : spec.transitions)
    transition.per_year *= transition.to > transition.from ? scale : 1.0 / scale;
  spec.of.remission_per_year *= scale;
  return spec;
}

double error_of(double share) { return std::sqrt(share * (1.0 - share) / kPatients); }

/// What a condition's test compares: the turn in which rates that are 5 % wrong would be noticed best.
struct Moment {
  int turn = 1;
  double share = 0.0;
  double twin = 0.0;
  double z_of_twin() const { return std::abs(twin - share) / error_of(share); }
};

Moment best_moment(const ConditionSpec& spec) {
  const std::vector<double> right = expected_shares(spec),
                            wrong = expected_shares(with_worse(spec, 1.0 + statistics::kShift));
  Moment best;
  for (int turn = 1; turn < static_cast<int>(right.size()); ++turn) {
    const auto t = static_cast<std::size_t>(turn);
    const Moment here{turn, right[t], wrong[t]};
    if (turn == 1 || here.z_of_twin() > best.z_of_twin()) best = here;
  }
  return best;
}

/// Everybody has the condition, at first in its first state; nothing moves them but its course.
World with_own_course(const ConditionSpec& from) {
  World world = singles(kPatients);
  world.steps_per_year = kTurnsPerYear;
  ConditionSpec spec = inert_condition(from.name, from.name_hash, 1.0);
  spec.state_names = from.state_names;
  spec.states.assign(from.states.size(), spec.states[0]);
  for (std::size_t s = 1; s < from.states.size(); ++s) spec.states[s].start_share = 0.0;
  for (const Transition& transition : from.transitions)
    spec.transitions.push_back({transition.from, transition.to, kFaster * transition.per_year, 0.0});
  spec.of.remission_per_year = kFaster * from.of.remission_per_year;
  world.tables.conditions = {spec};
  return world;
}

statistics::Estimate share_in_first(const ConditionSpec& spec, double scale, const Moment& moment) {
  Life life(with_own_course(with_worse(spec, scale)));
  life.only = {"calendar", "progression"};
  life.steps(moment.turn);
  const ConditionList& list = life.market.conditions[0];
  std::size_t people = 0;
  for (std::uint32_t row = 0; row < list.count; ++row) people += list.state[row] == 0;
  return statistics::share_of(people, life.market.patients.count, moment.share);
}

/// Every condition that has a course, with rates four times those of its table: the share in the first state at the turn
/// that tells most. What is noticed is printed.
// V23
TEST(OwnConditionsSlow, DI_3_EveryCourseIsThatOfTheSameStatesInYaml) {
  int courses = 0;
  for (const ConditionSpec& spec : base_us().tables.conditions) {
    if (spec.transitions.empty()) continue;
    ++courses;
    const Moment moment = best_moment(spec);
    statistics::expect_truth(
        spec.name, [&](double scale) { return share_in_first(spec, scale, moment); }, moment.share,
        moment.twin - moment.share);
  }
  EXPECT_GE(courses, 5);
}

}  // namespace rapport::own_condition_test
