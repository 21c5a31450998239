// The classical table of queues beside the scheduling module by itself.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "scenario/csv_table.h"
#include "scenario/number.h"
#include "scenario/text_check.h"
#include "study/access_study.h"
#include "study/external.h"
#include "study/task_pool.h"

namespace rapport {

namespace {

constexpr std::int64_t kAllPeople =
    1000000;  ///< from which on queues take seconds of work, else as many visits
constexpr std::int64_t kLeastVisits = 20000;

/// One line of the table as it is written.
struct PrintedQueue {
  std::uint32_t clinicians = 1;
  double offered = 0.5;
  std::string lost, delayed, wait, source;
};

std::vector<PrintedQueue> read_queues(const std::string& path, Diagnostics& faults) {
  std::string why;
  const auto bytes = scenario::read_bytes(path, scenario::kMostCsvBytes, why);
  if (!bytes) {
    faults.push_back({path, 0, 0, why});
    return {};
  }
  scenario::CsvTable csv(path, *bytes,
                         {{"clinicians", "offered", "erlang_b", "erlang_c", "wait", "source"}, {}}, faults);
  constexpr int kMostClinicians = 1000;
  std::vector<PrintedQueue> queues;
  for (const scenario::CsvRow& row : csv.rows()) {
    PrintedQueue queue;
    queue.clinicians = static_cast<std::uint32_t>(csv.whole(row, "clinicians", 1, kMostClinicians));
    queue.offered = csv.number(row, "offered", {0.0, access_study::kMostLoad * queue.clinicians});
    for (const char* column : {"erlang_b", "erlang_c", "wait"}) csv.number(row, column, {0.0, 1e6});
    queue.lost = csv.text(row, "erlang_b");
    queue.delayed = csv.text(row, "erlang_c");
    queue.wait = csv.text(row, "wait");
    queue.source = csv.text(row, "source");
    queues.push_back(std::move(queue));
  }
  return queues;
}

ExternalRow queue_line(const PrintedQueue& queue, const std::string& of, const std::string& text,
                       const access_study::Held& held) {
  Published published;
  published.strategy = fmt::format("{} clinicians, load {:g}", queue.clinicians, queue.offered);
  published.quantity = "queue";
  published.of = of;
  published.text = text;
  published.value = scenario::read_number(text).value.value_or(0.0);
  published.half_unit = half_unit_of(text);
  published.source = queue.source;
  return {published, held.formula, held.measured.value, held.measured.standard_error, true};
}

}  // namespace

std::optional<ExternalModel> validate_queues(const ExternalOptions& options, Diagnostics& faults) {
  const std::vector<PrintedQueue> queues = read_queues(options.folder + "/queues.csv", faults);
  if (!faults.empty()) return std::nullopt;
  if (options.progress) options.progress("queues");
  ExternalModel model{"queues.csv", "Queues: the scheduling module by itself", "", 0.0, {}};
  const auto start = std::chrono::steady_clock::now();
  access_study::Effort effort;
  if (options.people < kAllPeople)
    effort.visits = static_cast<double>(std::max(options.people, kLeastVisits));
  std::vector<access_study::QueueRow> rows(queues.size());
  Tasks tasks;
  tasks.count = static_cast<std::int64_t>(queues.size());
  tasks.threads = options.threads;
  tasks.stop = [] { return interrupted() != 0; };
  tasks.task = [&](std::int64_t task) {
    const auto at = static_cast<std::size_t>(queues.size() - 1 - static_cast<std::size_t>(task));
    rows[at] = access_study::queue_row(queues[at].clinicians, queues[at].offered, effort);
  };
  run_tasks(tasks);
  if (interrupted() != 0) throw Interrupted{};
  model.agents_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  for (std::size_t q = 0; q < queues.size(); ++q) {
    model.rows.push_back(queue_line(queues[q], "turned away (Erlang B, QU-1)", queues[q].lost, rows[q].lost));
    model.rows.push_back(queue_line(queues[q], "waits (Erlang C, QU-2)", queues[q].delayed, rows[q].delayed));
    model.rows.push_back(queue_line(queues[q], "mean wait (QU-3)", queues[q].wait, rows[q].wait));
  }
  return model;
}

}  // namespace rapport
