// What one pass over people and one over their conditions sum up for the outcomes of a period.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/outcomes.h"
#include "engine/stratum_sums.h"
#include "engine/valuation.h"
#include "state/market.h"

namespace rapport {

/// Summed over everybody who lived in the period.
enum class OfTime : std::size_t {
  days,     ///< lived in the period
  quality,  ///< of those, times the quality weight (QA-1), 2^-24
  cents,    ///< paid for the person in the period
  size
};
using TimeSums = StratumSums<OfTime>;

/// Summed over people.
enum class OfPerson : std::size_t {
  alive,     ///< at the end of the period
  seen,      ///< of those, with two or more visits in the trailing year
  upc,       ///< of those, 2^-24
  coc,       ///< of those, 2^-24
  attached,  ///< alive at the end with a usual clinician
  tie_days,  ///< of those, days since their first contact
  trust,     ///< of those, 2^-24; so are the next four
  knowledge,
  consistency,
  mutuality,
  breadth,
  adults,       ///< alive at the end, 18 or older
  isolated,     ///< of those
  widowed,      ///< of those: lost a partner and has none
  followed,     ///< alive at the end with planned follow-ups
  out_of_care,  ///< of those, out of care
  uninsured,    ///< alive at the end
  on_medicaid,  ///< alive at the end
  older,        ///< alive at the end, 65 or over
  disabled,     ///< of those, with activities of daily living lost
  size
};
using PeopleSums = StratumSums<OfPerson>;

/// Summed over conditions that living people have at the end of the period.
enum class OfCondition : std::size_t {
  present,   ///< all
  control,   ///< 2^-24
  treated,   ///< with long-term medicines
  adherent,  ///< of those, PDC of 0.8 or more
  size
};
using ConditionSums = StratumSums<OfCondition>;

/// Summed over living people with one condition: all, and those of whom it is known.
enum class OfCase : std::size_t { present, known, size };
using CaseSums = StratumSums<OfCase>;

TimeSums sum_time(const Market& market, const outcomes::Params& params, std::int32_t from, std::int32_t to);

/// How states are summed: all in one heap, which is much quicker, or apart by stratum.
enum class Apart : bool { no, yes };
PeopleSums sum_people(const Market& market, std::int32_t day, Apart apart);
ConditionSums sum_conditions(const Market& market, Apart apart);
/// All 0 where no condition has that name.
CaseSums sum_cases(const Market& market, std::string_view condition, Apart apart);

// RE-4  Concentration of cost: sum of the k largest of c over sum of c, k = [s n]
//
//   c  cost of a person in the year   n  people who live at its end   s  share of people, [] to the nearest
//   Definition: as in [MEPSst533].
/// Cents of the dearest `share` of living people, over cents of all of them; at the end of a year.
Cell cost_of_dearest(const Market& market, double share);

/// Days that a person lived in [from, to).
std::int32_t days_lived(std::int32_t from, std::int32_t to, std::int32_t birth_day, std::int32_t death_day);

}  // namespace rapport
