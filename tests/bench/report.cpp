// One column a market.
#include "bench/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "study/task_pool.h"
#include "study/version.h"

namespace rapport::bench {

namespace {

using Results = std::vector<MarketResult>;
using Value = std::function<double(const MarketResult&)>;

class Table {
 public:
  explicit Table(const Results& results) : results_(results) {}

  void title(std::string_view title) {
    text_ += fmt::format("\n{:<44}", title);
    for (const MarketResult& one : results_) text_ += fmt::format("{:>16}", grouped(one.plan.people));
    text_ += '\n';
  }
  void row(std::string_view name, int decimals, const Value& value) {
    text_ += fmt::format("  {:<42}", name);
    for (const MarketResult& one : results_) text_ += fmt::format("{:>16.{}f}", value(one), decimals);
    text_ += '\n';
  }
  const std::string& text() const { return text_; }

 private:
  static std::string grouped(std::uint32_t people) {
    return people < 1000 ? fmt::format("{} people", people)
                         : fmt::format("{},{:03} people", people / 1000, people % 1000);
  }

  const Results& results_;
  std::string text_;
};

void add_rates(Table& table) {
  table.title("engine, one replicate, one thread");
  table.row("million person-weeks a second and core", 2,
            [](const MarketResult& one) { return one.person_weeks_per_second() / 1e6; });
  table.row("wall time of the measured years, s", 2,
            [](const MarketResult& one) { return one.timing.wall_seconds; });
  table.row("processor time of the same, s", 2,
            [](const MarketResult& one) { return one.timing.cpu_seconds; });
  table.row("bytes a person", 0, [](const MarketResult& one) { return one.bytes_per_person(); });
  table.row("conditions a person", 2,
            [](const MarketResult& one) { return one.breakdown.conditions_per_person; });
  table.row("synthesis, s", 3, [](const MarketResult& one) { return one.synthesis_seconds; });
  table.row("warm-up, s", 3, [](const MarketResult& one) { return one.warm_up_seconds; });
  table.row("two tasks on two threads against one, x", 2,
            [](const MarketResult& one) { return one.two_thread_speedup; });
}

void add_costs(Table& table) {
  table.title("cost of a primitive, ns");
  table.row("word of Threefry4x32-20, vectorised", 4, [](const auto& one) { return one.costs.word; });
  table.row("exp of a float", 4, [](const auto& one) { return one.costs.exp; });
  table.row("gather of 4 bytes, table by sex and age", 4,
            [](const auto& one) { return one.costs.small_gather; });
  table.row("gather of 4 bytes, random row of people", 4, [](const auto& one) { return one.costs.gather; });
  table.row("byte in order, memory of a market", 4, [](const auto& one) { return one.costs.market_byte; });
  table.row("byte in order, 256 MB", 4, [](const auto& one) { return one.costs.memory_byte; });
}

void add_bound(Table& table) {
  table.title("used by the dense passes, a person-week");
  table.row("words", 1, [](const auto& one) { return one.uses().words; });
  table.row("exps", 2, [](const auto& one) { return one.uses().exps; });
  table.row("gathers from small tables", 2, [](const auto& one) { return one.uses().small_gathers; });
  table.row("gathers by row of people", 2, [](const auto& one) { return one.uses().gathers; });
  table.row("bytes in order", 1, [](const auto& one) { return one.uses().bytes; });
  table.row("bound: uses x costs, ns", 2,
            [](const auto& one) { return bound_nanoseconds(one.uses(), one.costs); });
  table.row("engine, ns of processor time", 2, [](const auto& one) { return one.engine_nanoseconds(); });
  table.row("bound / engine", 3, [](const auto& one) {
    return bound_nanoseconds(one.uses(), one.costs) / one.engine_nanoseconds();
  });
}

void add_laps(Table& table, const Results& results) {
  table.title("processes, ns of processor time a person-week");
  for (std::size_t k = 0; k < results.front().breakdown.laps.size(); ++k) {
    table.row(results.front().breakdown.laps[k].name, 2, [k](const MarketResult& one) {
      return one.breakdown.laps[k].cpu_seconds / one.breakdown.person_weeks * 1e9;
    });
  }
}

nlohmann::ordered_json json_of(const MarketResult& one) {
  const Uses uses = one.uses();
  const PrimitiveCosts& costs = one.costs;
  nlohmann::ordered_json processes;
  for (const Lap& lap : one.breakdown.laps)
    processes[std::string(lap.name)] = lap.cpu_seconds / one.breakdown.person_weeks * 1e9;
  return {{"people", one.plan.people},
          {"warm_up_years", one.plan.warm_up_years},
          {"years", one.plan.years},
          {"person_weeks_per_second_per_core", one.person_weeks_per_second()},
          {"wall_seconds", one.timing.wall_seconds},
          {"cpu_seconds", one.timing.cpu_seconds},
          {"bytes_per_person", one.bytes_per_person()},
          {"conditions_per_person", one.breakdown.conditions_per_person},
          {"synthesis_seconds", one.synthesis_seconds},
          {"warm_up_seconds", one.warm_up_seconds},
          {"two_thread_speedup", one.two_thread_speedup},
          {"cost_ns",
           {{"word", costs.word},
            {"exp", costs.exp},
            {"small_gather", costs.small_gather},
            {"gather", costs.gather},
            {"market_byte", costs.market_byte},
            {"memory_byte", costs.memory_byte}}},
          {"uses_per_person_week",
           {{"words", uses.words},
            {"exps", uses.exps},
            {"small_gathers", uses.small_gathers},
            {"gathers", uses.gathers},
            {"bytes", uses.bytes}}},
          {"bound_ns_per_person_week", bound_nanoseconds(uses, costs)},
          {"engine_ns_per_person_week", one.engine_nanoseconds()},
          {"processes_ns_per_person_week", processes}};
}

}  // namespace

int vector_bits() {
#if defined(__AVX512F__)
  return 512;
#elif defined(__AVX2__)
  return 256;
#else
  return 128;
#endif
}

namespace {

/// Wall times mean little when the thread had to wait for its processor.
std::string warning_when_busy(const Results& results) {
  const bool busy = std::ranges::any_of(results, [](const MarketResult& one) {
    return one.timing.wall_seconds > 1.1 * one.timing.cpu_seconds;
  });
  return busy
             ? "\nThe machine was busy with other work: rates by wall time and the two threads are too low.\n"
             : "";
}

}  // namespace

std::string text_of(const Results& results) {
  const Plan& plan = results.front().plan;
  Table table(results);
  add_rates(table);
  add_costs(table);
  add_bound(table);
  add_laps(table, results);
  return fmt::format(
             "Rapport {} ({}), {}, {} for {}, vectors of up to {} bits, {} processors\n"
             "base_us, 52 steps a year, {} years of warm-up, {} years measured\n",
             version(), commit(), compiler(), build_kind(), target_cpu(), vector_bits(), available_threads(),
             plan.warm_up_years, plan.years) +
         table.text() + warning_when_busy(results);
}

std::string json_of(const Results& results) {
  nlohmann::ordered_json markets = nlohmann::ordered_json::array();
  for (const MarketResult& one : results) markets.push_back(json_of(one));
  const nlohmann::ordered_json all{{"version", version()},       {"commit", commit()},
                                   {"compiler", compiler()},     {"build", build_kind()},
                                   {"target_cpu", target_cpu()}, {"vector_bits", vector_bits()},
                                   {"markets", markets}};
  return all.dump(2) + '\n';
}

}  // namespace rapport::bench
