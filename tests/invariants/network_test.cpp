// Relations that are written are those of the market; people who are given take the place of people who are drawn,
// to the bit.
#include "study/network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

#include "scenario/canonical.h"
#include "scenario/read_tables.h"
#include "state/repack.h"
#include "support/worlds.h"

namespace rapport::network_test {

using namespace worlds;
using Cells = std::vector<std::string>;
using network::Network;

std::vector<Cells> rows_of(const std::string& csv) {
  std::vector<Cells> rows;
  std::istringstream text(csv);
  for (std::string line; std::getline(text, line);) {
    Cells cells(1);
    for (const char letter : line) {
      if (letter == ',') cells.emplace_back();
      if (letter != ',') cells.back() += letter;
    }
    rows.push_back(std::move(cells));
  }
  rows.erase(rows.begin());
  return rows;
}

struct Person {
  int age;
  bool is_female;
  std::string household;
};
using People = std::map<std::string, Person>;

People people_in(const Network& network) {
  People people;
  for (const Cells& row : rows_of(network.people))
    people[row[0]] = {std::stoi(row[1]), row[2] == "female", row[3]};
  return people;
}

/// Pairs of one kind, in the order of the file.
using Pairs = std::vector<std::pair<std::string, std::string>>;
Pairs pairs_of(const Network& network, const std::string& kind) {
  Pairs pairs;
  for (const Cells& row : rows_of(network.edges))
    if (row[2] == kind) pairs.emplace_back(row[0], row[1]);
  return pairs;
}

/// A market that people are born into, die in, leave and come to.
World moving_world() {
  World world;
  world.people = 1500;
  for (double& rate : world.tables.births_per_year) rate *= 3.0;
  for (ByAge& of_sex : world.tables.death_per_year) {
    for (double& rate : of_sex) rate = 3.0 * rate + 0.03;  // mothers of children who live on, too
  }
  world.set("instability.departure_per_year", 0.1);
  world.years = 3;
  return world;
}

class Networks : public testing::TestWithParam<std::int64_t> {
 protected:
  Networks() {
    life_.years(GetParam());
    network_ = network::network_on(life_.market, day_);
    people_ = people_in(network_);
  }

  Life life_{moving_world()};
  std::int32_t day_ = static_cast<std::int32_t>(GetParam()) * kDaysPerYear;
  Network network_;
  People people_;
};
INSTANTIATE_TEST_SUITE_P(Years, Networks, testing::Values(0, 3));

TEST_P(Networks, EverybodyAliveStandsOnceAndInTheOrderOfIds) {
  EXPECT_EQ(people_.size(), living(life_.market));
  EXPECT_EQ(rows_of(network_.people).size(), people_.size());
  EXPECT_EQ(network_.people_count, people_.size());
  std::vector<std::uint64_t> ids;
  std::vector<std::string> written;
  for (std::uint32_t i = 0; i < life_.market.patients.count; ++i)
    if (life_.market.patients.alive[i] != 0) ids.push_back(life_.market.patients.id[i]);
  std::sort(ids.begin(), ids.end());
  for (const Cells& row : rows_of(network_.people)) written.push_back(row[0]);
  ASSERT_EQ(written.size(), ids.size());
  for (std::size_t k = 0; k < ids.size(); ++k) ASSERT_EQ(written[k], id_text(ids[k]));
  const bool has_born = std::any_of(written.begin(), written.end(),
                                    [](const std::string& id) { return id.find('.') != std::string::npos; });
  EXPECT_EQ(has_born, GetParam() > 0);
}

TEST_P(Networks, HouseholdsPartitionPeople) {
  std::map<std::string, std::size_t> members;
  for (const auto& [id, person] : people_) ++members[person.household];
  std::size_t due = 0;
  for (const auto& [household, count] : members) due += count * (count - 1) / 2;
  const Pairs pairs = pairs_of(network_, "household");
  EXPECT_GT(due, 500u);
  EXPECT_EQ(pairs.size(), due);
  std::set<std::set<std::string>> seen;
  for (const auto& [a, b] : pairs) {
    ASSERT_NE(a, b);
    ASSERT_EQ(people_.at(a).household, people_.at(b).household);
    EXPECT_TRUE(seen.insert({a, b}).second) << a << " and " << b << " twice";
  }
}

TEST_P(Networks, PartnersAreAdultsWithOneEach) {
  const Pairs pairs = pairs_of(network_, "partner");
  std::set<std::string> partnered;
  for (const auto& [a, b] : pairs) {
    EXPECT_TRUE(partnered.insert(a).second && partnered.insert(b).second) << a << " or " << b << " again";
    EXPECT_TRUE(people_.at(a).age >= 18 && people_.at(b).age >= 18);
  }
  EXPECT_GT(pairs.size(), 100u);
  const Patients& rows = life_.market.patients;
  std::size_t in_market = 0;
  for (std::uint32_t i = 0; i < rows.count; ++i) {
    if (rows.alive[i] == 0 || rows.partner[i] == kNobody) continue;
    ASSERT_EQ(rows.partner[rows.partner[i]], i);
    ++in_market;
  }
  EXPECT_EQ(partnered.size(), in_market);
}

TEST_P(Networks, MothersAreWomenOlderThanTheirChildren) {
  const Pairs pairs = pairs_of(network_, "mother");
  std::set<std::string> children;
  for (const auto& [child, mother] : pairs) {
    EXPECT_TRUE(children.insert(child).second) << child << " has two mothers";
    EXPECT_TRUE(people_.at(mother).is_female);
    EXPECT_GT(people_.at(mother).age, people_.at(child).age);
  }
  EXPECT_GT(pairs.size(), 200u);
}

TEST_P(Networks, TiesToCliniciansCarryTheirTrust) {
  const Market& market = life_.market;
  std::map<std::string, std::uint32_t> row_of;
  for (std::uint32_t i = 0; i < market.patients.count; ++i) row_of[id_text(market.patients.id[i])] = i;
  std::map<std::string, int> ties, usual;
  for (const Cells& row : rows_of(network_.edges)) {
    if (row[2] != "usual_clinician" && row[2] != "clinician") {
      EXPECT_EQ(row[3] + row[4] + row[5], "");
      continue;
    }
    ++ties[row[0]];
    usual[row[0]] += row[2] == "usual_clinician" ? 1 : 0;
    ASSERT_EQ(row[1].front(), 'c');
    const float trust = std::stof(row[3]), knowledge = std::stof(row[4]);
    ASSERT_TRUE(0.0F <= trust && trust <= 1.0F && 0.0F <= knowledge && knowledge <= 1.0F);
    EXPECT_LE(std::stoi(row[5]), day_);
    if (row[2] != "usual_clinician") continue;
    EXPECT_EQ(trust, market.patients.usual_trust[row_of.at(row[0])]);
  }
  for (const auto& [id, person] : people_) {
    const bool has_usual = market.patients.usual_slot[row_of.at(id)] != kNoSlot;
    EXPECT_EQ(usual[id], has_usual ? 1 : 0);
    EXPECT_LE(ties[id], static_cast<int>(kSlots));
  }
}

TEST_P(Networks, DoNotDependOnTheOrderOfRows) {
  repack(life_.market);
  const Network again = network::network_on(life_.market, day_);
  EXPECT_EQ(again.edges, network_.edges);
  const People people = people_in(again);
  ASSERT_EQ(people.size(), people_.size());
  for (const auto& [id, person] : people_) EXPECT_EQ(people.at(id).age, person.age);
}

// --- people who are given -------------------------------------------------------------------------------

/// What the reader makes of two texts; every fault is a failure.
std::vector<GivenPerson> read(const std::string& people, const std::string& relations) {
  std::vector<TableFile> files{{"people", "people.csv", people}};
  if (!relations.empty()) files.push_back({"relations", "relations.csv", relations});
  Tables tables;
  Diagnostics faults;
  scenario::read_people_tables(files, tables, faults);
  for (const Diagnostic& fault : faults) ADD_FAILURE() << to_text(fault);
  return tables.people;
}

/// A market on day 0; the world has to live longer.
struct Begun {
  explicit Begun(const World& world)
      : rates(rates_of(world.tables, world.params)), market(begin_market(world.spec(), rates)) {}
  Begun(const Begun&) = delete;
  Begun& operator=(const Begun&) = delete;

  LifeRates rates;
  Market market;
};

Network network_of(const World& world) { return network::network_on(Begun(world).market, 0); }
std::uint64_t digest_of(const World& world) {
  Begun begun(world);
  return rapport::digest_of(begun.market);
}

std::string reversed(const std::string& csv) {
  std::vector<std::string> lines;
  std::istringstream text(csv);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  std::reverse(lines.begin() + 1, lines.end());
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

TEST(GivenPeople, PO_7_WhoWereDrawnBeforeMakeTheSameMarketToTheBit) {
  World drawn;
  drawn.seed = 77;
  drawn.market = 2;
  const Network written = network_of(drawn);
  World given = drawn;
  given.tables.people = read(written.people, written.edges);
  ASSERT_EQ(given.tables.people.size(), drawn.people);
  EXPECT_EQ(digest_of(drawn), digest_of(given));
  EXPECT_EQ(final_digests(drawn.spec()), final_digests(given.spec()));
  const Network again = network_of(given);
  EXPECT_EQ(written.people, again.people);
  EXPECT_EQ(written.edges, again.edges);
}

TEST(GivenPeople, AreTheSameUnderOtherLuckAndTheirTraitsAreNot) {
  World world;
  const Network written = network_of(world);
  world.tables.people = read(written.people, written.edges);
  world.seed += 1;
  const Network elsewhere = network_of(world);
  EXPECT_NE(elsewhere.people, written.people) << "birthdays and incomes are drawn";
  for (const char* kind : {"partner", "mother", "household"})
    EXPECT_EQ(pairs_of(elsewhere, kind), pairs_of(written, kind));
  const People people_elsewhere = people_in(elsewhere);
  for (const auto& [id, person] : people_in(written)) {
    const Person& there = people_elsewhere.at(id);
    ASSERT_TRUE(there.age == person.age && there.is_female == person.is_female &&
                there.household == person.household);
  }
}

TEST(GivenPeople, MayStandInAnyOrder) {
  World world;
  const Network written = network_of(world);
  world.tables.people = read(written.people, written.edges);
  const std::uint64_t forwards = digest_of(world);
  world.tables.people = read(reversed(written.people), reversed(written.edges));
  EXPECT_EQ(digest_of(world), forwards);
}

TEST(GivenPeople, PO_7_LiveAsTheTableSays) {
  World world;
  world.tables.people = read(
      "id,age,sex,household\n500,34,female,90\n7,36,female,90\n12,8,male,90\n40,70,male,3\n41,6,female,5\n"
      "8,35,female,6\n",
      "from,to,kind\n7,500,partner\n12,7,mother\n41,8,mother\n");
  const Begun begun(world);
  const Market& market = begun.market;
  const Network network = network::network_on(market, 0);
  const People people = people_in(network);
  EXPECT_EQ(market.patients.count, 6u);
  EXPECT_EQ(market.founders, 6u);
  EXPECT_EQ(market.clinicians.count, 1u);
  EXPECT_EQ(people.at("500").age, 34);
  EXPECT_EQ(people.at("12").household, people.at("7").household);
  EXPECT_EQ((std::set<std::string>{people.at("7").household, people.at("40").household,
                                   people.at("41").household, people.at("8").household}),
            (std::set<std::string>{"0", "1", "2", "3"}));
  EXPECT_EQ(pairs_of(network, "partner"), (Pairs{{"7", "500"}}));
  EXPECT_EQ(pairs_of(network, "mother"), (Pairs{{"12", "7"}, {"41", "8"}}));
  EXPECT_EQ(pairs_of(network, "household"), (Pairs{{"7", "12"}, {"7", "500"}, {"12", "500"}}));
  std::set<std::string> alone;
  for (std::uint32_t i = 0; i < market.patients.count; ++i)
    if (market.patients.alone[i] != 0) alone.insert(id_text(market.patients.id[i]));
  EXPECT_EQ(alone, (std::set<std::string>{"8", "40", "41"})) << "12 has adults at home, 41 has none";
}

/// Lists are laid out for the published ages: a town of the old fills them beyond that.
TEST(GivenPeople, OfOneAgeLiveAndDieLikeOthers) {
  World world;
  std::string people = "id,age,sex,household\n";
  for (int k = 1; k <= 900; ++k)
    people += std::to_string(k) + (k % 2 == 0 ? ",86,female," : ",86,male,") + std::to_string(k / 2) + "\n";
  world.tables.people = read(people, "");
  world.years = 3;
  Life life(std::move(world));
  const std::uint32_t before = living(life.market);
  EXPECT_EQ(before, 900u);
  life.years(3);
  const std::int64_t gone = life.since_start(Counter::deaths) + life.since_start(Counter::emigrants);
  const std::int64_t come = life.since_start(Counter::births) + life.since_start(Counter::immigrants);
  EXPECT_EQ(living(life.market), before - gone + come);
  EXPECT_GT(life.since_start(Counter::deaths), 150) << "about one in nine a year dies at these ages";
}

TEST(GivenPeople, WithoutRelationsHaveNeitherPartnersNorMothers) {
  World world;
  world.tables.people = read("id,age,sex,household\n1,30,female,0\n2,31,male,0\n3,2,male,0\n", "");
  const Network network = network_of(world);
  EXPECT_TRUE(pairs_of(network, "partner").empty() && pairs_of(network, "mother").empty());
  EXPECT_EQ(pairs_of(network, "household").size(), 3u);
}

TEST(GivenPeople, AHouseholdHasAtMostTwoHundredMembers) {
  std::string people = "id,age,sex,household\n";
  for (int k = 1; k <= 201; ++k) people += std::to_string(k) + ",30,female,4\n";
  const std::vector<TableFile> files{{"people", "people.csv", people}};
  Tables tables;
  Diagnostics faults;
  scenario::read_people_tables(files, tables, faults);
  ASSERT_EQ(faults.size(), 1u);
  EXPECT_EQ(to_text(faults.front()), "people.csv: household 4 has 201 members; a household has at most 200");
  EXPECT_TRUE(tables.people.empty());
}

// --- hashes ---------------------------------------------------------------------------------------------

TEST(GivenPeople, ChangeTheHashAndNotTheProfileOfTheReference) {
  const Scenario& base = base_us();
  EXPECT_EQ(base.text.find("tables.people"), std::string::npos)
      << "hashes from before there were such tables would change";
  Scenario given = base;
  given.population.people_per_market = 3;
  given.base_params = base.base_params;
  std::vector<TableFile> files = base.table_files;
  files.push_back({"people", "p.csv", "id,age,sex,household\n1,30,female,0\n2,31,male,0\n3,2,male,0\n"});
  files.push_back({"relations", "r.csv", "from,to,kind\n3,1,mother\n"});
  Diagnostics faults;
  scenario::add_tables(given, files, faults);
  ASSERT_TRUE(faults.empty()) << to_text(faults.front());
  EXPECT_NE(given.text.find("\ntables.people = "), std::string::npos);
  EXPECT_NE(given.text.find("\ntables.relations = "), std::string::npos);
  EXPECT_NE(given.hash, base.hash);
  EXPECT_NE(given.tables_hash, base.tables_hash);
  EXPECT_EQ(given.profile_hash, base.profile_hash);
  Scenario again;
  scenario::read_canonical(again, given.text, files, faults);
  ASSERT_TRUE(faults.empty()) << to_text(faults.front());
  EXPECT_EQ(again.hash, given.hash);
  ASSERT_EQ(again.tables.people.size(), 3u);
  EXPECT_EQ(again.tables.people[2].mother, 0u);
  scenario::read_canonical(again, given.text, base.table_files, faults);
  EXPECT_FALSE(faults.empty()) << "a store without its people cannot be run again";
}

}  // namespace rapport::network_test
