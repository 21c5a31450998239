// What the engine needs of the world's data, as plain arrays: the readers of files fill it in.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/declare.h"
#include "state/references.h"

namespace rapport {

inline constexpr int kAges = 111;  ///< completed years 0 to 110; older people use the last row
inline constexpr int kSexes = 2;   ///< 0 female, 1 male
enum Sex : std::uint8_t { female = 0, male = 1 };
inline constexpr std::uint32_t kNobody = 0xffffffff;
using ByAge = std::array<double, kAges>;
using ByAgeSex = std::array<ByAge, kSexes>;  ///< [sex][age]

constexpr ByAge every_age(double value) {
  ByAge ages{};
  ages.fill(value);
  return ages;
}

/// What LR-1 takes from a model year on: survivors of later years are not those of the start.
struct LaterYears {
  int from_year = 0;  ///< since the start of the warm-up
  ByAgeSex mean_factor{};
  ByAgeSex acute_deaths{};
};
/// From which years on the reference run tells survivors apart; the first is the start.
inline constexpr std::array<int, 7> kReferenceYears{0, 1, 2, 4, 7, 12, 17};

struct ConditionFields {
#define CONDITION_FIELD(name, unit, lo, hi, about) double name = 0.0;
#include "state/conditions.params.def"
#undef CONDITION_FIELD
};

struct StateFields {
#define STATE_FIELD(name, unit, lo, hi, about) double name = 0.0;
#include "state/conditions.params.def"
#undef STATE_FIELD
};

/// From one state of a condition to another. hazard = per_year x exp(-control_effect (control - reference)).
struct Transition {
  std::uint8_t from = 0;
  std::uint8_t to = 0;
  double per_year = 0.0;
  double control_effect = 0.0;
};

/// A chronic condition as a state machine with a control in 0..1.
struct ConditionSpec {
  std::string name;
  std::uint32_t name_hash = 0;  ///< partner in addresses, so that adding a condition shifts nobody
  ConditionFields of;
  std::vector<std::string> state_names;
  std::vector<StateFields> states;
  std::vector<Transition> transitions;
  ByAge incidence_factor = every_age(1.0);  ///< learnt in the reference run (RF-3)
  double control_reference = 0.6;  ///< mean control in the reference run (EX-1); 0.6 before one was learnt
  ByAgeSex prevalence{};           ///< share of living people
  ByAgeSex incidence{};            ///< 1/year among those without it, from prevalence (DI-1)
};

/// A number that came from a table row rather than from a *.params.def entry, for `rapport params`.
struct SourcedNumber {
  std::string key;  ///< e.g. conditions.heart_failure.severe.mortality_ratio
  double value = 0.0;
  std::string unit;
  double sweep_lo = 0.0;
  double sweep_hi = 0.0;
  std::string evidence;
  std::string source;
  std::string target;  ///< of a calibrated number: the target it was set to reach
  std::string about;
};

/// A person whom the scenario names instead of having them drawn. `mother` and `partner` are places in the list.
struct GivenPerson {
  std::uint32_t number = 0;  ///< of the founder, hence the address of all that is drawn of the person
  std::uint8_t sex = 0;
  int age = 0;
  std::uint32_t household = 0;  ///< numbers without gaps from 0
  std::uint32_t mother = kNobody;
  std::uint32_t partner = kNobody;
};

struct Tables {
  ByAgeSex death_per_year{};                 ///< all-cause hazard, from the life table's yearly probability
  ByAgeSex population_share{};               ///< sums to 1
  ByAge births_per_year{};                   ///< per woman
  ByAge primary_care_visits{};               ///< per person-year, whole population
  ByAge specialist_visits{};                 ///< per person-year, whole population
  ByAge ed_visits{};                         ///< per person-year
  ByAge stays{};                             ///< per person-year
  std::vector<double> household_size_share;  ///< index 0 is one person; sums to 1
  std::array<double, 4> income_share{};      ///< <100, 100-199, 200-399, >=400 % of the poverty level
  /// [income][insurance]: private, medicare, medicaid, uninsured, other; under 65. Rows sum to 1.
  std::array<std::array<double, 5>, 4> insurance_by_income{};
  ByAgeSex frailty_mean_factor{};    ///< A(age, sex) of LR-1 from the start: mean of exp(eta) among survivors
  ByAgeSex acute_deaths_per_year{};  ///< expected deaths through hospital stays, per person-year (LR-1)
  std::vector<LaterYears> later_years;    ///< the same from later years on, in order
  ByAgeSex condition_ed_per_year{};       ///< expected emergency visits for modelled conditions (LR-2)
  ByAgeSex condition_stays_per_year{};    ///< expected stays for modelled conditions (LR-2)
  ByAge spending{};                       ///< USD per person-year, all kinds of care
  ByAgeSex modelled_usd_per_year{};       ///< expected cost of the kinds of care that are modelled (CT-1)
  References references;                  ///< means of the reference run (RF-2)
  std::vector<ConditionSpec> conditions;  ///< at most 64
  std::vector<SourcedNumber> numbers;     ///< every number above that is not a published table
  std::vector<GivenPerson> people;        ///< everybody at the start of every market; empty: they are drawn
};

}  // namespace rapport
