// Who lives with whom at the start, equations PO-5 and PO-6.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "state/market.h"
#include "state/population.h"

namespace rapport::population {

/// A person before there are columns. Rows in `mother` and `partner` refer to the sorted vector.
struct Founder {
  std::uint64_t id = 0;
  std::uint8_t sex = 0;
  int age = 0;
  std::int32_t birth_day = 0;
  std::uint32_t household = kNobody;
  std::uint32_t mother = kNobody;
  std::uint32_t partner = kNobody;
};

// PO-5  Adults without a partner who live alone
//
//     q = h1 (C + S / 2) / (S (1 - h1 / 2))
//
//   h1  published share of one-person households   C  couples   S  adults without a partner, not at home
//   Form: exact when the others share homes in twos, our assumption A-45; h1: households_us.csv.
double living_alone_share(double one_person_share, double couples, double singles);

// PO-6  Mothers: a child of age a lives with a woman of age a + 20 to a + 38 (a wider span of years where
// none fits),
//   each such woman as likely as another. Form and ages: our assumption A-45.

// PO-7  People who are given: age, sex, household, mother and partner are those of the scenario's tables, the
//   same in every market and replicate. Nothing of PO-5 and PO-6 is drawn; the days since the last birthday and
//   all that a person has beside these are drawn by number, as for people who are drawn.

/// Pairs partners by rank of age, gives children and young adults a mother, fills homes, and sorts the
/// founders so that households are contiguous.
void form_households(const LuckKey& luck, const Tables& tables, const Params& params,
                     std::vector<Founder>& founders);

/// The day of birth of somebody who has completed `age` years on day 0: the days since the last birthday are drawn.
std::int32_t birth_day_of(const LuckKey& luck, std::uint64_t id, int age);

/// PO-7: founders with the ages, sexes, homes, mothers and partners that a scenario gives, in the same order.
std::vector<Founder> founders_as_given(const LuckKey& luck, const std::vector<GivenPerson>& people);

/// Households elsewhere, whose structure those who arrive have (MO-2); contiguous, oldest member first.
struct OutsidePool {
  std::vector<Founder> people;
  std::vector<std::uint32_t> first;  ///< of each household, and the end

  std::uint32_t households() const { return static_cast<std::uint32_t>(first.size() - 1); }
};

}  // namespace rapport::population
