// Cost of care by age, how few people cause it, and how many of them do so again.
#include <algorithm>
#include <numeric>

#include "base/units.h"
#include "study/level_studies.h"

namespace rapport::levels {

namespace {

std::int32_t start_of(const Records& records, std::size_t year) {
  return records.from + static_cast<std::int32_t>(year) * kDaysPerYear;
}

/// Model years that lie in the window as a whole.
std::size_t whole_years(const Records& records) {
  return static_cast<std::size_t>((records.to - records.from) / kDaysPerYear);
}

/// People who lived in the market through the `count` years up to `year`, by ascending cost in it.
std::vector<std::uint32_t> ranked(const Records& records, std::size_t year, std::size_t first_year,
                                  std::size_t last_year) {
  std::vector<std::uint32_t> people;
  for (std::uint32_t who = 0; who < records.people.size(); ++who) {
    if (stayed(records.people[who], start_of(records, first_year), start_of(records, last_year + 1)))
      people.push_back(who);
  }
  const std::vector<std::int64_t>& cents = records.costs[year].all;
  std::stable_sort(people.begin(), people.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return cents[a] < cents[b]; });
  return people;
}

std::size_t part(std::size_t people, double share) {
  return static_cast<std::size_t>(static_cast<double>(people) * share + 0.5);
}

double sum_of(const std::vector<std::int64_t>& cents, std::vector<std::uint32_t>::const_iterator from,
              std::vector<std::uint32_t>::const_iterator to) {
  return std::accumulate(from, to, 0.0,
                         [&](double sum, std::uint32_t who) { return sum + usd_from_cents(cents[who]); });
}

/// Share of last year's cost that the top `share` of people have.
double top_share(const Records& records, double share) {
  const std::size_t years = whole_years(records);
  if (years < 1) return kNobodyQualifies;
  const std::vector<std::uint32_t> people = ranked(records, years - 1, years - 1, years - 1);
  const std::vector<std::int64_t>& cents = records.costs[years - 1].all;
  const auto top = people.end() - static_cast<std::ptrdiff_t>(part(people.size(), share));
  return 100.0 * ratio(sum_of(cents, top, people.end()), sum_of(cents, people.begin(), people.end()));
}

/// Share of one end of last year's ranking that was at the same end a year before.
double same_end(const Records& records, double share, bool top) {
  const std::size_t years = whole_years(records);
  if (years < 2) return kNobodyQualifies;
  std::vector<std::uint32_t> ends[2];
  for (const std::size_t back : {std::size_t{0}, std::size_t{1}}) {
    const std::vector<std::uint32_t> people = ranked(records, years - 2 + back, years - 2, years - 1);
    const auto count = static_cast<std::ptrdiff_t>(part(people.size(), share));
    ends[back].assign(top ? people.end() - count : people.begin(),
                      top ? people.end() : people.begin() + count);
    std::sort(ends[back].begin(), ends[back].end());
  }
  std::vector<std::uint32_t> both;
  std::set_intersection(ends[0].begin(), ends[0].end(), ends[1].begin(), ends[1].end(),
                        std::back_inserter(both));
  return 100.0 * ratio(static_cast<double>(both.size()), static_cast<double>(ends[0].size()));
}

}  // namespace

double cost_per_head(const Records& records, const Group& group) {
  double usd = 0.0, years = 0.0;
  for (std::size_t year = 0; year < whole_years(records); ++year) {
    const std::int32_t from = start_of(records, year), to = from + kDaysPerYear;
    for (std::uint32_t who = 0; who < records.people.size(); ++who) {
      const Subject& one = records.people[who];
      if (!is_in(group, one, from + kDaysPerYear / 2)) continue;
      const std::int32_t days = std::min(one.end_day, to) - std::max(one.first_day, from);
      years += static_cast<double>(std::max(days, 0)) / kDaysPerYear;
      usd += usd_from_cents(records.costs[year].all[who]);
    }
  }
  return ratio(usd, years);
}

double cost_against_19_64(const Records& records, const Group& group) {
  return ratio(cost_per_head(records, group), cost_per_head(records, {group.sex, 19, 64}));
}

double cost_share_top1(const Records& records, const Group&) { return top_share(records, 0.01); }
double cost_share_top5(const Records& records, const Group&) { return top_share(records, 0.05); }
double cost_share_top50(const Records& records, const Group&) { return top_share(records, 0.5); }

double without_cost(const Records& records, const Group&) {
  const std::size_t years = whole_years(records);
  if (years < 1) return kNobodyQualifies;
  const std::vector<std::uint32_t> people = ranked(records, years - 1, years - 1, years - 1);
  const auto free = std::count_if(people.begin(), people.end(),
                                  [&](std::uint32_t who) { return records.costs[years - 1].all[who] == 0; });
  return 100.0 * ratio(static_cast<double>(free), static_cast<double>(people.size()));
}

double stays_in_top1(const Records& records, const Group&) { return same_end(records, 0.01, true); }
double stays_in_bottom50(const Records& records, const Group&) { return same_end(records, 0.5, false); }

double hospital_share_top5(const Records& records, const Group&) {
  const std::size_t years = whole_years(records);
  if (years < 1) return kNobodyQualifies;
  const std::vector<std::uint32_t> people = ranked(records, years - 1, years - 1, years - 1);
  const auto top = people.end() - static_cast<std::ptrdiff_t>(part(people.size(), 0.05));
  const YearOfCost& cost = records.costs[years - 1];
  return 100.0 * ratio(sum_of(cost.in_hospital, top, people.end()), sum_of(cost.all, top, people.end()));
}

}  // namespace rapport::levels
