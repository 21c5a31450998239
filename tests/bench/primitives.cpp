// Google Benchmark repeats and times the kernels; a reporter of our own keeps its tables off the screen.
#include "bench/primitives.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

#include "base/sample.h"
#include "bench/kernels.h"
#include "state/life_rates.h"

namespace rapport::bench {

namespace {

constexpr std::uint32_t kRowsInCache = 2048;
constexpr auto kLifeRows = static_cast<std::uint32_t>(std::tuple_size_v<ByLifeRow>);
constexpr std::size_t kMemoryBytes = std::size_t{256} << 20;

/// Keeps the fastest repetition of each benchmark: whatever else ran on the machine only ever adds time.
class Fastest : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      const double time = run.GetAdjustedCPUTime();
      const auto [place, is_new] = nanoseconds.try_emplace(run.run_name.function_name, time);
      if (!is_new) place->second = std::min(place->second, time);
    }
  }

  std::map<std::string, double> nanoseconds;  ///< an iteration
};

class Bench {
 public:
  explicit Bench(bool quick) : quick_(quick) { benchmark::ClearRegisteredBenchmarks(); }

  template <class Body>
  void add(const char* name, Body body) {
    benchmark::RegisterBenchmark(name,
                                 [body](benchmark::State& state) {
                                   for ([[maybe_unused]] auto once : state) {
                                     body();
                                     benchmark::ClobberMemory();
                                   }
                                 })
        ->Unit(benchmark::kNanosecond)
        ->Repetitions(quick_ ? 3 : 7)
        ->MinTime(quick_ ? 0.01 : 0.05);
  }

  std::map<std::string, double> run() {
    Fastest fastest;
    benchmark::RunSpecifiedBenchmarks(&fastest);
    return fastest.nanoseconds;
  }

 private:
  bool quick_;
};

std::vector<std::uint32_t> random_rows(std::uint32_t n, std::uint32_t below_this) {
  std::vector<std::uint32_t> rows(n);
  for (std::uint32_t i = 0; i < n; ++i)
    rows[i] = below(luck({}, Kind::test, i, 0, 0, 1).v[0], std::max(below_this, 1U));
  return rows;
}

/// Columns that the kernels work on.
struct Columns {
  Columns(std::uint32_t people, std::size_t market_bytes)
      : id(kRowsInCache),
        folded(kRowsInCache),
        x(kRowsInCache, 0.5F),
        y(std::max(people, kRowsInCache)),
        table(std::max(people, kLifeRows), 1.0F),
        rows(random_rows(people, people)),
        life_rows(random_rows(people, kLifeRows)),
        market(market_bytes / sizeof(float), 1.0F),
        memory(kMemoryBytes / sizeof(float), 1.0F) {
    std::iota(id.begin(), id.end(), std::uint64_t{1} << 40);
  }

  std::vector<std::uint64_t> id;
  std::vector<std::uint32_t> folded;
  std::vector<float> x, y, table;
  std::vector<std::uint32_t> rows, life_rows;
  std::vector<float> market, memory;
};

/// What the compiler cannot know, or it would make a special kernel for it.
struct Unknowns {
  LuckKey key{1, 2, 3, 4};
  std::uint32_t step = 5;
  float factor = 1.0F;  ///< keeps the numbers as they are however often a column is passed
};

std::uint32_t size_of(const std::vector<float>& column) { return static_cast<std::uint32_t>(column.size()); }

}  // namespace

PrimitiveCosts measure_primitives(std::uint32_t people, std::size_t market_bytes, bool quick) {
  Columns c(people, market_bytes);
  Unknowns given;
  benchmark::DoNotOptimize(&given);
  benchmark::ClobberMemory();
  Bench bench(quick);
  bench.add("word", [&] { draw_words(kRowsInCache, given.key, given.step, c.id.data(), c.folded.data()); });
  bench.add("exp", [&] { take_exp(kRowsInCache, c.x.data(), c.y.data()); });
  bench.add("small_gather", [&] { gather(people, c.life_rows.data(), c.table.data(), c.y.data()); });
  bench.add("gather", [&] { gather(people, c.rows.data(), c.table.data(), c.y.data()); });
  bench.add("market_byte", [&] { stream(size_of(c.market), given.factor, c.market.data()); });
  bench.add("memory_byte", [&] { stream(size_of(c.memory), given.factor, c.memory.data()); });
  const std::map<std::string, double> time = bench.run();
  constexpr double kBytesMoved = 2.0 * sizeof(float);
  return {time.at("word") / (4.0 * kRowsInCache),
          time.at("exp") / kRowsInCache,
          time.at("small_gather") / people,
          time.at("gather") / people,
          time.at("market_byte") / (kBytesMoved * size_of(c.market)),
          time.at("memory_byte") / (kBytesMoved * size_of(c.memory))};
}

}  // namespace rapport::bench
