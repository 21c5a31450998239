// What holds for every number in every table: it is read within its bounds or refused, and what is no number is
// refused in its line.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <bit>

#include "fuzz/entries.h"
#include "scenario/number.h"
#include "support/properties.h"
#include "unit/scenario_folder.h"

namespace rapport::table_property_test {

using namespace properties;
using namespace scenario;

/// A cell of a table that holds a number: where it starts, how long it is and on which line.
struct NumberCell {
  std::size_t start = 0;
  std::size_t size = 0;
  int line = 0;
};

/// The tiny world's tables hold no quotes.
std::vector<NumberCell> number_cells(const std::string& text) {
  std::vector<NumberCell> cells;
  int line = 1;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find_first_of(",\n", start), text.size());
    if (read_number(text.substr(start, end - start)).value) cells.push_back({start, end - start, line});
    line += end < text.size() && text[end] == '\n' ? 1 : 0;
    start = end + 1;
  }
  return cells;
}

RC_GTEST_PROP(TableProperties, NumbersStayInBoundsOrAreRefusedInTheirLine, ()) {
  static TinyFolder folder;
  static const std::vector<std::string>
      tables{"life_table.csv",  "age_sex.csv",    "prevalence.csv", "visits.csv",
             "visits.csv",      "stays.csv",      "fertility.csv",  "conditions.csv",
             "transitions.csv", "households.csv", "insurance.csv"};  // in the order of table_keys()
  const std::size_t table = between<std::size_t>(0, tables.size());
  const std::string whole = folder.content(tables[table]);
  const std::vector<NumberCell> cells = number_cells(whole);
  const NumberCell cell = cells[between<std::size_t>(0, cells.size())];
  const bool is_number = any<bool>();
  const std::string value =
      is_number ? *rc::gen::element<std::string>("-1", "-1e-300", "-0.0", "1.0000001", "101", "1e6", "1e308",
                                                 number_text(std::bit_cast<double>(any<std::uint64_t>())))
                : *rc::gen::element<std::string>(".nan", "nan", ".inf", "-.inf", "1e400", "-1e400", "", "'1'",
                                                 "010");
  std::string text = whole;
  text.replace(cell.start, cell.size, value);
  std::vector<std::uint8_t> bytes{static_cast<std::uint8_t>(table)};
  bytes.insert(bytes.end(), text.begin(), text.end());
  RC_ASSERT(fuzz::table_fault(bytes) == "");
  folder.write(tables[table], text);
  folder.read("tiny.yaml");
  folder.write(tables[table], whole);
  const std::string place = fmt::format("{}:{}:", tables[table], cell.line);
  RC_ASSERT(is_number || folder.messages_.find(place) != std::string::npos);
}

}  // namespace rapport::table_property_test
