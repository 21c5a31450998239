// Who sees whom: continuity, years with a clinician, leaving, finding another one, trust.
#include <algorithm>
#include <cmath>

#include "metrics/continuity.h"
#include "metrics/survival.h"
#include "study/level_studies.h"

namespace rapport::levels {

namespace {

constexpr std::int32_t kTwoYears = 2 * kDaysPerYear;
constexpr std::int32_t kThreeYears = 3 * kDaysPerYear;
constexpr std::uint64_t kSpecialists = std::uint64_t{1} << 32;  ///< apart from clinicians' ids

// --- continuity ---

/// Mean over persons of an index of the primary-care visits of the last two years.
double two_year_mean(const Records& records, const Group& group, double Continuity::*index) {
  if (records.to - records.from < kTwoYears) return kNobodyQualifies;
  double sum = 0.0, persons = 0.0;
  each_person(records.of(EventKind::visited), [&](const Note* note, const Note* end) {
    const Subject& one = records.people[note->who];
    if (one.died || !is_in(group, one, records.to)) return;
    std::vector<std::uint64_t> seen;
    for (; note != end; ++note) {
      if (note->day >= records.to - kTwoYears) seen.push_back(note->other);
    }
    if (seen.size() < 2) return;
    sum += continuity_of(seen).*index;
    persons += 1.0;
  });
  return ratio(sum, persons);
}

struct Seen {
  std::uint32_t who;
  std::int32_t day;
  std::uint64_t by;
};

/// planned primary-care visits, and visits to specialists of the condition's specialty, in the last
/// year.
std::vector<Seen> related_visits(const Records& records, const ConditionFields& of) {
  std::vector<Seen> seen;
  const std::vector<Note>& visits = records.of(EventKind::visited);
  const std::vector<Note>& kinds = records.of(EventKind::had_minutes);
  for (std::size_t k = 0; k < visits.size(); ++k) {
    const std::uint32_t kind = kinds[k].other % kAtHome;
    const bool planned = kind == static_cast<std::uint32_t>(NeedKind::follow_up) ||
                         kind == static_cast<std::uint32_t>(NeedKind::post_discharge);
    if (planned && visits[k].day >= records.to - kDaysPerYear)
      seen.push_back({visits[k].who, visits[k].day, visits[k].other});
  }
  for (const Note& note : records.of(EventKind::specialist_visit)) {
    if (note.value != static_cast<float>(of.specialty) || of.specialty == 0.0) continue;
    if (note.day >= records.to - kDaysPerYear)
      seen.push_back({note.who, note.day, kSpecialists | note.other});
  }
  std::stable_sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) {
    return a.who != b.who ? a.who < b.who : a.day < b.day;
  });
  return seen;
}

/// COC of each person of the group who is known to have the condition and has two or more related visits.
std::vector<double> coc_of_persons(const Records& records, const Group& group) {
  std::vector<double> indices;
  if (group.condition < 0 || records.to - records.from < kDaysPerYear) return indices;
  const auto condition = static_cast<std::size_t>(group.condition);
  std::vector<bool> has(records.people.size());
  for (const Portrait& one : records.last) {
    has[one.who] = ((one.conditions & ~one.undiagnosed) >> condition & 1) != 0 &&
                   is_in(group, records.people[one.who], records.to);
  }
  each_person(related_visits(records, records.tables->conditions[condition].of),
              [&](const Seen* visit, const Seen* end) {
                if (!has[visit->who]) return;
                std::vector<std::uint64_t> by;
                for (; visit != end; ++visit) by.push_back(visit->by);
                if (by.size() >= 2) indices.push_back(continuity_of(by).coc);
              });
  return indices;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return ratio(sum, static_cast<double>(values.size()));
}

// --- duration, leaving, finding another one ---

double with_clinician(const Records& records, const Group& group, double over_years, double to_years) {
  double between = 0.0, all = 0.0;
  for (const Portrait& one : records.last) {
    if (one.usual == kNoClinician || !is_in(group, records.people[one.who], records.to)) continue;
    const double years = static_cast<double>(records.to - one.usual_since) / kDaysPerYear;
    all += 1.0;
    between += over_years < years && years <= to_years ? 1.0 : 0.0;
  }
  return 100.0 * ratio(between, all);
}

/// Somebody followed for three years from the first day, as the survey of the source did.
struct Follower {
  double quality;  ///< mean of trust and knowledge on the first day
  bool left;       ///< by choice, before any loss
  bool lost;       ///< by the clinician's leaving, a move, coverage or an upheaval, before any choice
};

/// Day of each person's first event of a kind, kNever without one.
std::vector<std::int32_t> first_days(const Records& records, EventKind kind) {
  std::vector<std::int32_t> days(records.people.size(), kNever);
  for (const Note& note : records.of(kind)) days[note.who] = std::min(days[note.who], note.day);
  return days;
}

std::vector<Follower> followers(const Records& records, const Group& group) {
  std::vector<Follower> found;
  if (records.to - records.from < kThreeYears) return found;
  constexpr auto kPrivate = static_cast<std::uint32_t>(Insurance::privately);
  const std::int32_t end = records.from + kThreeYears;
  const std::vector<std::int32_t> left = first_days(records, EventKind::left_clinician);
  const std::vector<std::int32_t> lost = first_days(records, EventKind::lost_clinician);
  const std::vector<std::int32_t> parted = first_days(records, EventKind::lost_usual);
  for (const Portrait& one : records.first) {
    const Subject& subject = records.people[one.who];
    if (!stayed(subject, records.from, end) || !is_in(group, subject, records.from)) continue;
    if (one.usual == kNoClinician || one.insurance != kPrivate) continue;
    const std::int32_t chose = left[one.who], bore = std::min(lost[one.who], parted[one.who]);
    found.push_back({static_cast<double>(one.trust + one.known) / 2.0, chose < end && chose < bore,
                     bore < end && bore <= chose});
  }
  return found;
}

double share_left(std::vector<Follower>::const_iterator from, std::vector<Follower>::const_iterator to) {
  const auto left = std::count_if(from, to, [](const Follower& one) { return one.left; });
  return ratio(static_cast<double>(left), static_cast<double>(to - from));
}

/// Days from the loss of a clinician who left to the next usual clinician, or to the last day seen.
std::vector<Followed> searches(const Records& records) {
  std::vector<Followed> found;
  const std::vector<Note>& finds = records.of(EventKind::found_clinician);
  auto next = finds.begin();
  for (const Note& loss : records.of(EventKind::lost_clinician)) {
    next = std::find_if(next, finds.end(), [&](const Note& find) {
      return find.who > loss.who || (find.who == loss.who && find.day >= loss.day);
    });
    const bool has_found = next != finds.end() && next->who == loss.who;
    const std::int32_t end = has_found ? next->day : records.people[loss.who].end_day;
    found.push_back({static_cast<double>(end - loss.day), has_found});
  }
  return found;
}

double reattached(const Records& records, std::int32_t days) {
  return 100.0 * (1.0 - share_without(searches(records), static_cast<double>(days)));
}

}  // namespace

double upc(const Records& records, const Group& group) {
  return two_year_mean(records, group, &Continuity::upc);
}

double secon(const Records& records, const Group& group) {
  return two_year_mean(records, group, &Continuity::secon);
}

double coc_mean(const Records& records, const Group& group) {
  return mean_of(coc_of_persons(records, group));
}

double coc_sd(const Records& records, const Group& group) {
  std::vector<double> squares = coc_of_persons(records, group);
  if (squares.size() < 2) return kNobodyQualifies;
  const double mean = mean_of(squares);
  const auto n = static_cast<double>(squares.size());
  for (double& value : squares) value = (value - mean) * (value - mean);
  return std::sqrt(mean_of(squares) * n / (n - 1.0));
}

double with_clinician_le_1y(const Records& records, const Group& group) {
  return with_clinician(records, group, -1.0, 1.0);
}
double with_clinician_1_2y(const Records& records, const Group& group) {
  return with_clinician(records, group, 1.0, 2.0);
}
double with_clinician_2_5y(const Records& records, const Group& group) {
  return with_clinician(records, group, 2.0, 5.0);
}
double with_clinician_over_5y(const Records& records, const Group& group) {
  return with_clinician(records, group, 5.0, 1000.0);
}

double left_by_choice(const Records& records, const Group& group) {
  const std::vector<Follower> all = followers(records, group);
  return 100.0 * share_left(all.begin(), all.end());
}

double left_by_exit(const Records& records, const Group& group) {
  const std::vector<Follower> all = followers(records, group);
  const auto lost = std::count_if(all.begin(), all.end(), [](const Follower& one) { return one.lost; });
  return 100.0 * ratio(static_cast<double>(lost), static_cast<double>(all.size()));
}

double left_low_over_high(const Records& records, const Group& group) {
  std::vector<Follower> all = followers(records, group);
  std::stable_sort(all.begin(), all.end(),
                   [](const Follower& a, const Follower& b) { return a.quality < b.quality; });
  const auto fifth = static_cast<std::ptrdiff_t>(all.size() / 5);
  return ratio(share_left(all.begin(), all.begin() + fifth), share_left(all.end() - fifth, all.end()));
}

double reattached_12m(const Records& records, const Group&) { return reattached(records, kDaysPerYear); }
double reattached_36m(const Records& records, const Group&) { return reattached(records, kThreeYears); }

double trust(const Records& records, const Group& group) {
  std::vector<double> values;
  for (const Portrait& one : records.last) {
    if (one.usual != kNoClinician && is_in(group, records.people[one.who], records.to))
      values.push_back(100.0 * static_cast<double>(one.trust));
  }
  return mean_of(values);
}

double general_trust(const Records& records, const Group& group) {
  std::vector<double> values;
  for (const Portrait& one : records.last) {
    if (is_in(group, records.people[one.who], records.to))
      values.push_back(100.0 * static_cast<double>(one.general_trust));
  }
  return mean_of(values);
}

}  // namespace rapport::levels
