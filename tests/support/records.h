// Records written by hand: a few people whose lives a test spells out, in a window of whole years.
#pragma once

#include "study/records.h"
#include "support/worlds.h"

namespace rapport::records_by_hand {

struct Book {
  Records records;

  /// The window starts on day 0.
  explicit Book(int years = 3) {
    records.tables = &worlds::base_us().tables;
    records.to = years * kDaysPerYear;
    records.costs.resize(static_cast<std::size_t>(years));
  }

  /// Lives in the market from day 0 to its end; `age` in completed years on day 0, half a year after the birthday.
  std::uint32_t person(int age, int sex = female) {
    Subject one;
    one.id = records.people.size() + 1;
    one.birth_day = -age * kDaysPerYear - kDaysPerYear / 2;
    one.end_day = records.to;
    one.sex = static_cast<std::uint8_t>(sex);
    records.people.push_back(one);
    for (YearOfCost& year : records.costs) {
      year.all.push_back(0);
      year.in_hospital.push_back(0);
    }
    return static_cast<std::uint32_t>(records.people.size() - 1);
  }
  void note(std::uint32_t who, EventKind kind, std::int32_t day, float value = 0.0F,
            std::uint32_t other = 0) {
    records.notes[static_cast<std::size_t>(kind)].push_back({who, day, value, other});
  }
  void visit(std::uint32_t who, std::int32_t day, std::uint32_t clinician, NeedKind kind = NeedKind::acute,
             float minutes = 15.0F) {
    note(who, EventKind::visited, day, 0.9F, clinician);
    note(who, EventKind::had_minutes, day, minutes, static_cast<std::uint32_t>(kind));
  }
  void death(std::uint32_t who, std::int32_t day) {
    note(who, EventKind::died, day);
    records.people[who].died = true;
    records.people[who].end_day = day;
  }
  /// Alive on the last day; on the first as well when `first` says so.
  Portrait& portrait(std::uint32_t who, bool first = false) {
    std::vector<Portrait>& all = first ? records.first : records.last;
    all.push_back({});
    all.back().who = who;
    all.back().household = who;
    return all.back();
  }
  const Records& done() {
    put_in_order(records);
    return records;
  }
};

inline int condition(std::string_view name) {
  const auto& all = worlds::base_us().tables.conditions;
  for (std::size_t c = 0; c < all.size(); ++c) {
    if (all[c].name == name) return static_cast<int>(c);
  }
  ADD_FAILURE() << "no condition " << name;
  return 0;
}
inline std::uint64_t bit(std::string_view name) { return std::uint64_t{1} << condition(name); }

}  // namespace rapport::records_by_hand
