// The observer: looks at everybody at the end of each period and files what the event record holds.
#include "study/records.h"

#include <algorithm>
#include <tuple>

#include "state/ledger.h"

namespace rapport {

namespace {

double fte_of(const Market& market) {
  double sum = 0.0;
  for (std::uint32_t k = 0; k < market.clinicians.count; ++k)
    sum += static_cast<double>(market.clinicians.present[k]);
  return sum;
}

std::uint32_t usual_of(const Market& market, std::uint32_t row) {
  const std::uint8_t slot = market.patients.usual_slot[row];
  return slot == kNoSlot ? kNoClinician : market.ties.clinician[market.tie_row(slot, row)];
}

Portrait portrait(const Market& market, std::uint32_t row, std::uint32_t who) {
  const Patients& people = market.patients;
  Portrait of{.who = who,
              .household = people.household[row],
              .insurance = people.insurance[row],
              .conditions = people.conditions[row],
              .undiagnosed = people.undiagnosed[row],
              .usual = usual_of(market, row),
              .general_trust = people.general_trust[row]};
  if (people.usual_slot[row] == kNoSlot) return of;
  const std::size_t tie = market.tie_row(people.usual_slot[row], row);
  of.usual_since = market.ties.start_week[tie] * kDaysPerWeek;
  of.trust = people.usual_trust[row];
  of.known = market.ties.knowledge[tie];
  return of;
}

std::vector<Regimen> regimens_of(const Market& market,
                                 const std::unordered_map<std::uint64_t, std::uint32_t>& numbers) {
  std::vector<Regimen> found;
  for (std::uint32_t c = 0; c < market.conditions.size(); ++c) {
    if (market.tables->conditions[c].of.treated == 0.0) continue;
    const ConditionList& list = market.conditions[c];
    for (std::uint32_t row = 0; row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      const bool treated = list.state[row] != kGone && list.pdc[row] >= 0.0F;  // below 0 until it is found
      if (!treated || market.patients.alive[person] == 0) continue;
      found.push_back({numbers.at(market.patients.id[person]), c, list.pdc[row]});
    }
  }
  return found;
}

}  // namespace

void put_in_order(Records& records) {
  const auto earlier = [](const auto& a, const auto& b) {
    return std::tie(a.who, a.day) < std::tie(b.who, b.day);
  };
  for (std::vector<Note>& notes : records.notes) std::stable_sort(notes.begin(), notes.end(), earlier);
}

void add_outcomes(const Tally& tally, std::int64_t first_period, Records& records) {
  for (std::size_t k = 0; k < kOutcomeCount; ++k) {
    Cell sum;
    for (std::int64_t period = first_period; period < tally.periods; ++period) {
      sum.numerator += tally.at(static_cast<Outcome>(k), period).numerator;
      sum.denominator += tally.at(static_cast<Outcome>(k), period).denominator;
    }
    records.outcomes[k] = value_of(kOutcomes[k], sum);
  }
}

Recorder::Recorder(const TaskSpec& spec)
    : first_step_(static_cast<std::uint32_t>(std::max<std::int64_t>(spec.warm_up_steps(), 1) - 1)),
      last_step_(static_cast<std::uint32_t>(spec.steps() - 1)) {
  log_.everybody = true;
  log_.with_bills = true;
}

/// Somebody met for the first time came after `since`, the last look around.
std::uint32_t Recorder::number_of(const Market& market, std::uint32_t row, std::int32_t since) {
  const Patients& people = market.patients;
  const auto next = static_cast<std::uint32_t>(records_.people.size());
  const auto [found, is_new] = numbers_.emplace(people.id[row], next);
  if (!is_new) return found->second;
  const std::int32_t first = std::max(people.birth_day[row], since);
  records_.people.push_back({people.id[row], people.birth_day[row], first, first, people.sex[row], false});
  return next;
}

void Recorder::begin(const Step& step, const Market& market) {
  records_.tables = market.tables;
  records_.from = seen_day_ = step.end_day();
  for (std::uint32_t row = 0; row < market.patients.count; ++row) {
    if (market.patients.alive[row] == 0) continue;
    const std::uint32_t who = number_of(market, row, records_.from);
    records_.first.push_back(portrait(market, row, who));
  }
}

void Recorder::look(const Step& step, const Market& market) {
  const Patients& people = market.patients;
  for (std::uint32_t row = 0; row < people.count; ++row) {
    if (people.alive[row] == 0 && people.death_day[row] < seen_day_) continue;
    const std::uint32_t who = number_of(market, row, seen_day_);
    if (people.alive[row] == 0) continue;
    records_.people[who].end_day = step.end_day();
  }
  seen_day_ = step.end_day();
}

void Recorder::file_events() {
  for (const Event& event : log_.events) {
    const auto found = numbers_.find(event.person);
    if (found == numbers_.end()) continue;  // came and went between two looks
    records_.notes[static_cast<std::size_t>(event.kind)].push_back(
        {found->second, event.day, event.value, event.other});
    Subject& one = records_.people[found->second];
    if (event.kind == EventKind::arrived) one.first_day = event.day;
    if (event.kind == EventKind::died || event.kind == EventKind::left_market) one.end_day = event.day;
    if (event.kind == EventKind::died) one.died = true;
  }
  log_.events.clear();
}

void Recorder::file_bills(const Step& step) {
  const auto year = static_cast<std::size_t>((step.first_day - records_.from) / kDaysPerYear);
  if (records_.costs.size() <= year) records_.costs.resize(year + 1);
  YearOfCost& cost = records_.costs[year];
  cost.all.resize(records_.people.size());
  cost.in_hospital.resize(records_.people.size());
  for (const Bill& bill : log_.bills) {
    const auto found = numbers_.find(bill.person);
    if (found == numbers_.end()) continue;
    cost.all[found->second] += bill.cents;
    if (bill.account == static_cast<std::uint8_t>(Account::hospital_revenue))
      cost.in_hospital[found->second] += bill.cents;
  }
  log_.bills.clear();
}

void Recorder::watch(int arm, const Step& step, Market& market) {
  if (step.index < first_step_) return;
  market.events = &log_;
  if (step.index == first_step_) return begin(step, market);
  if (arm < 0) return;
  records_.fte_years += fte_of(market) * step.days / kDaysPerYear;
  if (step.ends_period()) {
    look(step, market);
    file_events();
    file_bills(step);
  }
  if (step.index != last_step_) return;
  records_.to = step.end_day();
  for (std::uint32_t row = 0; row < market.patients.count; ++row) {
    if (market.patients.alive[row] != 0)
      records_.last.push_back(portrait(market, row, numbers_.at(market.patients.id[row])));
  }
  records_.regimens = regimens_of(market, numbers_);
}

Records Recorder::take() {
  for (YearOfCost& cost : records_.costs) {
    cost.all.resize(records_.people.size());
    cost.in_hospital.resize(records_.people.size());
  }
  put_in_order(records_);
  return std::move(records_);
}

}  // namespace rapport
