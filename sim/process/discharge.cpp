// One dense pass finds who left hospital in this step; the rest is about them.
#include "process/discharge.h"

#include <algorithm>
#include <vector>

#include "base/sample.h"
#include "base/scratch.h"
#include "base/units.h"
#include "state/disease_book.h"
#include "state/marks.h"

namespace rapport::discharge {

double lasting_losses(const ByAge& stays, int age, const Params& p) {
  double mean = 0.0;
  for (int k = 0; k < age; ++k) mean += stays[static_cast<std::size_t>(k)] * loss_probability(k, p);
  return mean * (1.0 + p.more_losses) * p.lasting_share;
}

namespace {

/// The one place where disability changes: deaths follow it.
void set_disability(Market& market, const Params& params, std::uint32_t person, int activities) {
  Patients& people = market.patients;
  const auto each = static_cast<std::int32_t>(round_half_even(params.mortality_effect * kLogScale));
  people.mortality_log[person] += each * (activities - people.disability[person]);
  people.disability[person] = static_cast<std::uint8_t>(activities);
}

[[gnu::noinline]] void mark_discharged(std::uint32_t n, std::int32_t from, std::int32_t to,
                                       const std::uint8_t* __restrict alive,
                                       const std::int32_t* __restrict discharge_day,
                                       std::uint8_t* __restrict leaves) {
  for (std::uint32_t i = 0; i < n; ++i) {
    const bool now = (discharge_day[i] >= from) & (discharge_day[i] < to);
    leaves[i] = static_cast<std::uint8_t>((now ? 1 : 0) & alive[i]);
  }
}

void lose_function(Market& market, const Params& params, const Step& step, std::uint32_t i) {
  const std::uint64_t id = market.patients.id[i];
  const Words words = luck(market.luck, Kind::patient, id, 0, step.index, draws::loses_function.address);
  const double age = market.patients.life_row[i] % kAges;
  if (!happens(words[draws::loses_function], loss_probability(age, params))) return;
  const int left = kActivities - market.patients.disability[i];
  if (left == 0) return;
  const int lost = std::min(1 + poisson_count(words[draws::loses_more], params.more_losses), left);
  for (int k = 0; k < lost; ++k) {
    const std::uint32_t drawn =
        word(market.luck, id, static_cast<std::uint32_t>(k), step.index, draws::loses_for_good);
    if (!happens(drawn, params.lasting_share)) ++market.patients.recovering[i];
  }
  set_disability(market, params, i, market.patients.disability[i] + lost);
  market.add(Counter::function_losses, i);
  market.record(i, market.patients.discharge_day[i], EventKind::lost_function, static_cast<float>(lost));
}

void leave_hospital(Market& market, const Params& params, double after_stay_share, const Step& step,
                    std::uint32_t i) {
  constexpr std::uint8_t kNumber = 255;  // needs of other kinds are numbered from 0
  lose_function(market, params, step, i);
  if (market.patients.life_row[i] % kAges >= params.least_age) market.add(Counter::older_discharges, i);
  const std::uint32_t drawn = word(market.luck, market.patients.id[i], 0, step.index, draws::asks_after_stay);
  if (happens(drawn, after_stay_share))
    market.ask(i, NeedKind::post_discharge, market.patients.discharge_day[i], kNumber);
}

void regain_function(Market& market, const Params& params, const Step& step, std::uint32_t i) {
  const double p = recovery_probability(kDaysPerPeriod, params);
  int back = 0;
  for (std::uint32_t k = 0; k < market.patients.recovering[i]; ++k) {
    const std::uint32_t drawn =
        word(market.luck, market.patients.id[i], k, step.index, draws::regains_function);
    back += happens(drawn, p) ? 1 : 0;
  }
  if (back == 0 || market.patients.alive[i] == 0) return;
  market.patients.recovering[i] = static_cast<std::uint8_t>(market.patients.recovering[i] - back);
  set_disability(market, params, i, market.patients.disability[i] - back);
}

void note_visits(Market& market, const Params& params) {
  const Encounters& visits = market.encounters;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    if (visits.kind[e] != static_cast<std::uint8_t>(NeedKind::post_discharge)) continue;
    const double v = timely_visit(static_cast<double>(visits.knowledge[e]), visits.wait_days[e], params);
    market.patients.seen_after_stay[visits.person[e]] = static_cast<std::uint8_t>(255.0 * v + 0.5);
    market.add(Counter::post_discharge_visits, visits.person[e]);
  }
}

}  // namespace

void begin(Market& market, const Params& params, std::uint32_t first) {
  if (first >= market.patients.count) return;
  std::array<double, kAges> mean{};
  for (int age = 0; age < kAges; ++age)
    mean[static_cast<std::size_t>(age)] = lasting_losses(market.tables->stays, age, params);
  for (std::uint32_t i = first; i < market.patients.count; ++i) {
    const double expected = mean[market.patients.life_row[i] % kAges];
    if (expected <= 0.0) continue;
    const std::uint32_t drawn = word(market.luck, market.patients.id[i], 0, 0, draws::starts_disabled);
    set_disability(market, params, i, std::min(poisson_count(drawn, expected), kActivities));
  }
}

void follow(Market& market, const Params& params, double after_stay_share, const Step& step) {
  note_visits(market, params);
  const std::uint32_t n = market.patients.count;
  Scratch<std::uint8_t> leaves(n);
  mark_discharged(n, step.first_day, step.end_day(), market.patients.alive, market.patients.discharge_day,
                  leaves.data());
  each_marked(n, leaves.data(),
              [&](std::uint32_t i) { leave_hospital(market, params, after_stay_share, step, i); });
  if (!step.ends_period()) return;
  each_marked(n, market.patients.recovering,
              [&](std::uint32_t i) { regain_function(market, params, step, i); });
}

}  // namespace rapport::discharge
