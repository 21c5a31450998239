// Starting relationships and habits.
#include "engine/initial_ties.h"

#include "base/sample.h"
#include "state/disease_book.h"
#include "state/relationships.h"

namespace rapport {

namespace {

double visits_per_year(const Market& market, std::uint32_t person) {
  const double acute = market.rates->acute_needs[market.patients.life_row[person]];
  return acute + market.patients.follow_ups[person] / kRateScale;
}

/// Contacts of the trailing year, drawn once and dealt to the four quarters in turn.
std::uint32_t trailing_contacts(std::uint32_t luck_word, double visits) {
  const int count = poisson_count(luck_word, visits < 100.0 ? visits : 100.0);
  std::uint32_t packed = 0;
  for (int k = 0; k < count; ++k) packed += 1U << (8 * (k % 4));
  return packed;
}

void start_tie(Market& market, const ModelParams& params, std::uint32_t person) {
  const std::size_t tie = market.tie_row(0, person);
  const double years = -market.ties.start_day[tie] / static_cast<double>(kDaysPerYear);
  const double visits = visits_per_year(market, person);
  const double general = market.patients.general_trust[person];
  const double quality = encounter::quality(
      params.encounter.disposition_effect * market.patients.disposition[person], params.encounter);
  const double eta = params.trust.gain * (quality >= general ? 1.0 : params.trust.loss_ratio);
  const double rate = params.knowledge.gain * visits;
  const double turnover = rate + params.knowledge.fading_per_year;
  const double settled = turnover > 0.0 ? -elementary::expm1(-turnover * years) * rate / turnover : 0.0;
  market.ties.trust[tie] =
      static_cast<float>(quality + (general - quality) * elementary::exp(-eta * visits * years));
  market.ties.knowledge[tie] = static_cast<float>(settled);
  market.ties.consistency[tie] = static_cast<float>(
      -market.tables->references.consistency * elementary::expm1(-params.consistency.gain * visits * years));
  const std::uint32_t drawn = word(market.luck, market.patients.id[person], 0, 0, draws::synth_contacts);
  market.ties.contacts[tie] = trailing_contacts(drawn, years < 1.0 ? visits * years : visits);
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
  for (std::uint32_t i = first; i < people.count; ++i) {
    people.general_trust[i] =
        static_cast<float>(trust::at_first_contact(people.disposition[i], params.trust));
    people.expected_minutes[i] = static_cast<float>(params.practice.visit_minutes);
    if (people.usual_slot[i] != kNoSlot) start_tie(market, params, i);
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
