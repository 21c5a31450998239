// Random values for properties. rapidcheck starts with small ones and grows: a hundred cases would hardly see a
// large number. These are of full size from the first case on, and shrink as others do.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sstream>

namespace rapport::properties {

template <class T>
T any() {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<T>());
}

/// At least `from` and below `end`.
template <class T>
T between(T from, T end) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(from, end));
}

/// For what costs next to nothing: many cases in one.
template <class Case>
void repeated(int times, Case one) {
  for (int k = 0; k < times; ++k) one();
}

/// For what takes long: few cases, and none of the hundreds that shrinking would try.
template <class Property>
void expect_in_cases(int cases, Property property) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = cases;
  params.disableShrinking = true;
  const auto result = rc::detail::checkTestable(property, rc::detail::TestMetadata(), params);
  std::ostringstream said;
  rc::detail::printResultMessage(result, said);
  EXPECT_TRUE(result.template is<rc::detail::SuccessResult>()) << said.str();
}

}  // namespace rapport::properties
