// One function for each set of means, read off the columns where the effects read them.
#include "study/reference_means.h"

#include "base/elementary.h"

namespace rapport {

namespace {

enum class Mean : std::size_t {
#define REFERENCE(name, start, unit, about) name,
#include "state/references.def"
#undef REFERENCE
};

void see(MeanSums& sums, Mean mean, double value, double weight = 1.0) {
  MeanSum& of = sums.of[static_cast<std::size_t>(mean)];
  of.sum += value;
  of.weight += weight;
}

void add_visits(const Market& market, const ModelParams& params, MeanSums& sums) {
  const double attention = 1.0 - 0.5 * params.encounter.room_record_share;
  const Encounters& visits = market.encounters;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    see(sums, Mean::adequacy, attention * static_cast<double>(visits.adequacy[e]));
    see(sums, Mean::knowledge, static_cast<double>(visits.knowledge[e]));
    see(sums, Mean::consistency, static_cast<double>(visits.consistency[e]));
    const std::uint8_t usual = market.patients.usual_slot[visits.person[e]];
    if (usual != kNoSlot) see(sums, Mean::own_share, visits.slot[e] == usual ? 1.0 : 0.0);
    see(sums, Mean::prompt, elementary::exp(-visits.wait_days[e] / params.encounter.wait_days_scale));
  }
}

void add_requests(const Market& market, const Step& step, MeanSums& sums) {
  const Requests& queue = market.requests;
  for (std::uint32_t r = 0; r < queue.count; ++r) {
    const auto kind = static_cast<NeedKind>(queue.kind[r]);
    if (queue.asked_day[r] < step.first_day || kind == NeedKind::follow_up) continue;
    see(sums, Mean::return_share, kind == NeedKind::agenda ? 1.0 : 0.0);
  }
}

void add_people(const Market& market, MeanSums& sums) {
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.patients.alive[i] == 0) continue;
    see(sums, Mean::with_adult, market.patients.alone[i] == 0 ? 1.0 : 0.0);
    if (market.patients.usual_slot[i] == kNoSlot) continue;
    see(sums, Mean::trust, static_cast<double>(market.patients.usual_trust[i]));
  }
}

void add_conditions(const Market& market, const ModelParams& params, MeanSums& sums) {
  const auto shares = prices::coinsurance(params.prices);
  sums.control.resize(market.conditions.size());
  for (std::size_t c = 0; c < market.conditions.size(); ++c) {
    const ConditionFields& of = market.tables->conditions[c].of;
    const ConditionList& list = market.conditions[c];
    for (std::uint32_t row = 0; row < list.count; ++row) {
      const std::uint32_t person = list.owner[row];
      if (list.state[row] == kGone || market.patients.alive[person] == 0) continue;
      sums.control[c].sum += static_cast<double>(list.control[row]);
      sums.control[c].weight += 1.0;
      if (of.treated == 0.0) continue;
      const double monthly = shares[market.patients.insurance[person]] * of.drug_usd_per_year / 12.0;
      see(sums, Mean::drug_cost_log, elementary::log1p(monthly));
    }
  }
}

void add(MeanSum& to, const MeanSum& from) {
  to.sum += from.sum;
  to.weight += from.weight;
}

}  // namespace

void add_means(const Market& market, const ModelParams& params, const Step& step, MeanSums& sums) {
  add_visits(market, params, sums);
  add_requests(market, step, sums);
  if (!step.ends_period()) return;
  add_people(market, sums);
  add_conditions(market, params, sums);
}

void add(MeanSums& to, const MeanSums& from) {
  for (std::size_t k = 0; k < to.of.size(); ++k) add(to.of[k], from.of[k]);
  if (to.control.size() < from.control.size()) to.control.resize(from.control.size());
  for (std::size_t c = 0; c < from.control.size(); ++c) add(to.control[c], from.control[c]);
}

References means_of(const MeanSums& sums, const References& before) {
  References means = before;
  for (std::size_t k = 0; k < kReferenceCount; ++k) {
    if (sums.of[k].weight > 0.0) means.*kReferenceEntries[k].place = sums.of[k].sum / sums.of[k].weight;
  }
  return means;
}

}  // namespace rapport
