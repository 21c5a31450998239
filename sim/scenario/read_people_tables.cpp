// People who are given instead of drawn, and their mothers and partners (PO-7).
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "process/moves.h"
#include "scenario/number.h"
#include "scenario/read_tables.h"
#include "scenario/suggest.h"

namespace rapport::scenario {

namespace {

constexpr int kMostNumber = static_cast<int>(moves::kOutsiders) - 1;  ///< higher ones are of those who arrive
constexpr int kMostHousehold = 100000000;
constexpr std::uint32_t kMostMembers = 200;
constexpr int kPartnerAge = 18;

/// Everybody by number, with the lines that say so.
struct Roll {
  std::vector<GivenPerson> people;
  std::unordered_map<std::uint32_t, std::uint32_t> place_of;
  std::vector<int> lines;
};

std::uint8_t sex_of(CsvTable& csv, const CsvRow& row) {
  const std::string& sex = csv.text(row, "sex");
  if (sex != "female" && sex != "male")
    csv.fault(row, "sex", fmt::format("sex {} is none of female, male", shown(sex)));
  return sex == "male" ? male : female;
}

void add_person(CsvTable& csv, const CsvRow& row, Roll& roll) {
  const std::size_t before = csv.fault_count();
  GivenPerson person;
  person.number = static_cast<std::uint32_t>(csv.whole(row, "id", 1, kMostNumber));
  if (csv.fault_count() > before) person.number = 0;  // no id to meet again
  person.age = csv.whole(row, "age", 0, kAges - 1);
  person.sex = sex_of(csv, row);
  person.household = static_cast<std::uint32_t>(csv.whole(row, "household", 0, kMostHousehold));
  if (person.number == 0) return;
  const auto place = static_cast<std::uint32_t>(roll.people.size());
  const auto [found, fresh] = roll.place_of.emplace(person.number, place);
  if (!fresh) {
    csv.fault(
        row, "id",
        fmt::format("id {} is given twice; first on line {}", person.number, roll.lines[found->second]));
    return;
  }
  roll.people.push_back(person);
  roll.lines.push_back(row.line);
}

/// Numbers households from 0 without gaps, in the order of the numbers in the file.
void number_homes(CsvTable& csv, Roll& roll) {
  std::map<std::uint32_t, std::uint32_t> members;
  for (const GivenPerson& person : roll.people) ++members[person.household];
  std::uint32_t next = 0;
  for (auto& [household, count] : members) {
    if (count > kMostMembers) {
      csv.fault(fmt::format("household {} has {} members; a household has at most {}", household, count,
                            kMostMembers));
    }
    count = next++;
  }
  for (GivenPerson& person : roll.people) person.household = members[person.household];
}

Roll read_roll(const TableFile& file, Diagnostics& faults) {
  CsvTable csv(file.path, file.bytes,
               {{"id", "age", "sex", "household"}, {"birth_day", "income", "insurance", "isolated"}}, faults);
  Roll roll;
  for (const CsvRow& row : csv.rows()) add_person(csv, row, roll);
  number_homes(csv, roll);
  if (csv.fault_count() > 0) roll.people.clear();
  return roll;
}

/// The place of the person in a cell; nobody after a fault.
std::uint32_t place_in(CsvTable& csv, const CsvRow& row, std::string_view column, const Roll& roll) {
  const std::size_t before = csv.fault_count();
  const auto number = static_cast<std::uint32_t>(csv.whole(row, column, 1, kMostNumber));
  if (csv.fault_count() > before) return kNobody;
  const auto found = roll.place_of.find(number);
  if (found != roll.place_of.end()) return found->second;
  csv.fault(row, column, fmt::format("{} = {} is no id in tables.people", column, number));
  return kNobody;
}

void add_mother(CsvTable& csv, const CsvRow& row, std::uint32_t child, std::uint32_t mother, Roll& roll) {
  GivenPerson& of = roll.people[child];
  const GivenPerson& her = roll.people[mother];
  if (her.sex != female) csv.fault(row, "to", fmt::format("mother {} is not female", her.number));
  if (her.age <= of.age) {
    csv.fault(row, "to",
              fmt::format("mother {} of age {} is not older than {} of age {}", her.number, her.age,
                          of.number, of.age));
  }
  if (of.mother != kNobody)
    csv.fault(row, "from",
              fmt::format("{} has a mother already: {}", of.number, roll.people[of.mother].number));
  of.mother = mother;
}

void add_partner(CsvTable& csv, const CsvRow& row, std::uint32_t person, std::uint32_t partner, Roll& roll) {
  if (person == partner) {
    csv.fault(row, "to", fmt::format("{} is no partner of oneself", roll.people[person].number));
    return;
  }
  const auto check = [&](std::string_view column, std::uint32_t one, std::uint32_t other) {
    const GivenPerson& of = roll.people[one];
    if (of.age < kPartnerAge) {
      csv.fault(row, column,
                fmt::format("{} of age {} has a partner; the model has partners from {} years on", of.number,
                            of.age, kPartnerAge));
    }
    if (of.partner != kNobody && of.partner != other) {
      csv.fault(row, column,
                fmt::format("{} has a partner already: {}", of.number, roll.people[of.partner].number));
    }
  };
  check("from", person, partner);
  check("to", partner, person);
  roll.people[person].partner = partner;
  roll.people[partner].partner = person;
}

/// A row of `rapport network export` too: who lives together stands in tables.people, clinicians are drawn.
bool is_of_family(CsvTable& csv, const CsvRow& row) {
  const std::string& kind = csv.text(row, "kind");
  if (kind == "mother" || kind == "partner") return true;
  if (kind != "household" && kind != "usual_clinician" && kind != "clinician") {
    csv.fault(row, "kind",
              fmt::format("kind {} is none of mother, partner, household, usual_clinician, clinician",
                          shown(kind)));
  }
  return false;
}

void read_relations(const TableFile& file, Roll& roll, Diagnostics& faults) {
  CsvTable csv(file.path, file.bytes, {{"from", "to", "kind"}, {"trust", "knowledge", "since_day"}}, faults);
  for (const CsvRow& row : csv.rows()) {
    if (!is_of_family(csv, row)) continue;
    const std::uint32_t from = place_in(csv, row, "from", roll);
    const std::uint32_t to = place_in(csv, row, "to", roll);
    if (from == kNobody || to == kNobody) continue;
    (csv.text(row, "kind") == "mother" ? add_mother : add_partner)(csv, row, from, to, roll);
  }
  if (csv.fault_count() > 0) roll.people.clear();
}

}  // namespace

void read_people_tables(std::span<const TableFile> files, Tables& tables, Diagnostics& faults) {
  const TableFile* people = find_table(files, "people");
  const TableFile* relations = find_table(files, "relations");
  if (people == nullptr) {
    if (relations != nullptr) {
      faults.push_back({relations->path, 0, 0,
                        "is named as tables.relations, which says who is whose mother and partner among the "
                        "people of tables.people; that table is missing"});
    }
    return;
  }
  Roll roll = read_roll(*people, faults);
  if (!roll.people.empty() && relations != nullptr) read_relations(*relations, roll, faults);
  tables.people = std::move(roll.people);
}

}  // namespace rapport::scenario
