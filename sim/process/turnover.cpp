// Seat by seat: somebody leaves, a locum holds the place, a successor comes.
#include "process/turnover.h"

#include <algorithm>

#include "base/probability.h"
#include "base/sample.h"
#include "state/ledger.h"
#include "state/populate.h"
#include "state/relationships.h"

namespace rapport::turnover {

namespace {

/// Successors of one seat are numbered 0 to 1023; then numbers begin again, when nobody has a tie with 0.
constexpr std::uint32_t kSuccessors = 1024;
constexpr double kLongestTenure = 40.0;
constexpr double kLeastHazard = 1e-9;  ///< where nobody ever leaves, tenures are long, not infinite

std::uint32_t next_in_seat(std::uint32_t id) {
  return (id & ~(kSuccessors - 1)) | ((id + 1) & (kSuccessors - 1));
}

double drawn_entry_age(std::uint32_t word, const Params& params) {
  return params.entry_age_low + (params.entry_age_high - params.entry_age_low) * uniform(word);
}

std::int32_t days(double years) { return static_cast<std::int32_t>(years * kDaysPerYear); }

/// The four parts of a stationary tenure: years before retirement age, survival to it, mean years before and
/// after it.
struct Career {
  double early_years;
  double survival;
  double before;
  double after;
};

Career career(double entry_age, const Params& p) {
  const double h1 = std::max(p.leave_per_year, kLeastHazard);
  const double h2 = std::max(p.retire_per_year, kLeastHazard);
  const double early = std::max(p.retirement_age - entry_age, 0.0);
  const double survival = elementary::exp(-h1 * early);
  return {early, survival, -elementary::expm1(-h1 * early) / h1, survival / h2};
}

/// A new person in the seat: traits from the luck of the new identifier.
void seat(Market& market, std::uint32_t k, const Newcomer& newcomer, const Params& params, std::int32_t day) {
  Clinicians& staff = market.clinicians;
  const Words words = luck(market.luck, Kind::clinician, staff.id[k], 0, 0, draws::successor_empathy.address);
  staff.empathy[k] = static_cast<float>(newcomer.empathy_sd * normal(words[draws::successor_empathy]));
  staff.skill[k] = static_cast<float>(newcomer.skill_sd * normal(words[draws::successor_skill]));
  staff.vulnerability[k] =
      static_cast<float>(newcomer.vulnerability_sd * normal(words[draws::clinician_vulnerability]));
  const Words more = luck(market.luck, Kind::clinician, staff.id[k], 0, 0, draws::successor_scope.address);
  staff.scope[k] = static_cast<float>(population::clinician_scope(normal(more[draws::successor_scope]),
                                                                  newcomer.scope_typical, newcomer.scope_sd));
  staff.competence[k] = static_cast<float>(
      population::clinician_competence(more[draws::successor_competence], newcomer.competence_sd));
  staff.birth_day[k] = day - days(drawn_entry_age(words[draws::clinician_entry], params));
  const double level =
      elementary::logistic(newcomer.strain_logit + static_cast<double>(staff.vulnerability[k]));
  staff.strain[k] = static_cast<float>(level);
  staff.exhaustion[k] = static_cast<float>(level);
  staff.burned_out[k] = 0;
  staff.burned_out_single[k] = 0;
}

void leave(Market& market, std::uint32_t k, const Params& params, const Newcomer& newcomer,
           const Step& step) {
  Clinicians& staff = market.clinicians;
  end_all_ties(market, staff.id[k], step.first_day);
  const std::uint32_t drawn = word(market.luck, staff.id[k], 0, step.index, draws::search_time);
  staff.vacant_until[k] = std::max(step.first_day + days(vacancy_years(exponential(drawn), params)), 1);
  staff.present[k] = staff.fte[k] * static_cast<float>(params.locum_share);
  staff.panel_open[k] = 0;
  staff.id[k] = next_in_seat(staff.id[k]);
  seat(market, k, newcomer, params, step.first_day);
  market.add_unstratified(Counter::clinician_exits);
}

void take_up(Market& market, std::uint32_t k, const Params& params, const Newcomer& newcomer,
             const Step& step) {
  Clinicians& staff = market.clinicians;
  end_all_ties(market, staff.id[k], step.first_day);
  staff.vacant_until[k] = 0;
  staff.present[k] = staff.fte[k];
  staff.panel_open[k] = 1;
  staff.id[k] = next_in_seat(staff.id[k]);
  seat(market, k, newcomer, params, step.first_day);
  post(market, practice_entity(staff.practice[k]), Account::practice_cost, Entity::staff,
       Account::staff_income, cents_from_usd(params.hire_usd));
}

bool leaves(const Market& market, std::uint32_t k, const Params& params, const Step& step) {
  const Clinicians& staff = market.clinicians;
  const double age = (step.first_day - staff.birth_day[k]) / static_cast<double>(kDaysPerYear);
  const double hazard = exit_hazard(age, staff.burned_out[k] != 0, market.tables->references, params);
  const double years = step.days / static_cast<double>(kDaysPerYear);
  return happens(word(market.luck, staff.id[k], 0, step.index, draws::clinician_leaves),
                 rate_to_probability(hazard, years));
}

}  // namespace

double tenure_years(double uniform, double entry_age, const Params& p) {
  const Career of = career(entry_age, p);
  const double reached = uniform * (of.before + of.after);
  const double h1 = std::max(p.leave_per_year, kLeastHazard);
  const double h2 = std::max(p.retire_per_year, kLeastHazard);
  const double years = reached < of.before
                           ? -elementary::log1p(-h1 * reached) / h1
                           : of.early_years - elementary::log1p(-(reached - of.before) / of.after) / h2;
  return std::min(years, kLongestTenure);
}

double stationary_hazard(double entry_age, const Params& p) {
  const Career of = career(entry_age, p);
  return 1.0 / (of.before + of.after);
}

void begin(Market& market, const Params& params, double vulnerability_sd) {
  Clinicians& staff = market.clinicians;
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    const Words words = luck(market.luck, Kind::clinician, staff.id[k], 0, 0, draws::clinician_entry.address);
    const double entry = drawn_entry_age(words[draws::clinician_entry], params);
    const double tenure =
        tenure_years(uniform(word(market.luck, staff.id[k], 0, 0, draws::clinician_tenure)), entry, params);
    staff.birth_day[k] = -days(entry + tenure);
    staff.vulnerability[k] =
        static_cast<float>(vulnerability_sd * normal(words[draws::clinician_vulnerability]));
    staff.present[k] = staff.fte[k];
    staff.panel_open[k] = 1;
  }
}

void turn_over(Market& market, const Params& params, const Newcomer& newcomer, const Step& step) {
  Clinicians& staff = market.clinicians;
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    if (staff.fte[k] == 0.0F) continue;  // a seat that nobody is hired for
    const bool vacant = staff.vacant_until[k] != 0;
    // To the nearest step, so that vacancies are no longer at long steps than at short ones.
    const bool due = staff.vacant_until[k] <= step.first_day + step.days / 2;
    if (vacant && due) take_up(market, k, params, newcomer, step);
    if (!vacant && leaves(market, k, params, step)) leave(market, k, params, newcomer, step);
    market.add_unstratified(Counter::seat_days, step.days);
    if (staff.vacant_until[k] != 0) market.add_unstratified(Counter::vacant_days, step.days);
  }
}

}  // namespace rapport::turnover
