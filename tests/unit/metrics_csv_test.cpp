// CSV from anywhere: what is understood, what is refused, and where the message points.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scenario/csv_columns.h"
#include "support/properties.h"

namespace rapport::metrics_csv_test {

using scenario::CsvColumn;
using scenario::CsvColumns;
using scenario::CsvKind;

struct CsvRead {
  std::vector<CsvColumn> columns;
  Diagnostics faults;
  std::size_t rows = 0;
  std::string said(std::size_t k) const { return k < faults.size() ? to_text(faults[k]) : ""; }
};

CsvRead csv_read(std::string_view text, std::vector<CsvColumn> wanted) {
  CsvRead done{std::move(wanted), {}, 0};
  CsvColumns file("any.csv", text, done.faults);
  file.read(done.columns);
  done.rows = file.rows();
  return done;
}

TEST(CsvColumns, ReadsWhatProgramsWrite) {
  const std::string text =
      "\xEF\xBB\xBF\"\",\"name\",cost,gone\r\n"
      "\"1\",\"O'Neil, \"\"Ann\"\"\",1e+05,\"two\nlines\"\r\n"
      "\"2\",Zo\xC3\xAB,.5,x\r\n\r\n"
      "3, Zo\xC3\xAB,\" -.25 \",\r\n";
  const CsvRead done = csv_read(text, {{"cost"}, {"name", CsvKind::name}});
  ASSERT_TRUE(done.faults.empty()) << done.said(0);
  EXPECT_EQ(done.columns[0].numbers, (std::vector<double>{1e5, 0.5, -0.25}));
  EXPECT_EQ(done.columns[1].labels,
            (std::vector<std::string>{"O'Neil, \"Ann\"", "Zo\xC3\xAB", " Zo\xC3\xAB"}));
  EXPECT_EQ(done.columns[1].ids, (std::vector<std::uint32_t>{0, 1, 2}));
}

TEST(CsvColumns, ReadsFlagsAndMoments) {
  const CsvRead done =
      csv_read("e,d,t\n1,1969-12-31,7\nFALSE,1970-01-01,-2.5\ntrue,2024-02-29,0\n0,2000-03-01,9",
               {{"e", CsvKind::flag}, {"d", CsvKind::moment}, {"t", CsvKind::moment}});
  ASSERT_TRUE(done.faults.empty()) << done.said(0);
  EXPECT_EQ(done.columns[0].numbers, (std::vector<double>{1, 0, 1, 0}));
  EXPECT_EQ(done.columns[1].numbers, (std::vector<double>{-1, 0, 19782, 11017}));
  EXPECT_EQ(done.columns[2].numbers, (std::vector<double>{7, -2.5, 0, 9}))
      << "the last line may lack its end";
}

TEST(CsvColumns, SaysWhereAndWhatIsWrong) {
  CsvColumn cost{"cost"};
  cost.bounds.lo = 0.0;
  const CsvRead done = csv_read("id,note,cost\na,\"x\ny\",twelve\nb,,-3\nc,,\nd,,NA\ne,1\nf,,1\n", {cost});
  ASSERT_EQ(done.faults.size(), 5u);
  EXPECT_EQ(done.said(0).find("any.csv:3:4: cost: 'twelve' is not a number"), 0u) << done.said(0);
  EXPECT_EQ(done.said(1), "any.csv:4:4: cost: '-3' is below 0");
  EXPECT_EQ(done.said(2).find("any.csv:5:4: cost: a value is missing"), 0u) << done.said(2);
  EXPECT_EQ(done.said(3).find("any.csv:6:4: cost: a value is missing"), 0u) << done.said(3);
  EXPECT_EQ(done.said(4), "any.csv:7: has 2 cells; the header has 3");
}

TEST(CsvColumns, NamesTheNearestColumn) {
  const CsvRead done =
      csv_read("person,clinican,person\nx,y,x\n", {{"clinician", CsvKind::name}, {"person", CsvKind::name}});
  ASSERT_EQ(done.faults.size(), 2u);
  EXPECT_NE(done.said(0).find("Did you mean 'clinican'?"), std::string::npos) << done.said(0);
  EXPECT_NE(done.said(1).find("'person' is given twice"), std::string::npos) << done.said(1);
}

TEST(CsvColumns, RefusesWhatItCannotMean) {
  const std::vector<std::pair<std::string, std::string>> bad{
      {"", "is empty"},
      {"t\n", "no rows"},
      {"t\n1\n\"2\n3\n", "a quote"},
      {"t\n2024-02-30\n", "neither a number nor a day"},
      {"t\n2024-13-01\n", "neither a number nor a day"},
      {"t\n2024-01-01\n5\n", "numbers and days"},
      {"t\n1\n\n2\n", "missing"},
      {"t\ninf\n", "neither a number nor a day"},
      {std::string("t\n1\0\n", 5), "NUL"},
      {"t;u\n1;2\n", "there is no column 't'; the file has 't;u'"},
  };
  for (const auto& [text, words] : bad) {
    const CsvRead done = csv_read(text, {{"t", CsvKind::moment}});
    EXPECT_NE(done.said(0).find(words), std::string::npos) << "'" << text << "': " << done.said(0);
  }
}

TEST(CsvColumns, StopsAfterFiftyFaults) {
  std::string text = "t\n";
  for (int k = 0; k < 200; ++k) text += "x\n";
  EXPECT_EQ(csv_read(text, {{"t"}}).faults.size(), 50u);
}

RC_GTEST_PROP(CsvColumnsProperty, AnyTextIsReadOrRefusedWithItsPlace, ()) {
  constexpr std::string_view kLetters = ",,,\n\n\"1.-xe\r ";
  std::string text = properties::between(0, 2) == 0 ? "a,b\n" : "";
  const int length = properties::between(0, 60);
  for (int k = 0; k < length; ++k) text += kLetters[properties::between<std::size_t>(0, kLetters.size())];
  const CsvRead done = csv_read(text, {{"a"}, {"b", CsvKind::name}});
  const int lines = 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  for (const Diagnostic& fault : done.faults) {
    RC_ASSERT(!fault.message.empty() && fault.line >= 0 && fault.line <= lines && fault.column >= 0);
    RC_ASSERT(fault.line > 0 || fault.column == 0);
  }
  if (!done.faults.empty()) return;
  RC_ASSERT(done.rows > 0 && done.columns[0].numbers.size() == done.rows &&
            done.columns[1].ids.size() == done.rows);
}

}  // namespace rapport::metrics_csv_test
