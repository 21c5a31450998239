// Starting relationships and habits.
#include "engine/initial_ties.h"

#include <algorithm>

#include "base/sample.h"
#include "state/disease_book.h"
#include "state/populate.h"
#include "state/relationships.h"

namespace rapport {

namespace {

double visits_per_year(const Market& market, const ModelParams& params, std::uint32_t person) {
  const double b = params.needs.frailty_effect, z = market.patients.frailty[person];
  const double acute = market.rates->acute_needs[market.patients.life_row[person]];
  return acute * elementary::exp(b * z - 0.5 * b * b) + market.patients.follow_ups[person] / kRateScale;
}

/// Chance that a draw of coverage by income is not that of another such draw.
double redraw_changes(const Market& market, std::uint8_t income) {
  double same = 0.0;
  for (const double share : market.tables->insurance_by_income[income]) same += share * share;
  return 1.0 - same;
}

double felt_quality(double disposition, const ModelParams& params) {
  return encounter::quality(params.encounter.disposition_effect * disposition, params.encounter);
}

}  // namespace

double unsettled_tie_ends(double factor, double changes, double income_group, bool under_65,
                          const instability::Params& p) {
  const double coverage =
      p.coverage_per_year * elementary::exp(-p.coverage_income_effect * (income_group - 1.5));
  return factor * (p.upheaval_per_year * p.upheaval_loses_doctor +
                   (under_65 ? coverage * changes * p.coverage_loses_doctor : 0.0) +
                   p.move_per_year * p.move_loses_doctor + p.departure_per_year);
}

double tie_end_hazard(double exits, double settled_trust, double unsettled, const panels::Params& p,
                      const References& ref) {
  const double left = p.leave_per_year * elementary::exp(-p.leave_trust_effect * (settled_trust - ref.trust));
  return std::max(1e-3, exits + std::min(p.leave_ceiling, left) + unsettled);
}

namespace {

/// LH-1 for one person whose trust goes to `settled_trust`.
double own_tie_end_hazard(const Market& market, const ModelParams& params, double exits, double settled_trust,
                          std::uint32_t person) {
  const Patients& people = market.patients;
  const double c = params.instability.trait_effect, z = people.instability[person];
  const double factor = market.place.mobility * elementary::exp(c * z - 0.5 * c * c);
  const bool young = people.life_row[person] % kAges < 65;
  const double unsettled = unsettled_tie_ends(factor, redraw_changes(market, people.income[person]),
                                              people.income[person], young, params.instability);
  return tie_end_hazard(exits, settled_trust, unsettled, params.panels, market.tables->references);
}

/// Contacts of the trailing year, drawn once and dealt to the four quarters in turn.
std::uint32_t trailing_contacts(std::uint32_t luck_word, double visits) {
  const int count = poisson_count(luck_word, visits < 100.0 ? visits : 100.0);
  std::uint32_t packed = 0;
  for (int k = 0; k < count; ++k) packed += 1U << (8 * (k % 4));
  return packed;
}

/// What relaxes from `from` to `settled` at `rate` [1/year] is after `years`.
double built_up(double from, double settled, double rate, double years) {
  return settled + (from - settled) * elementary::exp(-rate * years);
}

/// `exits` [1/year]: clinicians who leave.
void start_tie(Market& market, const ModelParams& params, double exits, std::uint32_t person) {
  const std::size_t tie = market.tie_row(0, person);
  const std::uint64_t id = market.patients.id[person];
  const double lived = -market.patients.birth_day[person] / static_cast<double>(kDaysPerYear);
  const double all = visits_per_year(market, params, person);
  const double own = all * market.tables->references.own_share;
  const double general = market.patients.general_trust[person];
  const double quality = felt_quality(market.patients.disposition[person], params);
  const double eta = params.trust.gain * (quality >= general ? 1.0 : params.trust.loss_ratio);
  const double trusting = eta * own + params.trust.decay_per_year;
  const auto settled = [](double in, double rate) { return rate > 0.0 ? in / rate : 0.0; };
  const double trust = trusting > 0.0
                           ? settled(eta * own * quality + params.trust.decay_per_year * general, trusting)
                           : general;
  const std::uint32_t how_long = word(market.luck, id, 0, 0, draws::synth_duration);
  const double years =
      population::tie_years(how_long, own_tie_end_hazard(market, params, exits, trust, person), lived);
  market.ties.start_week[tie] = week_of(-static_cast<std::int32_t>(years * kDaysPerYear));
  const double knowing = params.knowledge.gain * own + params.knowledge.fading_per_year;
  const double keeping = params.consistency.gain * all + params.consistency.fading_per_year;
  market.ties.trust[tie] = static_cast<float>(built_up(general, trust, trusting, years));
  market.ties.knowledge[tie] =
      static_cast<float>(built_up(0.0, settled(params.knowledge.gain * own, knowing), knowing, years));
  market.ties.consistency[tie] =
      static_cast<float>(built_up(0.0, settled(params.consistency.gain * own, keeping), keeping, years));
  const References& ref = market.tables->references;
  market.ties.mutuality[tie] =
      static_cast<float>(built_up(0.0, ref.mutuality, params.mutuality.gain * own, years));
  market.ties.breadth[tie] =
      static_cast<float>(built_up(0.0, ref.breadth, params.comprehensiveness.gain * own, years));
  market.patients.charted[person] = market.ties.knowledge[tie];
  const std::uint32_t drawn = word(market.luck, id, 0, 0, draws::synth_contacts);
  market.ties.contacts[tie] = trailing_contacts(drawn, years < 1.0 ? own * years : own);
  market.patients.usual_trust[person] = market.ties.trust[tie];
}

/// Rows of people from `first` on, who came last, stand at the end of a list.
std::uint32_t first_row_of(const ConditionList& list, std::uint32_t first) {
  std::uint32_t row = list.count;
  while (row > 0 && list.owner[row - 1] >= first) --row;
  return row;
}

}  // namespace

void start_ties(Market& market, const ModelParams& params, std::uint32_t first) {
  Patients& people = market.patients;
  const turnover::Params& leaving = params.turnover;
  const double exits =
      turnover::stationary_hazard(0.5 * (leaving.entry_age_low + leaving.entry_age_high), leaving);
  for (std::uint32_t i = first; i < people.count; ++i) {
    people.general_trust[i] =
        static_cast<float>(trust::at_first_contact(people.disposition[i], params.trust));
    people.expected_minutes[i] = static_cast<float>(params.practice.visit_minutes);
    if (people.usual_slot[i] != kNoSlot) start_tie(market, params, exits, i);
  }
}

void start_unnoticed(Market& market, const ModelParams& params, std::uint32_t first) {
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const ConditionSpec& spec = market.tables->conditions[c];
    const double share = params.diagnosis.unnoticed * spec.of.undiagnosed_share;
    const std::uint32_t begin = first_row_of(market.conditions[c], first);
    for (std::uint32_t row = begin; share > 0.0 && row < market.conditions[c].count; ++row) {
      const std::uint64_t id = market.patients.id[market.conditions[c].owner[row]];
      const std::uint32_t drawn = word(market.luck, id, spec.name_hash, 0, draws::starts_unnoticed);
      if (happens(drawn, share)) overlook(market, c, row);
    }
  }
}

void start_medicines(Market& market, const ModelParams& params, std::uint32_t first) {
  const adherence::Params& p = params.adherence;
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const ConditionSpec& spec = market.tables->conditions[c];
    ConditionList& list = market.conditions[c];
    if (spec.of.treated == 0.0) continue;
    for (std::uint32_t row = first_row_of(list, first); row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      if (list.pdc[row] < 0.0F) continue;
      const double logit = spec.of.adherence_logit - p.dose_effect * (spec.of.doses_per_day - 1.0) +
                           p.behaviour_effect * market.patients.behaviour[person];
      const double stopping = p.stop_per_year * elementary::exp(-p.stop_slope * logit);
      const double stopped_share = stopping > 0.0 ? stopping / (stopping + p.resume_per_year) : 0.0;
      const std::uint32_t drawn =
          word(market.luck, market.patients.id[person], spec.name_hash, 0, draws::synth_pdc);
      const bool stopped = happens(drawn, stopped_share);
      list.stopped[row] = stopped ? 1 : 0;
      list.taking[row] = stopped ? 0.0F : static_cast<float>(elementary::logistic(logit));
      list.pdc[row] = list.taking[row];
    }
  }
}

void start_newcomers(Market& market, const ModelParams& params, std::uint32_t first) {
  start_ties(market, params, first);
  start_medicines(market, params, first);
  instability::begin(market, params.instability, first);
}

}  // namespace rapport
