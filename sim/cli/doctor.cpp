// `rapport doctor`: is all well here? What is not is said with what to do.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "cli/output.h"
#include "cli/verbs.h"
#include "outcome/parts.h"
#include "outcome/store.h"
#include "scenario/scenario.h"
#include "study/self_test.h"
#include "study/study.h"
#include "study/task_pool.h"
#include "study/version.h"

namespace rapport::cli {

namespace {

namespace fs = std::filesystem;

constexpr double kMega = 1e6;
constexpr double kLittleMemoryMb = 500.0;
constexpr double kLittleDiskMb = 200.0;

enum class Verdict { good, look, bad };

struct Finding {
  const char* subject;
  Verdict verdict;
  std::string words;  ///< what was found, and where it is not good what to do
};

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::good: return "ok";
    case Verdict::look: return "look";
    case Verdict::bad: return "BAD";
  }
  return "";
}

Finding program() {
  return {"program", Verdict::good,
          fmt::format("rapport {} ({}), sources {}, {}, {} for {}", version(), commit(),
                      sources().substr(0, 12), compiler(), build_kind(), target_cpu())};
}

Finding arithmetic() {
  if (arithmetic_digest() == kArithmeticDigest)
    return {"arithmetic", Verdict::good,
            "the same bits as everywhere: results made here can be compared with others"};
  return {"arithmetic", Verdict::bad,
          "other bits than elsewhere: results of this build are not to be trusted. Build it anew with the "
          "launcher, "
          "and without flags of your own"};
}

Finding machine() {
  const double megabytes = static_cast<double>(available_bytes()) / kMega;
  const std::string words =
      fmt::format("{} processors to use, {:.0f} MB of memory free", available_threads(), megabytes);
  if (megabytes >= kLittleMemoryMb) return {"machine", Verdict::good, words};
  return {"machine", Verdict::look, words + ": little; close something, or use fewer --threads"};
}

/// A study of one cell, to be written and read back.
StudyResult smallest_study() {
  StudyResult study;
  study.scenarios = {"doctor"};
  study.strata = {"all"};
  study.replicates = study.markets = study.periods = 1;
  study.tallies = {Tally(1, 1)};
  study.provenance.scenarios = {{"doctor", "", std::string(32, '0'), "schema = 1\n", "{}"}};
  return study;
}

Finding folder() {
  const std::string store = fmt::format("rapport-doctor-{}.h5", ::getpid());
  const StudyResult study = smallest_study();
  Parts parts(store, {{"doctor", "1"}});
  const FileReport opened = parts.open(true);
  const FileReport written = opened.ok() ? write_store(store, study, true) : opened;
  const StoreReading reading = written.ok() ? read_store(store) : StoreReading{{}, written};
  std::error_code ignored;
  fs::remove(store, ignored);
  if (opened.ok()) parts.remove();
  if (!reading.report.ok())
    return {"folder", Verdict::bad,
            to_text(reading.report.diagnostics.front()) + " Go to another folder, or give --out a path"};
  if (!(reading.result == study))
    return {"folder", Verdict::bad,
            "a store that was written reads back otherwise: the disk or its file system is at fault"};
  return {"folder", Verdict::good, "a store can be written here, and reads back the same"};
}

Finding locks() {
  const std::string name = fmt::format("rapport-doctor-{}.lock", ::getpid());
  FileOps& ops = system_file_ops();
  const int file = ops.open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) return {"locks", Verdict::look, "unknown: no file can be made here"};
  const bool locked = ::flock(file, LOCK_EX | LOCK_NB) == 0;
  ops.close(file);
  ops.unlink(name.c_str());
  if (locked) return {"locks", Verdict::good, "two runs on one store are kept apart"};
  return {"locks", Verdict::look,
          "this file system knows no locks: never run two studies on one store at once"};
}

Finding disk() {
  struct statvfs room {};
  if (::statvfs(".", &room) != 0) return {"disk", Verdict::look, "room unknown: " + error_text(errno)};
  const double megabytes = static_cast<double>(room.f_bavail) * static_cast<double>(room.f_frsize) / kMega;
  const std::string words = fmt::format("{:.0f} MB free in this folder", megabytes);
  const bool enough = megabytes >= kLittleDiskMb;
  return {"disk", enough ? Verdict::good : Verdict::look,
          enough ? words : words + ": a store of a comparison takes some ten"};
}

/// Studies that were cut and can go on.
Finding unfinished() {
  std::string names;
  for (const std::string& name : names_in(".").value_or(std::vector<std::string>{})) {
    const bool parts = name.ends_with(parts_path("")) && fs::is_directory(name);
    if (parts) names += (names.empty() ? "" : ", ") + printable(name, false);
  }
  if (names.empty()) return {"studies", Verdict::good, "none was cut here"};
  return {"studies", Verdict::look,
          names + ": cut before the end; the same command goes on, or remove the folder"};
}

Finding library() {
  int good = 0;
  std::string bad;
  for (const std::string& name : names_in(library_folder()).value_or(std::vector<std::string>{})) {
    if (!name.ends_with(".yaml")) continue;
    Diagnostics faults;
    read_scenario(library_folder() + '/' + name, {}, faults);
    faults.empty() ? void(++good) : void(bad += " " + printable(name, false));
  }
  if (!bad.empty()) return {"scenarios", Verdict::bad, "at fault:" + bad + "; `rapport check` says what"};
  if (good == 0)
    return {"scenarios", Verdict::look,
            fmt::format("none in {}: run from the folder that holds scenarios/",
                        printable(library_folder(), false))};
  return {"scenarios", Verdict::good,
          fmt::format("{} in {}/ are in order", good, printable(library_folder(), false))};
}

void print_findings(const std::vector<Finding>& findings, bool json) {
  if (!json) {
    for (const Finding& finding : findings)
      print("{:<5} {:<11} {}\n", name_of(finding.verdict), finding.subject, finding.words);
    return;
  }
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const Finding& finding : findings)
    rows.push_back(
        {{"subject", finding.subject}, {"verdict", name_of(finding.verdict)}, {"words", finding.words}});
  print("{}\n", rows.dump(2));
}

}  // namespace

ExitCode doctor(const DoctorOptions& options) {
  const std::vector<Finding> findings{program(), arithmetic(), machine(),    folder(),
                                      locks(),   disk(),       unfinished(), library()};
  print_findings(findings, options.json);
  const auto bad = [](const Finding& finding) { return finding.verdict == Verdict::bad; };
  return std::any_of(findings.begin(), findings.end(), bad) ? ExitCode::set_up : ExitCode::ok;
}

}  // namespace rapport::cli
