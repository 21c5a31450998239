// `rapport metrics`: indices of a CSV file from anywhere. No model is run.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "cli/metrics_samples.h"
#include "cli/output.h"
#include "cli/study_files.h"
#include "cli/verbs.h"
#include "metrics/continuity.h"
#include "metrics/frontier.h"
#include "metrics/inequality.h"
#include "metrics/sum.h"
#include "metrics/survival.h"
#include "metrics/undefined.h"

namespace rapport::cli {

namespace {

using scenario::CsvColumn;
using scenario::CsvKind;

std::int64_t counted_as(std::size_t count) { return static_cast<std::int64_t>(count); }

/// The wanted columns of the one file of most indices; nothing when a fault was said, with the exit code in `code`.
std::optional<std::vector<CsvColumn>> columns_of(const MetricsOptions& options, std::vector<CsvColumn> wanted,
                                                 ExitCode& code) {
  const std::optional<std::string> bytes = bytes_of(options.file, code);
  if (!bytes) return std::nullopt;
  Diagnostics faults;
  scenario::CsvColumns(options.file, *bytes, faults).read(wanted);
  say(faults);
  if (faults.empty()) return wanted;
  code = ExitCode::invalid_input;
  return std::nullopt;
}

// --- continuity ---

/// Rows by person, and of each in the order of time; what shares a moment stays as in the file.
std::vector<std::size_t> rows_by_person(const CsvColumn& persons, const std::vector<double>& moments) {
  std::vector<std::size_t> rows(persons.ids.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    if (persons.ids[a] != persons.ids[b]) return persons.ids[a] < persons.ids[b];
    return !moments.empty() && moments[a] < moments[b];
  });
  return rows;
}

void note_ties(const std::vector<std::size_t>& rows, const CsvColumn& persons,
               const std::vector<double>& moments) {
  std::size_t ties = 0;
  for (std::size_t k = 1; k < rows.size() && !moments.empty(); ++k) {
    const bool same = persons.ids[rows[k]] == persons.ids[rows[k - 1]];
    ties += same && moments[rows[k]] == moments[rows[k - 1]] ? 1 : 0;
  }
  if (ties > 0)
    note(
        "rapport: {} at the same time as another of the same person: SECON takes them in the order of the "
        "file.\n",
        ties == 1 ? "1 visit is" : fmt::format("{} visits are", ties));
}

/// One row: people, and the means over those with two visits or more.
MetricTable continuity_summary(const std::vector<Continuity>& indices, std::size_t visits) {
  metrics::Sum upc, coc, secon, mmci;
  std::size_t defined = 0;
  for (const Continuity& one : indices) {
    if (std::isnan(one.upc)) continue;
    ++defined;
    upc.add(one.upc);
    coc.add(one.coc);
    secon.add(one.secon);
    mmci.add(one.mmci);
  }
  const auto mean = [defined](const metrics::Sum& sum) {
    return defined > 0 ? sum.value() / static_cast<double>(defined) : metrics::kUndefined;
  };
  return {{"people", "visits", "people_with_two_visits", "mean_upc", "mean_coc", "mean_secon", "mean_mmci"},
          {{counted_as(indices.size()), counted_as(visits), counted_as(defined), mean(upc), mean(coc),
            mean(secon), mean(mmci)}}};
}

std::optional<MetricAnswer> continuity(const MetricsOptions& options, ExitCode& code) {
  std::vector<CsvColumn> wanted{{options.person, CsvKind::name}, {options.clinician, CsvKind::name}};
  if (!options.order.empty()) wanted.push_back({options.order, CsvKind::moment});
  const auto columns = columns_of(options, std::move(wanted), code);
  if (!columns) return std::nullopt;
  const CsvColumn &persons = columns->at(0), &clinicians = columns->at(1);
  const std::vector<double> moments = columns->size() > 2 ? columns->at(2).numbers : std::vector<double>();
  const std::vector<std::size_t> rows = rows_by_person(persons, moments);
  note_ties(rows, persons, moments);
  MetricAnswer answer{
      "continuity", {}, {{"person", "visits", "clinicians", "upc", "coc", "secon", "mmci"}, {}}};
  std::vector<Continuity> indices;
  std::vector<std::uint64_t> seen;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const std::uint32_t person = persons.ids[rows[k]];
    seen.push_back(clinicians.ids[rows[k]]);
    if (k + 1 < rows.size() && persons.ids[rows[k + 1]] == person) continue;
    const Continuity one = indices.emplace_back(continuity_of(seen));
    answer.table.rows.push_back({persons.labels[person], counted_as(seen.size()), counted_as(one.clinicians),
                                 one.upc, one.coc, one.secon, one.mmci});
    seen.clear();
  }
  answer.summary = continuity_summary(indices, rows.size());
  return answer;
}

// --- survival ---

void add_curve(const std::string& group, const std::vector<Followed>& people, MetricAnswer& answer) {
  const std::vector<Surviving> curve = kaplan_meier(people);
  const auto happened = [](const Followed& one) { return one.happened; };
  answer.summary.rows.push_back(
      {group, counted_as(people.size()),
       counted_as(static_cast<std::size_t>(std::count_if(people.begin(), people.end(), happened))),
       median_time(curve)});
  for (const Surviving& step : curve)
    answer.table.rows.push_back({group, step.time, counted_as(step.at_risk), counted_as(step.events),
                                 step.share, step.standard_error});
}

std::optional<MetricAnswer> survival(const MetricsOptions& options, ExitCode& code) {
  std::vector<CsvColumn> wanted{{options.time, CsvKind::number}, {options.event, CsvKind::flag}};
  wanted.front().bounds.lo = 0.0;
  if (!options.group.empty()) wanted.push_back({options.group, CsvKind::name});
  const auto columns = columns_of(options, std::move(wanted), code);
  if (!columns) return std::nullopt;
  const bool grouped = columns->size() > 2;
  const std::vector<std::string> groups = grouped ? columns->at(2).labels : std::vector<std::string>{"all"};
  std::vector<std::vector<Followed>> people(groups.size());
  for (std::size_t k = 0; k < columns->at(0).numbers.size(); ++k)
    people[grouped ? columns->at(2).ids[k] : 0].push_back(
        {columns->at(0).numbers[k], columns->at(1).numbers[k] > 0.0});
  MetricAnswer answer{"survival",
                      {{"group", "people", "events", "median"}, {}},
                      {{"group", "time", "at_risk", "events", "share", "standard_error"}, {}}};
  for (std::size_t group = 0; group < groups.size(); ++group) add_curve(groups[group], people[group], answer);
  return answer;
}

// --- concentration ---

std::optional<MetricAnswer> concentration(const MetricsOptions& options, ExitCode& code) {
  std::vector<CsvColumn> wanted{{options.value, CsvKind::number}};
  wanted.front().bounds.lo = 0.0;
  if (!options.rank.empty()) wanted.push_back({options.rank, CsvKind::number});
  const auto columns = columns_of(options, std::move(wanted), code);
  if (!columns) return std::nullopt;
  const std::vector<double>& amounts = columns->front().numbers;
  std::vector<double> sorted = amounts;
  std::sort(sorted.begin(), sorted.end());
  metrics::Sum total;
  for (const double amount : sorted) total.add(amount);
  MetricAnswer answer{"concentration", {}, {{"measure", "value"}, {}}};
  auto& rows = answer.table.rows;
  rows.push_back({"people", static_cast<double>(amounts.size())});
  rows.push_back({"total", total.value()});
  rows.push_back({"mean", total.value() / static_cast<double>(amounts.size())});
  for (const int percent : {1, 5, 10, 20, 50})
    rows.push_back(
        {fmt::format("top_{}_percent_share", percent), metrics::top_share(amounts, percent / 100.0)});
  rows.push_back({"gini", metrics::gini(amounts)});
  if (columns->size() > 1)
    rows.push_back({"concentration_index", metrics::concentration_index(amounts, columns->back().numbers)});
  return answer;
}

// --- frontier ---

std::optional<MetricAnswer> icers(const MetricsOptions& options, ExitCode& code) {
  const auto columns = columns_of(
      options,
      {{options.strategy, CsvKind::name}, {options.cost, CsvKind::number}, {options.effect, CsvKind::number}},
      code);
  if (!columns) return std::nullopt;
  const CsvColumn &names = columns->at(0), &costs = columns->at(1), &effects = columns->at(2);
  if (names.labels.size() < names.ids.size()) {
    say({{options.file, 0, 0,
          fmt::format("a strategy stands in two rows: {} names for {} rows", names.labels.size(),
                      names.ids.size())}});
    code = ExitCode::invalid_input;
    return std::nullopt;
  }
  const std::vector<metrics::Placed> placed = metrics::frontier(costs.numbers, effects.numbers);
  std::vector<std::size_t> order(placed.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(placed[a].standing, costs.numbers[a]) < std::pair(placed[b].standing, costs.numbers[b]);
  });
  MetricAnswer answer{
      "frontier", {}, {{"strategy", "cost", "effect", "added_cost", "added_effect", "icer", "status"}, {}}};
  for (const std::size_t k : order)
    answer.table.rows.push_back({names.labels[k], costs.numbers[k], effects.numbers[k], placed[k].added_cost,
                                 placed[k].added_effect, placed[k].icer,
                                 std::string(metrics::name_of(placed[k].standing))});
  return answer;
}

std::optional<MetricAnswer> answer_of(const MetricsOptions& options, ExitCode& code) {
  if (options.index == "continuity") return continuity(options, code);
  if (options.index == "survival") return survival(options, code);
  if (options.index == "concentration") return concentration(options, code);
  if (options.index == "frontier") return icers(options, code);
  return acceptability(options, code);
}

}  // namespace

ExitCode metrics(const MetricsOptions& options) {
  const MetricOutput& output = options.output;
  const ExitCode kept = input_kept(output.out, {options.file, options.cost_file, options.effect_file});
  if (kept != ExitCode::ok) return kept;
  const ExitCode free = output.out.empty() ? ExitCode::ok : report(write_fault(output.out, output.force));
  if (free != ExitCode::ok) return free;
  ExitCode code = ExitCode::ok;
  const std::optional<MetricAnswer> answer = answer_of(options, code);
  return answer ? give(*answer, output) : code;
}

}  // namespace rapport::cli
