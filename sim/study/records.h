// What an observer writes down of one market: who lived there and when, what happened to them, what their care
// cost, and how they were on the first and the last day. Virtual studies read these records and nothing else.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <unordered_map>
#include <vector>

#include "engine/simulation.h"

namespace rapport {

inline constexpr std::size_t kEventKinds = 0
#define EVENT(name, about) +1
#include "state/events.def"
#undef EVENT
    ;

/// Somebody who lived in the market during the window, on the days from `first_day` up to `end_day`.
struct Subject {
  std::uint64_t id = 0;
  std::int32_t birth_day = 0;
  std::int32_t first_day = 0;
  std::int32_t end_day = 0;  ///< not included: day of death, end of the window, or when last seen
  std::uint8_t sex = female;
  bool died = false;
};

/// An event of events.def; `who` is a number in Records::people.
struct Note {
  std::uint32_t who = 0;
  std::int32_t day = 0;
  float value = 0.0F;
  std::uint32_t other = 0;
};

/// A living person on one day.
struct Portrait {
  std::uint32_t who = 0;
  std::uint32_t household = 0;
  std::uint32_t insurance = 0;
  std::uint64_t conditions = 0;        ///< bit c is set while condition c is present
  std::uint64_t undiagnosed = 0;       ///< of those, the ones that nobody has found
  std::uint32_t usual = kNoClinician;  ///< id of the usual clinician
  std::int32_t usual_since = kNever;   ///< day of the first contact with that clinician
  float general_trust = 0.0F;          ///< in physicians at large
  float trust = kNoTrust;              ///< in the usual clinician
  float known = 0.0F;                  ///< K of that clinician
};

/// A treated condition of a living person on the last day.
struct Regimen {
  std::uint32_t who = 0;
  std::uint32_t condition = 0;
  float pdc = 0.0F;
};

/// Cents by person, in the order of Records::people.
struct YearOfCost {
  std::vector<std::int64_t> all;
  std::vector<std::int64_t> in_hospital;  ///< of it, for stays
};

constexpr std::array<double, kOutcomeCount> no_outcomes() {
  std::array<double, kOutcomeCount> none{};
  none.fill(std::numeric_limits<double>::quiet_NaN());
  return none;
}

struct Records {
  const Tables* tables = nullptr;
  std::int32_t from = 0;  ///< first day of the window
  std::int32_t to = 0;    ///< day after the last one
  std::vector<Subject> people;
  std::array<std::vector<Note>, kEventKinds> notes;  ///< of a kind: by person, then in time order
  std::vector<YearOfCost> costs;                     ///< by model year of the window
  std::vector<Portrait> first;
  std::vector<Portrait> last;
  std::vector<Regimen> regimens;
  double fte_years = 0.0;  ///< of clinicians at work, locums included
  /// Outcomes of outcomes.def for everybody over the window, in their unit; NaN where there are none.
  std::array<double, kOutcomeCount> outcomes = no_outcomes();

  const std::vector<Note>& of(EventKind kind) const { return notes[static_cast<std::size_t>(kind)]; }
  double of(Outcome outcome) const { return outcomes[static_cast<std::size_t>(outcome)]; }
  double years() const { return static_cast<double>(to - from) / kDaysPerYear; }
};

/// Sorts notes by person and time; the studies rely on it.
void put_in_order(Records& records);

/// Outcomes of the tally from one period on.
void add_outcomes(const Tally& tally, std::int64_t first_period, Records& records);

/// Watches one arm of a task from policy start on (with no warm-up, from the end of the first step).
class Recorder {
 public:
  explicit Recorder(const TaskSpec& spec);
  /// To be called as the task's Watcher, with every step of the warm-up and of one arm.
  void watch(int arm, const Step& step, Market& market);
  /// What was written down; to be taken once, after the last step.
  Records take();

 private:
  void begin(const Step& step, const Market& market);
  void look(const Step& step, const Market& market);
  void file_events();
  void file_bills(const Step& step);
  std::uint32_t number_of(const Market& market, std::uint32_t row, std::int32_t since);

  std::uint32_t first_step_;
  std::uint32_t last_step_;
  EventLog log_;
  Records records_;
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;  ///< by person id
  std::int32_t seen_day_ = 0;
};

}  // namespace rapport
