// How unequally an amount is spread over people: by its own size, and by the rank in something else.
#pragma once

#include <span>

namespace rapport::metrics {

// ME-3  Share of the whole that the top people have
//
//     top(p) = 1 - L(1 - p)
//
//   L(q)  share of all that the q of people with least have: Lorenz's curve, straight between two people, so that
//         a share p of people that is no whole number of them takes its part of the next one
//   NaN without people, where nothing is spent, and with an amount below 0.
double top_share(std::span<const double> amounts, double top);

// ME-4  Gini coefficient
//
//     G = sum_i (2 i - n - 1) x_i / (n sum_i x_i),   x_1 <= x_2 <= ... <= x_n
//
//   n  people     x_i  amount of the i-th
//   Half the mean difference of two people over the mean; ME-5 with amounts ranked by themselves. 0 where all have
//   the same, 1 - 1/n where one has all. NaN as in ME-3, and with one person.
double gini(std::span<const double> amounts);

// ME-5  Concentration index of an amount over ranks
//
//     C = 2 cov(x, R) / mean(x) = sum_i (2 r_i - n - 1) x_i / (n sum_i x_i),   R_i = (r_i - 1/2) / n
//
//   x_i  amount of person i     r_i  place of i by the ranking variable, from 1 for the lowest; people who share a
//        value share the mean of their places     R  fractional rank     cov  over n
//   -1 to 1: below 0 where the low ranks have more than their part. NaN as in ME-4.
//   Definition: [ODonnell2008].
double concentration_index(std::span<const double> amounts, std::span<const double> ranking);

}  // namespace rapport::metrics
