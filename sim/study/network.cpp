// Rows sorted by id, so that a text does not depend on where the engine keeps people.
#include "study/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <tuple>
#include <vector>

#include "study/task_pool.h"

namespace rapport::network {

namespace {

constexpr std::array<std::string_view, 4> kIncomes{"lt100", "100_199", "200_399", "ge400"};
constexpr std::array<std::string_view, 5> kCoverage{"private", "medicare", "medicaid", "uninsured", "other"};

using Rows = std::vector<std::uint32_t>;

Rows living_by_id(const Patients& people) {
  Rows rows;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.alive[i] != 0) rows.push_back(i);
  }
  std::sort(rows.begin(), rows.end(),
            [&](std::uint32_t a, std::uint32_t b) { return people.id[a] < people.id[b]; });
  return rows;
}

/// The shortest text that reads back to the same bits.
std::string text_of(float number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

/// practice.seat.successor behind a letter, so that no clinician has the id of a person.
std::string clinician_text(std::uint32_t id) {
  return fmt::format("c{}.{}.{}", id >> 20, id >> 10 & 1023, id & 1023);
}

std::string person_row(const Patients& people, std::uint32_t i, std::int32_t day) {
  return fmt::format("{},{},{},{},{},{},{},{}\n", id_text(people.id[i]), age_on(day, people.birth_day[i]),
                     people.sex[i] == female ? "female" : "male", people.household[i], people.birth_day[i],
                     kIncomes[people.income[i]], kCoverage[people.insurance[i]], people.isolated[i]);
}

class Edges {
 public:
  Edges(const Market& market, Network& network)
      : market_(market), people_(market.patients), network_(network) {}

  void of(std::uint32_t person, const Rows& home) {
    const std::uint32_t partner = people_.partner[person];
    if (is_there(partner) && people_.id[person] < people_.id[partner]) kin(person, partner, Kind::partner);
    if (is_there(people_.mother[person])) kin(person, people_.mother[person], Kind::mother);
    for (const std::uint32_t other : home) {
      if (people_.id[person] < people_.id[other]) kin(person, other, Kind::household);
    }
    clinicians(person);
  }

 private:
  bool is_there(std::uint32_t row) const { return row != kNobody && people_.alive[row] != 0; }

  void kin(std::uint32_t from, std::uint32_t to, Kind kind) {
    add(kind, fmt::format("{},{}", id_text(people_.id[from]), id_text(people_.id[to])), ",,,");
  }

  void clinicians(std::uint32_t person) {
    std::vector<std::tuple<Kind, std::uint32_t, std::size_t>> ties;
    market_.each_tie(person, [&](std::uint32_t slot, std::size_t tie) {
      const bool usual = slot == people_.usual_slot[person];
      if (market_.ties.clinician[tie] != kNoClinician)
        ties.emplace_back(usual ? Kind::usual_clinician : Kind::clinician, market_.ties.clinician[tie], tie);
    });
    std::sort(ties.begin(), ties.end());
    for (const auto& [kind, clinician, tie] : ties) {
      const std::string weights =
          fmt::format(",{},{},{}", text_of(market_.ties.trust[tie]), text_of(market_.ties.knowledge[tie]),
                      market_.ties.start_week[tie] * kDaysPerWeek);
      add(kind, fmt::format("{},{}", id_text(people_.id[person]), clinician_text(clinician)), weights);
    }
  }

  void add(Kind kind, const std::string& ends, std::string_view weights) {
    const auto k = static_cast<std::size_t>(kind);
    network_.edges += fmt::format("{},{}{}\n", ends, kKinds[k], weights);
    ++network_.edge_count[k];
  }

  const Market& market_;
  const Patients& people_;
  Network& network_;
};

}  // namespace

Network network_on(const Market& market, std::int32_t day) {
  const Patients& people = market.patients;
  const Rows rows = living_by_id(people);
  std::vector<Rows> homes(market.households);
  for (const std::uint32_t i : rows) homes[people.household[i]].push_back(i);
  Network network;
  network.people = "id,age,sex,household,birth_day,income,insurance,isolated\n";
  network.edges = "from,to,kind,trust,knowledge,since_day\n";
  network.people_count = static_cast<std::uint32_t>(rows.size());
  Edges edges(market, network);
  for (const std::uint32_t i : rows) {
    network.people += person_row(people, i, day);
    edges.of(i, homes[people.household[i]]);
  }
  return network;
}

Network network_after(const StudyPlan& plan, std::int64_t index, std::int64_t years) {
  TaskSpec spec = task_spec(plan, index);
  if (years == 0) return network_on(begin_market(spec, rates_of(*spec.tables, *spec.base_params)), 0);
  spec.warm_up_years = std::min(spec.warm_up_years, years);
  spec.years = years - spec.warm_up_years;
  Network network;
  run_task(spec, [&](int, const Step& step, Market& market) {
    stop_if_interrupted();
    if (step.index + 1 == spec.steps()) network = network_on(market, step.end_day());
  });
  return network;
}

}  // namespace rapport::network
