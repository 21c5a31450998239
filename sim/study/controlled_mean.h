// A mean over independent runs, with the luck taken out whose mean is known to be 0.
#pragma once

#include <cstddef>
#include <vector>

namespace rapport {

struct Measured {
  double value = 0.0;
  double standard_error = 0.0;
};

// QU-6  Mean over runs r with known luck taken out
//
//     y_r = m + sum_k b_k z_rk + e_r
//
//   y  what is measured     z  luck of the run, of mean 0 whatever the rule under test does: what came less what was
//   to be expected, given all that went before     m  by least squares, with its standard error
/// `luck[k][r]`: kinds of luck that others already tell are left out. More runs than kinds + 1.
Measured controlled_mean(const std::vector<double>& values, const std::vector<std::vector<double>>& luck);

}  // namespace rapport
