// People chosen because they used much care use less the year after, whatever is done for them: the fall is there before
// and after, and gone between arms.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>
#include <vector>

#include "base/sample.h"
#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::placebo_test {

using namespace worlds;
using statistics::expect_truth;

// --- counts whose rates are gamma ---

constexpr double kShape = 0.5, kMean = 0.3;

/// Negative binomial arithmetic: share with two or more, their mean, and their mean a year later, which is
/// (shape + y) / (shape / mean + 1) for each y.
struct Selection {
  double share = 0.0, before = 0.0, after = 0.0;
};
Selection by_arithmetic(double mean) {
  const double none = std::pow(kShape / (kShape + mean), kShape);
  const double one = kShape * mean / (kShape + mean) * none;
  Selection all;
  all.share = 1.0 - none - one;
  all.before = (mean - one) / all.share;
  all.after = (kShape + all.before) / (kShape / mean + 1.0);
  return all;
}

/// The mean times the square of a standard normal is gamma with shape 1/2.
std::array<std::vector<double>, 2> years_of_selected(double mean, std::uint64_t people) {
  std::array<std::vector<double>, 2> found;
  for (std::uint64_t id = 0; id < people; ++id) {
    const LuckKey luck{17, 0, 0, 0};
    const double z = normal(word(luck, id, 0, 0, draws::quality_noise));
    const auto count = [&](std::uint32_t year) {
      return poisson_count(word(luck, id, 0, year, draws::background_ed), mean * z * z);
    };
    if (count(0) < 2) continue;
    found[0].push_back(count(0));
    found[1].push_back(count(1));
  }
  return found;
}

/// Who has two or more events in a year, 6.12 % of people, has 2.480 in that year and 1.117 in the next: a fall of 54.9 %
/// for no reason at all.
// V17
TEST(Placebo, SelectedCountsFallByHalf) {
  const Selection truth = by_arithmetic(kMean), twin = by_arithmetic(1.05 * kMean);
  EXPECT_NEAR(truth.share, 0.0612, 5e-5);
  EXPECT_NEAR(truth.before, 2.480, 5e-4);
  EXPECT_NEAR(truth.after, 1.117, 5e-4);
  EXPECT_NEAR(1.0 - truth.after / truth.before, 0.549, 5e-4);
  constexpr std::uint64_t kPeople = 1'500'000;
  const auto right = years_of_selected(kMean, kPeople), wrong = years_of_selected(1.05 * kMean, kPeople);
  const auto of = [&](double scale) -> const auto& { return scale == 1.0 ? right : wrong; };
  expect_truth(
      "share selected",
      [&](double scale) { return statistics::share_of(of(scale)[0].size(), kPeople, truth.share); },
      truth.share, twin.share - truth.share);
  expect_truth(
      "in the year of selection", [&](double scale) { return statistics::mean_of(of(scale)[0]); },
      truth.before, twin.before - truth.before);
  expect_truth(
      "a year later", [&](double scale) { return statistics::mean_of(of(scale)[1]); }, truth.after,
      twin.after - truth.after);
}

// --- the engine ---

/// Emergency visits and stays of a person in the year of selection and the year of the programme.
using Years = std::array<int, 2>;

struct Programme {
  std::map<std::uint64_t, Years> contacts;
  std::int64_t paid_to_practices = 0;  ///< cents, in the year of the programme
};

constexpr std::int64_t kWarmUp = 2;

/// A third year under `arm`; those who died or moved away are left out.
Programme with_arm(const Side& arm) {
  World world;
  world.people = kQuick ? 12'000 : 6000;
  world.steps_per_year = 13;
  world.warm_up_years = kWarmUp;
  world.arms = {arm};
  EventLog log;
  log.everybody = true;
  const Tally tally =
      run_arms_plain(world, [&](int, const Step&, Market& market) { market.events = &log; })[0];
  Programme found;
  std::set<std::uint64_t> gone;
  for (const Event& event : log.events) {
    const bool left = event.kind == EventKind::died || event.kind == EventKind::left_market;
    if (left) gone.insert(event.person);
    const bool contact = event.kind == EventKind::went_to_ed || event.kind == EventKind::admitted;
    const std::int64_t year = event.day / kDaysPerYear - (kWarmUp - 1);
    if (contact && year >= 0) ++found.contacts[event.person][static_cast<std::size_t>(year)];
  }
  for (const std::uint64_t person : gone) found.contacts.erase(person);
  for (std::int64_t period = 13 * kWarmUp; period < tally.periods; ++period)
    found.paid_to_practices += tally.at(Outcome::payer_to_practices, period).numerator;
  return found;
}

constexpr int kMany = 3;
std::vector<Years> selected(const std::map<std::uint64_t, Years>& contacts) {
  std::vector<Years> chosen;
  for (const auto& [person, years] : contacts) {
    if (years[0] >= kMany) chosen.push_back(years);
  }
  return chosen;
}

std::vector<double> in_year(const std::vector<Years>& people, std::size_t year) {
  std::vector<double> counts;
  for (const Years& years : people) counts.push_back(years[year]);
  return counts;
}

/// A programme for the people with three or more emergency visits and stays in a year: practices are paid a fee for each
/// member with several conditions, which in the model changes money and no care. Among those who are selected use falls
/// by more than a third; between arms nothing differs for anybody but the fee.
// V17
TEST(Placebo, AProgrammeWithoutEffectLooksGoodBeforeAndAfter) {
  const World base;
  Contract fee = base.contract;
  fee.terms.push_back({TermKind::care_management_fee, 0.0, 5000.0});
  const Programme usual = with_arm({base.params, base.contract}), placebo = with_arm({base.params, fee});
  const std::vector<Years> chosen = selected(placebo.contacts);
  std::vector<double> falls;
  for (const Years& years : chosen) falls.push_back(years[0] - years[1]);
  const double before = statistics::mean_of(in_year(chosen, 0)).value;
  const statistics::Estimate fall = statistics::mean_of(falls);
  std::printf("  %zu frequent users: %.2f before, fall %.2f (SE %.2f), detects %.2g\n", chosen.size(), before,
              fall.value, fall.se, statistics::minimum_detectable(fall.se));
  EXPECT_GT(fall.value - statistics::kLimit * fall.se, before / 3.0) << "the fall that selection brings";
  EXPECT_EQ(usual.contacts, placebo.contacts) << "the programme does nothing for anybody";
  EXPECT_GT(placebo.paid_to_practices, 1.1 * static_cast<double>(usual.paid_to_practices))
      << "and is paid for";
}

/// Over all people there is no fall, and a programme that does something is seen between arms: people are admitted from
/// the emergency department less often.
TEST(Placebo, WithoutSelectionNothingFallsAndAnEffectIsSeen) {
  Side usual{World().params, World().contract}, other = usual;
  set(other.params, "acute.admit_logit", -2.5);
  const Programme before = with_arm(usual), effect = with_arm(other);
  std::array<double, 2> all{};
  for (const auto& [person, years] : before.contacts) all[0] += years[0], all[1] += years[1];
  EXPECT_NEAR(all[1] / all[0], 1.0, 0.1) << "the same people a year later";
  EXPECT_NE(before.contacts, effect.contacts);
}

}  // namespace rapport::placebo_test
