// The step, in order. Order matters and is written here, once.
#include "engine/schedule.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "engine/initial_ties.h"
#include "payment/settle.h"
#include "process/calendar.h"
#include "process/moves.h"
#include "state/repack.h"

namespace rapport {

namespace {

using C = Column;

/// A birth begins a row in every column of people and ties.
std::vector<Column> all_of_people() {
  return {
#define COLUMN(type, name, ...) C::patients_##name,
#include "state/patients.columns.def"
#undef COLUMN
#define COLUMN(type, name, ...) C::ties_##name,
#include "state/ties.columns.def"
#undef COLUMN
      C::clinicians_panel, C::counters};
}

/// Rows of conditions that come and go, with the sums that people carry.
std::vector<Column> all_of_conditions() {
  return {
#define COLUMN(type, name, ...) C::conditions_##name,
#include "state/conditions.columns.def"
#undef COLUMN
      C::patients_conditions, C::patients_mortality_log, C::patients_condition_minutes,
      C::patients_follow_ups, C::patients_undiagnosed};
}

std::vector<Column> all_of_encounters() {
  return {
#define COLUMN(type, name, ...) C::encounters_##name,
#include "state/encounters.columns.def"
#undef COLUMN
  };
}

/// Ties that begin and end, and who the usual clinician is.
std::vector<Column> all_of_ties() {
  return {
#define COLUMN(type, name, ...) C::ties_##name,
#include "state/ties.columns.def"
#undef COLUMN
      C::patients_usual_slot,
      C::patients_usual_trust,
      C::patients_other_contacts,
      C::patients_other_pairs,
      C::clinicians_panel,
      C::clinicians_panel_open,
      C::counters};
}

/// A new seat begins a row in every column of clinicians.
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

const std::vector<Column> kDeath{C::patients_alive,         C::patients_death_day, C::patients_partner,
                                 C::patients_bereaved_week, C::clinicians_panel,   C::counters};
const std::vector<Column> kBill{C::services_person, C::services_kind, C::services_days, C::services_caused,
                                C::counters};
const std::vector<Column> kStay{C::patients_discharge_day, C::patients_out_of_care, C::patients_stay_cause,
                                C::patients_seen_after_stay};
const std::vector<Column> kQueue{C::requests_person, C::requests_asked_day, C::requests_kind,
                                 C::requests_number};
const std::vector<Column> kMinutes{C::clinicians_minutes_open, C::clinicians_minutes_used,
                                   C::clinicians_minutes_carry, C::clinicians_newcomer_credit};

contacts::Lessons lessons_of(const ModelParams& p) {
  return {p.trust.gain,
          p.trust.loss_ratio,
          p.knowledge.gain,
          p.consistency.gain,
          p.encounter.start_logit,
          p.encounter.empathy_effect,
          p.encounter.disposition_effect};
}

/// Everything that is named by rows of people.
std::vector<Column> all_of_rows() {
  return joined(joined(joined(all_of_people(), all_of_conditions()), joined(kQueue, all_of_encounters())),
                kBill);
}

/// What a tie that ends takes with it.
const std::vector<Column> kTieLost{
    C::ties_clinician,       C::ties_trust,           C::ties_knowledge,
    C::ties_consistency,     C::ties_mutuality,       C::ties_breadth,
    C::ties_start_week,      C::ties_last_week,       C::ties_contacts,
    C::patients_usual_slot,  C::patients_usual_trust, C::patients_other_contacts,
    C::patients_other_pairs, C::clinicians_panel,     C::counters};

std::vector<Process> make_schedule() {
  return {
      {"calendar",
       "",
       Scope::tile,
       {C::patients_birth_day, C::patients_sex, C::patients_income, C::patients_isolated},
       {C::patients_life_row, C::patients_stratum, C::patients_insurance, C::patients_period_cents},
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
       kDeath,
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
       joined(kTieLost, {C::patients_insurance}),
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
      {"needs",
       "LR-2 NE-1 NE-2 PV-1",
       Scope::market,
       {C::patients_alive, C::patients_life_row, C::patients_frailty, C::patients_follow_ups,
        C::patients_discharge_day, C::patients_out_of_care},
       joined(kQueue, {C::patients_agenda, C::counters}),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         needs::arise(m, r.params.needs, r.params.encounter.agenda_ceiling, s);
       }},
      {"scheduling",
       "AC-1 AC-2 AC-3 PN-2 UC-1 HV-1",
       Scope::market,
       {C::patients_usual_slot, C::patients_usual_trust, C::practices_visit_minutes,
        C::practices_panel_limit},
       joined(joined(joined(kQueue, kBill), {C::patients_out_of_care}),
              joined(kMinutes, all_of_encounters())),
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
        C::patients_condition_minutes, C::patients_charted},
       {C::encounters_slot,
        C::encounters_first,
        C::encounters_shared,
        C::encounters_felt,
        C::encounters_quality,
        C::encounters_consistency,
        C::encounters_adequacy,
        C::encounters_knowledge,
        C::patients_agenda,
        C::patients_expected_minutes,
        C::patients_usual_slot,
        C::patients_usual_trust,
        C::patients_other_contacts,
        C::patients_other_pairs,
        C::ties_clinician,
        C::ties_trust,
        C::ties_knowledge,
        C::ties_consistency,
        C::ties_start_week,
        C::ties_last_week,
        C::ties_contacts,
        C::ties_mutuality,
        C::ties_breadth,
        C::clinicians_panel,
        C::counters},
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
       {C::encounters_mistaken, C::patients_undiagnosed, C::patients_condition_minutes,
        C::patients_follow_ups, C::counters},
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
      {"specialists",
       "SP-1 SP-2",
       Scope::market,
       {C::patients_life_row, C::patients_discharge_day, C::patients_undiagnosed, C::conditions_owner,
        C::encounters_referred},
       joined(kBill, {C::patients_specialist_heart_lung, C::patients_specialist_metabolic,
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
       joined(joined(kBill, kDeath), joined(kStay, {C::patients_undiagnosed, C::patients_condition_minutes,
                                                    C::patients_follow_ups})),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         acute::exacerbate(m, r.params.acute,
                           {r.params.control.hazard_ceiling, r.params.control.effect_scale}, s);
       }},
      {"background events",
       "LR-2 AE-1 HO-1 HO-2",
       Scope::market,
       {C::patients_life_row, C::patients_moment_frailty},
       joined(joined(kBill, kDeath), kStay),
       [](Market& m, const Rules& r, const Step& s, Rows) { acute::strike(m, r.params.acute, s); }},
      {"readmissions",
       "RD-1 HO-1 HO-2",
       Scope::market,
       {C::patients_discharge_day, C::patients_frailty, C::patients_disability, C::patients_support,
        C::patients_seen_after_stay},
       joined(joined(kBill, kDeath), kStay),
       [](Market& m, const Rules& r, const Step& s, Rows) { acute::readmit(m, r.params.acute, s); }},
      {"discharges",
       "HD-1 HD-2 RD-2 RD-3",
       Scope::market,
       {C::patients_discharge_day, C::patients_life_row, C::encounters_kind, C::encounters_knowledge},
       joined(kQueue, {C::patients_disability, C::patients_recovering, C::patients_mortality_log,
                       C::patients_seen_after_stay, C::counters}),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         discharge::follow(m, r.params.discharge, r.params.needs.after_stay_share, s);
       }},
      {"tests made again",
       "CD-3",
       Scope::market,
       {C::encounters_first, C::patients_charted},
       kBill,
       [](Market& m, const Rules& r, const Step& s, Rows) {
         coordination::repeat_tests(m, r.params.coordination, s);
       }},
      {"services paid",
       "PR-2 PR-3",
       Scope::market,
       {C::services_person, C::services_kind, C::services_days, C::services_caused},
       {C::ledger, C::patients_period_cents, C::counters, C::services_person, C::services_kind,
        C::services_days, C::services_caused},
       [](Market& m, const Rules& r, const Step&, Rows) {
         settle::services(m, r.params.prices, r.params.acute.stay_days_mean);
       }},
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
       Scope::tile,
       {C::patients_general_trust},
       {C::ties_trust, C::patients_usual_trust},
       [](Market& m, const Rules& r, const Step& s, Rows rows) { trust::fade(m, r.params.trust, s, rows); }},
      {"knowledge fades",
       "KN-2",
       Scope::tile,
       {C::ties_knowledge},
       {C::ties_knowledge},
       [](Market& m, const Rules& r, const Step& s, Rows rows) {
         knowledge::fade(m, r.params.knowledge, s, rows);
       }},
      {"consistency fades",
       "CN-2",
       Scope::tile,
       {C::ties_consistency},
       {C::ties_consistency},
       [](Market& m, const Rules& r, const Step& s, Rows rows) {
         consistency::fade(m, r.params.consistency, s, rows);
       }},
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

#ifndef NDEBUG
void demand_declared(const Process& process, const std::array<std::uint64_t, kColumns>& before,
                     Market& market) {
  const auto after = column_digests(market);
  for (std::size_t k = 0; k < kColumns; ++k) {
    const auto column = static_cast<Column>(k);
    const auto& writes = process.writes;
    if (before[k] == after[k] || std::find(writes.begin(), writes.end(), column) != writes.end()) continue;
    std::fprintf(stderr, "process '%s' changed column '%s' without declaring it\n",
                 std::string(process.name).c_str(), std::string(name_of(column)).c_str());
    std::abort();
  }
}
#endif

void run_process(const Process& process, Market& market, const Rules& rules, const Step& step, Rows rows) {
#ifndef NDEBUG
  const auto before = column_digests(market);
  process.run(market, rules, step, rows);
  demand_declared(process, before, market);
#else
  process.run(market, rules, step, rows);
#endif
}

}  // namespace

std::span<const Process> schedule() {
  static const std::vector<Process> kStep = make_schedule();
  return kStep;
}

void run_step(Market& market, const Rules& rules, const Step& step) {
  const std::span<const Process> all = schedule();
  for (std::size_t k = 0; k < all.size();) {
    if (all[k].scope == Scope::market) {
      run_process(all[k++], market, rules, step, {0, market.patients.count});
      continue;
    }
    std::size_t end = k;
    while (end < all.size() && all[end].scope == Scope::tile) ++end;
    for (std::uint32_t row = 0; row < market.patients.count; row += kTileRows) {
      const Rows rows{row, std::min(row + kTileRows, market.patients.count)};
      for (std::size_t p = k; p < end; ++p) run_process(all[p], market, rules, step, rows);
    }
    k = end;
  }
}

}  // namespace rapport
