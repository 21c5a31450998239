// The first parts of the step: who lives where with which clinician, and who is ill.
#include "engine/schedule_parts.h"

#include "engine/initial_ties.h"
#include "engine/schedule_columns.h"
#include "payment/settle.h"
#include "process/calendar.h"
#include "process/moves.h"
#include "state/repack.h"

namespace rapport {

namespace {

using C = Column;

}  // namespace

std::vector<Process> people_part() {
  return {
      {"calendar",
       "",
       Scope::tile,
       {C::patients_birth_day, C::patients_sex, C::patients_income, C::patients_isolated},
       {C::patients_life_row, C::patients_stratum, C::patients_insurance, C::patients_period_cents,
        C::patients_year_cents},
       [](Market& m, const Rules&, const Step& s, Rows rows) { calendar::begin_period(m, s, rows); }},
      {"rows",
       "",
       Scope::market,
       {C::patients_alive, C::patients_household},
       all_of_rows(),
       [](Market& m, const Rules&, const Step& s, Rows) {
         if (s.starts_year()) repack(m);
       }},
      {"deaths",
       "LR-1 DE-1",
       Scope::tile,
       {C::patients_life_row, C::patients_mortality_log, C::patients_frailty, C::patients_social_log},
       of_death(),
       [](Market& m, const Rules& r, const Step& s, Rows rows) {
         demography::die(m, r.params.demography, s, rows);
       }},
      {"forgetting",
       "AD-1",
       Scope::tile,
       {C::patients_understanding},
       {C::patients_understanding},
       [](Market& m, const Rules& r, const Step& s, Rows rows) {
         adherence::forget(m, r.params.adherence, s, rows);
       }},
      {"births",
       "DE-2 DE-3",
       Scope::market,
       {C::patients_alive, C::patients_life_row, C::patients_usual_slot},
       all_of_people(),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         demography::give_birth(m, r.params.demography, r.params.population, s);
       }},
      {"unsettling",
       "TV-1 IC-1 MO-1 MO-2",
       Scope::market,
       {C::patients_alive, C::patients_life_row, C::patients_instability, C::patients_frailty},
       {C::patients_turning, C::patients_upheaval, C::patients_moment_frailty},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         instability::unsettle(m, r.params.instability, s);
       }},
      {"upheavals",
       "TV-1 IC-1",
       Scope::market,
       {C::patients_turning, C::patients_income},
       joined(of_lost_ties(), {C::patients_insurance}),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         instability::strike(m, r.params.instability, s);
       }},
      {"moves",
       "MO-1 MO-2",
       Scope::market,
       {C::patients_turning, C::patients_household},
       joined(all_of_people(), all_of_conditions()),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         const std::uint32_t first =
             moves::move_households(m, r.params.instability.move_loses_doctor, r.params.population, s);
         if (first == m.patients.count) return;
         start_unnoticed(m, r.params, first);
         start_newcomers(m, r.params, first);
         discharge::begin(m, r.params.discharge, first);
         other_care::begin(m, first);
       }},
      {"practice",
       "PP-1 PP-2",
       Scope::market,
       {C::clinicians_fte},
       {C::practices_visit_minutes, C::practices_panel_limit},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         practice::configure(m, r.contract, r.params.practice, r.params.population.people_per_fte, s);
       }},
      {"hiring",
       "SU-1",
       Scope::market,
       {C::practices_hired_fte},
       joined(all_of_ties(), all_of_clinicians()),
       [](Market& m, const Rules& r, const Step& s, Rows) { supply::hire(m, r.params.supply, s); }},
      {"turnover",
       "TO-1 TO-2 TO-3",
       Scope::market,
       {C::clinicians_burned_out, C::clinicians_fte},
       joined(all_of_ties(),
              {C::clinicians_id, C::clinicians_birth_day, C::clinicians_empathy, C::clinicians_skill,
               C::clinicians_scope, C::clinicians_competence, C::clinicians_vulnerability,
               C::clinicians_burned_out, C::clinicians_burned_out_single, C::clinicians_strain,
               C::clinicians_exhaustion, C::clinicians_vacant_until, C::clinicians_present, C::ledger}),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         const population::Params& p = r.params.population;
         turnover::turn_over(m, r.params.turnover,
                             {p.empathy_sd, p.skill_sd, p.vulnerability_sd, r.params.burnout.start_logit,
                              p.scope_typical, p.scope_sd, p.competence_sd},
                             s);
       }},
      {"panels",
       "PN-1 RA-1 RA-2",
       Scope::market,
       {C::patients_alive, C::patients_usual_trust, C::practices_panel_limit, C::clinicians_vacant_until},
       all_of_ties(),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         panels::change(m, r.params.panels, r.params.coordination.passed_on, s);
       }},
  };
}

std::vector<Process> illness_part() {
  return {
      {"onset",
       "DI-1 DI-2 DX-1",
       Scope::market,
       {C::patients_alive, C::patients_life_row, C::patients_frailty, C::patients_behaviour},
       all_of_conditions(),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         disease::fall_ill(m, r.params.disease, r.params.diagnosis.unnoticed, s);
       }},
      {"progression",
       "DI-3",
       Scope::market,
       {C::conditions_control, C::patients_alive},
       all_of_conditions(),
       [](Market& m, const Rules&, const Step& s, Rows) { disease::progress(m, s); }},
      {"adherence",
       "AD-2 AD-3 AD-4 AD-5",
       Scope::market,
       {C::patients_behaviour, C::patients_usual_trust, C::patients_understanding, C::patients_insurance,
        C::patients_undiagnosed, C::patients_support, C::patients_cohesion, C::patients_conflict,
        C::ties_mutuality, C::conditions_owner},
       {C::conditions_stopped, C::conditions_taking, C::conditions_pdc, C::counters},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         adherence::take_medicines(m, r.params.adherence, prices::coinsurance(r.params.prices),
                                   r.params.contacts.checkins_per_year / kWeeksPerYear, s);
       }},
      {"control",
       "CO-1",
       Scope::market,
       {C::conditions_taking, C::conditions_pdc},
       {C::conditions_control},
       [](Market& m, const Rules& r, const Step& s, Rows) { control::relax(m, r.params.control, s); }},
      {"medicines paid",
       "PR-3",
       Scope::market,
       {C::conditions_taking, C::patients_insurance},
       {C::ledger, C::patients_period_cents, C::counters},
       [](Market& m, const Rules& r, const Step& s, Rows) { settle::medicines(m, r.params.prices, s); }},
  };
}

}  // namespace rapport
