// Family ties at synthesis and at birth.
#include "state/family_ties.h"

#include <algorithm>
#include <cmath>

#include "base/sample.h"

namespace rapport::population {

namespace {

double beside(double correlation) { return std::sqrt(1.0 - correlation * correlation); }

double structural_scale(const Params& p, const References& ref) {
  const double b = p.with_adult_support;
  return std::sqrt(std::max(0.0, 1.0 - b * b * ref.with_adult * (1.0 - ref.with_adult)));
}

double structural_part(bool with_adult, const Params& p, const References& ref) {
  return p.with_adult_support * ((with_adult ? 1.0 : 0.0) - ref.with_adult);
}

}  // namespace

FamilyTies correlated(const FamilyTies& e, const Params& p) {
  const double s = p.support_cohesion_correlation, c = p.conflict_cohesion_correlation;
  return {s * e.cohesion + beside(s) * e.support, e.cohesion, c * e.cohesion + beside(c) * e.conflict};
}

FamilyTies of_home_and_own(const FamilyTies& home, const FamilyTies& own, const Params& p) {
  const double h = std::sqrt(p.home_share), e = std::sqrt(1.0 - p.home_share);
  return {h * home.support + e * own.support, h * home.cohesion + e * own.cohesion,
          h * home.conflict + e * own.conflict};
}

double support_from(double latent, bool with_adult, const Params& p, const References& ref) {
  return structural_scale(p, ref) * latent + structural_part(with_adult, p, ref);
}

double latent_support(double support, bool with_adult, const Params& p, const References& ref) {
  const double scale = structural_scale(p, ref);
  return scale > 0.0 ? (support - structural_part(with_adult, p, ref)) / scale : 0.0;
}

FamilyTies of_newborn(const FamilyTies& mothers, bool mother_with_adult, const FamilyTies& own,
                      const Params& p, const References& ref) {
  const double w = p.home_share, rest = beside(w);
  const double latent = w * latent_support(mothers.support, mother_with_adult, p, ref) + rest * own.support;
  return {support_from(latent, true, p, ref), w * mothers.cohesion + rest * own.cohesion,
          w * mothers.conflict + rest * own.conflict};
}

std::vector<std::uint16_t> adults_by_household(const Market& market, std::uint32_t first) {
  std::vector<std::uint16_t> adults(market.households, 0);
  const Patients& people = market.patients;
  for (std::uint32_t i = first; i < people.count; ++i) {
    const bool adult = people.life_row[i] % kAges >= 18 && people.alive[i] != 0;
    adults[people.household[i]] = static_cast<std::uint16_t>(adults[people.household[i]] + (adult ? 1 : 0));
  }
  return adults;
}

namespace {

FamilyTies three_normals(const Market& market, std::uint64_t id, DrawId support, DrawId cohesion,
                         DrawId conflict) {
  const Words words = luck(market.luck, Kind::synthesis, id, 0, 0, support.address);
  return {normal(words[support]), normal(words[cohesion]), normal(words[conflict])};
}

}  // namespace

void write_family_ties(Market& market, const Params& params, std::uint32_t first) {
  Patients& people = market.patients;
  const std::vector<std::uint16_t> adults = adults_by_household(market, first);
  FamilyTies home;
  for (std::uint32_t i = first; i < people.count; ++i) {
    const bool opens = i == first || people.household[i - 1] != people.household[i];
    if (opens) {
      home = correlated(three_normals(market, people.id[i], draws::synth_home_support,
                                      draws::synth_home_cohesion, draws::synth_home_conflict),
                        params);
    }
    const FamilyTies own = correlated(three_normals(market, people.id[i], draws::synth_support,
                                                    draws::synth_cohesion, draws::synth_conflict),
                                      params);
    const FamilyTies ties = of_home_and_own(home, own, params);
    const bool with_adult = lives_with_adult(market, adults, i);
    people.support[i] =
        static_cast<float>(support_from(ties.support, with_adult, params, market.tables->references));
    people.cohesion[i] = static_cast<float>(ties.cohesion);
    people.conflict[i] = static_cast<float>(ties.conflict);
    people.alone[i] = with_adult ? 0 : 1;
  }
}

}  // namespace rapport::population
