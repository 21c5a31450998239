// One function for each set of means, read off the columns where the effects read them.
#include "study/reference_means.h"

#include "base/elementary.h"
#include "state/hospital.h"

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
    see(sums, Mean::shared, visits.shared[e] != 0 ? 1.0 : 0.0);
    see(sums, Mean::breadth, static_cast<double>(visits.taken_up[e]));
    see(sums, Mean::strain, static_cast<double>(market.clinicians.strain[visits.clinician[e]]));
    const auto kind = static_cast<NeedKind>(visits.kind[e]);
    if (kind == NeedKind::acute || kind == NeedKind::agenda)
      see(sums, Mean::return_share, kind == NeedKind::agenda ? 1.0 : 0.0);
    const std::uint8_t usual = market.patients.usual_slot[visits.person[e]];
    if (usual != kNoSlot) see(sums, Mean::own_share, visits.slot[e] == usual ? 1.0 : 0.0);
    see(sums, Mean::prompt, elementary::exp(-visits.wait_days[e] / params.encounter.wait_days_scale));
  }
}

/// Planned visits and acute needs of the period that were lost to primary care.
void add_losses(const Market& market, const ModelParams& params, MeanSums& sums) {
  const auto seen = [&](Mean mean, Counter some, Counter all) {
    see(sums, mean, static_cast<double>(market.total(some)), static_cast<double>(market.total(all)));
  };
  seen(Mean::missed_share, Counter::missed, Counter::planned_booked);
  seen(Mean::acute_elsewhere, Counter::acute_elsewhere, Counter::acute_asked);
  see(sums, Mean::reach, params.acute.reach);
}

/// Minutes of missed visits over those booked.
void add_slots(const Market& market, MeanSums& sums) {
  const double lost = static_cast<double>(market.total(Counter::lost_minutes));
  see(sums, Mean::lost_slots, lost, lost + static_cast<double>(market.total(Counter::booked_minutes)));
}

void add_visit_costs(const Market& market, const ModelParams& params, MeanSums& sums) {
  const auto cost = prices::visit_out_of_pocket(params.prices);
  const Encounters& visits = market.encounters;
  for (std::uint32_t e = 0; e < visits.count; ++e) {
    if (visits.kind[e] == static_cast<std::uint8_t>(NeedKind::acute)) continue;
    see(sums, Mean::visit_cost_log, elementary::log1p(cost[market.patients.insurance[visits.person[e]]]));
  }
}

/// People in the 30 days after a stay.
void add_discharged(const Market& market, const Step& step, MeanSums& sums) {
  const Patients& people = market.patients;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    const std::int32_t days = step.end_day() - 1 - people.discharge_day[i];
    if (people.alive[i] == 0 || days <= 0 || days > kReadmissionDays) continue;
    const acute::Returning one = acute::returning(market, i);
    see(sums, Mean::frailty_after_stay, one.frailty);
    see(sums, Mean::disability_after_stay, one.disability);
    see(sums, Mean::seen_after_stay, one.visit);
  }
}

void add_people(const Market& market, MeanSums& sums) {
  for (std::uint32_t i = 0; i < market.patients.count; ++i) {
    if (market.patients.alive[i] == 0) continue;
    const double follow_ups = market.patients.follow_ups[i];
    see(sums, Mean::out_of_care, market.patients.out_of_care[i] * follow_ups, follow_ups);
    see(sums, Mean::unattached, market.patients.usual_slot[i] == kNoSlot ? 1.0 : 0.0);
    see(sums, Mean::with_adult, market.patients.alone[i] == 0 ? 1.0 : 0.0);
    if (market.patients.usual_slot[i] == kNoSlot) continue;
    see(sums, Mean::trust, static_cast<double>(market.patients.usual_trust[i]));
    const std::size_t usual = market.tie_row(market.patients.usual_slot[i], i);
    see(sums, Mean::mutuality, static_cast<double>(market.ties.mutuality[usual]));
  }
}

void add_clinicians(const Market& market, MeanSums& sums) {
  const Clinicians& staff = market.clinicians;
  for (std::uint32_t k = 0; k < staff.count; ++k) {
    if (staff.vacant_until[k] != 0) continue;
    see(sums, Mean::overload, static_cast<double>(staff.overload[k]));
    see(sums, Mean::desk_hours, static_cast<double>(staff.desk_hours[k]));
    see(sums, Mean::bond, static_cast<double>(staff.bond[k]));
    see(sums, Mean::burned_out, staff.burned_out[k]);
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
  add_visit_costs(market, params, sums);
  if (!step.ends_period()) return;
  add_people(market, sums);
  add_discharged(market, step, sums);
  add_clinicians(market, sums);
  add_losses(market, params, sums);
  add_slots(market, sums);
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
