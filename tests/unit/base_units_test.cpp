// Rows, money, fixed-point sums and digests.
#include "base/units.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "base/digest.h"
#include "base/fixed_sum.h"

namespace rapport::base_units_test {

static_assert(!std::is_convertible_v<Patient, Clinician> && !std::is_constructible_v<Clinician, Patient>);
static_assert(!std::is_convertible_v<std::uint32_t, Patient> && std::is_trivially_copyable_v<Patient>);

TEST(BaseUnits, ARowIndexesItsColumns) {
  const std::vector<int> column{10, 20, 30};
  EXPECT_EQ(column[Patient(2)], 30);
  EXPECT_FALSE(Patient().exists());
  EXPECT_TRUE(Patient(0).exists());
  EXPECT_LT(Patient(1), Patient(2));
}

TEST(BaseUnits, MoneyRoundsHalvesToEven) {
  EXPECT_EQ(round_half_even(0.5), 0);
  EXPECT_EQ(round_half_even(1.5), 2);
  EXPECT_EQ(round_half_even(-1.5), -2);
  EXPECT_EQ(round_half_even(-2.5), -2);
  EXPECT_EQ(round_half_even(2.4999999), 2);
  EXPECT_EQ(round_half_even(1e15), 1000000000000000);
  EXPECT_EQ(cents_from_usd(12.34), 1234);
  EXPECT_EQ(cents_from_usd(-0.005), 0);
  EXPECT_EQ(usd_from_cents(1234), 12.34);
}

std::vector<Cents> parts_of(Cents total, const std::vector<double>& weights) {
  std::vector<Cents> parts(weights.size());
  allocate(total, weights, parts);
  return parts;
}

TEST(BaseUnits, SharesGoToTheLargestRemainders) {
  EXPECT_EQ(parts_of(100, {1, 1, 1}), (std::vector<Cents>{34, 33, 33}));
  EXPECT_EQ(parts_of(-100, {1, 1, 1}), (std::vector<Cents>{-34, -33, -33}));
  EXPECT_EQ(parts_of(10, {0.25, 0.33, 0.42}), (std::vector<Cents>{3, 3, 4}));
  EXPECT_EQ(parts_of(5, {0, 2, 0}), (std::vector<Cents>{0, 5, 0}));
  EXPECT_EQ(parts_of(0, {1, 2}), (std::vector<Cents>{0, 0}));
}

RC_GTEST_PROP(BaseUnits, SharesAddUpAndAreFair, (std::int32_t total, std::vector<std::uint16_t> sizes)) {
  RC_PRE(std::any_of(sizes.begin(), sizes.end(), [](int size) { return size > 0; }));
  std::vector<double> weights(sizes.size());
  std::transform(sizes.begin(), sizes.end(), weights.begin(), [](int size) { return size * 0.1; });
  const std::vector<Cents> parts = parts_of(total, weights);
  RC_ASSERT(std::accumulate(parts.begin(), parts.end(), Cents{0}) == total);
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t i = 0; i < parts.size(); ++i)
    RC_ASSERT(std::fabs(static_cast<double>(parts[i]) - total * weights[i] / sum) < 1.0 + 1e-6);
}

RC_GTEST_PROP(BaseFixedSum, OrderCannotMatter, (std::vector<float> values)) {
  for (float& value : values) value = std::isfinite(value) ? std::fmod(value, 1000.0f) : 0.5f;
  std::int64_t forwards = 0, backwards = 0;
  for (std::size_t i = 0; i < values.size(); ++i) forwards += to_fixed(values[i]);
  for (std::size_t i = values.size(); i-- > 0;) backwards += to_fixed(values[i]);
  RC_ASSERT(forwards == backwards);
}

TEST(BaseFixedSum, TruncatesTowardsZero) {
  EXPECT_EQ(from_fixed(to_fixed(0.75)), 0.75);
  EXPECT_EQ(to_fixed(0x1p-25), 0);
  EXPECT_EQ(to_fixed(-0x1p-25), 0);
  EXPECT_EQ(from_fixed(to_fixed(1234567.25f)), 1234567.25);
}

TEST(BaseDigest, GivesThePublishedDigestOfNothing) {
  EXPECT_EQ(to_hex(digest64(std::string_view())), "2d06800538d394c2");
  EXPECT_EQ(digest128(std::string_view()), "99aa06d3014798d86001c324468d497f");
}

RC_GTEST_PROP(BaseDigest, PiecesDoNotMatterButBytesDo, (std::string text, std::uint32_t at)) {
  const std::size_t cut = text.empty() ? 0 : at % text.size();
  Digest pieces;
  pieces.add(std::string_view(text).substr(0, cut));
  pieces.add(std::string_view(text).substr(cut));
  RC_ASSERT(pieces.hex() == digest128(std::string_view(text)));
  RC_ASSERT(digest128(std::string_view(text + '\0')) != digest128(std::string_view(text)));
}

TEST(BaseDigest, ReadsColumns) {
  const std::vector<std::uint8_t> bytes{'a', 'b', 'c'};
  EXPECT_EQ(digest128(std::span<const std::uint8_t>(bytes)), digest128(std::string_view("abc")));
  EXPECT_EQ(digest64(std::span<const std::uint8_t>(bytes)), digest64(std::string_view("abc")));
}

}  // namespace rapport::base_units_test
