// The record of what happened to watched people; recording never feeds back into the simulation.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace rapport {

enum class EventKind : std::uint16_t {
#define EVENT(name, about) name,
#include "state/events.def"
#undef EVENT
};

/// 24 bytes. `value` and `other` mean what events.def says of the kind.
struct Event {
  std::uint64_t person;
  std::int32_t day;
  EventKind kind;
  std::uint16_t unused;
  float value;
  std::uint32_t other;
};
static_assert(sizeof(Event) == 24);

/// What one person's care cost: payer's and patient's part together. `account` is the receiver's.
struct Bill {
  std::uint64_t person;
  std::int64_t cents;
  std::uint8_t account;
};

struct EventLog {
  bool everybody = false;
  bool with_bills = false;
  std::vector<std::uint64_t> watched;  ///< person ids, ascending
  std::vector<Event> events;
  std::vector<Bill> bills;  ///< in the order of posting; the reader empties the list and knows the days

  void record(std::uint64_t person, std::int32_t day, EventKind kind, float value, std::uint32_t other) {
    if (!is_watched(person)) return;
    events.push_back({person, day, kind, 0, value, other});
  }
  void bill(std::uint64_t person, std::int64_t cents, std::uint8_t account) {
    if (with_bills && is_watched(person)) bills.push_back({person, cents, account});
  }

 private:
  bool is_watched(std::uint64_t person) const {
    return everybody || std::binary_search(watched.begin(), watched.end(), person);
  }
};

std::string_view name_of(EventKind kind);

}  // namespace rapport
