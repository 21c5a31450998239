// One row a mechanism, one column a headline outcome: off minus on, with its standard error.
#include "bench/influence.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>

#include "study/influence.h"
#include "study/task_pool.h"

namespace rapport::bench {

namespace {

constexpr std::array kShown{Outcome::admissions, Outcome::ed_visits,     Outcome::deaths, Outcome::pdc_mean,
                            Outcome::trust,      Outcome::cost_per_head, Outcome::upc};

std::string cell(const Comparison& row) {
  return fmt::format("{:.3g} ({:.1g})", row.difference.mean, row.difference.standard_error);
}

}  // namespace

int print_influence(const Scenario& base, bool quick) {
  StudyPlan plan;
  plan.arms = {base};
  plan.arms.front().population.people_per_market = quick ? 2000 : 5000;
  plan.arms.front().time.years = quick ? 2 : 5;
  plan.replicates = quick ? 2 : 8;
  plan.seed = base.seed;
  plan.threads = available_threads();
  int idle = 0;
  fmt::print("Off minus on, mean (SE) of {} paired replicates\n{:<18}", plan.replicates, "mechanism");
  for (const Outcome outcome : kShown)
    fmt::print(" {:>20}", kOutcomes[static_cast<std::size_t>(outcome)].name);
  fmt::print("\n");
  for (const Influence& influence : influence_of_mechanisms(plan)) {
    fmt::print("{:<18}", influence.mechanism);
    for (const Outcome outcome : kShown) {
      for (const Comparison& row : influence.rows) {
        if (row.outcome == outcome) fmt::print(" {:>20}", cell(row));
      }
    }
    fmt::print("{}\n", influence.nothing_moved ? "  moves nothing" : "");
    idle += influence.nothing_moved ? 1 : 0;
  }
  return idle == 0 ? 0 : 1;
}

}  // namespace rapport::bench
