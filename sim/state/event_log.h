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

struct EventLog {
  bool everybody = false;
  std::vector<std::uint64_t> watched;  ///< person ids, ascending
  std::vector<Event> events;

  void record(std::uint64_t person, std::int32_t day, EventKind kind, float value, std::uint32_t other) {
    if (!everybody && !std::binary_search(watched.begin(), watched.end(), person)) return;
    events.push_back({person, day, kind, 0, value, other});
  }
};

std::string_view name_of(EventKind kind);

}  // namespace rapport
