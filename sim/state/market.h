// One closed local health economy: people, ties, conditions, clinicians, practices and money in columns.
// All of it lies in one arena of trivially copyable columns, so that a snapshot is a copy of bytes.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "state/event_log.h"
#include "state/life_rates.h"
#include "state/step.h"
#include "state/strata.h"
#include "state/tables.h"

namespace rapport {

namespace population {
struct OutsidePool;
}

inline constexpr std::int32_t kNever = 0x7fffffff;
inline constexpr std::uint8_t kOtherCause = 255;
inline constexpr std::uint32_t kReadmission = 0xfffffffd;  ///< cause of a stay: the stay before (RD-1)
inline constexpr std::uint32_t kUnserved = 0xfffffffe;     ///< cause: a need that primary care did not serve
inline constexpr std::uint32_t kAtHome = 256;              ///< added to the kind of need of a visit on record
inline constexpr std::uint32_t kNoClinician = 0xffffffff;
inline constexpr std::uint8_t kNoSlot = 255;
inline constexpr float kNoTrust = -1.0F;
inline constexpr std::uint8_t kGone = 255;
inline constexpr std::int16_t kNeverBereaved = -32768;
inline constexpr std::uint32_t kSlots = 4;
inline constexpr std::uint32_t kNoTie = 0;         ///< row of further ties that stands for slots without one
inline constexpr std::uint32_t kHiredSeat = 1023;  ///< number of a practice's seat for hired clinicians
inline constexpr std::uint32_t kTileRows = 2048;

enum class Insurance : std::uint8_t { privately, medicare, medicaid, uninsured, other };
enum class NeedKind : std::uint8_t { acute, follow_up, agenda, preventive, post_discharge };
enum class ServiceKind : std::uint8_t { specialist, emergency, stay, tests, urgent };

struct Patients {
  std::uint32_t count = 0;
  std::uint32_t capacity = 0;
#define COLUMN(type, name, ...) type* name = nullptr;
#include "state/patients.columns.def"
#undef COLUMN
};

struct Ties {
#define COLUMN(type, name, ...) type* name = nullptr;
#include "state/ties.columns.def"
#undef COLUMN
};

struct NotFinite;

struct Further {
  std::uint32_t count = 0;
  std::uint32_t capacity = 0;
#define COLUMN(type, name, ...) type* name = nullptr;
#include "state/further.columns.def"
#undef COLUMN
};

struct ConditionList {
  std::uint32_t count = 0;
  std::uint32_t capacity = 0;
#define COLUMN(type, name, ...) type* name = nullptr;
#include "state/conditions.columns.def"
#undef COLUMN
};

struct Clinicians {
  std::uint32_t count = 0;
  std::uint32_t capacity = 0;
#define COLUMN(type, name, ...) type* name = nullptr;
#include "state/clinicians.columns.def"
#undef COLUMN
};

struct Practices {
  std::uint32_t count = 0;
  std::uint32_t capacity = 0;
#define COLUMN(type, name, ...) type* name = nullptr;
#include "state/practices.columns.def"
#undef COLUMN
};

struct Requests {
  std::uint32_t count = 0;
  std::uint32_t capacity = 0;
#define COLUMN(type, name, ...) type* name = nullptr;
#include "state/requests.columns.def"
#undef COLUMN
};

struct Encounters {
  std::uint32_t count = 0;
  std::uint32_t capacity = 0;
#define COLUMN(type, name, ...) type* name = nullptr;
#include "state/encounters.columns.def"
#undef COLUMN
};

struct Services {
  std::uint32_t count = 0;
  std::uint32_t capacity = 0;
#define COLUMN(type, name, ...) type* name = nullptr;
#include "state/services.columns.def"
#undef COLUMN
};

enum class Counter : std::uint8_t {
#define COUNTER(name, ...) name,
#include "state/counters.def"
#undef COUNTER
};
inline constexpr std::size_t kCounters = 0
#define COUNTER(name, ...) +1
#include "state/counters.def"
#undef COUNTER
    ;

/// Every column of the market by name: patients_trust style, group first.
enum class Column : std::uint8_t {
#define COLUMN(type, name, ...) patients_##name,
#include "state/patients.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) ties_##name,
#include "state/ties.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) further_##name,
#include "state/further.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) conditions_##name,
#include "state/conditions.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) clinicians_##name,
#include "state/clinicians.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) practices_##name,
#include "state/practices.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) requests_##name,
#include "state/requests.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) encounters_##name,
#include "state/encounters.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) services_##name,
#include "state/services.columns.def"
#undef COLUMN
  ledger,
  counters,
};
inline constexpr std::size_t kColumns = static_cast<std::size_t>(Column::counters) + 1;

std::string_view name_of(Column column);

/// How many rows each group may hold before the arena is laid out anew.
struct Capacity {
  std::uint32_t people = 0;
  std::uint32_t clinicians = 0;
  std::uint32_t practices = 0;
  std::uint32_t requests = 0;  ///< and encounters of a step
  std::uint32_t services = 0;
  std::vector<std::uint32_t> conditions;  ///< per condition list
  std::uint32_t further = 0;              ///< ties beyond the first; at least kNoTie's row is laid out
};

/// What the place adds to everybody's life (MK-1).
struct Place {
  double mobility = 1.0;     ///< factor of rates
  double deprivation = 0.0;  ///< SD of latent income
  double specialists = 1.0;  ///< factor of rates
};

struct Market {
  Patients patients;
  Ties ties;
  Further further;
  std::vector<ConditionList> conditions;
  Clinicians clinicians;
  Practices practices;
  Requests requests;
  Encounters encounters;
  Services services;
  std::int64_t* balances = nullptr;  ///< [entity][account], US cents
  std::int64_t* counters = nullptr;  ///< [counter][cell], then [condition][counter]

  const Tables* tables = nullptr;    ///< not owned; outlives the market
  const LifeRates* rates = nullptr;  ///< not owned; outlives the market
  EventLog* events = nullptr;        ///< not owned; null when nobody is watched
  LuckKey luck{};
  std::uint32_t founders = 0;  ///< people at the start: sizes what does not follow births and deaths
  Place place;
  std::shared_ptr<const population::OutsidePool> outside;  ///< where people arrive from; never changes
  std::uint32_t households = 0;                            ///< household numbers given out so far

  Market() = default;
  Market(const Market& other) { *this = other; }
  Market& operator=(const Market& other);  ///< the snapshot: copies the bytes of the arena
  Market(Market&&) = default;
  Market& operator=(Market&&) = default;

  /// Lays the arena out for at least `wanted` rows and keeps what is in it.
  void reserve(const Capacity& wanted);
  Capacity capacity() const;
  std::size_t bytes() const { return arena_.size() * sizeof(Line); }

  /// Row of ties. A slot that was never used reads as an empty one; who writes to it asks place_tie.
  std::size_t tie_row(std::uint32_t slot, std::uint32_t person) const {
    return slot == 0 ? person : further_row(further_tie(slot, person));
  }
  std::size_t further_row(std::uint32_t tie) const { return std::size_t{patients.capacity} + tie; }
  /// Row of further ties, kNoTie when the slot was never used.
  std::uint32_t further_tie(std::uint32_t slot, std::uint32_t person) const {
    std::uint32_t tie = patients.further[person];
    while (tie != kNoTie && further.slot[tie] != slot) tie = further.next[tie];
    return tie;
  }
  /// visit(slot, row of ties) for slot 0 and every other slot that was used, in no order of slots.
  template <class Visit>
  void each_tie(std::uint32_t person, Visit&& visit) const {
    visit(std::uint32_t{0}, std::size_t{person});
    for (std::uint32_t tie = patients.further[person]; tie != kNoTie; tie = further.next[tie])
      visit(std::uint32_t{further.slot[tie]}, further_row(tie));
  }
  /// visit(person, row of ties) for everybody whose usual clinician is in another slot than 0.
  template <class Visit>
  void each_usual_beyond_first(Visit&& visit) const {
    for (std::uint32_t tie = kNoTie + 1; tie < further.count; ++tie) {
      const std::uint32_t person = further.person[tie];
      if (patients.usual_slot[person] == further.slot[tie]) visit(person, further_row(tie));
    }
  }
  /// Nobody is in that row of ties, and nothing of them is left.
  void clear_tie(std::size_t row);
  /// The row of a slot that is about to be written. Grows lists.
  std::size_t place_tie(std::uint32_t slot, std::uint32_t person);
  /// Counts in the person's cell and in every condition present.
  void add(Counter counter, std::uint32_t person, std::int64_t amount = 1) {
    cell(counter, patients.stratum[person]) += amount;
    for (std::uint64_t rest = patients.conditions[person]; rest != 0; rest &= rest - 1)
      of_condition(counter, static_cast<std::size_t>(std::countr_zero(rest))) += amount;
  }
  /// In the cell only: what falls on conditions is summed elsewhere.
  void add_in_cell(Counter counter, std::uint32_t person, std::int64_t amount) {
    cell(counter, patients.stratum[person]) += amount;
  }
  /// The same for what belongs to one condition, such as its medicine: no other condition counts it.
  void add_of_condition(Counter counter, std::uint32_t person, std::size_t condition, std::int64_t amount) {
    cell(counter, patients.stratum[person]) += amount;
    of_condition(counter, condition) += amount;
  }
  std::int64_t& cell(Counter counter, std::size_t cell) {
    return counters[static_cast<std::size_t>(counter) * kCells + cell];
  }
  std::int64_t& of_condition(Counter counter, std::size_t condition) {
    return counters[kCounters * (kCells + condition) + static_cast<std::size_t>(counter)];
  }
  /// Counts what has no person, and hence no stratum.
  void add_unstratified(Counter counter, std::int64_t amount = 1) { cell(counter, 0) += amount; }
  std::int64_t total(Counter counter) const;
  std::size_t counter_cells() const { return kCounters * (kCells + conditions.size()); }
  /// Makes room for `extra` more rows where a list is about to grow; moves columns, so ask before taking
  /// pointers.
  void make_room_for_people(std::uint32_t extra);
  void make_room_for_requests(std::uint32_t extra);
  void make_room_for_services(std::uint32_t extra);
  void make_room_for_condition(std::size_t condition, std::uint32_t extra);
  void buy(std::uint32_t person, ServiceKind kind, float days = 0.0F, bool caused = false);
  /// Puts a request for a visit into the queue, counts and records it. `number` tells requests of one person
  /// and day apart.
  void ask(std::uint32_t person, NeedKind kind, std::int32_t day, std::uint8_t number);

  bool in_hospital(std::uint32_t person, std::int32_t day) const {
    return patients.discharge_day[person] >= day;
  }
  std::uint32_t clinician_row(std::uint32_t clinician_id) const {
    const std::uint32_t practice = clinician_id >> 20, seat = clinician_id >> 10 & 1023;
    return seat == kHiredSeat ? practices.hired[practice] : practices.first_clinician[practice] + seat;
  }
  void record(std::uint32_t person, std::int32_t day, EventKind kind, float value = 0.0F,
              std::uint32_t other = 0) {
    if (events != nullptr) events->record(patients.id[person], day, kind, value, other);
  }

 private:
  struct alignas(64) Line {
    std::array<std::byte, 64> bytes;
  };
  std::vector<Line> arena_;

  void bind(const Capacity& capacity, std::vector<Line>& arena);
  template <class Visit>
  void visit_columns(Visit&& visit);
  friend std::array<std::uint64_t, kColumns> column_digests(Market& market);
  friend std::optional<NotFinite> not_finite_in(Market& market);
};

/// A person's id as it is written: founder and birth orders, 1234.2.1.
std::string id_text(std::uint64_t id);

/// A live row of a column of floats that holds none: infinite, or not a number.
struct NotFinite {
  Column column;
  std::uint32_t row;
};
/// The first there is; nothing where all is well.
std::optional<NotFinite> not_finite_in(Market& market);

/// One 64-bit digest for each column over its live rows; equal markets have equal digests.
std::array<std::uint64_t, kColumns> column_digests(Market& market);
/// All columns folded into one digest.
std::uint64_t digest_of(Market& market);

/// Names a request among all of one person: the day it was made and its number that day.
constexpr std::uint32_t request_key(std::int32_t asked_day, std::uint8_t number) {
  return static_cast<std::uint32_t>(asked_day) << 8 | number;
}

/// Completed years on a day, 0 to 110.
inline int age_on(std::int32_t day, std::int32_t birth_day) {
  const std::int32_t years = (day - birth_day) / kDaysPerYear;
  return years < 0 ? 0 : (years < kAges ? years : kAges - 1);
}

}  // namespace rapport
