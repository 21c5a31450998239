// One gather a column; almost all rows stay in their order, so that sorting is a merge.
#include "state/repack.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "state/disease_book.h"

namespace rapport {

namespace {

using Order = std::vector<std::uint32_t>;

/// Rows that stay, in their new order.
Order new_order(const Patients& people) {
  Order order;
  order.reserve(people.count);
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.alive[i] != 0) order.push_back(i);
  }
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(people.household[a], people.birth_day[a], people.id[a]) <
           std::tie(people.household[b], people.birth_day[b], people.id[b]);
  };
  const auto appended = std::is_sorted_until(order.begin(), order.end(), before);
  std::sort(appended, order.end(), before);
  std::inplace_merge(order.begin(), appended, order.end(), before);
  return order;
}

template <class T>
void put_in_order(T* column, const Order& order) {
  std::vector<T> sorted(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) sorted[k] = column[order[k]];
  std::copy(sorted.begin(), sorted.end(), column);
}

void put_people_in_order(Market& market, const Order& order) {
#define COLUMN(type, name, ...) put_in_order(market.patients.name, order);
#include "state/patients.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) put_in_order(market.ties.name, order);
#include "state/ties.columns.def"
#undef COLUMN
  market.patients.count = static_cast<std::uint32_t>(order.size());
}

/// Further ties in the order of people, those that ended left out. People are in order already.
void put_further_ties_in_order(Market& market) {
  Patients& people = market.patients;
  Further& further = market.further;
  Order kept{kNoTie}, owner{kNobody};
  for (std::uint32_t i = 0; i < people.count; ++i) {
    for (std::uint32_t tie = people.further[i]; tie != kNoTie; tie = further.next[tie]) {
      if (market.ties.clinician[market.further_row(tie)] == kNoClinician) continue;
      kept.push_back(tie);
      owner.push_back(i);
    }
    people.further[i] = kNoTie;
  }
#define COLUMN(type, name, ...) put_in_order(market.ties.name + people.capacity, kept);
#include "state/ties.columns.def"
#undef COLUMN
  put_in_order(further.slot, kept);
  further.count = static_cast<std::uint32_t>(kept.size());
  for (std::uint32_t tie = further.count - 1; tie != kNoTie; --tie) {  // backwards: lists keep their order
    further.person[tie] = owner[tie];
    further.next[tie] = people.further[owner[tie]];
    people.further[owner[tie]] = tie;
  }
}

void number_households(Market& market) {
  std::uint32_t next = 0, before = kNobody;
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    std::uint32_t& household = market.patients.household[i];
    if (household != before) ++next;
    before = household;
    household = next - 1;
  }
  market.households = next;
}

void follow(std::uint32_t& row, const Order& row_of) {
  if (row != kNobody) row = row_of[row];
}

}  // namespace

void withdraw_requests(Market& market) {
  Requests& queue = market.requests;
  std::uint32_t kept = 0;
  for (std::uint32_t r = 0; r < queue.count; ++r) {
    if (market.patients.alive[queue.person[r]] == 0) {
      market.add(Counter::withdrawn, queue.person[r]);
      continue;
    }
#define COLUMN(type, name, ...) queue.name[kept] = queue.name[r];
#include "state/requests.columns.def"
#undef COLUMN
    ++kept;
  }
  queue.count = kept;
}

void repack(Market& market) {
  withdraw_requests(market);
  for (std::size_t c = 0; c < market.conditions.size(); ++c) drop_gone_rows(market, c);
  const Order order = new_order(market.patients);
  Order row_of(market.patients.count, kNobody);
  for (std::uint32_t row = 0; row < order.size(); ++row) row_of[order[row]] = row;
  put_people_in_order(market, order);
  put_further_ties_in_order(market);
  number_households(market);
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    follow(market.patients.mother[i], row_of);
    follow(market.patients.partner[i], row_of);
  }
  for (ConditionList& list : market.conditions) {
    for (std::uint32_t row = 0; row < list.count; ++row) list.owner[row] = row_of[list.owner[row]];
  }
  for (std::uint32_t r = 0; r < market.requests.count; ++r)
    market.requests.person[r] = row_of[market.requests.person[r]];
  market.encounters.count = 0;
  market.services.count = 0;
}

}  // namespace rapport
