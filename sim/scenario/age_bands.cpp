// TB-1 and TB-2: bands to single years of age.
#include "scenario/age_bands.h"

#include <fmt/format.h>

#include <algorithm>

namespace rapport::scenario {

namespace {

constexpr int kRounds = 40;

std::size_t at(int age) { return static_cast<std::size_t>(age); }

int last_age(const AgeBand& band) { return std::min(band.hi, kAges - 1); }

double people_in(const ByAge& weights, const AgeBand& band) {
  double people = 0.0;
  for (int age = band.lo; age <= last_age(band); ++age) people += weights[at(age)];
  return people;
}

double mean_age(const ByAge& weights, const AgeBand& band) {
  double years = 0.0;
  for (int age = band.lo; age <= last_age(band); ++age) years += weights[at(age)] * (age + 0.5);
  return years / people_in(weights, band);
}

struct Knot {
  double age;
  double value;
};

/// Band by band: its own knot, or both edges of a band of value 0.
std::vector<Knot> knots_of(const std::vector<AgeBand>& bands, const std::vector<Knot>& own) {
  std::vector<Knot> knots;
  for (std::size_t b = 0; b < bands.size(); ++b) {
    if (bands[b].value > 0.0) knots.push_back(own[b]);
    if (bands[b].value > 0.0) continue;
    knots.push_back({static_cast<double>(bands[b].lo), 0.0});
    knots.push_back({bands[b].hi + 1.0, 0.0});
  }
  return knots;
}

double value_on_lines(const std::vector<Knot>& knots, double age) {
  const auto above =
      std::find_if(knots.begin(), knots.end(), [&](const Knot& knot) { return knot.age > age; });
  if (above == knots.begin()) return knots.front().value;
  if (above == knots.end()) return knots.back().value;
  const Knot& below = *(above - 1);
  const double part = (age - below.age) / (above->age - below.age);
  return below.value + part * (above->value - below.value);
}

ByAge values_on_lines(const std::vector<AgeBand>& bands, const std::vector<Knot>& own) {
  const std::vector<Knot> knots = knots_of(bands, own);
  ByAge values{};
  for (const AgeBand& band : bands) {
    if (band.value == 0.0) continue;
    for (int age = band.lo; age <= last_age(band); ++age) values[at(age)] = value_on_lines(knots, age + 0.5);
  }
  return values;
}

/// Keeps a knot between its neighbours where the band values rise or fall throughout.
void keep_order(const std::vector<AgeBand>& bands, std::vector<Knot>& own) {
  for (std::size_t b = 1; b + 1 < bands.size(); ++b) {
    const bool rises = bands[b - 1].value <= bands[b].value && bands[b].value <= bands[b + 1].value;
    const bool falls = bands[b - 1].value >= bands[b].value && bands[b].value >= bands[b + 1].value;
    const double lo = std::min(own[b - 1].value, own[b + 1].value);
    const double hi = std::max(own[b - 1].value, own[b + 1].value);
    if (rises || falls) own[b].value = std::clamp(own[b].value, lo, hi);
  }
}

}  // namespace

AgeBand band_of(CsvTable& table, const CsvRow& row, double value) {
  const int lo = table.whole(row, "age_lo", 0, kAges - 1);
  const int hi = table.whole(row, "age_hi", 0, kOpenAge);
  if (hi < lo) table.fault(row, "age_hi", fmt::format("age_hi = {} is below age_lo = {}", hi, lo));
  return {lo, std::max(lo, hi), value};
}

bool cover_all_ages(std::vector<AgeBand>& bands, std::string_view what, CsvTable& table) {
  std::sort(bands.begin(), bands.end(), [](const AgeBand& a, const AgeBand& b) { return a.lo < b.lo; });
  int next = 0;
  for (const AgeBand& band : bands) {
    if (band.lo != next) {
      table.fault(fmt::format("{}: ages {} to {} are given {}", what, std::min(band.lo, next),
                              std::max(band.lo, next) - 1, band.lo > next ? "nowhere" : "twice"));
      return false;
    }
    next = band.hi + 1;
  }
  if (next == kOpenAge + 1) return true;
  table.fault(fmt::format("{}: ages {} to {} are given nowhere", what, next, kOpenAge));
  return false;
}

ByAge step_values(const std::vector<AgeBand>& bands) {
  ByAge values{};
  for (const AgeBand& band : bands) {
    for (int age = band.lo; age <= last_age(band); ++age) values[at(age)] = band.value;
  }
  return values;
}

double band_mean(const ByAge& values, const ByAge& weights, const AgeBand& band) {
  double sum = 0.0;
  for (int age = band.lo; age <= last_age(band); ++age) sum += weights[at(age)] * values[at(age)];
  return sum / people_in(weights, band);
}

ByAge smooth_values(const std::vector<AgeBand>& bands, const ByAge& weights) {
  std::vector<Knot> own;
  for (const AgeBand& band : bands) own.push_back({mean_age(weights, band), band.value});
  for (int round = 0; round < kRounds; ++round) {
    const ByAge values = values_on_lines(bands, own);
    for (std::size_t b = 0; b < bands.size(); ++b) {
      const double mean = band_mean(values, weights, bands[b]);
      if (bands[b].value > 0.0) own[b].value *= bands[b].value / mean;
    }
    keep_order(bands, own);
  }
  ByAge values = values_on_lines(bands, own);
  for (const AgeBand& band : bands) {
    if (band.value == 0.0) continue;
    const double factor = band.value / band_mean(values, weights, band);
    for (int age = band.lo; age <= last_age(band); ++age) values[at(age)] *= factor;
  }
  return values;
}

void spread_people(const AgeBand& band, const ByAge& survivors, ByAge& people) {
  const bool open = band.hi >= kAges - 1;
  double shares = 0.0;
  for (int age = band.lo; age <= last_age(band); ++age) shares += open ? survivors[at(age)] : 1.0;
  for (int age = band.lo; age <= last_age(band); ++age) {
    people[at(age)] += band.value * (open ? survivors[at(age)] : 1.0) / shares;
  }
}

}  // namespace rapport::scenario
