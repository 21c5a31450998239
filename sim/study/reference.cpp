// The reference is read off the event record, so learning it changes nothing in the engine.
#include "study/reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "base/elementary.h"
#include "engine/simulation.h"
#include "state/ledger.h"
#include "study/task_pool.h"

namespace rapport {

namespace {

/// Which stretch of years a day belongs to.
std::size_t stretch_of(std::int32_t day) {
  std::size_t stretch = 0;
  while (stretch + 1 < kReferenceYears.size() && day >= kReferenceYears[stretch + 1] * kDaysPerYear)
    ++stretch;
  return stretch;
}

std::size_t incidence_band_of(int age) {
  std::size_t band = 0;
  while (band + 1 < kIncidenceBands.size() && age > kIncidenceBands[band].age_hi) ++band;
  return band;
}

void add_cases(const Market& market, CaseTable& cases) {
  const Patients& people = market.patients;
  cases.resize(market.conditions.size());
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.alive[i] == 0) continue;
    const auto age = static_cast<std::size_t>(people.life_row[i] % kAges);
    for (std::size_t c = 0; c < cases.size(); ++c) {
      CaseYears& years = cases[c][incidence_band_of(static_cast<int>(age))];
      years.present += static_cast<double>(people.conditions[i] >> c & 1);
      years.expected += market.tables->conditions[c].prevalence[people.sex[i]][age];
    }
  }
}

std::size_t band_of(int age) {
  std::size_t band = 0;
  while (band + 1 < kReferenceBands.size() && age > kReferenceBands[band].age_hi) ++band;
  return band;
}

void add_survivors(const Market& market, double frailty_effect, ReferenceTable& table) {
  const Patients& people = market.patients;
  constexpr double kYears = 1.0 / kPeriodsPerYear;
  for (std::uint32_t i = 0; i < people.count; ++i) {
    if (people.alive[i] == 0) continue;
    const double eta = demography::log_factor(people.mortality_log[i], static_cast<double>(people.frailty[i]),
                                              static_cast<double>(people.social_log[i]), frailty_effect);
    ReferenceSums& sums = table[people.sex[i]][band_of(people.life_row[i] % kAges)];
    sums.person_years += kYears;
    sums.factor_years += kYears * elementary::exp(eta);
  }
}

/// Events of a model year, read off before the rows of the dead are dropped.
void add_events(Market& market, ReferenceTable& table) {
  std::unordered_map<std::uint64_t, std::uint32_t> row_of;
  for (std::uint32_t i = 0; i < market.patients.count; ++i) row_of.emplace(market.patients.id[i], i);
  for (const Event& event : market.events->events) {
    const std::uint32_t row = row_of.at(event.person);
    const int age = age_on(event.day, market.patients.birth_day[row]);
    ReferenceSums& sums = table[market.patients.sex[row]][band_of(age)];
    if (event.kind == EventKind::died && event.value > 0.0F) sums.hospital_deaths += 1.0;
    if (event.kind == EventKind::went_to_ed && event.other != kNobody) sums.condition_ed_visits += 1.0;
    if (event.kind == EventKind::admitted && event.other != kNobody) sums.condition_stays += 1.0;
  }
  for (const Bill& bill : market.events->bills) {
    if (bill.account == static_cast<std::uint8_t>(Account::other_revenue)) continue;
    const std::uint32_t row = row_of.at(bill.person);
    table[market.patients.sex[row]][band_of(market.patients.life_row[row] % kAges)].modelled_usd +=
        usd_from_cents(bill.cents);
  }
  market.events->bills.clear();
  market.events->events.clear();
}

void add(ReferenceTable& to, const ReferenceTable& from) {
  for (std::size_t sex = 0; sex < to.size(); ++sex) {
    for (std::size_t band = 0; band < to[sex].size(); ++band) {
      to[sex][band].person_years += from[sex][band].person_years;
      to[sex][band].factor_years += from[sex][band].factor_years;
      to[sex][band].hospital_deaths += from[sex][band].hospital_deaths;
      to[sex][band].condition_ed_visits += from[sex][band].condition_ed_visits;
      to[sex][band].condition_stays += from[sex][band].condition_stays;
      to[sex][band].modelled_usd += from[sex][band].modelled_usd;
    }
  }
}

void add(CaseTable& to, const CaseTable& from) {
  to.resize(std::max(to.size(), from.size()));
  for (std::size_t c = 0; c < from.size(); ++c) {
    for (std::size_t band = 0; band < from[c].size(); ++band) {
      to[c][band].present += from[c][band].present;
      to[c][band].expected += from[c][band].expected;
    }
  }
}

Reference learn_market(const Scenario& base, const StudyPlan& plan, std::int64_t years,
                       std::uint32_t replicate) {
  TaskSpec spec;
  spec.tables = &base.tables;
  spec.base_params = &base.base_params;
  spec.base_contract = &base.base_contract;
  spec.arms = {{&base.base_params, &base.base_contract}};
  spec.seed = static_cast<std::uint64_t>(plan.seed);
  spec.replicate = replicate;
  spec.people = static_cast<std::uint32_t>(base.population.people_per_market);
  spec.steps_per_year = base.time.steps_per_year;
  spec.warm_up_years = base.time.warm_up_years;
  spec.years = std::max(base.time.years, years);
  const std::int64_t end_day = (base.time.warm_up_years + base.time.years) * kDaysPerYear;
  EventLog log;
  log.everybody = true;
  log.with_bills = true;
  Reference learnt;
  run_task(spec, [&](int arm, const Step& step, Market& market) {
    stop_if_interrupted();
    market.events = &log;
    const double effect = base.base_params.demography.frailty_effect;
    ReferenceTable& stretch = learnt.stretches[stretch_of(step.first_day)];
    if (step.ends_period()) add_survivors(market, effect, stretch);
    const bool policy = arm >= 0 && step.first_day < end_day;
    if (policy) add_means(market, base.base_params, step, learnt.means);
    if (policy && step.ends_period()) add_survivors(market, effect, learnt.ages);
    if (step.end_day() % kDaysPerYear != 0) return;
    if (policy) add_cases(market, learnt.cases);
    ReferenceTable year{};
    add_events(market, year);
    add(stretch, year);
    if (policy) add(learnt.ages, year);
  });
  return learnt;
}

}  // namespace

Reference learn_reference(const StudyPlan& plan, std::int64_t years, const Progress& progress) {
  std::vector<Reference> learnt(static_cast<std::size_t>(plan.replicates));
  Tasks tasks;
  tasks.count = plan.replicates;
  tasks.threads = plan.threads;
  tasks.stop = [] { return interrupted() != 0; };
  tasks.done = [&](std::int64_t finished) {
    if (progress) progress(finished, plan.replicates);
  };
  tasks.task = [&](std::int64_t index) {
    learnt[static_cast<std::size_t>(index)] =
        learn_market(plan.arms.front(), plan, years, static_cast<std::uint32_t>(index));
  };
  run_tasks(tasks);
  Reference sum;
  for (const Reference& one : learnt) {
    add(sum.ages, one.ages);
    for (std::size_t k = 0; k < sum.stretches.size(); ++k) add(sum.stretches[k], one.stretches[k]);
    add(sum.cases, one.cases);
    add(sum.means, one.means);
  }
  return sum;
}

namespace {

struct Quantity {
  const char* name;
  double (*value)(const ReferenceSums&);
};

double per_year(double events, const ReferenceSums& sums) {
  return sums.person_years > 0.0 ? events / sums.person_years : 0.0;
}

constexpr std::array<Quantity, 5> kQuantities{{
    {"mean_factor",
     [](const ReferenceSums& s) { return s.person_years > 0.0 ? s.factor_years / s.person_years : 1.0; }},
    {"acute_deaths", [](const ReferenceSums& s) { return per_year(s.hospital_deaths, s); }},
    {"condition_ed_visits", [](const ReferenceSums& s) { return per_year(s.condition_ed_visits, s); }},
    {"condition_stays", [](const ReferenceSums& s) { return per_year(s.condition_stays, s); }},
    {"modelled_usd", [](const ReferenceSums& s) { return per_year(s.modelled_usd, s); }},
}};

/// Whether the run reached that stretch of years; what it did not reach is as in the stretch before.
bool somebody_lives_in(const ReferenceTable& stretch) {
  const auto& bands = stretch[female];
  return std::any_of(bands.begin(), bands.end(), [](const ReferenceSums& s) { return s.person_years > 0.0; });
}

/// The digits of the CSV, so that applying a table and reading it back are the same.
double written(double value) { return std::stod(fmt::format("{:.6g}", value)); }

}  // namespace

void forget_reference(Tables& tables) {
  tables.references = {};
  for (ConditionSpec& spec : tables.conditions) {
    spec.incidence_factor = every_age(1.0);
    spec.control_reference = ConditionSpec{}.control_reference;
  }
  apply_reference({}, tables);
}

namespace {

ByAgeSex by_age(const ReferenceTable& table, const Quantity& quantity) {
  ByAgeSex values{};
  for (std::size_t sex = 0; sex < table.size(); ++sex) {
    for (int age = 0; age < kAges; ++age)
      values[sex][static_cast<std::size_t>(age)] = written(quantity.value(table[sex][band_of(age)]));
  }
  return values;
}

void apply_cases(const CaseTable& cases, Tables& tables) {
  for (std::size_t c = 0; c < cases.size(); ++c) {
    for (int age = 0; age < kAges; ++age) {
      const CaseYears& years = cases[c][incidence_band_of(age)];
      const double ratio = years.present >= 50.0 ? years.expected / years.present : 1.0;
      double& factor = tables.conditions[c].incidence_factor[static_cast<std::size_t>(age)];
      factor = written(std::clamp(factor * ratio, 0.1, 10.0));
    }
  }
}

}  // namespace

void apply_reference(const Reference& learnt, Tables& tables) {
  const auto& [factor, deaths, ed_visits, stays, usd] = kQuantities;
  tables.frailty_mean_factor = by_age(learnt.stretches[0], factor);
  tables.acute_deaths_per_year = by_age(learnt.stretches[0], deaths);
  tables.condition_ed_per_year = by_age(learnt.ages, ed_visits);
  tables.condition_stays_per_year = by_age(learnt.ages, stays);
  tables.modelled_usd_per_year = by_age(learnt.ages, usd);
  tables.later_years.clear();
  for (std::size_t k = 1; k < kReferenceYears.size() && somebody_lives_in(learnt.stretches[k]); ++k)
    tables.later_years.push_back(
        {kReferenceYears[k], by_age(learnt.stretches[k], factor), by_age(learnt.stretches[k], deaths)});
  apply_cases(learnt.cases, tables);
  tables.references = means_of(learnt.means, tables.references);
  for (const ReferenceEntry& entry : kReferenceEntries)
    tables.references.*entry.place = written(tables.references.*entry.place);
  for (std::size_t c = 0; c < learnt.means.control.size(); ++c) {
    const MeanSum& seen = learnt.means.control[c];
    if (seen.weight > 0.0) tables.conditions[c].control_reference = written(seen.sum / seen.weight);
  }
}

namespace {

std::string rows_of(const std::string& name, const Quantity& quantity, const ReferenceTable& table) {
  std::string text;
  for (std::size_t sex = 0; sex < table.size(); ++sex) {
    for (std::size_t band = 0; band < kReferenceBands.size(); ++band) {
      text += fmt::format("{},{},{},{},{:.6g}\n", name, sex == female ? "female" : "male",
                          kReferenceBands[band].age_lo, kReferenceBands[band].age_hi,
                          quantity.value(table[sex][band]));
    }
  }
  return text;
}

}  // namespace

std::string reference_csv(const Reference& learnt, const Tables& tables) {
  std::string text = "quantity,sex,age_lo,age_hi,value\n";
  for (const ReferenceEntry& entry : kReferenceEntries)
    text += fmt::format("mean.{},all,0,120,{:.6g}\n", entry.name, tables.references.*entry.place);
  for (const ConditionSpec& spec : tables.conditions)
    text += fmt::format("control.{},all,0,120,{:.6g}\n", spec.name, spec.control_reference);
  for (const ConditionSpec& spec : tables.conditions) {
    for (const ReferenceBand& band : kIncidenceBands)
      text += fmt::format("incidence.{},all,{},{},{:.6g}\n", spec.name, band.age_lo, band.age_hi,
                          spec.incidence_factor[static_cast<std::size_t>(band.age_lo)]);
  }
  const auto& [factor, deaths, ed_visits, stays, usd] = kQuantities;
  for (const Quantity& quantity : {ed_visits, stays, usd})
    text += rows_of(quantity.name, quantity, learnt.ages);
  for (std::size_t k = 0; k < kReferenceYears.size(); ++k) {
    if (k > 0 && !somebody_lives_in(learnt.stretches[k])) break;
    const std::string later = k == 0 ? "" : fmt::format(".{}", kReferenceYears[k]);
    for (const Quantity& quantity : {factor, deaths})
      text += rows_of(quantity.name + later, quantity, learnt.stretches[k]);
  }
  return text;
}

}  // namespace rapport
