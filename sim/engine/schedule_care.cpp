// The parts of the step in the middle: care by usual clinicians, then care elsewhere.
#include "engine/schedule_parts.h"

#include "engine/schedule_columns.h"
#include "payment/settle.h"

namespace rapport {

namespace {

using C = Column;

}  // namespace

std::vector<Process> care_part() {
  return {
      {"needs",
       "LR-2 NE-1 NE-2 PV-1",
       Scope::market,
       {C::patients_alive, C::patients_life_row, C::patients_frailty, C::patients_follow_ups,
        C::patients_discharge_day, C::patients_out_of_care},
       joined(of_requests(), {C::patients_agenda, C::counters}),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         needs::arise(m, r.params.needs, r.params.encounter.agenda_ceiling, s);
       }},
      {"scheduling",
       "AC-1 AC-2 AC-3 PN-2 UC-1 HV-1",
       Scope::market,
       {C::patients_usual_slot, C::patients_usual_trust, C::practices_visit_minutes,
        C::practices_panel_limit},
       joined(joined(joined(of_requests(), of_bills()), {C::patients_out_of_care}),
              joined(of_minutes(), all_of_encounters())),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         access::schedule(m, r.params.access, {r.params.practice.face_minutes_per_week, r.params.acute.reach},
                          s);
       }},
      {"attendance",
       "AT-1 AT-2",
       Scope::market,
       {C::encounters_kind, C::patients_usual_trust, C::patients_behaviour, C::patients_insurance},
       joined(all_of_encounters(), {C::patients_out_of_care, C::clinicians_minutes_used, C::counters}),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         attendance::attend(m, r.params.attendance, prices::visit_out_of_pocket(r.params.prices), s);
         attendance::come_back(m, r.params.attendance, s);
       }},
      {"encounters",
       "EN-1 EN-2 EN-3 EN-4 EN-5 MU-1 CD-1",
       Scope::market,
       {C::clinicians_empathy, C::clinicians_skill, C::clinicians_strain, C::patients_disposition,
        C::patients_conditions, C::patients_undiagnosed, C::patients_charted},
       {C::encounters_slot,      C::encounters_first,
        C::encounters_shared,    C::encounters_felt,
        C::encounters_quality,   C::encounters_consistency,
        C::encounters_adequacy,  C::encounters_knowledge,
        C::patients_agenda,      C::patients_expected_minutes,
        C::patients_usual_slot,  C::patients_usual_trust,
        C::patients_last_seen,   C::patients_other_contacts,
        C::patients_other_pairs, C::patients_further,
        C::further_person,       C::further_next,
        C::further_slot,         C::ties_clinician,
        C::ties_trust,           C::ties_knowledge,
        C::ties_consistency,     C::ties_start_week,
        C::ties_last_week,       C::ties_contacts,
        C::ties_mutuality,       C::ties_breadth,
        C::clinicians_panel,     C::counters},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         encounter::hold(m, r.params.encounter, r.params.coordination.passed_on, s);
       }},
      {"mutuality",
       "MU-2",
       Scope::market,
       {C::encounters_shared, C::encounters_slot},
       {C::ties_mutuality},
       [](Market& m, const Rules& r, const Step&, Rows) { mutuality::learn(m, r.params.mutuality); }},
      {"comprehensiveness",
       "CB-1 CB-2 CB-3",
       Scope::market,
       {C::encounters_adequacy, C::encounters_slot, C::clinicians_scope},
       {C::encounters_taken_up, C::encounters_referred, C::ties_breadth, C::counters},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         comprehensiveness::take_up(m, r.params.comprehensiveness, s);
       }},
      {"diagnosis",
       "DX-2 DX-3",
       Scope::market,
       {C::encounters_adequacy, C::encounters_kind, C::clinicians_competence, C::ties_trust},
       {C::encounters_mistaken, C::patients_undiagnosed, C::patients_follow_ups, C::counters},
       [](Market& m, const Rules& r, const Step& s, Rows) { diagnosis::examine(m, r.params.diagnosis, s); }},
      {"trust",
       "TR-1 TR-2 TR-4",
       Scope::market,
       {C::encounters_quality, C::encounters_slot, C::encounters_mistaken, C::patients_household,
        C::patients_mother},
       {C::ties_trust, C::patients_usual_trust},
       [](Market& m, const Rules& r, const Step&, Rows) { trust::learn(m, r.params.trust); }},
      {"knowledge",
       "KN-1",
       Scope::market,
       {C::encounters_slot},
       {C::ties_knowledge},
       [](Market& m, const Rules& r, const Step&, Rows) { knowledge::learn(m, r.params.knowledge); }},
      {"records",
       "CD-2",
       Scope::market,
       {C::ties_knowledge, C::encounters_slot},
       {C::patients_charted},
       [](Market& m, const Rules&, const Step&, Rows) { coordination::chart(m); }},
      {"consistency",
       "CN-1",
       Scope::market,
       {C::encounters_slot},
       {C::ties_consistency},
       [](Market& m, const Rules& r, const Step&, Rows) { consistency::learn(m, r.params.consistency); }},
      {"understanding",
       "AD-1",
       Scope::market,
       {C::encounters_felt, C::encounters_consistency},
       {C::patients_understanding},
       [](Market& m, const Rules& r, const Step&, Rows) { adherence::understand(m, r.params.adherence); }},
      {"visits paid",
       "PA-1 PR-1 PR-3",
       Scope::market,
       {C::encounters_person, C::encounters_clinician},
       {C::ledger, C::patients_period_cents, C::counters},
       [](Market& m, const Rules& r, const Step&, Rows) { settle::visits(m, r.contract, r.params.prices); }},
  };
}

std::vector<Process> care_elsewhere_part() {
  return {
      {"specialists",
       "SP-1 SP-2",
       Scope::market,
       {C::patients_life_row, C::patients_discharge_day, C::patients_undiagnosed, C::conditions_owner,
        C::encounters_referred},
       joined(of_bills(), {C::patients_specialist_heart_lung, C::patients_specialist_metabolic,
                           C::patients_specialist_mind, C::patients_specialist_joints,
                           C::patients_specialist_oncology, C::patients_specialist_general}),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         specialists::visit(m, r.params.specialists, r.params.comprehensiveness.referral_share, s);
       }},
      {"exacerbations",
       "EX-1 ES-1 ES-2 ES-3 ED-1 HO-1 HO-2",
       Scope::market,
       {C::conditions_control, C::conditions_state, C::patients_moment_frailty, C::patients_frailty,
        C::patients_usual_trust, C::ties_knowledge},
       joined(joined(of_bills(), of_death()),
              joined(of_stays(), {C::patients_undiagnosed, C::patients_follow_ups})),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         acute::exacerbate(m, r.params.acute,
                           {r.params.control.hazard_ceiling, r.params.control.effect_scale}, s);
       }},
      {"background events",
       "LR-2 AE-1 HO-1 HO-2",
       Scope::market,
       {C::patients_life_row, C::patients_moment_frailty},
       joined(joined(of_bills(), of_death()), of_stays()),
       [](Market& m, const Rules& r, const Step& s, Rows) { acute::strike(m, r.params.acute, s); }},
      {"readmissions",
       "RD-1 HO-1 HO-2",
       Scope::market,
       {C::patients_discharge_day, C::patients_frailty, C::patients_disability, C::patients_support,
        C::patients_seen_after_stay},
       joined(joined(of_bills(), of_death()), of_stays()),
       [](Market& m, const Rules& r, const Step& s, Rows) { acute::readmit(m, r.params.acute, s); }},
      {"discharges",
       "HD-1 HD-2 RD-2 RD-3",
       Scope::market,
       {C::patients_discharge_day, C::patients_life_row, C::encounters_kind, C::encounters_knowledge},
       joined(of_requests(), {C::patients_disability, C::patients_recovering, C::patients_mortality_log,
                              C::patients_seen_after_stay, C::counters}),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         discharge::follow(m, r.params.discharge, r.params.needs.after_stay_share, s);
       }},
      {"tests made again",
       "CD-3",
       Scope::market,
       {C::encounters_first, C::patients_charted},
       of_bills(),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         coordination::repeat_tests(m, r.params.coordination, s);
       }},
      {"services paid",
       "PR-2 PR-3",
       Scope::market,
       {C::services_person, C::services_kind, C::services_days, C::services_caused},
       {C::ledger, C::patients_period_cents, C::counters, C::services_person, C::services_kind,
        C::services_days, C::services_caused},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         settle::services(m, r.params.prices, r.params.acute.stay_days_mean, s);
       }},
  };
}

}  // namespace rapport
