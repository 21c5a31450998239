// `./rapport bench`: how fast the engine is, and how fast its passes could be on this machine.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "base/diagnostic.h"
#include "bench/influence.h"
#include "bench/report.h"

namespace rapport::bench {

namespace {

struct Options {
  std::vector<std::uint32_t> people{5000, 50000};
  std::int64_t years = 10;
  bool json = false;
  bool quick = false;
  bool influence = false;
};

std::string base_scenario() {
  const char* home = std::getenv("RAPPORT_HOME");
  return std::string(home != nullptr ? home : RAPPORT_SOURCE_DIR) + "/scenarios/base_us.yaml";
}

/// What `read_scenario` has to say goes to standard error; false when there is anything.
bool read(Scenario& scenario) {
  Diagnostics faults;
  scenario = read_scenario(base_scenario(), {}, faults);
  for (const Diagnostic& fault : faults) fmt::print(stderr, "{}\n", to_text(fault));
  return faults.empty();
}

/// The fastest of three lives, since other programs can only add time.
Timing fastest_life(const World& world) {
  Timing best = live(world);
  for (int k = world.plan.quick ? 2 : 0; k < 2; ++k) {
    const Timing again = live(world);
    if (again.cpu_seconds < best.cpu_seconds) best = again;
  }
  return best;
}

MarketResult measure(const Scenario& scenario, const Plan& plan) {
  const auto world = std::make_unique<World>(scenario, plan);
  MarketResult result;
  result.plan = plan;
  result.market_bytes = world->market.bytes();
  result.synthesis_seconds = world->synthesis_seconds;
  result.warm_up_seconds = world->warm_up_seconds;
  result.costs = measure_primitives(plan.people, result.market_bytes, plan.quick);
  result.timing = fastest_life(*world);
  result.breakdown = live_timed(*world);
  result.two_thread_speedup = two_thread_speedup(*world);
  return result;
}

/// The timed steps must be the engine's: the same market to the bit.
bool same_life(const MarketResult& result) {
  if (result.timing.digest == result.breakdown.digest) return true;
  fmt::print(stderr, "the steps that were timed one by one are not the engine's: digests differ\n");
  return false;
}

int run(const Options& options) {
  Scenario scenario;
  if (!read(scenario)) return static_cast<int>(ExitCode::invalid_input);
  if (options.influence) return print_influence(scenario, options.quick);
  const std::int64_t warm_up = options.quick ? 1 : scenario.time.warm_up_years;
  std::vector<MarketResult> results;
  for (const std::uint32_t people : options.people) {
    results.push_back(measure(scenario, {people, warm_up, options.years, options.quick}));
    if (!same_life(results.back())) return static_cast<int>(ExitCode::internal_error);
  }
  fmt::print("{}", options.json ? json_of(results) : text_of(results));
  return std::fflush(stdout) == 0 ? 0 : static_cast<int>(ExitCode::io_error);
}

}  // namespace

int main(int count, char** words) {
  Options options;
  CLI::App app("Measures person-weeks per second, bytes per person and the bound of the dense passes.",
               "rapport bench");
  app.add_option("--people", options.people, "People in the market; several values: one column each")
      ->check(CLI::Range(100, 200000));
  const CLI::Option* years =
      app.add_option("--years", options.years, "Model years measured after the warm-up")
          ->check(CLI::Range(1, 100));
  app.add_flag("--json", options.json, "JSON instead of tables");
  app.add_flag("--quick", options.quick, "One year of warm-up, one year measured, short kernels");
  app.add_flag("--influence", options.influence,
               "What each mechanism moves when it is switched off, instead of speeds");
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::usage);
  }
  if (options.quick && years->count() == 0) options.years = 1;
  return run(options);
}

}  // namespace rapport::bench

int main(int count, char** words) { return rapport::bench::main(count, words); }
