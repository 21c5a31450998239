// What claims would show of continuity: an association where nothing is caused, and the effect itself where nothing
// confounds. The analyst sees visits, diagnoses, ages and stays; the truth comes from the same people with the same luck
// under another arm.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <vector>

#include "metrics/continuity.h"
#include "study/level_studies.h"
#include "support/statistics.h"
#include "support/worlds.h"

namespace rapport::claims_test {

using namespace worlds;
using statistics::Estimate;

/// Whatever a relationship does to anything is switched off; upheavals stay, which make people ill and may cost them
/// their doctor.
void without_effects_of_relationships(World& world) {
  for (const Mechanism& one : mechanisms()) {
    if (one.name != "instability") without(world, one.name);
  }
}

Records records_of(const World& world) {
  const TaskSpec spec = world.spec();
  Recorder recorder(spec);
  run_arms_plain(world,
                 [&](int arm, const Step& step, Market& market) { recorder.watch(arm, step, market); });
  return recorder.take();
}

/// One line of the analyst's table.
struct Claims {
  std::uint64_t id = 0;
  double coc = 0.0, age = 0.0, man = 0.0, conditions = 0.0, visits = 0.0;
  double stays = 0.0;
  bool operator==(const Claims&) const = default;
};

/// Adults who lived through the window with three visits or more.
std::vector<Claims> claims_of(const Records& records) {
  std::map<std::uint32_t, double> stays, conditions;
  for (const Note& note : records.of(EventKind::admitted)) stays[note.who] += 1.0;
  for (const Portrait& one : records.first) conditions[one.who] = std::popcount(one.conditions);
  std::vector<Claims> table;
  levels::each_person(records.of(EventKind::visited), [&](const Note* note, const Note* end) {
    const Subject& one = records.people[note->who];
    const int age = levels::age_of(one, records.from);
    if (end - note < 3 || age < 18 || !levels::stayed(one, records.from, records.to)) return;
    std::vector<std::uint64_t> seen;
    const std::uint32_t who = note->who;
    for (; note != end; ++note) seen.push_back(note->other);
    table.push_back({one.id, continuity_of(seen).coc, static_cast<double>(age), one.sex == male ? 1.0 : 0.0,
                     conditions[who], static_cast<double>(seen.size()), stays[who]});
  });
  return table;
}

constexpr std::size_t kTerms = 7;
using Row = std::array<double, kTerms>;
using Square = std::array<Row, kTerms>;

Row terms_of(const Claims& one) {
  return {1.0,     one.coc,        one.age / 10.0,      one.age * one.age / 1000.0,
          one.man, one.conditions, std::log(one.visits)};
}

/// By Gauss and Jordan; the matrix is positive definite.
Square inverse_of(Square matrix) {
  Square inverse{};
  for (std::size_t k = 0; k < kTerms; ++k) inverse[k][k] = 1.0;
  const auto reduce = [&](std::size_t row, std::size_t by, double factor) {
    for (std::size_t k = 0; k < kTerms; ++k) {
      matrix[row][k] -= factor * matrix[by][k];
      inverse[row][k] -= factor * inverse[by][k];
    }
  };
  for (std::size_t k = 0; k < kTerms; ++k) {
    reduce(k, k, 1.0 - 1.0 / matrix[k][k]);
    for (std::size_t row = 0; row < kTerms; ++row) {
      if (row != k) reduce(row, k, matrix[row][k]);
    }
  }
  return inverse;
}

/// Least squares of stays on COC, adjusted for age, sex, conditions and visits; standard error robust to unequal spread.
Estimate slope_of_continuity(const std::vector<Claims>& table) {
  Square squares{};
  for (const Claims& one : table) {
    const Row x = terms_of(one);
    for (std::size_t i = 0; i < kTerms; ++i) {
      for (std::size_t j = 0; j < kTerms; ++j) squares[i][j] += x[i] * x[j];
    }
  }
  const Square inverse = inverse_of(squares);
  const auto along = [&](const Row& x, std::size_t term) {
    double sum = 0.0;
    for (std::size_t k = 0; k < kTerms; ++k) sum += inverse[term][k] * x[k];
    return sum;
  };
  Row slopes{};
  for (const Claims& one : table) {
    for (std::size_t k = 0; k < kTerms; ++k) slopes[k] += along(terms_of(one), k) * one.stays;
  }
  double variance = 0.0;
  for (const Claims& one : table) {
    const Row x = terms_of(one);
    double residual = one.stays;
    for (std::size_t k = 0; k < kTerms; ++k) residual -= slopes[k] * x[k];
    variance += std::pow(along(x, 1) * residual, 2.0);
  }
  return {slopes[1], std::sqrt(variance)};
}

void say(const char* what, const Estimate& slope, std::size_t people) {
  std::printf("  %-52s %8.4f (SE %.4f, z %6.1f), %zu people, detects %.2g\n", what, slope.value, slope.se,
              slope.value / slope.se, people, statistics::minimum_detectable(slope.se));
}

/// Ties end with upheavals, changes of coverage and moves, and people see nobody but their own clinician: whoever has low
/// continuity has lost one. Rates of upheavals are at the upper end of what is plausible.
World claims_world() {
  World world;
  world.people = kQuick ? 40'000 : 30'000;
  world.steps_per_year = 13;
  world.warm_up_years = 1;
  world.years = 2;
  without_effects_of_relationships(world);
  world.set("instability.upheaval_per_year", 0.15);
  world.set("instability.upheaval_frailty", 3.0);
  world.set("instability.upheaval_loses_doctor", 0.3);
  world.set("access.colleague_logit", -50.0);
  world.set("access.acute_colleague_logit", -50.0);
  return world;
}

/// The same people keep their doctors, whatever happens to them.
Side where_nobody_loses_a_doctor(const World& world) {
  Side side{world.params, world.contract};
  for (const char* why : {"upheaval", "coverage", "move"})
    set(side.params, std::string("instability.") + why + "_loses_doctor", 0.0);
  return side;
}

std::map<std::uint64_t, int> stays_by_person(const Records& records) {
  std::map<std::uint64_t, int> stays;
  for (const Note& note : records.of(EventKind::admitted)) ++stays[records.people[note.who].id];
  return stays;
}

double mean_continuity(const std::vector<Claims>& table) {
  double sum = 0.0;
  for (const Claims& one : table) sum += one.coc / static_cast<double>(table.size());
  return sum;
}

/// No pathway leads from a relationship to a stay, and adjusted claims still say that people with continuity have fewer
/// of them: upheavals make ill and cost the doctor. An arm in which nobody loses a doctor has more continuity and the
/// very same stays, person by person. Given to the next person, continuity predicts nothing.
// V18
TEST(Claims, ShowAnAssociationWhereNothingIsCaused) {
  World world = claims_world();
  const Records usual = records_of(world);
  std::vector<Claims> table = claims_of(usual);
  const Estimate slope = slope_of_continuity(table);
  say("stays for COC 1 against 0, adjusted", slope, table.size());
  EXPECT_LT(slope.value, -statistics::kLimit * slope.se) << "a spurious benefit";
  world.arms = {where_nobody_loses_a_doctor(world)};
  const Records kept = records_of(world);
  EXPECT_GT(mean_continuity(claims_of(kept)), mean_continuity(table) + 0.01);
  EXPECT_EQ(stays_by_person(kept), stays_by_person(usual)) << "continuity does nothing";
  const double first = table.front().coc;
  for (std::size_t k = 0; k + 1 < table.size(); ++k) table[k].coc = table[k + 1].coc;
  table.back().coc = first;
  const Estimate none = slope_of_continuity(table);
  say("the same with the continuity of another person", none, table.size());
  statistics::record(none.value / none.se, statistics::minimum_detectable(none.se), 0.0);
  EXPECT_LT(std::abs(none.value), statistics::kLimit * none.se);
}

// --- an effect that is there ---

/// People of 40 with a condition that flares up, who call their own doctor first. With minutes for everybody and nobody
/// diverted to the emergency department, what one person lost does not depend on how many others did.
World dosed(double frailty) {
  World world = singles(kQuick ? 30'000 : 12'000);
  without_births(world);
  without_background_events(world);
  with_constant_death(world, 0.0);
  with_ample_time(world);
  without_effects_of_relationships(world);
  ConditionSpec spec = inert_condition("flaring", 4242, 1.0);
  spec.states[0].exacerbations_per_year = 3.0;
  spec.of.frailty_effect = 0.3;
  world.tables.conditions = {spec};
  world.set("population.attached_adult_share", 1.0);
  world.set("panels.find_per_year", 0.0);
  world.set("access.new_patient_share", 0.5);
  world.set("access.diverted_share", 0.0);
  world.set("acute.hospital_death_at_50", 0.0);
  world.set("acute.remote_success", 0.5);
  world.set("acute.call_logit", 50.0);
  world.set("instability.trait_effect", 0.0);
  world.set("instability.upheaval_frailty", frailty);
  return world;
}

struct Patient {
  bool upheaved = false, lost = false;
  double emergency_visits = 0.0;  ///< of the second year
};

/// In the first year an upheaval ends the tie with probability `loses`; nobody finds another doctor, and in the second
/// year nothing happens to anybody but the condition.
std::map<std::uint64_t, Patient> second_year(double frailty, double loses) {
  const World world = dosed(frailty);
  ModelParams first = world.params;
  set(first, "instability.upheaval_per_year", 1.0);
  set(first, "instability.upheaval_loses_doctor", loses);
  const LifeRates rates = rates_of(world.tables, world.params);
  Market market = begin_market(world.spec(), rates);
  std::map<std::uint64_t, Patient> people;
  EventLog log;
  log.everybody = true;
  for (std::int64_t index = 0; index < 2 * world.steps_per_year; ++index) {
    const bool second = index >= world.steps_per_year;
    clear_counters(market);
    run_plain(market, {second ? world.params : first, world.contract}, step_at(index, world.steps_per_year));
    if (index + 1 != world.steps_per_year) continue;
    market.events = &log;
    for (std::uint32_t i = 0; i < market.patients.count; ++i)
      people[market.patients.id[i]] = {market.patients.upheaval[i] > 0.0F,
                                       market.patients.usual_slot[i] == kNoSlot, 0.0};
  }
  for (const Event& event : log.events) {
    if (event.kind == EventKind::went_to_ed) people[event.person].emergency_visits += 1.0;
  }
  return people;
}

/// Emergency visits of those without a doctor less those of others, among people who had an upheaval or all.
Estimate association(const std::map<std::uint64_t, Patient>& people, bool upheaved_only) {
  std::array<std::vector<double>, 2> visits;
  for (const auto& [id, one] : people) {
    if (one.upheaved || !upheaved_only) visits[one.lost ? 1 : 0].push_back(one.emergency_visits);
  }
  const Estimate kept = statistics::mean_of(visits[0]), lost = statistics::mean_of(visits[1]);
  return {lost.value - kept.value, std::hypot(lost.se, kept.se)};
}

/// The same people twice: all who have an upheaval lose their doctor, or none.
Estimate causal_effect(double frailty) {
  const auto all = second_year(frailty, 1.0), none = second_year(frailty, 0.0);
  std::vector<double> differences;
  for (const auto& [id, one] : all) {
    EXPECT_EQ(one.upheaved, none.at(id).upheaved);
    EXPECT_EQ(one.upheaved, one.lost);
    if (one.upheaved) differences.push_back(one.emergency_visits - none.at(id).emergency_visits);
  }
  return statistics::mean_of(differences);
}

/// Where chance alone decides who of the upheaved loses a doctor, claims give the effect that was put in. Where people
/// without upheavals are compared too, and upheavals make ill, they do not.
// V18
TEST(Claims, GiveTheEffectWhereNothingConfounds) {
  const Estimate truth = causal_effect(0.0), fair = association(second_year(0.0, 0.5), true);
  const double error = std::hypot(truth.se, fair.se);
  std::printf("  visits for a lost doctor: %.3f caused (SE %.3f), %.3f in claims (SE %.3f), detects %.3f\n",
              truth.value, truth.se, fair.value, fair.se, statistics::minimum_detectable(error));
  statistics::record((fair.value - truth.value) / error, statistics::minimum_detectable(error), truth.value);
  EXPECT_GT(truth.value, 10.0 * truth.se) << "the dose is there";
  EXPECT_LT(std::abs(fair.value - truth.value), statistics::kLimit * error);
  EXPECT_LT(statistics::minimum_detectable(error), 0.5 * truth.value) << "half the dose missing is noticed";
  const Estimate caused = causal_effect(3.0), naive = association(second_year(3.0, 0.5), false);
  std::printf("  with upheavals that make ill: %.3f caused, %.3f in claims (SE %.3f)\n", caused.value,
              naive.value, naive.se);
  EXPECT_GT(naive.value - caused.value, statistics::kLimit * std::hypot(caused.se, naive.se));
}

}  // namespace rapport::claims_test
