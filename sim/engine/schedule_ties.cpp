// The last part of the step: contacts, families, ties that fade, clinicians and money.
#include "engine/schedule_parts.h"

#include "engine/schedule_columns.h"
#include "payment/settle.h"

namespace rapport {

namespace {

using C = Column;

contacts::Lessons lessons_of(const ModelParams& p) {
  return {p.trust.gain,
          p.trust.loss_ratio,
          p.knowledge.gain,
          p.consistency.gain,
          p.encounter.start_logit,
          p.encounter.empathy_effect,
          p.encounter.disposition_effect};
}

}  // namespace

std::vector<Process> ties_part() {
  return {
      {"contacts",
       "NV-1 NV-2",
       Scope::market,
       {C::patients_usual_slot, C::patients_frailty, C::patients_follow_ups, C::patients_disposition,
        C::clinicians_empathy},
       {C::ties_trust, C::ties_knowledge, C::ties_consistency, C::patients_usual_trust,
        C::clinicians_messages, C::counters},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         contacts::exchange(m, r.params.contacts, lessons_of(r.params), s);
       }},
      {"family",
       "FA-1 IB-1 IB-2",
       Scope::market,
       {C::patients_alive, C::patients_household, C::patients_life_row, C::patients_bereaved_week},
       {C::patients_alone, C::patients_support, C::patients_isolated, C::patients_social_log},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         if (s.ends_period()) family::relate(m, r.params.family, r.params.population, s.end_day());
       }},
      {"ties fade",
       "TR-3",
       Scope::market,
       {C::patients_general_trust},
       {C::ties_trust, C::patients_usual_trust},
       [](Market& m, const Rules& r, const Step& s, Rows) { trust::fade(m, r.params.trust, s); }},
      {"knowledge fades",
       "KN-2",
       Scope::market,
       {C::ties_knowledge},
       {C::ties_knowledge},
       [](Market& m, const Rules& r, const Step& s, Rows) { knowledge::fade(m, r.params.knowledge, s); }},
      {"consistency fades",
       "CN-2",
       Scope::market,
       {C::ties_consistency},
       {C::ties_consistency},
       [](Market& m, const Rules& r, const Step& s, Rows) { consistency::fade(m, r.params.consistency, s); }},
      {"attribution",
       "CN-3",
       Scope::market,
       {C::patients_alive},
       {C::patients_usual_slot, C::patients_usual_trust, C::clinicians_panel, C::ties_contacts,
        C::patients_other_contacts, C::patients_other_pairs},
       [](Market& m, const Rules&, const Step& s, Rows) { consistency::attribute(m, s); }},
      {"workload",
       "WK-1",
       Scope::market,
       {C::clinicians_minutes_open, C::clinicians_minutes_used, C::clinicians_present,
        C::clinicians_vacant_until, C::clinicians_panel, C::clinicians_messages, C::encounters_clinician},
       {C::clinicians_face_minutes, C::clinicians_visits, C::clinicians_fte_weeks, C::clinicians_overload,
        C::clinicians_desk_hours, C::counters},
       [](Market& m, const Rules& r, const Step& s, Rows) { workload::add_up(m, r.params.workload, s); }},
      {"burnout",
       "BU-1 BU-2 BU-3 BU-4",
       Scope::market,
       {C::clinicians_overload, C::clinicians_desk_hours, C::clinicians_vulnerability, C::patients_usual_slot,
        C::patients_usual_trust, C::ties_mutuality, C::ties_consistency, C::ties_breadth},
       {C::clinicians_bond, C::clinicians_strain, C::clinicians_exhaustion, C::clinicians_burned_out,
        C::clinicians_burned_out_single},
       [](Market& m, const Rules& r, const Step& s, Rows) { burnout::strain(m, r.params.burnout, s); }},
      {"hiring plans",
       "SU-1 SU-2",
       Scope::market,
       {C::clinicians_fte, C::clinicians_fte_weeks, C::clinicians_face_minutes, C::requests_person,
        C::counters},
       {C::practices_hired_fte},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         supply::look_ahead(m, r.params.supply, r.params.practice.face_minutes_per_week, s);
       }},
      {"other care",
       "CT-1 CT-2",
       Scope::market,
       {C::patients_alive, C::patients_life_row, C::patients_frailty, C::patients_insurance},
       {C::patients_care_level, C::patients_period_cents, C::ledger, C::counters},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         other_care::age(m, r.params.other_care, s);
         settle::others(m, r.params.other_care, r.params.prices, s);
       }},
      {"contracts settled",
       "PA-2 PA-3 PA-4 PP-3",
       Scope::market,
       {C::patients_usual_slot, C::patients_insurance, C::clinicians_fte},
       {C::ledger, C::patients_period_cents, C::counters},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         settle::period(m, r.contract, r.params.practice, r.params.supply.usd_per_fte_year, s);
       }},
  };
}

}  // namespace rapport
