// Sums over conditions are whole numbers, so that what is added can be taken away exactly.
#include "state/disease_book.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "base/elementary.h"

namespace rapport {

namespace {

std::int32_t scaled(double value, double scale) {
  return static_cast<std::int32_t>(value * scale + (value < 0 ? -0.5 : 0.5));
}

std::int32_t mortality(const ConditionSpec& spec, std::uint8_t state) {
  return scaled(elementary::log(spec.states[state].mortality_ratio), kLogScale);
}

void add_sums(Market& market, const ConditionSpec& spec, std::uint32_t person, int sign) {
  market.patients.follow_ups[person] += sign * scaled(spec.of.visits_per_year, kRateScale);
}

}  // namespace

std::uint32_t open_condition(Market& market, std::size_t condition, std::uint32_t person,
                             std::uint8_t state) {
  market.make_room_for_condition(condition, 1);
  const ConditionSpec& spec = market.tables->conditions[condition];
  ConditionList& list = market.conditions[condition];
  const std::uint32_t row = list.count++;
  list.owner[row] = person;
  list.id[row] = market.patients.id[person];
  list.state[row] = state;
  list.stopped[row] = 0;
  list.control[row] = static_cast<float>(spec.control_reference);
  const double adherent = elementary::logistic(spec.of.adherence_logit);
  list.taking[row] = static_cast<float>(adherent);
  list.pdc[row] = static_cast<float>(adherent);
  market.patients.conditions[person] |= std::uint64_t{1} << condition;
  market.patients.mortality_log[person] += mortality(spec, state);
  add_sums(market, spec, person, 1);
  return row;
}

void change_state(Market& market, std::size_t condition, std::uint32_t row, std::uint8_t state) {
  const ConditionSpec& spec = market.tables->conditions[condition];
  ConditionList& list = market.conditions[condition];
  market.patients.mortality_log[list.owner[row]] += mortality(spec, state) - mortality(spec, list.state[row]);
  list.state[row] = state;
}

void close_condition(Market& market, std::size_t condition, std::uint32_t row) {
  const ConditionSpec& spec = market.tables->conditions[condition];
  ConditionList& list = market.conditions[condition];
  const std::uint32_t person = list.owner[row];
  const std::uint64_t bit = std::uint64_t{1} << condition;
  market.patients.conditions[person] &= ~bit;
  market.patients.mortality_log[person] -= mortality(spec, list.state[row]);
  if ((market.patients.undiagnosed[person] & bit) == 0) add_sums(market, spec, person, -1);
  market.patients.undiagnosed[person] &= ~bit;
  list.state[row] = kGone;
}

void overlook(Market& market, std::size_t condition, std::uint32_t row) {
  const ConditionSpec& spec = market.tables->conditions[condition];
  ConditionList& list = market.conditions[condition];
  const std::uint32_t person = list.owner[row];
  market.patients.undiagnosed[person] |= std::uint64_t{1} << condition;
  list.stopped[row] = 0;
  list.taking[row] = 0.0F;
  list.pdc[row] = kNoMedicine;
  list.control[row] = static_cast<float>(spec.of.undiagnosed_control);
  add_sums(market, spec, person, -1);
}

void diagnose(Market& market, std::size_t condition, std::uint32_t person, std::int32_t day) {
  const std::uint64_t bit = std::uint64_t{1} << condition;
  if ((market.patients.undiagnosed[person] & bit) == 0) return;
  market.patients.undiagnosed[person] &= ~bit;
  add_sums(market, market.tables->conditions[condition], person, 1);
  market.add(Counter::diagnoses, person);
  market.record(person, day, EventKind::diagnosed, 0.0F, static_cast<std::uint32_t>(condition));
}

std::int32_t known_minutes(const Market& market, std::uint32_t person) {
  const std::vector<ConditionSpec>& specs = market.tables->conditions;
  std::int32_t minutes = 0;
  const std::uint64_t known = market.patients.conditions[person] & ~market.patients.undiagnosed[person];
  for (std::uint64_t left = known; left != 0; left &= left - 1)
    minutes += scaled(specs[static_cast<std::size_t>(std::countr_zero(left))].of.visit_minutes, kMinuteScale);
  return minutes;
}

namespace {

/// Closes the gaps in a column of `count` rows; the rows that stay between two gaps move in one piece.
template <class T>
void close_gaps(T* column, const std::vector<std::uint32_t>& gaps, std::uint32_t count) {
  std::uint32_t to = gaps.front();
  for (std::size_t k = 0; k < gaps.size(); ++k) {
    const std::uint32_t from = gaps[k] + 1, end = k + 1 < gaps.size() ? gaps[k + 1] : count;
    std::copy(column + from, column + end, column + to);
    to += end - from;
  }
}

}  // namespace

void drop_gone_rows(Market& market, std::size_t condition) {
  ConditionList& list = market.conditions[condition];
  std::vector<std::uint32_t> gaps;
  for (std::uint32_t row = 0; row < list.count; ++row) {
    if (list.state[row] == kGone || market.patients.alive[list.owner[row]] == 0) gaps.push_back(row);
  }
  if (gaps.empty()) return;
#define COLUMN(type, name, ...) close_gaps(list.name, gaps, list.count);
#include "state/conditions.columns.def"
#undef COLUMN
  list.count -= static_cast<std::uint32_t>(gaps.size());
}

}  // namespace rapport
