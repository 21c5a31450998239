// Reading the sources for `explain`: what is an equation, what is a mention, and that the book holds all of them.
#include "book/read_sources.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace rapport::book_test {

using namespace book;

TEST(ReadSources, EquationsEndWhereTheNextOneBegins) {
  const std::vector<ReadEquation> found = equations_in("a.h", R"(// A file about TR-9.
#pragma once

// TR-1  First contact: T = T0
//
//     T0 = logistic(x)
//
//   x  disposition
// TR-2  After a visit
//   Form: ours.
constexpr double after_visit(double trust,
                             double quality) {
  // TR-3 is elsewhere
}

// TR-4  Nothing follows.

/// TR-5  documents, it states nothing.
struct Params {
)");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].label, "TR-1");
  EXPECT_EQ(found[0].title, "First contact: T = T0");
  EXPECT_EQ(found[0].text, "    T0 = logistic(x)\n\n  x  disposition");
  EXPECT_EQ(found[0].declares, "");
  EXPECT_EQ(found[0].place.line, 4);
  EXPECT_EQ(found[1].label, "TR-2");
  EXPECT_EQ(found[1].text, "  Form: ours.");
  EXPECT_EQ(found[1].declares, "after_visit");
  EXPECT_EQ(found[2].title, "Nothing follows.");
  EXPECT_EQ(found[2].declares, "");
}

std::vector<std::string> labels(const std::vector<ReadMention>& mentions) {
  std::vector<std::string> all;
  for (const ReadMention& one : mentions) all.push_back(one.label);
  return all;
}

TEST(ReadSources, MentionsAreWholeLabels) {
  using Labels = std::vector<std::string>;
  EXPECT_EQ(labels(mentions_in("a", "as in TR-1, TR-12 and (EN-4).")), (Labels{"TR-1", "TR-12", "EN-4"}));
  EXPECT_EQ(labels(mentions_in("a", "TR-1 and TR-1 again")), (Labels{"TR-1"}));
  EXPECT_EQ(labels(mentions_in("a", "A-21, ABC-3, TR-0, TR-, X-TR-1, TR-1x, UTF-8-like")), (Labels{}));
  EXPECT_EQ(labels(mentions_in("a", "TEST(Rules, CB_2_SP_1_Sum)")), (Labels{"CB-2", "SP-1"}));
}

TEST(ReadSources, TestsAreNamed) {
  const std::vector<ReadMention> found = test_mentions_in("t.cpp", R"(// About TR-9.
#include <x>

double helper() { return 1.0; }  // EN-1

/// Says TR-1.
// On the way.
TEST_P(Trust,
       TR_2_Rises) {
  EXPECT_EQ(1, 1) << "TR-3";
}

double other() { return 2.0; }  // TR-4
)");
  ASSERT_EQ(found.size(), 6U);
  EXPECT_EQ(found[0].inside, "");
  EXPECT_EQ(found[1].label, "EN-1");
  EXPECT_EQ(found[1].inside, "");
  EXPECT_EQ(found[2].label, "TR-1");
  EXPECT_EQ(found[2].inside, "Trust.TR_2_Rises");
  EXPECT_EQ(found[3].label, "TR-2");
  EXPECT_EQ(found[3].inside, "Trust.TR_2_Rises");
  EXPECT_EQ(found[4].label, "TR-3");
  EXPECT_EQ(found[4].inside, "Trust.TR_2_Rises");
  EXPECT_EQ(found[5].label, "TR-4");
  EXPECT_EQ(found[5].inside, "");
  const auto python = test_mentions_in("t.py", "def test_levels() -> None:\n    assert \"RF-1\"\n");
  ASSERT_EQ(python.size(), 1U);
  EXPECT_EQ(python[0].inside, "test_levels");
}

TEST(ReadSources, AssumptionsAndReferences) {
  const auto assumptions = assumptions_in("a.md", "text\n- **A-7** People wait. *Why:* ours.\n- **B** no\n");
  ASSERT_EQ(assumptions.size(), 1U);
  EXPECT_EQ(assumptions[0].key, "A-7");
  EXPECT_EQ(assumptions[0].text, "People wait. *Why:* ours.");
  const auto references = references_in("b.bib",
                                        "@article{Hall2002,\n  author = {Hall, M},\n  year = {2002},\n"
                                        "  title = {{Trust} in care},\n}\n\n@misc{NN1,\n  note = {x}\n}\n");
  ASSERT_EQ(references.size(), 2U);
  EXPECT_EQ(references[0].key, "Hall2002");
  EXPECT_EQ(references[0].text, "Hall, M. 2002. Trust in care");
  EXPECT_EQ(references[1].text, "x");
}

/// Whoever picks an equation finds where it is stated, in code and in words, and what tests it.
TEST(Book, EveryEquationHasCodeModelAndTests) {
  const Book& all = book::book();
  EXPECT_GT(all.equations.size(), 100U);
  const auto is_in = [](std::span<const Mention> mentions, std::string_view label) {
    return std::any_of(mentions.begin(), mentions.end(),
                       [&](const Mention& one) { return one.label == label; });
  };
  for (const Equation& equation : all.equations) {
    EXPECT_TRUE(is_in(all.model, equation.label)) << equation.label << " is not in docs/model.md";
    EXPECT_TRUE(is_in(all.tests, equation.label)) << equation.label << " is named by no test";
  }
}

}  // namespace rapport::book_test
