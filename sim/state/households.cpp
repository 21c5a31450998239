// Couples by rank of age, children with mothers, the rest alone or in twos.
#include "state/households.h"

#include <algorithm>
#include <tuple>

#include "base/sample.h"

namespace rapport::population {

double living_alone_share(double one_person_share, double couples, double singles) {
  if (singles <= 0.0) return 0.0;
  const double share =
      one_person_share * (couples + singles / 2.0) / (singles * (1.0 - one_person_share / 2.0));
  return std::clamp(share, 0.0, 1.0);
}

namespace {

using Members = std::vector<std::uint32_t>;
constexpr int kAdult = 18;
constexpr int kYoungest = 20;  // mothers' ages at birth, see PO-6
constexpr int kOldest = 38;

std::uint32_t synth(const LuckKey& luck, const Founder& person, DrawId draw) {
  return word(luck, person.id, 0, 0, draw);
}

void by_age(const std::vector<Founder>& founders, Members& members) {
  std::sort(members.begin(), members.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(founders[a].birth_day, founders[a].id) <
           std::tuple(founders[b].birth_day, founders[b].id);
  });
}

/// Pairs the partnered women and men in order of age; returns how many couples there are.
std::uint32_t pair_couples(const LuckKey& luck, const Params& params, std::vector<Founder>& founders) {
  std::array<Members, kSexes> partnered;
  for (std::uint32_t i = 0; i < founders.size(); ++i) {
    const Founder& person = founders[i];
    const bool pairs =
        person.age >= kAdult && happens(synth(luck, person, draws::synth_partnered), params.partnered_share);
    if (pairs) partnered[person.sex].push_back(i);
  }
  for (Members& members : partnered) by_age(founders, members);
  const auto couples = static_cast<std::uint32_t>(std::min(partnered[female].size(), partnered[male].size()));
  for (std::uint32_t k = 0; k < couples; ++k) {
    founders[partnered[female][k]].partner = partnered[male][k];
    founders[partnered[male][k]].partner = partnered[female][k];
    founders[partnered[female][k]].household = founders[partnered[male][k]].household = k;
  }
  return couples;
}

bool lives_with_mother(const LuckKey& luck, const Params& params, const Founder& person) {
  if (person.age < kAdult) return true;
  const bool may = person.age < 25 && person.partner == kNobody;
  return may && happens(synth(luck, person, draws::synth_at_home), params.young_at_home_share);
}

/// Row of a woman of fitting age, or nobody when the market has no adult woman at all.
std::uint32_t mother_for(const LuckKey& luck, const Founder& child, const std::array<Members, kAges>& women) {
  for (int slack = 0; slack < kAges; ++slack) {
    const int youngest = std::max(kAdult, child.age + kYoungest - slack);
    const int oldest = std::min(kAges - 1, child.age + kOldest + slack);
    std::size_t fitting = 0;
    for (int age = youngest; age <= oldest; ++age) fitting += women[static_cast<std::size_t>(age)].size();
    if (fitting == 0) continue;
    std::size_t nth = below(synth(luck, child, draws::synth_mother), static_cast<std::uint32_t>(fitting));
    int age = youngest;
    for (; nth >= women[static_cast<std::size_t>(age)].size(); ++age)
      nth -= women[static_cast<std::size_t>(age)].size();
    return women[static_cast<std::size_t>(age)][nth];
  }
  return kNobody;
}

Members assign_mothers(const LuckKey& luck, const Params& params, std::vector<Founder>& founders) {
  std::array<Members, kAges> women;
  Members children;
  for (std::uint32_t i = 0; i < founders.size(); ++i) {
    if (lives_with_mother(luck, params, founders[i])) {
      children.push_back(i);
    } else if (founders[i].sex == female) {
      women[static_cast<std::size_t>(founders[i].age)].push_back(i);
    }
  }
  for (const std::uint32_t child : children)
    founders[child].mother = mother_for(luck, founders[child], women);
  return children;
}

void settle_singles(const LuckKey& luck, const Tables& tables, std::vector<Founder>& founders,
                    std::uint32_t couples) {
  Members singles;
  for (std::uint32_t i = 0; i < founders.size(); ++i) {
    if (founders[i].household == kNobody && founders[i].mother == kNobody) singles.push_back(i);
  }
  by_age(founders, singles);
  const double alone =
      living_alone_share(tables.household_size_share.empty() ? 0.0 : tables.household_size_share[0], couples,
                         static_cast<double>(singles.size()));
  std::uint32_t next = couples;
  std::uint32_t half_full = kNobody;
  for (const std::uint32_t i : singles) {
    const bool lives_alone = happens(synth(luck, founders[i], draws::synth_household), alone);
    const bool opens = lives_alone || half_full == kNobody;
    founders[i].household = opens ? next++ : half_full;
    if (!lives_alone) half_full = opens ? founders[i].household : kNobody;
  }
}

/// Sorts so that households are contiguous, oldest member first, and turns links into rows of the new order.
void gather_homes(std::vector<Founder>& founders) {
  Members order(founders.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(founders[a].household, founders[a].birth_day, founders[a].id) <
           std::tuple(founders[b].household, founders[b].birth_day, founders[b].id);
  });
  Members row_of(founders.size());
  for (std::uint32_t row = 0; row < order.size(); ++row) row_of[order[row]] = row;
  std::vector<Founder> sorted;
  sorted.reserve(founders.size());
  for (const std::uint32_t i : order) {
    Founder person = founders[i];
    if (person.mother != kNobody) person.mother = row_of[person.mother];
    if (person.partner != kNobody) person.partner = row_of[person.partner];
    sorted.push_back(person);
  }
  founders = std::move(sorted);
}

}  // namespace

void form_households(const LuckKey& luck, const Tables& tables, const Params& params,
                     std::vector<Founder>& founders) {
  const std::uint32_t couples = pair_couples(luck, params, founders);
  const Members children = assign_mothers(luck, params, founders);
  settle_singles(luck, tables, founders, couples);
  for (const std::uint32_t child : children) {
    if (founders[child].mother != kNobody)
      founders[child].household = founders[founders[child].mother].household;
  }
  gather_homes(founders);
}

std::int32_t birth_day_of(const LuckKey& luck, std::uint64_t id, int age) {
  const std::uint32_t days = below(word(luck, id, 0, 0, draws::synth_birthday), kDaysPerYear);
  return -(age * kDaysPerYear + static_cast<std::int32_t>(days));
}

std::vector<Founder> founders_as_given(const LuckKey& luck, const std::vector<GivenPerson>& people) {
  std::vector<Founder> founders;
  founders.reserve(people.size());
  for (const GivenPerson& person : people) {
    const std::uint64_t id = std::uint64_t{person.number} << 40;
    founders.push_back({.id = id,
                        .sex = person.sex,
                        .age = person.age,
                        .birth_day = birth_day_of(luck, id, person.age),
                        .household = person.household,
                        .mother = person.mother,
                        .partner = person.partner});
  }
  gather_homes(founders);
  return founders;
}

}  // namespace rapport::population
