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
      C::patients_follow_ups};
}

std::vector<Column> all_of_encounters() {
  return {
#define COLUMN(type, name, ...) C::encounters_##name,
#include "state/encounters.columns.def"
#undef COLUMN
  };
}

std::vector<Column> joined(std::vector<Column> a, const std::vector<Column>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

const std::vector<Column> kDeath{C::patients_alive,         C::patients_death_day, C::patients_partner,
                                 C::patients_bereaved_week, C::clinicians_panel,   C::counters};
const std::vector<Column> kBill{C::services_person, C::services_kind, C::services_days, C::counters};
const std::vector<Column> kQueue{C::requests_person, C::requests_asked_day, C::requests_kind,
                                 C::requests_number};
const std::vector<Column> kMinutes{C::clinicians_minutes_open, C::clinicians_minutes_used,
                                   C::clinicians_minutes_carry};

/// Everything that is named by rows of people.
std::vector<Column> all_of_rows() {
  return joined(joined(joined(all_of_people(), all_of_conditions()), joined(kQueue, all_of_encounters())),
                kBill);
}

/// What a tie that ends takes with it.
const std::vector<Column> kTieLost{C::ties_clinician,
                                   C::ties_trust,
                                   C::ties_knowledge,
                                   C::ties_consistency,
                                   C::ties_last_day,
                                   C::ties_contacts,
                                   C::patients_usual_slot,
                                   C::patients_usual_trust,
                                   C::patients_other_contacts,
                                   C::clinicians_panel,
                                   C::counters};

std::vector<Process> make_schedule() {
  return {
      {"calendar",
       "",
       Scope::tile,
       {C::patients_birth_day, C::patients_sex},
       {C::patients_life_row, C::patients_stratum, C::patients_insurance},
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
         if (first < m.patients.count) start_newcomers(m, r.params, first);
       }},
      {"practice",
       "PP-1 PP-2",
       Scope::market,
       {C::clinicians_fte},
       {C::practices_visit_minutes, C::practices_panel_limit},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         practice::configure(m, r.contract, r.params.practice, r.params.population.people_per_fte, s);
       }},
      {"onset",
       "DI-1 DI-2",
       Scope::market,
       {C::patients_alive, C::patients_life_row, C::patients_frailty, C::patients_behaviour},
       all_of_conditions(),
       [](Market& m, const Rules& r, const Step& s, Rows) { disease::fall_ill(m, r.params.disease, s); }},
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
        C::conditions_owner},
       {C::conditions_stopped, C::conditions_taking, C::conditions_pdc, C::counters},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         adherence::take_medicines(m, r.params.adherence, prices::coinsurance(r.params.prices), s);
       }},
      {"control",
       "CO-1",
       Scope::market,
       {C::conditions_taking},
       {C::conditions_control},
       [](Market& m, const Rules& r, const Step& s, Rows) { control::relax(m, r.params.control, s); }},
      {"medicines paid",
       "PR-3",
       Scope::market,
       {C::conditions_taking, C::patients_insurance},
       {C::ledger, C::counters},
       [](Market& m, const Rules& r, const Step& s, Rows) { settle::medicines(m, r.params.prices, s); }},
      {"needs",
       "LR-2 NE-1 NE-2",
       Scope::market,
       {C::patients_alive, C::patients_life_row, C::patients_frailty, C::patients_follow_ups,
        C::patients_discharge_day},
       joined(kQueue, {C::patients_agenda, C::counters}),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         needs::arise(m, r.params.needs, r.params.encounter.agenda_ceiling, s);
       }},
      {"scheduling",
       "AC-1 AC-2 AC-3",
       Scope::market,
       {C::patients_usual_slot, C::patients_usual_trust, C::practices_visit_minutes,
        C::practices_panel_limit},
       joined(joined(kQueue, kBill), joined(kMinutes, all_of_encounters())),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         access::schedule(m, r.params.access, r.params.practice.face_minutes_per_week, s);
       }},
      {"encounters",
       "EN-1 EN-2 EN-3 EN-4 EN-5",
       Scope::market,
       {C::clinicians_empathy, C::clinicians_skill, C::patients_disposition, C::patients_condition_minutes},
       {C::encounters_slot,
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
        C::ties_clinician,
        C::ties_trust,
        C::ties_knowledge,
        C::ties_consistency,
        C::ties_start_day,
        C::ties_last_day,
        C::ties_contacts,
        C::clinicians_panel,
        C::counters},
       [](Market& m, const Rules& r, const Step& s, Rows) { encounter::hold(m, r.params.encounter, s); }},
      {"trust",
       "TR-1 TR-2",
       Scope::market,
       {C::encounters_quality, C::encounters_slot},
       {C::ties_trust, C::patients_usual_trust},
       [](Market& m, const Rules& r, const Step&, Rows) { trust::learn(m, r.params.trust); }},
      {"knowledge",
       "KN-1",
       Scope::market,
       {C::encounters_slot},
       {C::ties_knowledge},
       [](Market& m, const Rules& r, const Step&, Rows) { knowledge::learn(m, r.params.knowledge); }},
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
       {C::ledger, C::counters},
       [](Market& m, const Rules& r, const Step&, Rows) { settle::visits(m, r.contract, r.params.prices); }},
      {"specialists",
       "SP-1 SP-2",
       Scope::market,
       {C::patients_life_row, C::patients_discharge_day, C::conditions_owner},
       joined(kBill, {C::patients_specialist_heart_lung, C::patients_specialist_metabolic,
                      C::patients_specialist_mind, C::patients_specialist_joints,
                      C::patients_specialist_oncology, C::patients_specialist_general}),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         specialists::visit(m, r.params.specialists, s);
       }},
      {"exacerbations",
       "EX-1 ES-1 ES-2 ES-3 ED-1 HO-1 HO-2",
       Scope::market,
       {C::conditions_control, C::conditions_state, C::patients_moment_frailty, C::patients_frailty,
        C::patients_usual_trust, C::ties_knowledge},
       joined(joined(kBill, kDeath), {C::patients_discharge_day}),
       [](Market& m, const Rules& r, const Step& s, Rows) {
         acute::exacerbate(m, r.params.acute,
                           {r.params.control.hazard_ceiling, r.params.control.effect_scale}, s);
       }},
      {"background events",
       "LR-2 AE-1 HO-1 HO-2",
       Scope::market,
       {C::patients_life_row, C::patients_moment_frailty},
       joined(joined(kBill, kDeath), {C::patients_discharge_day}),
       [](Market& m, const Rules& r, const Step& s, Rows) { acute::strike(m, r.params.acute, s); }},
      {"services paid",
       "PR-2 PR-3",
       Scope::market,
       {C::services_person, C::services_kind, C::services_days},
       {C::ledger, C::counters, C::services_person, C::services_kind, C::services_days},
       [](Market& m, const Rules& r, const Step&, Rows) {
         settle::services(m, r.params.prices, r.params.acute.stay_days_mean);
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
        C::patients_other_contacts},
       [](Market& m, const Rules&, const Step& s, Rows) { consistency::attribute(m, s); }},
      {"contracts settled",
       "PA-2 PA-3 PP-3",
       Scope::market,
       {C::patients_usual_slot, C::patients_insurance, C::clinicians_fte},
       {C::ledger, C::counters},
       [](Market& m, const Rules& r, const Step& s, Rows) {
         settle::period(m, r.contract, r.params.practice, s);
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
