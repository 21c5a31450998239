// Laying out the arena, copying it and digesting its columns.
#include "state/market.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

#include "base/digest.h"
#include "state/ledger.h"

namespace rapport {

namespace {

constexpr std::array<std::string_view, kColumns> kColumnNames{
#define COLUMN(type, name, ...) "patients." #name,
#include "state/patients.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) "ties." #name,
#include "state/ties.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) "further." #name,
#include "state/further.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) "conditions." #name,
#include "state/conditions.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) "clinicians." #name,
#include "state/clinicians.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) "practices." #name,
#include "state/practices.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) "requests." #name,
#include "state/requests.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) "encounters." #name,
#include "state/encounters.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) "services." #name,
#include "state/services.columns.def"
#undef COLUMN
    "ledger",
    "counters",
};

/// `capacity` elements, of which `count` are live.
struct Part {
  std::uint32_t count;
  std::uint32_t capacity;
};

/// The shape of one column: one part after the other. Only columns of ties have a second one.
struct Shape {
  Part first;
  Part second{0, 0};

  std::size_t elements() const { return std::size_t{first.capacity} + second.capacity; }
};

}  // namespace

std::string_view name_of(Column column) { return kColumnNames[static_cast<std::size_t>(column)]; }

std::string_view name_of(EventKind kind) {
  constexpr std::array kNames{
#define EVENT(name, about) std::string_view{#name},
#include "state/events.def"
#undef EVENT
  };
  return kNames[static_cast<std::size_t>(kind)];
}

template <class Visit>
void Market::visit_columns(Visit&& visit) {
  const Shape people{{patients.count, patients.capacity}};
  const Shape tied{people.first, {further.count, further.capacity}};
  const Shape more{tied.second};
#define COLUMN(type, name, ...) visit(Column::patients_##name, patients.name, people);
#include "state/patients.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) visit(Column::ties_##name, ties.name, tied);
#include "state/ties.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) visit(Column::further_##name, further.name, more);
#include "state/further.columns.def"
#undef COLUMN
  for (ConditionList& list : conditions) {
    const Shape rows{{list.count, list.capacity}};
#define COLUMN(type, name, ...) visit(Column::conditions_##name, list.name, rows);
#include "state/conditions.columns.def"
#undef COLUMN
  }
  const Shape staff{{clinicians.count, clinicians.capacity}};
#define COLUMN(type, name, ...) visit(Column::clinicians_##name, clinicians.name, staff);
#include "state/clinicians.columns.def"
#undef COLUMN
  const Shape places{{practices.count, practices.capacity}};
#define COLUMN(type, name, ...) visit(Column::practices_##name, practices.name, places);
#include "state/practices.columns.def"
#undef COLUMN
  const Shape waiting{{requests.count, requests.capacity}};
#define COLUMN(type, name, ...) visit(Column::requests_##name, requests.name, waiting);
#include "state/requests.columns.def"
#undef COLUMN
  const Shape held{{encounters.count, encounters.capacity}};
#define COLUMN(type, name, ...) visit(Column::encounters_##name, encounters.name, held);
#include "state/encounters.columns.def"
#undef COLUMN
  const Shape bought{{services.count, services.capacity}};
#define COLUMN(type, name, ...) visit(Column::services_##name, services.name, bought);
#include "state/services.columns.def"
#undef COLUMN
  const auto cells = static_cast<std::uint32_t>(ledger_cells(practices.capacity));
  visit(Column::ledger, balances, Shape{{cells, cells}});
  const auto counted = static_cast<std::uint32_t>(counter_cells());
  visit(Column::counters, counters, Shape{{counted, counted}});
}

Capacity Market::capacity() const {
  Capacity now{patients.capacity, clinicians.capacity, practices.capacity,
               requests.capacity, services.capacity,   {},
               further.capacity};
  for (const ConditionList& list : conditions) now.conditions.push_back(list.capacity);
  return now;
}

void Market::bind(const Capacity& capacity, std::vector<Line>& arena) {
  patients.capacity = capacity.people;
  clinicians.capacity = capacity.clinicians;
  practices.capacity = capacity.practices;
  requests.capacity = capacity.requests;
  encounters.capacity = capacity.requests;
  services.capacity = capacity.services;
  further.capacity = capacity.further;
  conditions.resize(capacity.conditions.size());
  for (std::size_t c = 0; c < conditions.size(); ++c) conditions[c].capacity = capacity.conditions[c];
  std::size_t lines = 0;
  const auto lines_of = [](const Shape& shape, std::size_t size) {
    return (shape.elements() * size + 63) / 64;
  };
  visit_columns(
      [&](Column, auto*& column, const Shape& shape) { lines += lines_of(shape, sizeof(*column)); });
  if (arena.size() != lines) arena.assign(lines, Line{});
  std::size_t at = 0;
  visit_columns([&](Column, auto*& column, const Shape& shape) {
    column = reinterpret_cast<std::remove_reference_t<decltype(column)>>(arena.data() + at);
    at += lines_of(shape, sizeof(*column));
  });
}

Market& Market::operator=(const Market& other) {
  if (this == &other) return *this;
  arena_ = other.arena_;
  patients.count = other.patients.count;
  clinicians.count = other.clinicians.count;
  practices.count = other.practices.count;
  requests.count = other.requests.count;
  encounters.count = other.encounters.count;
  services.count = other.services.count;
  further.count = other.further.count;
  conditions.resize(other.conditions.size());
  for (std::size_t c = 0; c < conditions.size(); ++c) conditions[c].count = other.conditions[c].count;
  tables = other.tables;
  rates = other.rates;
  events = nullptr;
  luck = other.luck;
  founders = other.founders;
  households = other.households;
  place = other.place;
  outside = other.outside;
  bind(other.capacity(), arena_);
  return *this;
}

void Market::reserve(const Capacity& asked) {
  Capacity wanted = asked;
  wanted.further = std::max({asked.further, further.capacity, kNoTie + 1});
  struct Old {
    const std::byte* data;
    Shape shape;
    std::size_t size;
  };
  std::vector<Old> old;
  visit_columns([&](Column, auto*& column, const Shape& shape) {
    old.push_back({reinterpret_cast<const std::byte*>(column), shape, sizeof(*column)});
  });
  if (arena_.empty()) old.clear();
  std::vector<Line> fresh;
  bind(wanted, fresh);
  std::size_t k = 0;
  if (!old.empty())
    visit_columns([&](Column, auto*& column, const Shape& shape) {
      const Old& was = old[k++];
      const Part &first = was.shape.first, &second = was.shape.second;
      assert(first.count <= shape.first.capacity && second.count <= shape.second.capacity);
      std::memcpy(column, was.data, first.count * was.size);
      std::memcpy(column + shape.first.capacity, was.data + first.capacity * was.size,
                  second.count * was.size);
    });
  arena_ = std::move(fresh);
  if (further.count != 0) return;
  further.count = kNoTie + 1;
  clear_tie(further_row(kNoTie));
}

std::int64_t Market::total(Counter counter) const {
  const std::int64_t* row = counters + static_cast<std::size_t>(counter) * kCells;
  std::int64_t sum = 0;
  for (std::size_t cell = 0; cell < kCells; ++cell) sum += row[cell];
  return sum;
}

namespace {

constexpr std::uint32_t kExponent = 0x7F800000U;  ///< all ones where a float is infinite or not a number

bool is_finite(float value) { return (std::bit_cast<std::uint32_t>(value) & kExponent) != kExponent; }

/// The largest exponent of a column, as it stands in the bits.
[[gnu::noinline]] std::uint32_t largest_exponent(const float* __restrict values, std::uint32_t count) {
  std::uint32_t largest = 0;
  for (std::uint32_t i = 0; i < count; ++i)
    largest = std::max(largest, std::bit_cast<std::uint32_t>(values[i]) & kExponent);
  return largest;
}

/// The first row from `from` that holds no finite number; `count` without one.
std::uint32_t first_not_finite(const float* values, std::uint32_t count) {
  if (largest_exponent(values, count) != kExponent) return count;
  return static_cast<std::uint32_t>(std::find_if_not(values, values + count, is_finite) - values);
}

}  // namespace

std::string id_text(std::uint64_t id) {
  std::string text = std::to_string(id >> 40);
  for (int shift = 35; shift >= 0 && (id >> shift & 31) != 0; shift -= 5)
    text += '.' + std::to_string(id >> shift & 31);
  return text;
}

std::optional<NotFinite> not_finite_in(Market& market) {
  std::optional<NotFinite> found;
  market.visit_columns([&](Column id, auto*& column, const Shape& shape) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(*column)>, float>) {
      for (const auto& [at, count] :
           {std::pair{0U, shape.first.count}, std::pair{shape.first.capacity, shape.second.count}}) {
        const std::uint32_t row = found ? count : first_not_finite(column + at, count);
        if (row < count) found = NotFinite{id, at + row};
      }
    }
  });
  return found;
}

std::array<std::uint64_t, kColumns> column_digests(Market& market) {
  std::array<std::uint64_t, kColumns> digests{};
  market.visit_columns([&](Column id, auto*& column, const Shape& shape) {
    std::uint64_t& digest = digests[static_cast<std::size_t>(id)];
    const auto chain = [&](const auto* begin, std::uint32_t count) {
      const std::array<std::uint64_t, 2> chained{
          digest, digest64(std::span<const std::remove_cvref_t<decltype(*column)>>(begin, count))};
      digest = digest64(std::span<const std::uint64_t>(chained));
    };
    chain(column, shape.first.count);
    if (shape.second.count > 0) chain(column + shape.first.capacity, shape.second.count);
  });
  return digests;
}

std::uint64_t digest_of(Market& market) {
  const auto digests = column_digests(market);
  return digest64(std::span<const std::uint64_t>(digests));
}

}  // namespace rapport
