// One dense pass gives the bond of every tie with a usual clinician; the rest goes clinician by clinician.
#include "process/burnout.h"

#include <array>
#include <vector>

#include "base/fixed_sum.h"
#include "base/sample.h"

namespace rapport::burnout {

namespace {

[[gnu::always_inline]] inline float lifted(float quality, float floor) {
  return floor + (1.0F - floor) * quality;
}

[[gnu::noinline]] void start_with_trust(std::uint32_t n, float floor, const float* __restrict trust,
                                        float* __restrict product) {
  for (std::uint32_t i = 0; i < n; ++i) product[i] = lifted(trust[i], floor);
}

/// One more quality of the tie in slot 0, which is the usual one of almost everybody.
[[gnu::noinline]] void times_quality(std::uint32_t n, float floor, const float* __restrict quality,
                                     float* __restrict product) {
  for (std::uint32_t i = 0; i < n; ++i) product[i] *= lifted(quality[i], floor);
}

[[gnu::noinline]] void take_root(std::uint32_t n, float share, float* __restrict product) {
  for (std::uint32_t i = 0; i < n; ++i) product[i] = elementary::exp(share * elementary::log(product[i]));
}

/// The qualities of a tie beside trust, whose own column people carry.
std::array<const float*, 3> other_qualities(const Ties& ties) {
  return {ties.mutuality, ties.consistency, ties.breadth};
}

/// BU-4 at rho = 0, by person; what stands there for people without a usual clinician means nothing.
std::vector<float> geometric_bonds(const Market& market, float floor) {
  const Patients& people = market.patients;
  const std::uint32_t n = people.count;
  std::vector<float> bonds(n);
  start_with_trust(n, floor, people.usual_trust, bonds.data());
  const auto qualities = other_qualities(market.ties);
  for (const float* quality : qualities) times_quality(n, floor, quality, bonds.data());
  market.each_usual_beyond_first([&](std::uint32_t i, std::size_t tie) {
    bonds[i] = lifted(people.usual_trust[i], floor);
    for (const float* quality : qualities) bonds[i] *= lifted(quality[tie], floor);
  });
  take_root(n, 1.0F / static_cast<float>(qualities.size() + 1), bonds.data());
  return bonds;
}

/// BU-4 at any other rho.
std::vector<float> bonds_with_exponent(const Market& market, float floor, float exponent) {
  const Patients& people = market.patients;
  const auto qualities = other_qualities(market.ties);
  const auto power = [&](float quality) {
    return elementary::exp(exponent * elementary::log(lifted(quality, floor)));
  };
  std::vector<float> bonds(people.count);
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.usual_slot[i] == kNoSlot) continue;
    float sum = power(people.usual_trust[i]);
    for (const float* quality : qualities) sum += power(quality[market.tie_row(people.usual_slot[i], i)]);
    const float mean = sum / static_cast<float>(qualities.size() + 1);
    bonds[i] = elementary::exp(elementary::log(mean) / exponent);
  }
  return bonds;
}

/// Mean bond of each panel; an empty one is at the reference.
void bind_panels(Market& market, const Params& params, double reference) {
  const Patients& people = market.patients;
  const auto floor = static_cast<float>(params.bond_floor);
  const auto exponent = static_cast<float>(params.bond_exponent);
  const std::vector<float> bonds =
      exponent == 0.0F ? geometric_bonds(market, floor) : bonds_with_exponent(market, floor, exponent);
  std::vector<std::int64_t> sums(market.clinicians.count, 0);
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.alive[i] == 0 || people.usual_slot[i] == kNoSlot) continue;
    const std::uint32_t id = market.ties.clinician[market.tie_row(people.usual_slot[i], i)];
    sums[market.clinician_row(id)] += to_fixed(bonds[i]);
  }
  for (std::uint32_t k = 0; k < market.clinicians.count; ++k) {
    const std::int32_t members = market.clinicians.panel[k];
    const double mean = members > 0 ? from_fixed(sums[k]) / members : reference;
    market.clinicians.bond[k] = static_cast<float>(mean);
  }
}

void strain_one(Market& market, std::uint32_t k, const Params& params, const Step& step) {
  Clinicians& staff = market.clinicians;
  const double target = strain_target({.overload = static_cast<double>(staff.overload[k]),
                                       .desk_hours = static_cast<double>(staff.desk_hours[k]),
                                       .bond = static_cast<double>(staff.bond[k]),
                                       .vulnerability = static_cast<double>(staff.vulnerability[k])},
                                      market.tables->references, params);
  constexpr double kYears = 1.0 / kPeriodsPerYear;
  const double strain = relaxed(static_cast<double>(staff.strain[k]), target, kYears, params.strain_years);
  const double exhaustion =
      relaxed(static_cast<double>(staff.exhaustion[k]), strain, kYears, params.exhaustion_years);
  staff.strain[k] = static_cast<float>(strain);
  staff.exhaustion[k] = static_cast<float>(exhaustion);
  const double noise = normal(word(market.luck, staff.id[k], 0, step.index, draws::burnout_noise));
  const double score = measured(strain, exhaustion, noise, params);
  staff.burned_out[k] = score > params.symptom_cut ? 1 : 0;
  staff.burned_out_single[k] = score > params.single_item_cut ? 1 : 0;
}

}  // namespace

double loop_gain(const Loop& loop, const Params& p) {
  constexpr double kDensityAtMean = 0.3989422804014327;
  const double z = elementary::normal_quantile(loop.burned_share);
  const double share_per_strain = 4.0 * kDensityAtMean * elementary::exp(-0.5 * z * z) / loop.measure_sd;
  const double more = loop.burned_ratio - 1.0;
  const double leaving_per_share = loop.leave_per_year * more / (1.0 + more * loop.burned_share);
  const double load_per_strain =
      loop.vacancy_years * (1.0 - loop.locum_share) * leaving_per_share * share_per_strain;
  return p.overload_effect * loop.strain * (1.0 - loop.strain) * load_per_strain;
}

void begin(Market& market, const Params& params) {
  Clinicians& staff = market.clinicians;
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    const double level =
        elementary::logistic(params.start_logit + static_cast<double>(staff.vulnerability[k]));
    staff.strain[k] = static_cast<float>(level);
    staff.exhaustion[k] = static_cast<float>(level);
  }
}

void strain(Market& market, const Params& params, const Step& step) {
  if (!step.ends_period()) return;
  bind_panels(market, params, market.tables->references.bond);
  for (std::uint32_t k = 0; k < market.clinicians.count; ++k) {
    if (market.clinicians.vacant_until[k] == 0) strain_one(market, k, params, step);
  }
}

}  // namespace rapport::burnout
