// Counters give what was worked and who left; one pass over clinicians gives how they are.
#include "engine/measure_staff.h"

#include <vector>

#include "base/fixed_sum.h"
#include "process/access.h"

namespace rapport {

namespace {

struct StaffSums {
  std::int64_t clinicians = 0;
  std::int64_t people = 0;
  std::int64_t fte = 0;         ///< 2^-24
  std::int64_t exhaustion = 0;  ///< 2^-24
  std::int64_t with_symptom = 0;
  std::int64_t by_single_item = 0;
};

StaffSums sum_staff(const Clinicians& staff) {
  StaffSums sums;
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    if (staff.vacant_until[k] != 0) continue;
    ++sums.clinicians;
    sums.people += staff.panel[k];
    sums.fte += to_fixed(staff.fte[k]);
    sums.exhaustion += to_fixed(staff.exhaustion[k]);
    sums.with_symptom += staff.burned_out[k];
    sums.by_single_item += staff.burned_out_single[k];
  }
  return sums;
}

/// AC-4 over clinicians who have time for one visit or more in a step.
Cell third_next_available(const Market& market, const Step& step) {
  const Clinicians& staff = market.clinicians;
  const std::vector<std::uint32_t> waiting = access::waiting_for(market);
  Cell sum;
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    const std::int32_t one_visit = market.practices.visit_minutes[staff.practice[k]];
    if (staff.minutes_open[k] < one_visit) continue;
    sum.numerator +=
        to_fixed(access::third_next_available(waiting[k], one_visit, staff.minutes_open[k], step.days));
    ++sum.denominator;
  }
  return sum;
}

}  // namespace

void measure_staff(const Market& market, const Step& step, Tally& tally) {
  const auto cell = [&](Outcome outcome) -> Cell& { return tally.at(outcome, step.period()); };
  const auto total = [&](Counter counter) { return market.total(counter); };
  cell(Outcome::clinician_hours) = {total(Counter::worked_minutes), total(Counter::filled_fte_weeks)};
  cell(Outcome::visits_per_fte) = {total(Counter::served), total(Counter::present_fte_days)};
  cell(Outcome::clinician_turnover) = {total(Counter::clinician_exits),
                                       total(Counter::seat_days) - total(Counter::vacant_days)};
  cell(Outcome::vacancy_share) = {total(Counter::vacant_days), total(Counter::seat_days)};
  cell(Outcome::third_next_available) = third_next_available(market, step);
  const StaffSums staff = sum_staff(market.clinicians);
  cell(Outcome::panel_per_fte) = {staff.people, staff.fte};
  cell(Outcome::exhaustion) = {staff.exhaustion, staff.clinicians};
  cell(Outcome::burned_out_symptom) = {staff.with_symptom, staff.clinicians};
  cell(Outcome::burned_out_single_item) = {staff.by_single_item, staff.clinicians};
}

}  // namespace rapport
