// The self test of `rapport doctor`: one digest for all compilers, processors and builds.
#include "study/self_test.h"

#include <gtest/gtest.h>

namespace rapport {
namespace {

TEST(SelfTest, ArithmeticIsTheSameInEveryBuild) { EXPECT_EQ(arithmetic_digest(), kArithmeticDigest); }

}  // namespace
}  // namespace rapport
