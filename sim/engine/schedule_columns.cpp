// Lists of columns that several processes write.
#include "engine/schedule_columns.h"

namespace rapport {

namespace {

using C = Column;

}  // namespace

std::vector<Column> all_of_people() {
  return {
#define COLUMN(type, name, ...) C::patients_##name,
#include "state/patients.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) C::ties_##name,
#include "state/ties.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) C::further_##name,
#include "state/further.columns.def"
#undef COLUMN
      C::clinicians_panel, C::counters};
}

std::vector<Column> all_of_conditions() {
  return {
#define COLUMN(type, name, ...) C::conditions_##name,
#include "state/conditions.columns.def"
#undef COLUMN
      C::patients_conditions, C::patients_mortality_log, C::patients_follow_ups, C::patients_undiagnosed};
}

std::vector<Column> all_of_encounters() {
  return {
#define COLUMN(type, name, ...) C::encounters_##name,
#include "state/encounters.columns.def"
#undef COLUMN
  };
}

std::vector<Column> all_of_ties() {
  return {
#define COLUMN(type, name, ...) C::ties_##name,
#include "state/ties.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) C::further_##name,
#include "state/further.columns.def"
#undef COLUMN
      C::patients_further,     C::patients_usual_slot, C::patients_usual_trust,  C::patients_other_contacts,
      C::patients_other_pairs, C::clinicians_panel,    C::clinicians_panel_open, C::counters};
}

std::vector<Column> all_of_clinicians() {
  return {
#define COLUMN(type, name, ...) C::clinicians_##name,
#include "state/clinicians.columns.def"
#undef COLUMN
      C::practices_hired};
}

std::vector<Column> joined(std::vector<Column> a, const std::vector<Column>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::vector<Column> all_of_rows() {
  return joined(
      joined(joined(all_of_people(), all_of_conditions()), joined(of_requests(), all_of_encounters())),
      of_bills());
}

std::vector<Column> of_death() {
  return {C::patients_alive,         C::patients_death_day, C::patients_partner,
          C::patients_bereaved_week, C::clinicians_panel,   C::counters};
}

std::vector<Column> of_bills() {
  return {C::services_person, C::services_kind, C::services_days, C::services_caused, C::counters};
}

std::vector<Column> of_stays() {
  return {C::patients_discharge_day, C::patients_out_of_care, C::patients_stay_cause,
          C::patients_seen_after_stay};
}

std::vector<Column> of_requests() {
  return {C::requests_person, C::requests_asked_day, C::requests_kind, C::requests_number};
}

std::vector<Column> of_minutes() {
  return {C::clinicians_minutes_open, C::clinicians_minutes_used, C::clinicians_minutes_carry,
          C::clinicians_newcomer_credit};
}

std::vector<Column> of_lost_ties() {
  return {C::ties_clinician,       C::ties_trust,           C::ties_knowledge,
          C::ties_consistency,     C::ties_mutuality,       C::ties_breadth,
          C::ties_start_week,      C::ties_last_week,       C::ties_contacts,
          C::patients_usual_slot,  C::patients_usual_trust, C::patients_other_contacts,
          C::patients_other_pairs, C::clinicians_panel,     C::counters};
}

}  // namespace rapport
