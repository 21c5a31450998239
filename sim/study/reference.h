// Learning the reference of a profile: what deaths, emergency visits and stays the modelled conditions bring
// about at each age, the mean factor of survivors (RF-1), and the means that effects are centred on (RF-2).
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "scenario/scenario.h"
#include "study/reference_means.h"
#include "study/study.h"

namespace rapport {

// RF-1  Reference of a profile, by sex and age band
//
//     A = mean of exp(eta) over person-periods of survivors,   D, E = events of the run / person-years
//
//   A and D by stretches of years from the start of the warm-up (LR-1), E over the years after it;
//   learnt from the base scenario over its years after the warm-up, in rounds: each round runs with the
//   reference of the round before, the first with A = 1 and D = E = 0. Frozen for all arms. Form: model
//   trap 2.
struct ReferenceBand {
  int age_lo;
  int age_hi;
};
inline constexpr std::array<ReferenceBand, 21> kReferenceBands{
    {{0, 0},   {1, 4},   {5, 9},   {10, 14}, {15, 19}, {20, 24}, {25, 29},
     {30, 34}, {35, 39}, {40, 44}, {45, 49}, {50, 54}, {55, 59}, {60, 64},
     {65, 69}, {70, 74}, {75, 79}, {80, 84}, {85, 89}, {90, 94}, {95, 120}}};

struct ReferenceSums {
  double person_years = 0.0;
  double factor_years = 0.0;  ///< person-years weighted with exp(eta)
  double hospital_deaths = 0.0;
  double condition_ed_visits = 0.0;
  double condition_stays = 0.0;
  double modelled_usd = 0.0;  ///< bills but those for other care
};
using ReferenceTable = std::array<std::array<ReferenceSums, kReferenceBands.size()>, kSexes>;

// RF-3  Incidence that keeps prevalence where its table has it
//
//     m' = m p / q
//
//   m  factor on DI-1 by age band, 1 before the first round   p  prevalence of the table at the ages of those
//   who live   q  their prevalence, over the years after the warm-up. Form: fixed-point iteration, a step a
//   round. DI-1 and DI-4 leave out what conditions do to each other's survivors; this makes up for it.
struct CaseYears {
  double present = 0.0;
  double expected = 0.0;
};
inline constexpr std::array<ReferenceBand, 6> kIncidenceBands{
    {{0, 17}, {18, 44}, {45, 64}, {65, 74}, {75, 84}, {85, 120}}};
using CaseTable = std::vector<std::array<CaseYears, kIncidenceBands.size()>>;  ///< by condition

/// All that one round teaches.
struct Reference {
  ReferenceTable ages{};                                           ///< years after the warm-up
  std::array<ReferenceTable, kReferenceYears.size()> stretches{};  ///< by kReferenceYears, from the start
  CaseTable cases;
  MeanSums means;
};

/// Tables as before any learning.
void forget_reference(Tables& tables);

/// One round: `plan` has one arm, the base scenario with the reference so far in its tables. Deaths are learnt over
/// `years` after the warm-up, or the scenario's if it has more; all else over the scenario's.
Reference learn_reference(const StudyPlan& plan, std::int64_t years, const Progress& progress = {});

/// Puts what was learnt into tables, as the reader of the CSV would.
void apply_reference(const Reference& learnt, Tables& tables);

/// The CSV: quantity,sex,age_lo,age_hi,value; `tables` are those that it was applied to.
std::string reference_csv(const Reference& learnt, const Tables& tables);

}  // namespace rapport
