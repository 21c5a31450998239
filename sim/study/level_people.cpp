// Who lives in the market and what they have: deaths, ages, households, conditions, medicines.
#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <string_view>

#include "base/elementary.h"
#include "study/level_studies.h"

namespace rapport::levels {

double ratio(double numerator, double denominator) {
  return denominator > 0.0 ? numerator / denominator : kNobodyQualifies;
}

double person_years(const Records& records, const Group& group, std::int32_t from, std::int32_t to) {
  std::int64_t days = 0;
  for (const Subject& one : records.people) {
    if (group.sex != kSexes && group.sex != one.sex) continue;
    const std::int32_t young = one.birth_day + group.age_lo * kDaysPerYear;
    const std::int32_t old =
        group.age_hi >= kAges - 1 ? kNever : one.birth_day + (group.age_hi + 1) * kDaysPerYear;
    const std::int32_t lived = std::min({one.end_day, old, to}) - std::max({one.first_day, young, from});
    days += std::max(lived, 0);
  }
  return static_cast<double>(days) / kDaysPerYear;
}

double person_years(const Records& records, const Group& group) {
  return person_years(records, group, records.from, records.to);
}

double events(const Records& records, EventKind kind, const Group& group) {
  double count = 0.0;
  for (const Note& note : records.of(kind))
    count += is_in(group, records.people[note.who], note.day) ? 1.0 : 0.0;
  return count;
}

bool stayed(const Subject& subject, std::int32_t from, std::int32_t to) {
  return subject.first_day <= from && subject.end_day >= to;
}

namespace {

constexpr int kOpenAge = 95;

/// A year of age [lo, hi] of the group's sex.
Group aged(const Group& group, int lo, int hi) { return {group.sex, lo, hi}; }

double share_of_last(const Records& records, const Group& group, bool (*has)(const Portrait&, const Group&)) {
  double with = 0.0, all = 0.0;
  for (const Portrait& one : records.last) {
    if (!is_in(group, records.people[one.who], records.to)) continue;
    all += 1.0;
    with += has(one, group) ? 1.0 : 0.0;
  }
  return 100.0 * ratio(with, all);
}

std::map<std::uint32_t, int> living_by_household(const Records& records) {
  std::map<std::uint32_t, int> members;
  for (const Portrait& one : records.last) ++members[one.household];
  return members;
}

/// Those of the survey's ten conditions that the model has.
std::uint64_t survey_conditions(const Tables& tables) {
  constexpr std::array<std::string_view, 8> kNames{
      "arthritis",        "cancer",   "chronic_kidney_disease", "copd_asthma",
      "coronary_disease", "diabetes", "hypertension",           "stroke"};
  std::uint64_t bits = 0;
  for (std::size_t c = 0; c < tables.conditions.size(); ++c) {
    if (std::find(kNames.begin(), kNames.end(), tables.conditions[c].name) != kNames.end())
      bits |= std::uint64_t{1} << c;
  }
  return bits;
}

}  // namespace

double life_expectancy(const Records& records, const Group& group) {
  double alive = 1.0, years = 0.0;
  for (int age = 0; age < kOpenAge; ++age) {
    const Group one = aged(group, age, age);
    const double lived = person_years(records, one);
    const double hazard = lived > 0.0 ? events(records, EventKind::died, one) / lived : 0.0;
    const double dies = -elementary::expm1(-hazard);
    years += alive * (hazard > 0.0 ? dies / hazard : 1.0);
    alive *= 1.0 - dies;
  }
  const Group oldest = aged(group, kOpenAge, kAges);
  const double deaths = events(records, EventKind::died, oldest);
  return years + alive * ratio(person_years(records, oldest), deaths);
}

double death_ratio(const Records& records, const Group& group) {
  double expected = 0.0;
  for (int sex = 0; sex < kSexes; ++sex) {
    if (group.sex != kSexes && group.sex != sex) continue;
    for (int age = group.age_lo; age <= std::min(group.age_hi, kAges - 1); ++age) {
      const double hazard =
          records.tables->death_per_year[static_cast<std::size_t>(sex)][static_cast<std::size_t>(age)];
      expected += hazard * person_years(records, {sex, age, age});
    }
  }
  return ratio(events(records, EventKind::died, group), expected);
}

double age_share(const Records& records, const Group& group) {
  double in_group = 0.0;
  for (const Portrait& one : records.last)
    in_group += is_in(group, records.people[one.who], records.to) ? 1.0 : 0.0;
  return 100.0 * ratio(in_group, static_cast<double>(records.last.size()));
}

double household_size(const Records& records, const Group&) {
  return ratio(static_cast<double>(records.last.size()),
               static_cast<double>(living_by_household(records).size()));
}

double lives_alone(const Records& records, const Group& group) {
  const auto members = living_by_household(records);
  double alone = 0.0, all = 0.0;
  for (const Portrait& one : records.last) {
    if (!is_in(group, records.people[one.who], records.to)) continue;
    all += 1.0;
    alone += members.at(one.household) == 1 ? 1.0 : 0.0;
  }
  return 100.0 * ratio(alone, all);
}

double prevalence(const Records& records, const Group& group) {
  return group.condition < 0 ? kNobodyQualifies
                             : share_of_last(records, group, [](const Portrait& one, const Group& of) {
                                 return (one.conditions >> of.condition & 1) != 0;
                               });
}

double diagnosed(const Records& records, const Group& group) {
  return group.condition < 0 ? kNobodyQualifies
                             : share_of_last(records, group, [](const Portrait& one, const Group& of) {
                                 return ((one.conditions & ~one.undiagnosed) >> of.condition & 1) != 0;
                               });
}

double aware(const Records& records, const Group& group) {
  return 100.0 * ratio(diagnosed(records, group), prevalence(records, group));
}

double with_usual_clinician(const Records& records, const Group& group) {
  return share_of_last(records, group,
                       [](const Portrait& one, const Group&) { return one.usual != kNoClinician; });
}

double multimorbidity(const Records& records, const Group& group) {
  const std::uint64_t counted = survey_conditions(*records.tables);
  double many = 0.0, all = 0.0;
  for (const Portrait& one : records.last) {
    if (!is_in(group, records.people[one.who], records.to)) continue;
    all += 1.0;
    many += std::popcount(one.conditions & ~one.undiagnosed & counted) >= 2 ? 1.0 : 0.0;
  }
  return 100.0 * ratio(many, all);
}

double nonadherence(const Records& records, const Group& group) {
  std::map<std::uint32_t, std::pair<double, double>> of_person;  // sum of PDC, regimens
  for (const Regimen& one : records.regimens) {
    if (!is_in(group, records.people[one.who], records.to)) continue;
    of_person[one.who].first += static_cast<double>(one.pdc);
    of_person[one.who].second += 1.0;
  }
  double sum = 0.0;
  for (const auto& [who, sums] : of_person) sum += sums.first / sums.second;
  return 100.0 * (1.0 - ratio(sum, static_cast<double>(of_person.size())));
}

double pdc_adherent(const Records& records, const Group& group) {
  double adherent = 0.0, all = 0.0;
  for (const Regimen& one : records.regimens) {
    if (static_cast<int>(one.condition) != group.condition) continue;
    if (!is_in(group, records.people[one.who], records.to)) continue;
    all += 1.0;
    adherent += one.pdc >= 0.8F ? 1.0 : 0.0;
  }
  return 100.0 * ratio(adherent, all);
}

}  // namespace rapport::levels
