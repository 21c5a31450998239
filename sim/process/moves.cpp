// Heads decide for their households; who leaves makes room for who arrives.
#include "process/moves.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "base/sample.h"
#include "state/households.h"
#include "state/lives.h"
#include "state/marks.h"
#include "state/populate.h"
#include "state/relationships.h"

namespace rapport::moves {

std::vector<std::uint32_t> heads_of_households(const Market& market, const std::vector<std::uint8_t>& asked) {
  const Patients& people = market.patients;
  std::vector<std::uint32_t> heads(market.households, kNobody);
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (asked[people.household[i]] == 0 || people.alive[i] == 0) continue;
    std::uint32_t& head = heads[people.household[i]];
    const bool older = head == kNobody || std::tie(people.birth_day[i], people.id[i]) <
                                              std::tie(people.birth_day[head], people.id[head]);
    if (older) head = i;
  }
  return heads;
}

namespace {

/// What becomes of a household, by its number.
enum class Plan : std::uint8_t { stays, keeps_doctors, loses_doctors, leaves };

struct Plans {
  std::vector<Plan> of;
  std::vector<std::uint64_t> leaving_heads;  ///< ids, ascending
  bool any = false;
};

Plan plan_of(Market& market, double loses_doctor, const Step& step, std::uint32_t head) {
  if ((market.patients.turning[head] & kDeparts) != 0) return Plan::leaves;
  market.add(Counter::household_moves, head);
  const std::uint32_t drawn =
      word(market.luck, market.patients.id[head], 0, step.index, draws::move_loses_doctor);
  return happens(drawn, loses_doctor) ? Plan::loses_doctors : Plan::keeps_doctors;
}

Plans make_plans(Market& market, double loses_doctor, const Step& step) {
  const Patients& people = market.patients;
  std::vector<std::uint8_t> asked(market.households, 0);
  each_marked(people.count, people.turning, [&](std::uint32_t i) {
    if ((people.turning[i] & (kMoves | kDeparts)) != 0) asked[people.household[i]] = 1;
  });
  const std::vector<std::uint32_t> heads = heads_of_households(market, asked);
  Plans plans;
  plans.of.assign(market.households, Plan::stays);
  each_marked(people.count, people.turning, [&](std::uint32_t i) {
    if ((people.turning[i] & (kMoves | kDeparts)) == 0 || heads[people.household[i]] != i) return;
    const Plan plan = plan_of(market, loses_doctor, step, i);
    plans.of[people.household[i]] = plan;
    plans.any = true;
    if (plan == Plan::leaves) plans.leaving_heads.push_back(people.id[i]);
  });
  std::sort(plans.leaving_heads.begin(), plans.leaving_heads.end());
  return plans;
}

void carry_out(Market& market, const Plans& plans, std::int32_t day) {
  const Patients& people = market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const Plan plan = plans.of[people.household[i]];
    if (plan == Plan::stays || people.alive[i] == 0) continue;
    if (plan == Plan::loses_doctors) lose_usual(market, i, day);
    if (plan == Plan::leaves) leave_market(market, i, day);
  }
}

/// The members of the households that take the homes that were left, links and homes counted from 0.
std::vector<population::Founder> newcomers(const Market& market, const std::vector<std::uint64_t>& heads,
                                           const Step& step) {
  const population::OutsidePool& pool = *market.outside;
  std::vector<population::Founder> all;
  for (std::uint32_t home = 0; home < heads.size(); ++home) {
    const std::uint32_t drawn = word(market.luck, heads[home], 0, step.index, draws::arriving_household);
    const std::uint32_t chosen = below(drawn, pool.households());
    const auto base = static_cast<std::uint32_t>(all.size());
    for (std::uint32_t row = pool.first[chosen]; row < pool.first[chosen + 1]; ++row) {
      population::Founder person = pool.people[row];
      person.id = arrival_id(step.period(), static_cast<std::uint32_t>(all.size()));
      if (person.id == 0) return all;
      person.household = home;
      for (std::uint32_t* link : {&person.mother, &person.partner})
        if (*link != kNobody) *link = *link - pool.first[chosen] + base;
      all.push_back(person);
    }
  }
  return all;
}

}  // namespace

std::uint32_t move_households(Market& market, double loses_doctor, const population::Params& population,
                              const Step& step) {
  if (!step.starts_period()) return market.patients.count;
  const Plans plans = make_plans(market, loses_doctor, step);
  if (plans.any) carry_out(market, plans, step.first_day);
  if (plans.leaving_heads.empty()) return market.patients.count;
  const std::uint32_t first =
      population::settle(market, population, newcomers(market, plans.leaving_heads, step), step.first_day);
  for (std::uint32_t i = first; i < market.patients.count; ++i) {
    market.add(Counter::immigrants, i);
    market.record(i, step.first_day, EventKind::arrived);
  }
  return first;
}

}  // namespace rapport::moves
