// Laying files over each other: merging, provenance, overrides, what the warm-up keeps, and the hash.
#include "unit/scenario_folder.h"

namespace rapport {
namespace {

class Layering : public ScenarioFolder {};

bool holds(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

TEST_F(Layering, DefaultsAndValuesOfOneFile) {
  const Scenario tiny = read_good("tiny.yaml");
  EXPECT_EQ(tiny.name, "tiny");
  EXPECT_EQ(tiny.title, "Tiny");
  EXPECT_EQ(tiny.time, (TimeSpec{52, 1, 2}));
  EXPECT_EQ(tiny.population, (PopulationSpec{500, 1}));
  EXPECT_EQ(tiny.seed, 1);
  EXPECT_EQ(tiny.replicates, 20);
  EXPECT_EQ(tiny.contract.terms, (std::vector<Term>{{TermKind::fee_for_service, 1.0, 0.0}}));
  EXPECT_EQ(tiny.base_contract, tiny.contract);
  EXPECT_EQ(tiny.hash.size(), 32U);
}

TEST_F(Layering, MapsMergeAndListsReplace) {
  write("a.yaml",
        "schema: 1\nextends: tiny.yaml\ntime: {years: 5}\nseed: 7\ntrust: {gain: 0.2, loss_ratio: 2}\n");
  write(
      "b.yaml",
      "schema: 1\nextends: a.yaml\ntrust: {gain: 0.3}\npayment:\n  - capitation: {usd_per_member_month: 45}\n"
      "  - protected_time: {usd_per_minute: 2.2, minutes_per_week: 200}\n");
  const Scenario b = read_good("b.yaml");
  EXPECT_EQ(b.title, "Tiny");
  EXPECT_EQ(b.seed, 7);
  EXPECT_EQ(b.time, (TimeSpec{52, 1, 5}));
  EXPECT_EQ(b.params.trust.gain, 0.3);
  EXPECT_EQ(b.params.trust.loss_ratio, 2.0);
  const std::vector<Term> terms{{TermKind::capitation, 4500.0, 0.0},
                                {TermKind::protected_time, 200.0, 220.0}};
  EXPECT_EQ(b.contract.terms, terms);
}

TEST_F(Layering, TheWarmUpKeepsTheRootButSharesThePopulation) {
  write("a.yaml",
        "schema: 1\nextends: tiny.yaml\ntrust: {gain: 0.2}\npopulation: {people_per_fte: 2000}\n"
        "payment:\n  - capitation: {usd_per_member_month: 45}\n");
  const Scenario a = read_good("a.yaml");
  const ModelParams defaults{};
  EXPECT_EQ(a.params.trust.gain, 0.2);
  EXPECT_EQ(a.base_params.trust.gain, defaults.trust.gain);
  EXPECT_EQ(a.params.population.people_per_fte, 2000.0);
  EXPECT_EQ(a.base_params.population.people_per_fte, 2000.0);
  EXPECT_EQ(a.base_contract.terms[0].kind, TermKind::fee_for_service);
  EXPECT_EQ(a.contract.terms[0].kind, TermKind::capitation);
}

TEST_F(Layering, NullDeletesWhatIsInherited) {
  write("a.yaml",
        "schema: 1\nextends: tiny.yaml\ntrust: {gain: 0.2, loss_ratio: 2}\nneeds: {agenda_years: 1}\n");
  write("b.yaml", "schema: 1\nextends: a.yaml\ntrust: {gain: null}\nneeds: ~\n");
  const Scenario b = read_good("b.yaml");
  const ModelParams defaults{};
  EXPECT_EQ(b.params.trust.gain, defaults.trust.gain);
  EXPECT_EQ(b.params.trust.loss_ratio, 2.0);
  EXPECT_EQ(b.params.needs.agenda_years, defaults.needs.agenda_years);
  write("c.yaml", "schema: 1\nextends: b.yaml\ntrust: {gain: null}\n");
  read("c.yaml");
  EXPECT_EQ(messages_, "c.yaml:3:15: null deletes an inherited value, but 'trust.gain' is not inherited\n");
}

TEST_F(Layering, MessagesNameTheFileOfTheValue) {
  write("a.yaml", "schema: 1\nextends: tiny.yaml\n\ntrust:\n  gain: -1\n  general: 2\n");
  write("b.yaml", "schema: 1\nextends: a.yaml\ntrust: {gian: 3}\n");
  write("c.yaml", "schema: 1\nextends: b.yaml\ntrust: {gain: 0.1}\n");
  read("c.yaml");
  EXPECT_TRUE(holds(messages_, "a.yaml:5:9: trust.gain = -1 is outside")) << messages_;
  EXPECT_TRUE(holds(messages_, "a.yaml:6:12: trust.general = 2 is outside")) << messages_;
  EXPECT_TRUE(holds(messages_, "b.yaml:3:9: unknown parameter 'trust.gian'")) << messages_;
  EXPECT_EQ(messages_.find("gian"), messages_.rfind("gian")) << "said once though three layers hold it";
}

TEST_F(Layering, TablesStartFromTheFileThatNamesThem) {
  std::filesystem::create_directory(folder_ / "below");
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (entry.is_regular_file())
      std::filesystem::rename(entry.path(), folder_ / "below" / entry.path().filename());
  }
  write("mine.yaml", "schema: 1\nextends: below/tiny.yaml\ntables: {life_table: mine.csv}\n");
  std::filesystem::copy(folder_ / "below" / "life_table.csv", folder_ / "mine.csv");
  const std::string moved = read_good("mine.yaml").hash;
  EXPECT_EQ(moved, read_good("below/tiny.yaml").hash) << "places of files are not in the hash";
}

TEST_F(Layering, OverridesPassTheSameChecks) {
  EXPECT_EQ(read_good("tiny.yaml", {"trust.gain=0.3"}).params.trust.gain, 0.3);
  EXPECT_EQ(read_good("tiny.yaml", {"trust.gain=0.3"}).base_params.trust.gain, 0.3)
      << "as written in the file";
  EXPECT_EQ(read_good("tiny.yaml", {"seed=5", "seed=6"}).seed, 6);
  const Scenario paid = read_good("tiny.yaml", {"payment=[{capitation: {usd_per_member_month: 9.99}}]"});
  EXPECT_EQ(paid.contract.terms, (std::vector<Term>{{TermKind::capitation, 999.0, 0.0}}));
  read("tiny.yaml", {"trust.general=8"});
  EXPECT_TRUE(holds(messages_, "--set trust.general=8: trust.general = 8 is outside ")) << messages_;
  read("tiny.yaml", {"trust.gian=0.3"});
  EXPECT_EQ(messages_, "--set trust.gian=0.3: unknown parameter 'trust.gian'. Did you mean 'trust.gain'?\n");
}

TEST_F(Layering, OverridesThatAreNone) {
  for (const std::string text :
       {"trust.gain", "=5", "trust..gain=1", ".gain=1", "trust .gain=1", "a.b.c.d.e.f.g.h.i=1"}) {
    read("tiny.yaml", {text});
    EXPECT_EQ(messages_, "--set " + text + ": an override has the form section.key=value\n");
  }
  read("tiny.yaml", {"extends=x.yaml"});
  EXPECT_TRUE(holds(messages_, "'extends' belongs to a file")) << messages_;
  read("tiny.yaml", {"trust.gain=[1", "trust.gain=&a 1", "trust.gain=", "trust.gain=1\x01"});
  EXPECT_TRUE(holds(messages_, "--set trust.gain=[1:")) << messages_;
  EXPECT_TRUE(holds(messages_, "anchors")) << messages_;
  EXPECT_TRUE(holds(messages_, "--set trust.gain=: is empty")) << messages_;
  EXPECT_TRUE(holds(messages_, "control character U+0001")) << messages_;
}

TEST_F(Layering, TheHashKnowsNumbersAndNothingElse) {
  const std::string text = "schema: 1\nextends: tiny.yaml\ntrust: {gain: 0.2, loss_ratio: 2}\nseed: 3\n";
  write("a.yaml", text);
  const std::string hash = read_good("a.yaml").hash;
  const std::vector<std::string> same{
      "schema: 1\nextends: tiny.yaml\nseed: 3\ntrust:\n  loss_ratio: 2\n  gain: 0.2\n",
      "# why\n" + text + "# end\n",
      "schema: 1\nextends: tiny.yaml\ntrust: {gain: 2e-1, loss_ratio: 2.0}\ntitle: Other\nquestion: Why?\n",
      "schema: 1\r\nextends: tiny.yaml\r\ntrust:\r\n  gain: 0.20\r\n  loss_ratio: 2\r\n"};
  for (const std::string& variant : same) {
    write("b.yaml", variant);
    EXPECT_EQ(read_good("b.yaml").hash, hash) << variant;
  }
  const std::vector<std::string> others{text + "time: {years: 3}\n", text + "population: {markets: 2}\n",
                                        text + "payment:\n  - fee_for_service: {of_schedule: 1.1}\n",
                                        "schema: 1\nextends: tiny.yaml\ntrust: {gain: 0.2000000000000001}\n"};
  for (const std::string& variant : others) {
    write("b.yaml", variant);
    EXPECT_NE(read_good("b.yaml").hash, hash) << variant;
  }
}

TEST_F(Layering, TheHashKnowsTheWarmUpAndTheTables) {
  write("a.yaml", "schema: 1\nextends: tiny.yaml\ntrust: {gain: 0.2}\n");
  const std::string late = read_good("a.yaml").hash;
  const std::string early = read_good("tiny.yaml", {"trust.gain=0.2"}).hash;
  EXPECT_NE(late, early) << "the same policy after another warm-up is another scenario";
  std::ofstream(folder_ / "fertility.csv", std::ios::app) << "40,44,10,assumed,A-0\n";
  EXPECT_NE(read_good("a.yaml").hash, late);
}

TEST_F(Layering, MinusZeroIsZero) {
  const Scenario zero = read_good("tiny.yaml", {"trust.gain=0"});
  EXPECT_EQ(read_good("tiny.yaml", {"trust.gain=-0.0"}).hash, zero.hash);
}

}  // namespace
}  // namespace rapport
