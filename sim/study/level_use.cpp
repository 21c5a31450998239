// Visits, emergencies, stays, minutes and what a clinician's year holds.
#include <algorithm>
#include <set>
#include <utility>

#include "study/level_studies.h"

namespace rapport::levels {

namespace {

constexpr int kReadmissionDays = 30;
constexpr std::uint32_t kPracticeShift = 20;  ///< of a clinician's id

double stays_per_year(const Records& records, const Group& group) {
  return ratio(events(records, EventKind::admitted, group), person_years(records, group));
}

/// each birth is one stay of the mother.
double stays_but_for_births(const Records& records, const Group& group) {
  return events(records, EventKind::admitted, group) -
         static_cast<double>(records.of(EventKind::born).size());
}

/// Pairs of person and practice with a visit in the last year, and those visits.
struct LastYear {
  double patients = 0.0;
  double visits = 0.0;
};

LastYear last_year(const Records& records) {
  LastYear sums;
  each_person(records.of(EventKind::visited), [&](const Note* first, const Note* end) {
    std::set<std::uint32_t> practices;
    for (; first != end; ++first) {
      if (first->day < records.to - kDaysPerYear) continue;
      practices.insert(first->other >> kPracticeShift);
      sums.visits += 1.0;
    }
    sums.patients += static_cast<double>(practices.size());
  });
  return sums;
}

std::vector<float> minutes_of(const Records& records) {
  std::vector<float> minutes;
  for (const Note& note : records.of(EventKind::had_minutes)) minutes.push_back(note.value);
  return minutes;
}

}  // namespace

double office_visits(const Records& records, const Group& group) {
  const double visits =
      events(records, EventKind::visited, group) + events(records, EventKind::specialist_visit, group);
  return 100.0 * ratio(visits, person_years(records, group));
}

double visits_per_patient(const Records& records, const Group&) {
  const LastYear sums = last_year(records);
  return ratio(sums.visits, sums.patients);
}

double ed_visits(const Records& records, const Group& group) {
  return 100.0 * ratio(events(records, EventKind::went_to_ed, group), person_years(records, group));
}

double stays(const Records& records, const Group& group) { return 1000.0 * stays_per_year(records, group); }

double stays_not_obstetric(const Records& records, const Group& group) {
  return 1000.0 * ratio(stays_but_for_births(records, group), person_years(records, group));
}

double stays_against_45_54(const Records& records, const Group& group) {
  return ratio(stays_per_year(records, group), stays_per_year(records, {group.sex, 45, 54}));
}

double sensitive_share(const Records& records, const Group& group) {
  double sensitive = 0.0;
  for (const Note& note : records.of(EventKind::admitted)) {
    if (note.other == kNobody || !is_in(group, records.people[note.who], note.day)) continue;
    sensitive += records.tables->conditions[note.other].of.ambulatory_sensitive != 0.0 ? 1.0 : 0.0;
  }
  return 100.0 * ratio(sensitive, stays_but_for_births(records, group));
}

double readmissions(const Records& records, const Group& group) {
  double discharges = 0.0, returns = 0.0;
  each_person(records.of(EventKind::admitted), [&](const Note* stay, const Note* end) {
    const Subject& one = records.people[stay->who];
    for (; stay != end; ++stay) {
      const std::int32_t home = stay->day + static_cast<std::int32_t>(stay->value);
      const bool alive = !one.died || one.end_day > home;
      if (!alive || home + kReadmissionDays > records.to || !is_in(group, one, home)) continue;
      discharges += 1.0;
      returns += stay + 1 != end && stay[1].day <= home + kReadmissionDays ? 1.0 : 0.0;
    }
  });
  return 100.0 * ratio(returns, discharges);
}

double exam_minutes_mean(const Records& records, const Group&) {
  double sum = 0.0;
  const std::vector<float> minutes = minutes_of(records);
  for (const float some : minutes) sum += static_cast<double>(some);
  return ratio(sum, static_cast<double>(minutes.size()));
}

double exam_minutes_median(const Records& records, const Group&) {
  std::vector<float> minutes = minutes_of(records);
  if (minutes.empty()) return kNobodyQualifies;
  const auto middle = minutes.begin() + static_cast<std::ptrdiff_t>(minutes.size() / 2);
  std::nth_element(minutes.begin(), middle, minutes.end());
  return static_cast<double>(*middle);
}

double patients_per_fte(const Records& records, const Group&) {
  return ratio(last_year(records).patients, ratio(records.fte_years, records.years()));
}

double urgent_visits(const Records& records, const Group& group) {
  return 100.0 * ratio(events(records, EventKind::went_to_urgent_care, group), person_years(records, group));
}

double missed_visits(const Records& records, const Group& group) {
  const double missed = events(records, EventKind::missed_visit, group);
  return 100.0 * ratio(missed, missed + events(records, EventKind::visited, group));
}

double visits_per_fte(const Records& records, const Group&) { return records.of(Outcome::visits_per_fte); }
double surplus_per_fte(const Records& records, const Group&) { return records.of(Outcome::practice_surplus); }
double hours_per_week(const Records& records, const Group&) { return records.of(Outcome::clinician_hours); }
double burned_out(const Records& records, const Group&) {
  return 100.0 * records.of(Outcome::burned_out_symptom);
}
double burned_out_single_item(const Records& records, const Group&) {
  return 100.0 * records.of(Outcome::burned_out_single_item);
}
double turnover(const Records& records, const Group&) {
  return 100.0 * records.of(Outcome::clinician_turnover);
}
double new_patient_wait(const Records& records, const Group&) {
  return records.of(Outcome::new_patient_wait);
}

}  // namespace rapport::levels
