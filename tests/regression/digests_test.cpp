// A few fixed worlds, digested column by column: did any result move? digests.txt says what they were.
//
// RAPPORT_DIGESTS=FILE writes the computed lines there as well: builds that differ there do not give the same
// bits. RAPPORT_ACCEPT=1 rewrites digests.txt, but only when the top entry of docs/CHANGELOG.md says that
// results change.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/digest.h"
#include "scenario/own_model.h"
#include "study/own_model_run.h"
#include "support/worlds.h"

namespace rapport::digests_test {

using namespace worlds;

const std::string kFile = std::string(RAPPORT_SOURCE_DIR) + "/tests/regression/digests.txt";

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// One digest for each group of columns: "patients.trust" belongs to "patients".
std::map<std::string, std::string> by_group(Market& market) {
  std::map<std::string, std::vector<std::uint64_t>> groups;
  const auto digests = column_digests(market);
  for (std::size_t k = 0; k < kColumns; ++k) {
    const std::string name(name_of(static_cast<Column>(k)));
    groups[name.substr(0, name.find('.'))].push_back(digests[k]);
  }
  std::map<std::string, std::string> lines;
  for (const auto& [group, values] : groups)
    lines[group] = to_hex(digest64(std::span<const std::uint64_t>(values)));
  return lines;
}

/// A year of the small town after a year of warm-up, under both kinds of payment; lines "name hex".
std::string lines_of(std::int64_t steps_per_year) {
  const Scenario town = read("small_town");
  World world;
  world.tables = town.tables;
  world.params = town.params;
  world.contract = town.contract;
  world.seed = static_cast<std::uint64_t>(town.seed);
  world.people = 800;
  world.steps_per_year = steps_per_year;
  world.warm_up_years = 1;
  world.arms = {{town.params, read("fee_for_service").contract},
                {town.params, relationship_centred().contract}};
  const std::vector<std::string> names{"fee_for_service", "relationship_centred"};
  const TaskSpec spec = world.spec();
  std::ostringstream lines;
  const std::vector<Tally> tallies = run_task(spec, [&](int arm, const Step& step, Market& market) {
    if (arm < 0 || step.index + 1 != spec.steps()) return;
    const std::string name =
        "small_town/" + std::to_string(steps_per_year) + "/" + names[static_cast<std::size_t>(arm)];
    for (const auto& [group, hex] : by_group(market)) lines << name << "/" << group << " " << hex << "\n";
  });
  for (std::size_t arm = 0; arm < names.size(); ++arm) {
    std::vector<std::int64_t> cells;
    for (const Cell& cell : tallies[arm].cells) cells.insert(cells.end(), {cell.numerator, cell.denominator});
    lines << "small_town/" << steps_per_year << "/" << names[arm] << "/outcomes "
          << to_hex(digest64(std::span<const std::int64_t>(cells))) << "\n";
  }
  return lines.str();
}

template <class Number>
std::string digest_line(const std::string& name, const std::vector<Number>& values) {
  return name + " " + to_hex(digest64(std::span<const Number>(values))) + "\n";
}

/// An outsider's model with and without people: who was where, what each person's life was worth, the expectation.
std::string lines_of_own_model(const std::string& name) {
  Diagnostics faults;
  const std::string path = std::string(RAPPORT_SOURCE_DIR) + "/" + name + ".yaml";
  const OwnModel own = read_own_model(path, {"people=3000"}, faults);
  std::vector<double> worth, expected;
  AgentsOptions options;
  options.each_block = [&](const BlockLives& lives) {
    for (const transition::BlockRun& run : lives.runs)
      for (const std::vector<double>& totals : run.totals)
        worth.insert(worth.end(), totals.begin(), totals.end());
  };
  std::vector<std::int64_t> counts;
  for (const StrategyRun& strategy : run_own_model(own, options).strategies)
    counts.insert(counts.end(), strategy.counts.in_state.begin(), strategy.counts.in_state.end());
  for (const ExactStrategy& strategy : expect_own_model(own, 2).strategies)
    for (const auto* values : {&strategy.expected.in_state, &strategy.expected.mean, &strategy.expected.sd})
      expected.insert(expected.end(), values->begin(), values->end());
  EXPECT_TRUE(faults.empty());
  return digest_line(name + "/people", counts) + digest_line(name + "/worth", worth) +
         digest_line(name + "/expectation", expected);
}

/// The first entry below the title, up to the next one.
std::string top_entry(const std::string& changes) {
  const std::size_t start = changes.find("\n## ");
  if (start == std::string::npos) return "";
  return changes.substr(start, changes.find("\n## ", start + 1) - start);
}

// V40
TEST(Digests, AreThoseOfTheLastAcceptedResults) {
  const std::string lines = lines_of(13) + lines_of(52) +
                            lines_of_own_model("scenarios/external/introductory_cohort") +
                            lines_of_own_model("tests/regression/all_kinds");
  if (const char* also = std::getenv("RAPPORT_DIGESTS")) {
    std::ofstream(also, std::ios::binary | std::ios::trunc) << lines;
  }
  const char* accept = std::getenv("RAPPORT_ACCEPT");
  if (accept != nullptr && std::string(accept) == "1") {
    const std::string entry = top_entry(content(std::string(RAPPORT_SOURCE_DIR) + "/docs/CHANGELOG.md"));
    ASSERT_NE(entry.find("results change"), std::string::npos)
        << "nothing accepted: the top entry of docs/CHANGELOG.md does not say that results change";
    std::ofstream(kFile, std::ios::binary | std::ios::trunc) << lines;
  }
  EXPECT_EQ(lines, content(kFile))
      << "results moved. If that is meant, say so in docs/CHANGELOG.md and accept "
         "them: RAPPORT_ACCEPT=1 ./rapport test --filter 'Digests.*'";
}

TEST(Digests, TheTopEntryOfAChangeLogIsFound) {
  EXPECT_EQ(top_entry("# Changes\n\n## 0.2\nquiet\n\n## 0.1: results change\n"), "\n## 0.2\nquiet\n");
  EXPECT_EQ(top_entry("# Changes\n"), "");
}

}  // namespace rapport::digests_test
