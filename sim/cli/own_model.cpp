// Tables of outsiders' models: totals by strategy, increments, the ratio of cost to effect, and the trace.
#include "cli/own_model.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/output.h"
#include "metrics/frontier.h"
#include "outcome/file_ops.h"
#include "outcome/tidy_csv.h"
#include "scenario/number.h"
#include "study/version.h"

namespace rapport::cli {

namespace {

constexpr double kExactDigits = 1e-8;  ///< shown of what has no error, relative

std::string cell(const Uncertain& number) {
  if (number.error > 0.0) return shown(number.value, number.error);
  return shown(number.value, std::fabs(number.value) * kExactDigits);
}

/// Where each strategy stands on the plane of cost and effect.
std::vector<metrics::Placed> placed_of(const OwnModel& own, const std::vector<StrategyTotals>& totals) {
  std::vector<double> costs, effects;
  for (const StrategyTotals& one : totals)
    costs.push_back(one.payoffs[static_cast<std::size_t>(own.model.cost)].value);
  for (const StrategyTotals& one : totals)
    effects.push_back(one.payoffs[static_cast<std::size_t>(own.model.effect)].value);
  return metrics::frontier(costs, effects);
}

bool has_ratio(const metrics::Placed& placed) {
  return placed.standing == metrics::Standing::on_frontier && !std::isnan(placed.icer);
}

/// Every strategy by rising cost: where it stands, and what one more unit of effect costs against the one before it.
void print_frontier(const OwnModel& own, const std::vector<StrategyTotals>& totals, std::size_t width) {
  const auto cost = static_cast<std::size_t>(own.model.cost),
             effect = static_cast<std::size_t>(own.model.effect);
  std::vector<std::size_t> order(totals.size());
  for (std::size_t s = 0; s < order.size(); ++s) order[s] = s;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return totals[a].payoffs[cost].value < totals[b].payoffs[cost].value;
  });
  const std::vector<metrics::Placed> placed = placed_of(own, totals);
  print("{} for one more {} than the strategy before it on the frontier (ME-6)\n",
        own.model.payoffs[cost].name, own.model.payoffs[effect].name);
  for (const std::size_t s : order)
    print("  {:<{}} {:>18}  {}\n", printable(totals[s].name, false), width,
          has_ratio(placed[s]) ? fmt::format("{:.2f}", placed[s].icer) : "-",
          metrics::name_of(placed[s].standing));
  print("\n");
}

nlohmann::ordered_json frontier_json(const OwnModel& own, const std::vector<StrategyTotals>& totals) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  const std::vector<metrics::Placed> placed = placed_of(own, totals);
  for (std::size_t s = 0; s < totals.size(); ++s)
    rows.push_back(
        {{"strategy", totals[s].name},
         {"standing", metrics::name_of(placed[s].standing)},
         {"icer", has_ratio(placed[s]) ? nlohmann::ordered_json(placed[s].icer) : nlohmann::ordered_json()}});
  return rows;
}

void print_payoff(const OwnModel& own, const std::vector<StrategyTotals>& totals, std::size_t p,
                  std::size_t width, const How& how) {
  const transition::PayoffSpec& payoff = own.model.payoffs[p];
  print("{}{}\n", payoff.name, payoff.unit.empty() ? "" : " (" + payoff.unit + ")");
  const auto error_cell = [&](const Uncertain& number) {
    return number.error > 0.0 ? shown(number.error, number.error) : how.without_error;
  };
  print("  {:<{}} {:>18} {:>12} {:>16} {:>18} {:>12}\n", "strategy", width, "mean", "SE", "SD of a person",
        "against first", "SE");
  for (const StrategyTotals& one : totals) {
    const Uncertain& mean = one.payoffs[p];
    const Uncertain& change = one.against_first[p];
    const bool is_first = &one == &totals.front();
    print("  {:<{}} {:>18} {:>12} {:>16} {:>18} {:>12}\n", printable(one.name, false), width, cell(mean),
          error_cell(mean), cell({one.sds[p], one.sds[p] * 1e-4}), is_first ? "-" : cell(change),
          is_first ? "-" : error_cell(change));
  }
  print("\n");
}

nlohmann::ordered_json json_of(const OwnModel& own, const StrategyTotals& one) {
  nlohmann::ordered_json payoffs = nlohmann::ordered_json::array();
  for (std::size_t p = 0; p < own.model.payoffs.size(); ++p)
    payoffs.push_back({{"payoff", own.model.payoffs[p].name},
                       {"unit", own.model.payoffs[p].unit},
                       {"mean", one.payoffs[p].value},
                       {"se", one.payoffs[p].error},
                       {"sd", one.sds[p]},
                       {"against_first", one.against_first[p].value},
                       {"against_first_se", one.against_first[p].error}});
  return {{"strategy", one.name}, {"payoffs", payoffs}};
}

void append_share(AtomicFile& file, const std::string& start, double share) {
  file.append(start + scenario::number_text(share) + '\n');
}

}  // namespace

std::optional<OwnModel> read_own(const std::string& path, const std::vector<std::string>& overrides) {
  Diagnostics faults;
  OwnModel own = read_own_model(path, overrides, faults);
  say(faults);
  if (!faults.empty()) return std::nullopt;
  return own;
}

std::string own_provenance(const OwnModel& own) {
  return fmt::format("rapport {} ({}) · scenario {} · seed {}", version(), commit(), own.hash.substr(0, 12),
                     own.model.seed);
}

void print_totals(const OwnModel& own, const std::vector<StrategyTotals>& totals, const How& how) {
  std::size_t width = 8;
  for (const StrategyTotals& one : totals) width = std::max(width, one.name.size());
  print("{}\n{}, {} of {} a year, {}\n\n", printable(own.title.empty() ? own.name : own.title, false),
        counted(static_cast<std::int64_t>(own.model.states.size()), "state"),
        counted(own.model.steps, "step"), scenario::number_text(own.model.steps_per_year), how.words);
  for (std::size_t p = 0; p < own.model.payoffs.size(); ++p) print_payoff(own, totals, p, width, how);
  if (own.model.cost >= 0 && totals.size() > 1) print_frontier(own, totals, width);
  print("{}\n", own_provenance(own));
}

void print_totals_json(const OwnModel& own, const std::vector<StrategyTotals>& totals, const How& how) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const StrategyTotals& one : totals) rows.push_back(json_of(own, one));
  nlohmann::ordered_json all{{"strategies", rows}};
  if (own.model.cost >= 0) all["frontier"] = frontier_json(own, totals);
  all["how"] = how.words;
  all["provenance"] = own_provenance(own);
  print("{}\n", all.dump(2));
}

ExitCode write_trace(const std::string& path, bool force, const OwnModel& own,
                     const std::vector<StrategyTrace>& traces) {
  AtomicFile file(path, force, system_file_ops());
  file.append("strategy,step,from,to,share\n");
  const std::vector<std::string>& states = own.model.states;
  const std::size_t moves = own.model.transitions.size();
  for (const StrategyTrace& trace : traces) {
    for (std::size_t at = 0; at < trace.in_state.size(); ++at)
      append_share(
          file,
          fmt::format("{},{},,{},", csv_name(trace.name), at / states.size(), states[at % states.size()]),
          trace.in_state[at]);
    for (std::size_t at = 0; at < trace.moved.size(); ++at) {
      const transition::TransitionSpec& spec = own.model.transitions[at % moves];
      append_share(
          file,
          fmt::format("{},{},{},{},", csv_name(trace.name), at / moves,
                      states[static_cast<std::size_t>(spec.from)], states[static_cast<std::size_t>(spec.to)]),
          trace.moved[at]);
    }
  }
  const FileReport written = file.commit();
  say(written.diagnostics);
  return written.code;
}

}  // namespace rapport::cli
