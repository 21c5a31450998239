// `rapport access`: what the scheduling module does by itself, beside the formulas of queueing theory.
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/verbs.h"
#include "study/access_study.h"
#include "study/task_pool.h"
#include "study/version.h"

namespace rapport::cli {

namespace queue_table {

using access_study::Held;

struct Line {
  const char* key;
  const char* quantity;
  Held held;
};

/// What is measured, and what was simulated for it in words.
struct Report {
  std::string about;
  std::vector<Line> lines;
  std::string little;  ///< both sides of Little's law; empty without a queue
  nlohmann::ordered_json json;
};

constexpr const char* kTime = "Times are in mean lengths of a visit.";

std::string steps_in_words(double step) {
  return fmt::format("Steps of {:.4g} and {:.4g} of a mean visit, extrapolated (QU-5). {}", step,
                     step / queueing::kFinerSteps, kTime);
}

access_study::Effort effort_of(const AccessOptions& options) {
  return {.visits = static_cast<double>(options.visits), .seed = static_cast<std::uint64_t>(options.seed)};
}

Report everybody_waits(const AccessOptions& options) {
  const auto clinicians = static_cast<std::uint32_t>(options.clinicians);
  const access_study::Waiting queue = access_study::waiting(clinicians, options.offered, effort_of(options));
  const Measured& little = queue.little;
  Report report{fmt::format("{} clinicians, {:g} requests in a mean visit, who must waits. {}", clinicians,
                            options.offered, steps_in_words(queue.step)),
                {{"utilisation", "utilisation (offered / clinicians)", queue.busy},
                 {"waits", "share who wait (Erlang C, QU-2)", queue.delayed},
                 {"mean_wait", "mean wait (QU-3)", queue.wait},
                 {"mean_waiting", "mean number waiting (QU-3)", queue.waiting}},
                fmt::format("Little's law: number waiting {:.6f}, requests x wait {:.6f}; difference {:.2g} "
                            "(SE {:.2g}) in the shorter steps.",
                            queue.waiting.measured.value, queue.arrivals_times_wait, little.value,
                            little.standard_error),
                {}};
  report.json["little"] = {{"waiting", queue.waiting.measured.value},
                           {"requests_times_wait", queue.arrivals_times_wait},
                           {"difference", little.value},
                           {"difference_se", little.standard_error}};
  return report;
}

Report nobody_waits(const AccessOptions& options) {
  const auto clinicians = static_cast<std::uint32_t>(options.clinicians);
  const access_study::Losing queue = access_study::losing(clinicians, options.offered, effort_of(options));
  return {fmt::format("{} clinicians, {:g} requests in a mean visit, nobody waits. {}", clinicians,
                      options.offered, steps_in_words(queue.step)),
          {{"utilisation", "utilisation (served / clinicians)", queue.busy},
           {"turned_away", "share turned away (Erlang B, QU-1)", queue.lost}},
          "",
          {}};
}

Report days_of_a_panel(const AccessOptions& options) {
  const waiting_room::Panel panel{static_cast<std::uint32_t>(options.panel), options.asks_per_day,
                                  static_cast<std::uint32_t>(options.slots)};
  const access_study::Overflow found = access_study::overflow(panel, static_cast<double>(options.days),
                                                              static_cast<std::uint64_t>(options.seed));
  return {fmt::format("{} people who ask with probability {:g} a day, {} slots, {:.0f} days.", panel.people,
                      panel.asks, panel.slots, found.days),
          {{"overflow", "days with more requests than slots (QU-4)", found.overflow},
           {"utilisation", "utilisation (slots used)", found.used_slots}},
          "",
          {}};
}

/// "-" for what never happened and has no error.
std::string with_two_places(double value) {
  return std::isfinite(value) ? fmt::format("{:.2f}", value) : std::string("-");
}

nlohmann::ordered_json json_of(const Report& report) {
  nlohmann::ordered_json out{{"about", report.about}};
  for (const Line& line : report.lines)
    out[line.key] = {{"simulated", line.held.measured.value},
                     {"se", line.held.measured.standard_error},
                     {"formula", line.held.formula},
                     {"z", line.held.z()},
                     {"detectable_percent", 100.0 * line.held.detectable()}};
  if (report.json.is_object()) out.update(report.json);
  return out;
}

void print_report(const AccessOptions& options, const Report& report) {
  if (options.json) {
    print("{}\n", json_of(report).dump(2));
    return;
  }
  print("{}\n\n{:<42} {:>11} {:>10} {:>11} {:>6} {:>11}\n", report.about, "quantity", "simulated", "SE",
        "formula", "z", "detects %");
  for (const Line& line : report.lines)
    print("{:<42} {:>11.6f} {:>10.6f} {:>11.6f} {:>6} {:>11}\n", line.quantity, line.held.measured.value,
          line.held.measured.standard_error, line.held.formula, with_two_places(line.held.z()),
          with_two_places(100.0 * line.held.detectable()));
  if (!report.little.empty()) print("\n{}\n", report.little);
  print("\nrapport {} ({}) · seed {}\n", version(), commit(), options.seed);
}

}  // namespace queue_table

ExitCode access(const AccessOptions& options) {
  using namespace queue_table;
  const bool waits = options.waiting_room == "infinite";
  if (options.panel == 0 && waits &&
      options.offered > access_study::kMostLoad * static_cast<double>(options.clinicians)) {
    note(
        "rapport: {:g} requests in a mean visit are more than {:g} of what {} clinicians can see: the queue "
        "grows without end or forgets its start too slowly. Offer less, or give --waiting-room none.\n",
        options.offered, access_study::kMostLoad, options.clinicians);
    return ExitCode::usage;
  }
  try {
    print_report(options, options.panel > 0 ? days_of_a_panel(options)
                          : waits           ? everybody_waits(options)
                                            : nobody_waits(options));
  } catch (const Interrupted&) {
    return static_cast<ExitCode>(128 + interrupted());
  }
  return ExitCode::ok;
}

}  // namespace rapport::cli
