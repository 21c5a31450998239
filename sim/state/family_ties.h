// What a family gives and takes: practical support, cohesion, conflict. Equation FA-1.
#pragma once

#include <cstdint>
#include <vector>

#include "state/market.h"
#include "state/population.h"

namespace rapport::population {

/// Three numbers in SD; as luck, three independent standard normals.
struct FamilyTies {
  double support = 0.0;
  double cohesion = 0.0;
  double conflict = 0.0;
};

// FA-1  Family ties of a person
//
//     q = sqrt(w) h + sqrt(1 - w) e   for cohesion, conflict and the latent part z of support
//     support = s z + b (A - A_ref),   s^2 = 1 - b^2 A_ref (1 - A_ref)
//
//   h  part of the home   e  own part, both normal with correlations support_cohesion_correlation and
//   conflict_cohesion_correlation, support and conflict related through cohesion alone   w  home_share
//   A  1 with another adult in the home   A_ref  reference mean with_adult   b  with_adult_support
//   All three have mean 0 and variance 1 over people. A child takes w of the mother's and the rest anew.
//   Form: our assumption; which three matter: [DiMatteo2004a]. Size.

/// Correlated normals from independent ones.
FamilyTies correlated(const FamilyTies& independent, const Params& params);
/// Home and own part together, each already correlated.
FamilyTies of_home_and_own(const FamilyTies& home, const FamilyTies& own, const Params& params);
/// Latent part z of support to support and back.
double support_from(double latent, bool with_adult, const Params& params, const References& ref);
double latent_support(double support, bool with_adult, const Params& params, const References& ref);
/// A newborn's ties; `own` is correlated. Another adult, the mother, is in the home.
FamilyTies of_newborn(const FamilyTies& mothers, bool mother_with_adult, const FamilyTies& own,
                      const Params& params, const References& ref);

/// Living adults by household number, of people from row `first` on: whole homes.
std::vector<std::uint16_t> adults_by_household(const Market& market, std::uint32_t first = 0);
/// Whether a living adult other than the person lives in the home; `adults` as counted above.
inline bool lives_with_adult(const Market& market, const std::vector<std::uint16_t>& adults,
                             std::uint32_t person) {
  const bool adult = market.patients.life_row[person] % kAges >= 18;
  const int self = adult && market.patients.alive[person] != 0 ? 1 : 0;
  return adults[market.patients.household[person]] > self;
}

/// Writes support, cohesion, conflict and alone of the people from row `first` on; homes are contiguous.
void write_family_ties(Market& market, const Params& params, std::uint32_t first);

}  // namespace rapport::population
