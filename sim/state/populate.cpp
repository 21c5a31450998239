// Synthesis of people: age, sex, household, income, traits, insurance; then conditions, clinicians and ties.
#include "state/populate.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "base/elementary.h"
#include "base/sample.h"
#include "state/disease_book.h"
#include "state/family_ties.h"
#include "state/households.h"

namespace rapport::population {

Lower trait_factor(const Params& params, bool& ok) {
  Lower sigma{};
  for (std::size_t i = 0; i < kTraits; ++i) sigma[i][i] = 1.0;
  sigma[frailty][income] = params.frailty_income_correlation;
  sigma[behaviour][income] = params.behaviour_income_correlation;
  sigma[behaviour][frailty] = params.behaviour_frailty_correlation;
  sigma[trust][behaviour] = params.trust_behaviour_correlation;
  sigma[instability][income] = params.instability_income_correlation;
  sigma[instability][frailty] = params.instability_frailty_correlation;
  Lower factor{};
  ok = true;
  for (std::size_t i = 0; i < kTraits; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = sigma[i][j];
      for (std::size_t k = 0; k < j; ++k) rest -= factor[i][k] * factor[j][k];
      ok = ok && (i != j || rest > 0.0);
      factor[i][j] =
          i == j ? std::sqrt(rest > 0.0 ? rest : 0.0) : (factor[j][j] > 0.0 ? rest / factor[j][j] : 0.0);
    }
  }
  return factor;
}

Traits traits_from(const Lower& factor, const Traits& independent) {
  Traits traits{};
  for (std::size_t i = 0; i < kTraits; ++i) {
    for (std::size_t j = 0; j <= i; ++j) traits[i] += factor[i][j] * independent[j];
  }
  return traits;
}

double propensity(const ConditionFields& condition, const Lower& factor, const Traits& traits, double own) {
  const Traits loading{condition.income_loading, condition.frailty_loading, condition.behaviour_loading, 0.0};
  double shared = 0.0;
  double variance = 0.0;
  for (std::size_t j = 0; j < kTraits; ++j) {
    double along = 0.0;
    for (std::size_t i = j; i < kTraits; ++i) along += loading[i] * factor[i][j];
    variance += along * along;
    shared += loading[j] * traits[j];
  }
  return shared + std::sqrt(variance < 1.0 ? 1.0 - variance : 0.0) * own;
}

Place place_of(const Params& params, const LuckKey& key) {
  const Words words = luck(key, Kind::market, 0, 0, 0, draws::place_mobility.address);
  const double m = params.place_mobility_sd, s = params.place_specialist_sd, r = params.place_correlation;
  const double mobile = normal(words[draws::place_mobility]);
  const double deprived = r * mobile + std::sqrt(1.0 - r * r) * normal(words[draws::place_deprivation]);
  return {elementary::exp(m * mobile - 0.5 * m * m), params.place_deprivation_sd * deprived,
          elementary::exp(s * normal(words[draws::place_specialists]) - 0.5 * s * s)};
}

double tie_years(std::uint32_t word, double end_per_year, double age_years) {
  const double years = exponential(word) / end_per_year;
  return years < age_years ? years : age_years;
}

std::uint32_t clinician_count(std::uint32_t people, const Params& params) {
  const double heads = people / params.people_per_fte / params.fte_per_clinician;
  return heads < 1.0 ? 1U : static_cast<std::uint32_t>(heads + 0.5);
}

double clinician_scope(double z, double typical, double sd) {
  return elementary::logistic(elementary::logit(typical) + sd * z);
}

double clinician_competence(std::uint32_t word, double sd) { return lognormal_mean_one(word, sd); }

Insurance insurance_for(const Tables& tables, int age, std::uint8_t income_group, std::uint32_t word) {
  if (age >= 65) return Insurance::medicare;
  const auto& shares = tables.insurance_by_income[income_group];
  std::array<double, kInsurances> cumulative{};
  std::partial_sum(shares.begin(), shares.end(), cumulative.begin());
  return static_cast<Insurance>(pick(std::span<const double>(cumulative), word));
}

namespace {

constexpr std::size_t kLifeRows = static_cast<std::size_t>(kSexes) * kAges;

std::uint32_t synth(const Market& market, std::uint64_t id, std::uint32_t partner, DrawId draw) {
  return word(market.luck, id, partner, 0, draw);
}

std::uint8_t income_group(const Tables& tables, double z) {
  double below = 0.0;
  std::uint8_t group = 0;
  for (std::size_t g = 0; g + 1 < tables.income_share.size(); ++g) {
    below += tables.income_share[g];
    group = static_cast<std::uint8_t>(group + (z > elementary::normal_quantile(below)));
  }
  return group;
}

/// Rows to lay out for each condition: somewhat more than prevalence makes expect.
std::vector<std::uint32_t> expected_rows(const Tables& tables, std::uint32_t people) {
  std::vector<std::uint32_t> rows;
  for (const ConditionSpec& spec : tables.conditions) {
    double share = 0.0;
    for (std::size_t row = 0; row < kLifeRows; ++row) {
      share += tables.population_share[row / kAges][row % kAges] * spec.prevalence[row / kAges][row % kAges];
    }
    rows.push_back(static_cast<std::uint32_t>(share * people * 1.08) + 64);
  }
  return rows;
}

std::vector<Founder> draw_founders(const LuckKey& key, const Tables& tables, std::uint32_t people) {
  std::array<double, kLifeRows> cumulative{};
  double sum = 0.0;
  for (std::size_t row = 0; row < kLifeRows; ++row) {
    sum += tables.population_share[row / kAges][row % kAges];
    cumulative[row] = sum;
  }
  std::vector<Founder> founders(people);
  for (std::uint32_t i = 0; i < people; ++i) {
    const std::uint64_t id = static_cast<std::uint64_t>(i + 1) << 40;
    const auto row = pick(std::span<const double>(cumulative), word(key, id, 0, 0, draws::synth_age));
    const int age = static_cast<int>(row % kAges);
    founders[i] = {.id = id,
                   .sex = static_cast<std::uint8_t>(row / kAges),
                   .age = age,
                   .birth_day = birth_day_of(key, id, age)};
  }
  return founders;
}

/// Those that the scenario names, else drawn ones in households.
std::vector<Founder> founders_of(const LuckKey& key, const Tables& tables, const Params& params,
                                 std::uint32_t people) {
  if (!tables.people.empty()) return founders_as_given(key, tables.people);
  std::vector<Founder> founders = draw_founders(key, tables, people);
  form_households(key, tables, params, founders);
  return founders;
}

/// One row that begins: `base` is where the rows and `homes` where the household numbers of the vector start.
struct Beginning {
  std::uint32_t base;
  std::uint32_t homes;
  std::int32_t day;
};

std::uint32_t link_to(std::uint32_t row, std::uint32_t base) { return row == kNobody ? kNobody : base + row; }

void write_person(Market& market, const Tables& tables, const Founder& founder, const Traits& traits,
                  const Beginning& at, std::uint32_t i) {
  Patients& people = market.patients;
#define COLUMN(type, name, ...) people.name[i] = type{};
#include "state/patients.columns.def"
#undef COLUMN
  people.id[i] = founder.id;
  people.birth_day[i] = at.day + founder.birth_day;
  people.death_day[i] = kNever;
  people.alive[i] = 1;
  people.sex[i] = founder.sex;
  people.income[i] = income_group(tables, traits[income]);
  people.insurance[i] = static_cast<std::uint32_t>(insurance_for(
      tables, founder.age, people.income[i], synth(market, founder.id, 0, draws::synth_insurance)));
  people.life_row[i] = static_cast<std::uint16_t>(founder.sex * kAges + founder.age);
  people.stratum[i] =
      cell_of({founder.sex, founder.age, people.income[i], people.insurance[i], people.isolated[i]});
  people.household[i] = at.homes + founder.household;
  people.mother[i] = link_to(founder.mother, at.base);
  people.partner[i] = link_to(founder.partner, at.base);
  people.usual_slot[i] = kNoSlot;
  people.last_seen[i] = kNoClinician;
  people.usual_trust[i] = kNoTrust;
  people.frailty[i] = static_cast<float>(traits[frailty]);
  people.moment_frailty[i] = people.frailty[i];
  people.behaviour[i] = static_cast<float>(traits[behaviour]);
  people.disposition[i] = static_cast<float>(traits[trust]);
  people.instability[i] = static_cast<float>(traits[instability]);
  people.discharge_day[i] = at.day - kDaysPerYear;
  people.stay_cause[i] = kOtherCause;
  people.bereaved_week[i] = kNeverBereaved;
}

/// Returns the latent income of each founder, which is the household head's.
std::vector<double> write_people(Market& market, const Tables& tables, const Lower& factor,
                                 const std::vector<Founder>& founders, const Beginning& at) {
  std::vector<double> latent_income(founders.size());
  double household_income = 0.0;
  for (std::uint32_t k = 0; k < founders.size(); ++k) {
    const Founder& founder = founders[k];
    const bool heads = k == 0 || founders[k - 1].household != founder.household;
    if (heads)
      household_income = normal(synth(market, founder.id, 0, draws::synth_income)) - market.place.deprivation;
    const Traits traits =
        traits_from(factor, {household_income, normal(synth(market, founder.id, 0, draws::synth_frailty)),
                             normal(synth(market, founder.id, 0, draws::synth_behaviour)),
                             normal(synth(market, founder.id, 0, draws::synth_trust)),
                             normal(synth(market, founder.id, 0, draws::synth_instability))});
    latent_income[k] = household_income;
    write_person(market, tables, founder, traits, at, at.base + k);
    market.clear_tie(market.tie_row(0, at.base + k));
  }
  return latent_income;
}

void start_condition(Market& market, const Tables& tables, std::size_t c, std::uint32_t person) {
  const ConditionSpec& spec = tables.conditions[c];
  std::vector<double> cumulative;
  for (const StateFields& state : spec.states) {
    cumulative.push_back(state.start_share + (cumulative.empty() ? 0.0 : cumulative.back()));
  }
  const std::uint64_t id = market.patients.id[person];
  const auto state =
      pick(std::span<const double>(cumulative), synth(market, id, spec.name_hash, draws::synth_state));
  const auto row = open_condition(market, c, person, static_cast<std::uint8_t>(state));
  const double spread = 0.5 * (uniform(synth(market, id, spec.name_hash, draws::synth_control)) - 0.5);
  const double width = spec.of.control_ceiling - spec.of.control_floor;
  const double start = spec.control_reference + spread * width;
  market.conditions[c].control[row] =
      static_cast<float>(std::clamp(start, spec.of.control_floor, spec.of.control_ceiling));
}

void write_conditions(Market& market, const Tables& tables, const Lower& factor,
                      const std::vector<double>& latent_income, const Beginning& at) {
  for (std::size_t c = 0; c < tables.conditions.size(); ++c) {
    const ConditionSpec& spec = tables.conditions[c];
    for (std::uint32_t i = at.base; i < market.patients.count; ++i) {
      const Patients& people = market.patients;
      const double p = spec.prevalence[people.sex[i]][people.life_row[i] % kAges];
      if (p <= 0.0) continue;
      const Traits traits{latent_income[i - at.base], people.frailty[i], people.behaviour[i],
                          people.disposition[i], 0.0};
      const double own = normal(synth(market, people.id[i], spec.name_hash, draws::synth_condition));
      const double u = propensity(spec.of, factor, traits, own);
      if (p >= 1.0 || u > -elementary::normal_quantile(p)) start_condition(market, tables, c, i);
    }
  }
}

void write_staff(Market& market, const Params& params) {
  Clinicians& staff = market.clinicians;
  Practices& practices = market.practices;
  const double fte = market.patients.count / params.people_per_fte / staff.count;
  for (std::uint32_t p = 0; p < practices.count; ++p) {
    practices.id[p] = p;
    practices.hired[p] = kNobody;
    practices.first_clinician[p] = staff.count * p / practices.count;
    practices.clinicians[p] = staff.count * (p + 1) / practices.count - practices.first_clinician[p];
    for (std::uint32_t seat = 0; seat < practices.clinicians[p]; ++seat) {
      const std::uint32_t row = practices.first_clinician[p] + seat;
      staff.id[row] = p << 20 | seat << 10;
      staff.practice[row] = p;
      staff.fte[row] = static_cast<float>(fte);
      staff.empathy[row] = static_cast<float>(params.empathy_sd *
                                              normal(synth(market, staff.id[row], 0, draws::synth_empathy)));
      staff.skill[row] =
          static_cast<float>(params.skill_sd * normal(synth(market, staff.id[row], 0, draws::synth_skill)));
      staff.scope[row] =
          static_cast<float>(clinician_scope(normal(synth(market, staff.id[row], 0, draws::synth_scope)),
                                             params.scope_typical, params.scope_sd));
      staff.competence[row] = static_cast<float>(clinician_competence(
          synth(market, staff.id[row], 0, draws::synth_competence), params.competence_sd));
    }
  }
}

/// One clinician a household; each member has the tie with the published chance. Its years are LH-1.
void write_ties(Market& market, const Params& params) {
  const Patients& people = market.patients;
  std::uint32_t doctor = 0;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const std::uint64_t id = people.id[i];
    const bool heads = i == 0 || people.household[i - 1] != people.household[i];
    if (heads) doctor = below(synth(market, id, 0, draws::synth_clinician), market.clinicians.count);
    const int age = people.life_row[i] % kAges;
    const double share = age >= 18 ? params.attached_adult_share : params.attached_child_share;
    if (!happens(synth(market, id, 0, draws::synth_attached), share)) continue;
    const std::size_t tie = market.tie_row(0, i);
    market.ties.clinician[tie] = market.clinicians.id[doctor];
    market.ties.last_week[tie] = -1;
    market.patients.usual_slot[i] = 0;
  }
}

/// The same outside for all markets of a replicate: a key that no market has.
std::shared_ptr<const OutsidePool> outside_pool(const Tables& tables, const Params& params, LuckKey key) {
  constexpr std::uint32_t kPeople = 4000, kOutside = (1U << 20) - 1;
  key.market = kOutside;
  auto pool = std::make_shared<OutsidePool>();
  pool->people = draw_founders(key, tables, kPeople);
  form_households(key, tables, params, pool->people);
  for (std::uint32_t row = 0; row < kPeople; ++row) {
    if (row == 0 || pool->people[row - 1].household != pool->people[row].household)
      pool->first.push_back(row);
  }
  pool->first.push_back(kPeople);
  return pool;
}

}  // namespace

std::uint32_t settle(Market& market, const Params& params, const std::vector<Founder>& founders,
                     std::int32_t day) {
  const auto extra = static_cast<std::uint32_t>(founders.size());
  market.make_room_for_people(extra);
  const Beginning at{market.patients.count, market.households, day};
  if (founders.empty()) return at.base;
  market.patients.count += extra;
  market.households += founders.back().household + 1;
  bool definite = false;
  const Lower factor = trait_factor(params, definite);
  assert(definite);
  const std::vector<double> latent_income = write_people(market, *market.tables, factor, founders, at);
  write_family_ties(market, params, at.base);
  write_conditions(market, *market.tables, factor, latent_income, at);
  return at.base;
}

void populate(Market& market, const Tables& tables, const Params& params, const LuckKey& luck,
              std::uint32_t wanted) {
  market.tables = &tables;
  market.luck = luck;
  market.place = place_of(params, luck);
  const std::vector<Founder> founders = founders_of(luck, tables, params, wanted);
  const auto people = static_cast<std::uint32_t>(founders.size());
  const std::uint32_t clinicians = clinician_count(people, params);
  const auto practices =
      static_cast<std::uint32_t>(std::max(1.0, clinicians / params.clinicians_per_practice + 0.5));
  const std::uint32_t places = std::min(practices, clinicians);
  market.reserve({people + people / 32 + 64, clinicians + places, places, people / 24 + 256,
                  people / 16 + 256, expected_rows(tables, people), people / 8 + 64});
  market.clinicians.count = clinicians;
  market.practices.count = market.practices.capacity;
  market.outside = outside_pool(tables, params, luck);
  market.founders = people;
  settle(market, params, founders, 0);
  write_staff(market, params);
  write_ties(market, params);
}

}  // namespace rapport::population
