// The step, in order. Order matters and is written once: of the parts here, of processes in each part.
#include "engine/schedule.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "engine/schedule_parts.h"

namespace rapport {

namespace {

std::vector<Process> make_schedule() {
  std::vector<Process> step;
  for (const auto part : {people_part, illness_part, care_part, care_elsewhere_part, ties_part})
    for (Process& process : part()) step.push_back(std::move(process));
  return step;
}

/// In debug builds: a process that changes a column without declaring it ends the program. Nothing runs between two
/// processes, so that each digest serves twice.
class Watch {
 public:
#ifdef NDEBUG
  explicit Watch(Market&) {}
  void demand_declared(const Process&) {}
#else
  explicit Watch(Market& market) : market_(market), before_(column_digests(market)) {}
  void demand_declared(const Process& process) {
    const auto after = column_digests(market_);
    for (std::size_t k = 0; k < kColumns; ++k) {
      const auto column = static_cast<Column>(k);
      const auto& writes = process.writes;
      if (before_[k] == after[k] || std::find(writes.begin(), writes.end(), column) != writes.end()) continue;
      std::fprintf(stderr, "process '%s' changed column '%s' without declaring it\n",
                   std::string(process.name).c_str(), std::string(name_of(column)).c_str());
      std::abort();
    }
    before_ = after;
  }

 private:
  Market& market_;
  std::array<std::uint64_t, kColumns> before_;
#endif
};

}  // namespace

std::span<const Process> schedule() {
  static const std::vector<Process> kStep = make_schedule();
  return kStep;
}

void run_step(Market& market, const Rules& rules, const Step& step) {
  const std::span<const Process> all = schedule();
  Watch watch(market);
  const auto run = [&](const Process& process, Rows rows) {
    process.run(market, rules, step, rows);
    watch.demand_declared(process);
  };
  for (std::size_t k = 0; k < all.size();) {
    if (all[k].scope == Scope::market) {
      run(all[k++], {0, market.patients.count});
      continue;
    }
    std::size_t end = k;
    while (end < all.size() && all[end].scope == Scope::tile) ++end;
    for (std::uint32_t row = 0; row < market.patients.count; row += kTileRows) {
      const Rows rows{row, std::min(row + kTileRows, market.patients.count)};
      for (std::size_t p = k; p < end; ++p) run(all[p], rows);
    }
    k = end;
  }
}

}  // namespace rapport
