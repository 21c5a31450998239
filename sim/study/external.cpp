// Each published number found in the results of both engines.
#include "study/external.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "scenario/csv_table.h"
#include "scenario/text_check.h"

namespace rapport {

namespace {

constexpr double kExact = 1e-9;       ///< relative, where more digits are given than that
constexpr double kErrors = 4.0;       ///< standard errors
constexpr double kLeeway = 1.000001;  ///< of half a unit: a digit rounded at a tie

constexpr std::array<std::string_view, 5> kQuantities{"mean", "sd", "increment", "icer", "share"};

template <class Named>
int index_of(const std::vector<Named>& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
  return found == all.end() ? -1 : static_cast<int>(found - all.begin());
}

/// What a row asks for, as indices; -1 where it does not apply.
struct Wanted {
  int strategy = -1;
  int against = -1;
  int payoff = -1;
  int state = -1;
};

/// Sums over people of what belongs to one row, less its expectation.
struct RowSum {
  double sum = 0.0;
  double square = 0.0;
  void add(double x) {
    sum += x;
    square += x * x;
  }
};

/// One model's rows through both engines.
class ModelCheck {
 public:
  ModelCheck(OwnModel own, const ExternalOptions& options, Diagnostics& faults)
      : own_(std::move(own)), options_(options), faults_(faults) {
    own_.model.people = options.people;
  }

  std::optional<ExternalModel> run(const std::vector<Published>& rows) {
    for (const Published& row : rows) wanted_.push_back(indices(row));
    if (!faults_.empty()) return std::nullopt;
    const ExactResult exact = expect_own_model(own_);
    if (fails(exact.fault)) return std::nullopt;
    ExternalModel model{own_.name + ".yaml", own_.title, own_.hash, 0.0, {}};
    for (std::size_t r = 0; r < rows.size(); ++r)
      model.rows.push_back({rows[r], exact_value(exact, rows[r], wanted_[r]), 0.0, 0.0, false});
    run_agents(exact, model);
    return model;
  }

 private:
  bool fails(const std::string& fault) {
    if (!fault.empty()) faults_.push_back({"", 0, 0, fault});
    return !fault.empty();
  }

  Wanted indices(const Published& row) {
    Wanted wanted{index_of(own_.model.strategies, row.strategy), index_of(own_.model.strategies, row.against),
                  index_of(own_.model.payoffs, row.of), -1};
    const auto state = std::find(own_.model.states.begin(), own_.model.states.end(), row.of);
    if (state != own_.model.states.end()) wanted.state = static_cast<int>(state - own_.model.states.begin());
    const bool is_ratio = row.quantity == "icer", is_share = row.quantity == "share";
    const bool found = wanted.strategy >= 0 && (is_share   ? wanted.state >= 0 && row.step <= own_.model.steps
                                                : is_ratio ? own_.model.cost >= 0
                                                           : wanted.payoff >= 0);
    const bool is_paired = is_ratio || row.quantity == "increment";
    if (!found || (is_paired && wanted.against < 0))
      faults_.push_back({options_.folder + "/published.csv", 0, 0,
                         fmt::format("{}: no {} of '{}' for strategy '{}' in the scenario", row.model,
                                     row.quantity, row.of, row.strategy)});
    return wanted;
  }

  static double mean_of(const ExactResult& exact, int strategy, int payoff) {
    return exact.strategies[static_cast<std::size_t>(strategy)]
        .expected.mean[static_cast<std::size_t>(payoff)];
  }
  static double change(const ExactResult& exact, const Wanted& wanted, int payoff) {
    return mean_of(exact, wanted.strategy, payoff) - mean_of(exact, wanted.against, payoff);
  }
  std::size_t share_index(const Published& row, const Wanted& wanted) const {
    return static_cast<std::size_t>(row.step) * own_.model.states.size() +
           static_cast<std::size_t>(wanted.state);
  }

  double exact_value(const ExactResult& exact, const Published& row, const Wanted& wanted) const {
    const transition::Expectation& expected =
        exact.strategies[static_cast<std::size_t>(wanted.strategy)].expected;
    if (row.quantity == "mean") return expected.mean[static_cast<std::size_t>(wanted.payoff)];
    if (row.quantity == "sd") return expected.sd[static_cast<std::size_t>(wanted.payoff)];
    if (row.quantity == "increment") return change(exact, wanted, wanted.payoff);
    if (row.quantity == "icer")
      return change(exact, wanted, own_.model.cost) / change(exact, wanted, own_.model.effect);
    return expected.in_state[share_index(row, wanted)];
  }

  /// One person's part of a row, whose expectation is 0: total, difference, or cost less ICER times effect.
  double part(const ExternalRow& row, const Wanted& wanted, const BlockLives& lives,
              std::size_t person) const {
    const auto total = [&](int strategy, int payoff) {
      return lives.runs[static_cast<std::size_t>(strategy)].totals[static_cast<std::size_t>(payoff)][person];
    };
    const auto apart = [&](int payoff) {
      return total(wanted.strategy, payoff) - total(wanted.against, payoff);
    };
    if (row.published.quantity == "mean") return total(wanted.strategy, wanted.payoff) - row.exact;
    if (row.published.quantity == "increment") return apart(wanted.payoff) - row.exact;
    return apart(own_.model.cost) - row.exact * apart(own_.model.effect);
  }

  static bool is_summed(const ExternalRow& row) {
    return row.published.quantity != "share" && row.published.quantity != "sd";
  }

  void run_agents(const ExactResult& exact, ExternalModel& model) {
    std::vector<RowSum> tallies(model.rows.size());
    AgentsOptions run;
    run.threads = options_.threads;
    run.each_block = [&](const BlockLives& lives) {
      for (std::size_t r = 0; r < model.rows.size(); ++r)
        for (std::size_t person = 0; is_summed(model.rows[r]) && person < lives.block.count; ++person)
          tallies[r].add(part(model.rows[r], wanted_[r], lives, person));
    };
    const auto start = std::chrono::steady_clock::now();
    const AgentsResult agents = run_own_model(own_, run);
    model.agents_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (fails(agents.fault)) return;
    for (std::size_t r = 0; r < model.rows.size(); ++r)
      fill(model.rows[r], wanted_[r], tallies[r], exact, agents);
  }

  void fill(ExternalRow& row, const Wanted& wanted, const RowSum& tally, const ExactResult& exact,
            const AgentsResult& agents) const {
    const auto people = static_cast<double>(agents.people);
    row.has_agents = row.published.quantity != "sd";
    if (row.published.quantity == "share") {
      const StrategyRun& run = agents.strategies[static_cast<std::size_t>(wanted.strategy)];
      row.agents = static_cast<double>(run.counts.in_state[share_index(row.published, wanted)]) / people;
      row.agents_error = std::sqrt(row.exact * (1.0 - row.exact) / people);
    } else if (row.has_agents) {
      const double scale = row.published.quantity == "icer" ? change(exact, wanted, own_.model.effect) : 1.0;
      const double mean = tally.sum / people;
      row.agents = row.exact + mean / scale;
      row.agents_error = std::sqrt((tally.square / people - mean * mean) / people) / std::fabs(scale);
    }
  }

  OwnModel own_;
  const ExternalOptions& options_;
  Diagnostics& faults_;
  std::vector<Wanted> wanted_;
};

std::optional<ExternalModel> check_model(const std::string& name, const std::vector<Published>& rows,
                                         const ExternalOptions& options, Diagnostics& faults) {
  OwnModel own = read_own_model(options.folder + '/' + name + ".yaml", {}, faults);
  if (!faults.empty()) return std::nullopt;
  if (options.progress) options.progress(name);
  return ModelCheck(std::move(own), options, faults).run(rows);
}

}  // namespace

double half_unit_of(const std::string& printed) {
  const std::size_t point = printed.find('.');
  double unit = 1.0;
  for (std::size_t i = point; point != std::string::npos && i + 1 < printed.size(); ++i) unit /= 10.0;
  return 0.5 * unit;
}

bool ExternalRow::exact_holds() const {
  const double apart = std::fabs(exact - published.value);
  if (published.standard_error > 0.0) return apart <= kErrors * published.standard_error;
  return apart <= std::max(kLeeway * published.half_unit, kExact * std::fabs(published.value));
}

std::vector<Published> read_published(const std::string& path, Diagnostics& faults) {
  std::string why;
  const auto bytes = scenario::read_bytes(path, scenario::kMostCsvBytes, why);
  if (!bytes) {
    faults.push_back({path, 0, 0, why});
    return {};
  }
  scenario::CsvTable csv(
      path, *bytes,
      {{"model", "strategy", "against", "quantity", "of", "step", "published", "published_se", "source"}, {}},
      faults);
  constexpr Range kAny{-1e300, 1e300};
  std::vector<Published> rows;
  for (const scenario::CsvRow& row : csv.rows()) {
    Published one;
    one.model = csv.text(row, "model");
    one.strategy = csv.text(row, "strategy");
    one.against = csv.text(row, "against");
    one.quantity = csv.text(row, "quantity");
    one.of = csv.text(row, "of");
    one.text = csv.text(row, "published");
    one.source = csv.text(row, "source");
    one.value = csv.number(row, "published", kAny);
    one.half_unit = half_unit_of(one.text);
    if (!csv.text(row, "step").empty()) one.step = csv.whole(row, "step", 0, transition::kMostSteps);
    if (!csv.text(row, "published_se").empty())
      one.standard_error = csv.number(row, "published_se", {0.0, 1e300});
    if (std::find(kQuantities.begin(), kQuantities.end(), one.quantity) == kQuantities.end())
      csv.fault(row, "quantity", "is none of mean, sd, increment, icer, share");
    rows.push_back(std::move(one));
  }
  return rows;
}

std::optional<std::vector<ExternalModel>> validate_external(const ExternalOptions& options,
                                                            Diagnostics& faults) {
  const std::vector<Published> rows = read_published(options.folder + "/published.csv", faults);
  if (!faults.empty()) return std::nullopt;
  std::vector<std::string> names;
  for (const Published& row : rows)
    if (std::find(names.begin(), names.end(), row.model) == names.end()) names.push_back(row.model);
  std::vector<ExternalModel> models;
  for (const std::string& name : names) {
    std::vector<Published> of_model;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(of_model),
                 [&](const Published& row) { return row.model == name; });
    auto model = check_model(name, of_model, options, faults);
    if (!model || !faults.empty()) return std::nullopt;
    models.push_back(std::move(*model));
  }
  return models;
}

}  // namespace rapport
