// Counters give the events; one pass over people gives person-time and states.
#include "engine/measure.h"

#include <algorithm>
#include <array>

#include "base/fixed_sum.h"
#include "state/ledger.h"
#include "state/relationships.h"

namespace rapport {

static_assert(kStratumCount == kStrataCounted, "outcomes and counters share the strata");

void clear_counters(Market& market) {
  std::fill_n(market.counters, kCounters * kStrataCounted, std::int64_t{0});
}

std::int32_t days_lived(std::int32_t from, std::int32_t to, std::int32_t birth_day, std::int32_t death_day) {
  const std::int32_t days = std::min(to, death_day) - std::max(from, birth_day);
  return std::max(days, 0);
}

namespace {

using Sums = std::array<Cell, kStratumCount>;

/// Adds to a stratum and to everybody.
void add(Sums& sums, std::uint8_t stratum, std::int64_t numerator, std::int64_t denominator) {
  for (const std::size_t s : {std::size_t{0}, std::size_t{stratum}}) {
    sums[s].numerator += numerator;
    sums[s].denominator += denominator;
  }
}

struct PeopleSums {
  Sums days;
  Sums upc;
  Sums trust;
};

PeopleSums sum_people(const Market& market, std::int32_t from, std::int32_t to) {
  PeopleSums sums{};
  const Patients& people = market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const std::int32_t days = days_lived(from, to, people.birth_day[i], people.death_day[i]);
    if (days == 0) continue;
    add(sums.days, people.stratum[i], 0, days);
    if (people.alive[i] == 0) continue;
    const Contacts contacts = contacts_of(market, i);
    if (contacts.all >= 2) add(sums.upc, people.stratum[i], to_fixed(upc(contacts)), 1);
    if (people.usual_slot[i] != kNoSlot)
      add(sums.trust, people.stratum[i], to_fixed(people.usual_trust[i]), 1);
  }
  return sums;
}

Sums sum_adherent(const Market& market) {
  Sums sums{};
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    if (market.tables->conditions[c].of.treated == 0.0) continue;
    const ConditionList& list = market.conditions[c];
    for (std::uint32_t row = 0; row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      if (list.state[row] == kGone || market.patients.alive[person] == 0) continue;
      add(sums, market.patients.stratum[person], list.pdc[row] >= 0.8F ? 1 : 0, 1);
    }
  }
  return sums;
}

/// Living people of an age, and how many of them `is_counted` says yes to.
template <class Counted>
Sums share_of_people(const Market& market, int youngest, Counted&& is_counted) {
  Sums sums{};
  const Patients& people = market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.alive[i] == 0 || people.life_row[i] % kAges < youngest) continue;
    add(sums, people.stratum[i], is_counted(i) ? 1 : 0, 1);
  }
  return sums;
}

/// Surplus of all practices since the market began, in cents.
std::int64_t surplus(const Market& market) {
  constexpr std::array kOfPractices{Account::visit_revenue, Account::capitation_revenue,
                                    Account::protected_revenue, Account::practice_cost};
  std::int64_t sum = 0;
  for (const Account account : kOfPractices) sum += account_total(market, account);
  return sum;
}

std::int64_t fte_days(const Market& market) {
  std::int64_t sum = 0;
  for (std::uint32_t k = 0; k < market.clinicians.count; ++k)
    sum += to_fixed(market.clinicians.fte[k]) * kDaysPerPeriod;
  return sum;
}

class Writer {
 public:
  Writer(const Market& market, Tally& tally, std::int32_t period)
      : market_(market), tally_(tally), period_(period) {}

  void write(Outcome outcome, const Sums& sums) {
    for (std::size_t s = 0; s < kStratumCount; ++s) tally_.at(outcome, period_, s) = sums[s];
  }
  /// A counter over person-days.
  void per_day(Outcome outcome, Counter numerator, const Sums& days) {
    for (std::size_t s = 0; s < kStratumCount; ++s) {
      tally_.at(outcome, period_, s) = {counted(numerator, s), days[s].denominator};
    }
  }
  /// A counter over a counter.
  void ratio(Outcome outcome, Counter numerator, Counter denominator) {
    for (std::size_t s = 0; s < kStratumCount; ++s) {
      tally_.at(outcome, period_, s) = {counted(numerator, s), counted(denominator, s)};
    }
  }

 private:
  std::int64_t counted(Counter counter, std::size_t stratum) const {
    const std::int64_t* row = market_.counters + static_cast<std::size_t>(counter) * kStrataCounted;
    return stratum == 0 ? market_.total(counter) : row[stratum];
  }

  const Market& market_;
  Tally& tally_;
  std::int32_t period_;
};

}  // namespace

void measure_period(const Market& market, const Step& step, Tally& tally) {
  const std::int32_t to = step.end_day();
  const PeopleSums people = sum_people(market, to - kDaysPerPeriod, to);
  Writer writer(market, tally, step.period());
  writer.per_day(Outcome::admissions, Counter::admissions, people.days);
  writer.per_day(Outcome::ed_visits, Counter::ed_visits, people.days);
  writer.per_day(Outcome::primary_care_visits, Counter::served, people.days);
  writer.per_day(Outcome::deaths, Counter::deaths, people.days);
  writer.per_day(Outcome::cost_per_head, Counter::cost_cents, people.days);
  writer.ratio(Outcome::pdc_mean, Counter::pdc, Counter::treated_steps);
  writer.ratio(Outcome::satisfaction, Counter::quality, Counter::served);
  writer.ratio(Outcome::waiting_time, Counter::wait_days, Counter::served);
  writer.write(Outcome::pdc_adherent_share, sum_adherent(market));
  writer.write(Outcome::upc, people.upc);
  writer.write(Outcome::trust, people.trust);
  const Patients& all = market.patients;
  writer.write(Outcome::isolated_share,
               share_of_people(market, 18, [&](std::uint32_t i) { return all.isolated[i] != 0; }));
  writer.write(Outcome::widowed_share, share_of_people(market, 18, [&](std::uint32_t i) {
                 return all.bereaved_week[i] != kNeverBereaved && all.partner[i] == kNobody;
               }));
  const auto covered_by = [&](Insurance insurance) {
    return share_of_people(market, 0, [&](std::uint32_t i) {
      return all.insurance[i] == static_cast<std::uint32_t>(insurance);
    });
  };
  writer.write(Outcome::uninsured_share, covered_by(Insurance::uninsured));
  writer.write(Outcome::medicaid_share, covered_by(Insurance::medicaid));
  writer.per_day(Outcome::emigrants, Counter::emigrants, people.days);
  writer.per_day(Outcome::upheavals, Counter::upheavals, people.days);
  std::int64_t earlier = 0;
  for (std::int32_t period = 0; period < step.period(); ++period) {
    earlier += tally.at(Outcome::practice_surplus, period, 0).numerator;
  }
  tally.at(Outcome::practice_surplus, step.period(), 0) = {surplus(market) - earlier, fte_days(market)};
}

}  // namespace rapport
