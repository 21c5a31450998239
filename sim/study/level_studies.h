// Virtual studies: each level of levels.def as a pure function of one market's records and of whom it is about.
#pragma once

#include "study/records.h"

namespace rapport::levels {

/// Whom a study includes. Ages are completed years, both ends included; from kAges - 1 on, and older.
struct Group {
  int sex = kSexes;  ///< kSexes: both
  int age_lo = 0;
  int age_hi = kAges;
  int condition = -1;  ///< number in Tables::conditions, -1 for studies that are not about one

  bool holds(int of_sex, int age) const {
    return (sex == kSexes || sex == of_sex) && age_lo <= age && age <= age_hi;
  }
};

/// One number of one market; NaN when nobody qualifies or the window is too short.
using Study = double (*)(const Records&, const Group&);

#define LEVEL(name, ...) double name(const Records& records, const Group& group);
#include "study/levels.def"
#undef LEVEL

// --- shared by the studies ---

inline constexpr double kNobodyQualifies = std::numeric_limits<double>::quiet_NaN();
double ratio(double numerator, double denominator);

inline int age_of(const Subject& subject, std::int32_t day) { return age_on(day, subject.birth_day); }
inline bool is_in(const Group& group, const Subject& subject, std::int32_t day) {
  return group.holds(subject.sex, age_of(subject, day));
}
/// Years that people of the group lived in the market within [from, to).
double person_years(const Records& records, const Group& group, std::int32_t from, std::int32_t to);
double person_years(const Records& records, const Group& group);
/// Events of a kind that happened to people of the group.
double events(const Records& records, EventKind kind, const Group& group);
/// Lived in the market through all of [from, to).
bool stayed(const Subject& subject, std::int32_t from, std::int32_t to);
/// visit(first, last) for each person's run of notes.
template <class Row, class Visit>
void each_person(const std::vector<Row>& rows, Visit&& visit) {
  for (std::size_t k = 0; k < rows.size();) {
    std::size_t end = k;
    while (end < rows.size() && rows[end].who == rows[k].who) ++end;
    visit(rows.data() + k, rows.data() + end);
    k = end;
  }
}

}  // namespace rapport::levels
