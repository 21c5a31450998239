// Whatever bytes a file holds, it is read or answered with a message; it never crashes or hangs.
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "unit/scenario_folder.h"

namespace rapport {
namespace {

/// Loads or says why not; each message has a place and words.
void expect_an_answer(const TinyFolder& folder, const std::string& name) {
  Diagnostics diagnostics;
  const Scenario scenario = read_scenario(folder.path(name), {}, diagnostics);
  RC_ASSERT(!diagnostics.empty() || scenario.hash.size() == 32U);
  for (const Diagnostic& fault : diagnostics) RC_ASSERT(!fault.file.empty() && !fault.message.empty());
}

/// Pieces of YAML in any order: more of them get past the first line than of random bytes.
rc::Gen<std::string> yaml_pieces() {
  const auto piece = rc::gen::element<std::string>(
      "schema: 1\n", "extends: tiny.yaml\n", "trust", ": ", ":", "\n", "\n  ", "\n    ", "- ", "[", "]", "{",
      "}", ",", "gain", "payment", "capitation", "usd_per_member_month", "tables", "life_table", "&a ", "*a",
      "!!str ", "|", ">", "'", "\"", "\\", "#", "---", "...", "<<", "? ", "%YAML 1.2\n", "null", "~", "0.1",
      "-1", "1e400", ".nan", "\t", "\r\n", "\xC3\xA4", "@", "`", "population", "time: {years: 1}\n");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const std::string& each : pieces) text += each;
                        return text;
                      });
}

RC_GTEST_PROP(RandomFiles, AnyBytesAsAScenario, ()) {
  TinyFolder folder;
  folder.write("any.yaml", *rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
  expect_an_answer(folder, "any.yaml");
}

RC_GTEST_PROP(RandomFiles, AnyPiecesAsAScenario, ()) {
  TinyFolder folder;
  const std::string start =
      *rc::gen::element<std::string>("", "schema: 1\n", "schema: 1\nextends: tiny.yaml\n");
  folder.write("any.yaml", start + *yaml_pieces());
  expect_an_answer(folder, "any.yaml");
}

RC_GTEST_PROP(RandomFiles, AnyBytesInATable, ()) {
  TinyFolder folder;
  const std::string table =
      *rc::gen::element<std::string>("life_table.csv", "age_sex.csv", "conditions.csv", "prevalence.csv",
                                     "transitions.csv", "insurance.csv");
  std::string text = folder.content(table);
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  const auto length = *rc::gen::inRange<std::size_t>(0, 40);
  text.replace(at, length, *rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
  folder.write(table, text);
  expect_an_answer(folder, "tiny.yaml");
}

/// Every number of the frame and of the model refuses what is not finite, in words that name the key.
RC_GTEST_PROP(RandomFiles, NoFieldTakesWhatIsNotFinite, ()) {
  static TinyFolder folder;
  const auto entries = parameter_entries();
  const ParamEntry& entry = entries[*rc::gen::inRange<std::size_t>(0, entries.size())];
  const std::string key = std::string(entry.module) + "." + std::string(entry.name);
  const std::string value =
      *rc::gen::element<std::string>(".nan", ".NaN", ".inf", "-.inf", ".Inf", "1e400", "-1e400", "1e+9999",
                                     "010", "yes", "1_000", "5 000", "12:30", "'1'");
  folder.read("tiny.yaml", {key + "=" + value});
  RC_ASSERT(folder.messages_.find("--set " + key + "=" + value + ": " + key + " = ") == 0U);
}

}  // namespace
}  // namespace rapport
