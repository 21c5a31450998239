// Ageing is reading the calendar: nothing is added up.
#include "process/calendar.h"

#include <algorithm>

namespace rapport::calendar {

namespace {

[[gnu::noinline]] void read_ages(std::uint32_t n, std::int32_t day, const std::int32_t* __restrict birth_day,
                                 const std::uint8_t* __restrict sex, const std::uint8_t* __restrict income,
                                 const std::uint8_t* __restrict isolated, std::uint16_t* __restrict life_row,
                                 std::uint16_t* __restrict stratum, std::uint32_t* __restrict insurance) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::int32_t lived = (day - birth_day[i]) / kDaysPerYear;
    const std::int32_t age = lived < kAges ? lived : kAges - 1;
    const std::uint32_t coverage = age >= 65 ? static_cast<std::uint32_t>(Insurance::medicare) : insurance[i];
    life_row[i] = static_cast<std::uint16_t>(sex[i] * kAges + age);
    insurance[i] = coverage;
    stratum[i] = cell_of({sex[i], age, income[i], coverage, isolated[i]});
  }
}

/// RE-4: what was paid in the period that has ended joins the running year, or begins a new one.
[[gnu::noinline]] void close_period(std::uint32_t n, bool new_year, std::int32_t* __restrict period_cents,
                                    std::int32_t* __restrict year_cents) {
  for (std::uint32_t i = 0; i < n; ++i) {
    year_cents[i] = new_year ? 0 : sum_of_cents(year_cents[i], period_cents[i]);
    period_cents[i] = 0;
  }
}

}  // namespace

void begin_period(Market& market, const Step& step, Rows rows) {
  if (!step.starts_period()) return;
  Patients& people = market.patients;
  close_period(rows.end - rows.begin, step.starts_year(), people.period_cents + rows.begin,
               people.year_cents + rows.begin);
  read_ages(rows.end - rows.begin, step.first_day, people.birth_day + rows.begin, people.sex + rows.begin,
            people.income + rows.begin, people.isolated + rows.begin, people.life_row + rows.begin,
            people.stratum + rows.begin, people.insurance + rows.begin);
}

}  // namespace rapport::calendar
