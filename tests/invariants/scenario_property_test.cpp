// What holds for every scenario text: it binds or each fault has its place, numbers keep their bounds to the last
// bit, and the canonical text says all that the numbers depend on.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <limits>
#include <map>
#include <sstream>

#include "fuzz/entries.h"
#include "scenario/bind_payment.h"
#include "scenario/known_keys.h"
#include "scenario/number.h"
#include "support/properties.h"
#include "unit/scenario_folder.h"

namespace rapport::scenario_property_test {

using namespace properties;

using namespace scenario;
using Lines = std::vector<std::string>;

constexpr double kInf = std::numeric_limits<double>::infinity();

Draft draft_of(const std::string& text, Diagnostics& faults) {
  const auto source = std::make_shared<const Source>(Source{"any.yaml", ""});
  return scenario::bind(parse_yaml(text, source, faults), faults);
}

// --- any nested text ---

std::string any_key() {
  static const Lines keys = [] {
    Lines all = section_names();
    for (const ParamEntry& entry : parameter_entries()) all.emplace_back(entry.name);
    for (const TermKey& entry : term_keys())
      all.insert(all.end(), {std::string(entry.term), std::string(entry.key)});
    all.insert(all.end(), {"title", "question", "payment", "mechanisms", "off", "seed", "replicates", "years",
                           "extends", "steps_per_year", "people_per_market", "life_table", "nobody", "a b"});
    return all;
  }();
  return *rc::gen::elementOf(keys);
}

std::string any_scalar() {
  const auto word = rc::gen::element<std::string>(
      "0", "1", "0.5", "-0.0", "52", "1e400", ".nan", "-.inf", "null", "~", "yes", "'1'", "\"x\"", "010",
      "1_000", "tiny.yaml", "life_table.csv", "two words", "2147483648", "1e18", "18446744073709551616");
  const auto number = rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t bits) {
    return number_text(std::bit_cast<double>(bits));
  });
  return *rc::gen::oneOf(word, number);
}

/// A map or a list in flow style, so that any nesting is well-formed YAML, `depth` levels deep at most.
std::string any_value(int depth) {
  const int kind = depth == 0 ? 0 : *rc::gen::weightedElement<int>({{4, 0}, {2, 1}, {1, 2}});
  if (kind == 0) return any_scalar();
  std::string text;
  const int count = between(0, 4);
  for (int i = 0; i < count; ++i)
    text += (i == 0 ? "" : ", ") + (kind == 1 ? any_key() + ": " : "") + any_value(depth - 1);
  return kind == 1 ? "{" + text + "}" : "[" + text + "]";
}

RC_GTEST_PROP(ScenarioProperties, NestedTextBindsOrSaysWhere, ()) {
  static TinyFolder folder;
  std::string text = "schema: 1\nextends: tiny.yaml\n";
  const int sections = between(0, 6);
  for (int i = 0; i < sections; ++i) text += any_key() + ": " + any_value(3) + "\n";
  folder.write("any.yaml", text);
  const std::string file = folder.path("any.yaml");
  Diagnostics faults;
  const Scenario scenario = read_scenario(file, {}, faults);
  RC_CLASSIFY(faults.empty(), "binds");
  for (const Diagnostic& fault : faults) {
    RC_ASSERT(!fault.message.empty());
    if (fault.file != file) continue;  // a table that it named
    RC_ASSERT(fault.line > 0 && fault.line <= 3 + sections && fault.column > 0);
  }
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  RC_ASSERT(fuzz::scenario_fault(bytes) == "");
}

// --- numbers and their bounds ---

/// A number that a scenario may give, the ends of what it may be, what lies just outside, and where it goes.
struct Field {
  std::string key;
  std::string lowest, highest, below, above;
  bool is_whole = false;
  double scale = 1.0;
  std::function<std::string(const std::string&)> text;
  std::function<double(Draft&)> value;

  double number(const std::string& written) const { return std::strtod(written.c_str(), nullptr); }
  bool may_be(double x) const { return x >= number(lowest) && x <= number(highest); }
};

void set_ends(Field& field, Range bounds) {
  field.lowest = number_text(bounds.lo);
  field.highest = number_text(bounds.hi);
  field.below = number_text(std::nextafter(bounds.lo, -kInf));
  field.above = number_text(std::nextafter(bounds.hi, kInf));
}

Field field_of(const ParamEntry& entry) {
  Field field{.key = dotted(entry.module, entry.name)};
  set_ends(field, entry.spec.bounds);
  field.is_whole = entry.is_count;
  field.text = [&entry](const std::string& value) {
    return fmt::format("{}:\n  {}: {}\n", entry.module, entry.name, value);
  };
  field.value = [&entry](Draft& draft) { return parameter(draft.params, entry); };
  return field;
}

Field field_of(const WholeKey& key) {
  Field field{.key = dotted(key.section, key.key)};
  field.lowest = std::to_string(key.lo);
  field.highest = std::to_string(key.hi);
  field.below = std::to_string(key.lo - 1);
  field.above = std::to_string(static_cast<std::uint64_t>(key.hi) + 1U);
  field.is_whole = true;
  field.text = [&key](const std::string& value) {
    return key.section.empty() ? fmt::format("{}: {}\n", key.key, value)
                               : fmt::format("{}:\n  {}: {}\n", key.section, key.key, value);
  };
  field.value = [&key](Draft& draft) { return static_cast<double>(key.field(draft)); };
  return field;
}

/// The other numbers of the term stand at their lower bounds.
Field field_of(const TermKey& entry) {
  Field field{.key = fmt::format("payment.{}.{}", entry.term, entry.key)};
  set_ends(field, entry.bounds);
  field.scale = entry.scale;
  field.text = [&entry](const std::string& value) {
    std::string whole = fmt::format("payment:\n  - {}:\n      {}: {}\n", entry.term, entry.key, value);
    for (const TermKey& other : term_keys()) {
      if (other.term == entry.term && other.key != entry.key)
        whole += fmt::format("      {}: {}\n", other.key, number_text(other.bounds.lo));
    }
    return whole;
  };
  field.value = [&entry](Draft& draft) {
    const Term* term = term_of(draft.contract, entry.kind);
    return term == nullptr ? -1.0 : term->*entry.field;
  };
  return field;
}

const std::vector<Field>& fields() {
  static const std::vector<Field> all = [] {
    std::vector<Field> found;
    for (const ParamEntry& entry : parameter_entries()) found.push_back(field_of(entry));
    for (const WholeKey& key : whole_keys()) found.push_back(field_of(key));
    for (const TermKey& entry : term_keys()) found.push_back(field_of(entry));
    return found;
  }();
  return all;
}

/// The one message about the value; "" when it was taken, and then `into` holds it.
std::string answer(const Field& field, const std::string& value, double& into) {
  Diagnostics faults;
  Draft draft = draft_of(field.text(value), faults);
  into = field.value(draft);
  if (faults.empty()) return "";
  const bool has_place = faults.size() == 1U && faults[0].line > 0 && faults[0].column > 0;
  return has_place ? faults[0].message : "several messages, or none with a place";
}

/// Refused with the key in the message, and what was there before stays.
void expect_refused(const Field& field, const std::string& value) {
  double kept = 0.0;
  const std::string start = field.key + " = ";
  EXPECT_EQ(answer(field, value, kept).substr(0, start.size()), start) << value;
  Draft untouched;
  EXPECT_EQ(kept, field.value(untouched)) << field.key << " took something from " << value;
}

/// Money arrives in cents, rounded to a millionth of one; anything else as written, zero without a sign.
bool arrives(const Field& field, const std::string& value) {
  double got = kInf;
  if (answer(field, value, got) != "") return false;
  const double allowed = field.scale == 1.0 ? 0.0 : 0.6e-6;
  const bool signed_zero = got == 0.0 && std::signbit(got);
  return !signed_zero && std::fabs(got - field.number(value) * field.scale) <= allowed;
}

TEST(ScenarioNumbers, EveryFieldKeepsItsBoundsToTheLastBit) {
  ASSERT_GT(fields().size(), 200U);
  for (const Field& field : fields()) {
    for (const char* value : {".nan", ".NaN", "nan", ".inf", "-.inf", ".Inf", "inf", "1e400", "-1e400"})
      expect_refused(field, value);
    for (const std::string& value : {field.below, field.above}) expect_refused(field, value);
    for (const std::string& value : {field.lowest, field.highest})
      EXPECT_TRUE(arrives(field, value)) << field.key << " = " << value;
    if (field.is_whole) expect_refused(field, "1.5");
    if (field.is_whole || !field.may_be(0.0)) continue;
    for (const char* zero : {"-0.0", "-0", "0e5", "-0.0e-300"})
      EXPECT_TRUE(arrives(field, zero)) << field.key << " = " << zero;
  }
}

TEST(ScenarioNumbers, AYearHasStepsThatFit) {
  for (const std::int64_t steps : {13, 52, 364}) {
    Diagnostics faults;
    const Draft draft = draft_of(fmt::format("time: {{steps_per_year: {}}}", steps), faults);
    EXPECT_TRUE(faults.empty() && draft.time.steps_per_year == steps);
  }
  for (const char* steps :
       {"0", "-13", "51", "52.0", ".nan", ".inf", "1e400", "-0.0", "9223372036854775808"}) {
    Diagnostics faults;
    const Draft draft = draft_of(fmt::format("time: {{steps_per_year: {}}}", steps), faults);
    EXPECT_TRUE(faults.size() == 1U && draft.time.steps_per_year == 52) << steps;
  }
}

RC_GTEST_PROP(ScenarioProperties, NumbersArriveAsWritten, ()) {
  const auto tried = std::bit_cast<double>(any<std::uint64_t>());
  const auto share = any<std::uint32_t>();
  const Field& field = fields()[between<std::size_t>(0, fields().size())];
  const double lo = field.number(field.lowest), hi = field.number(field.highest);
  double number = lo + (hi - lo) * (share * 0x1p-32);
  if (field.may_be(tried)) number = tried;
  const std::string value =
      field.is_whole ? std::to_string(static_cast<std::int64_t>(number)) : number_text(number);
  RC_ASSERT(arrives(field, value));
}

// --- the canonical text ---

/// A random part of the model's numbers as YAML, each in its bounds, one section after another.
std::string some_numbers(int count) {
  std::map<std::string, std::map<std::string, std::string>> sections;
  for (int i = 0; i < count; ++i) {
    const auto entries = parameter_entries();
    const ParamEntry& entry = entries[between<std::size_t>(0, entries.size())];
    const Range sweep = entry.spec.sweep;
    const double number = sweep.lo + (sweep.hi - sweep.lo) * between(0, 1001) / 1000.0;
    sections[std::string(entry.module)][std::string(entry.name)] =
        number_text(entry.is_count ? std::floor(number) : number);
  }
  std::string text;
  for (const auto& [section, numbers] : sections) {
    text += section + ":\n";
    for (const auto& [name, value] : numbers) text += "  " + name + ": " + value + "\n";
  }
  return text;
}

std::string some_payment() {
  std::map<std::string, std::string> terms;
  for (const TermKey& entry : term_keys()) {
    const double share = between(0, 1001) / 1000.0;
    terms[std::string(entry.term)] +=
        fmt::format("      {}: {}\n", entry.key,
                    number_text(entry.bounds.lo + share * (entry.bounds.hi - entry.bounds.lo)));
  }
  std::string text = "payment:\n";
  const std::size_t always = between<std::size_t>(0, terms.size());
  std::size_t at = 0;
  for (const auto& [term, numbers] : terms) {
    if (at++ == always || between(0, 3) == 0) text += "  - " + term + ":\n" + numbers;
  }
  return text;
}

/// "trust.gain = 0.1" lines of a canonical text as a map; of `base.` keys only or of all others.
std::map<std::string, std::string> values_in(const std::string& canonical, bool base) {
  std::map<std::string, std::string> values;
  std::istringstream lines(canonical);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find(" = ");
    const bool is_base = line.starts_with("base.");
    if (is_base == base) values[line.substr(base ? 5 : 0, equals - (base ? 5 : 0))] = line.substr(equals + 3);
  }
  return values;
}

std::string payment_yaml(const std::map<std::string, std::string>& values) {
  std::map<std::string, std::string> terms;
  for (const TermKey& entry : term_keys()) {
    const char* field = entry.field == &Term::amount ? "amount" : "rate";
    const auto found = values.find(fmt::format("payment.{}.{}", entry.term, field));
    if (found == values.end()) continue;
    terms[std::string(entry.term)] +=
        fmt::format("      {}: {}\n", entry.key, number_text(std::stod(found->second) / entry.scale));
  }
  std::string text = terms.empty() ? "" : "payment:\n";
  for (const auto& [term, numbers] : terms) text += "  - " + term + ":\n" + numbers;
  return text;
}

/// Everything but the tables, which stand in a canonical text as digests.
std::string yaml_of(const std::map<std::string, std::string>& values) {
  std::map<std::string, std::string> sections;
  for (const auto& [key, value] : values) {
    const std::size_t dot = key.find('.');
    const std::string section = key.substr(0, dot);
    if (key == "schema" || section == "tables" || section == "payment") continue;
    sections[section] += "  " + key.substr(dot + 1) + ": " + value + "\n";
  }
  std::string text = payment_yaml(values);
  for (const auto& [section, lines] : sections) text += section + ":\n" + lines;
  return text;
}

/// The tiny world's section of tables.
std::string tables_of(const TinyFolder& folder) {
  const std::string tiny = folder.content("tiny.yaml");
  const std::size_t tables = tiny.find("tables:"), payment = tiny.find("payment:");
  return tiny.substr(tables, payment - tables);
}

/// Everything that a canonical text says, written out as two scenarios again.
void write_again(TinyFolder& folder, const std::string& canonical) {
  const auto policy = values_in(canonical, false);
  auto base = policy;
  const auto differing = values_in(canonical, true);
  const bool other_payment = payment_yaml(differing) != "";
  std::erase_if(base,
                [&](const auto& entry) { return other_payment && entry.first.starts_with("payment."); });
  for (const auto& [key, value] : differing) base[key] = value;
  folder.write("base_again.yaml", "schema: 1\n" + tables_of(folder) + yaml_of(base));
  folder.write("again.yaml", "schema: 1\nextends: base_again.yaml\n" + yaml_of(policy));
}

RC_GTEST_PROP(ScenarioProperties, CanonicalTextBindsToItself, ()) {
  static TinyFolder folder;
  folder.write("root.yaml", "schema: 1\n" + tables_of(folder) + some_payment() + some_numbers(5));
  folder.write("made.yaml", "schema: 1\nextends: root.yaml\ntime: {years: 7}\n" +
                                (any<bool>() ? some_payment() : "") + some_numbers(10));
  const Scenario made = folder.read("made.yaml");
  RC_ASSERT(folder.messages_ == "");
  write_again(folder, made.text);
  const Scenario again = folder.read("again.yaml");
  RC_ASSERT(folder.messages_ == "");
  RC_ASSERT(again.text == made.text);
  RC_ASSERT(again.hash == made.hash && again.profile_hash == made.profile_hash);
  RC_ASSERT(again.contract == made.contract && again.base_contract == made.base_contract);
  for (const ParamEntry& entry : parameter_entries()) {
    RC_ASSERT(parameter(again.params, entry) == parameter(made.params, entry));
    RC_ASSERT(parameter(again.base_params, entry) == parameter(made.base_params, entry));
  }
}

}  // namespace rapport::scenario_property_test
