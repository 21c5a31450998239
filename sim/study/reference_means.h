// The means that effects are centred on, summed over the steps of the reference run. Equation RF-2.
#pragma once

#include <array>
#include <vector>

#include "engine/params.h"
#include "state/market.h"
#include "state/references.h"

namespace rapport {

struct MeanSum {
  double sum = 0.0;
  double weight = 0.0;
};

// RF-2  Reference means
//
//     x_ref = sum of x / number of x,   over the years after the warm-up of the reference run
//
//   x  what sim/state/references.def names, where it enters its effect; control by condition, over people
//   with it.   Form: model trap 1; a round of learning runs with the means of the round before.
struct MeanSums {
  std::array<MeanSum, kReferenceCount> of{};
  std::vector<MeanSum> control;  ///< by condition, in the order of the tables
};

/// Adds what the step shows; changes nothing.
void add_means(const Market& market, const ModelParams& params, const Step& step, MeanSums& sums);
void add(MeanSums& to, const MeanSums& from);

/// What was learnt; where nothing was seen, what `before` says.
References means_of(const MeanSums& sums, const References& before);

}  // namespace rapport
