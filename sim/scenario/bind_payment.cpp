// Terms of a contract, from YAML to `Contract`.
#include "scenario/bind_payment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "scenario/bind_value.h"
#include "scenario/suggest.h"

namespace rapport::scenario {

namespace {

constexpr double kCents = 100.0;

constexpr std::array kTermKeys{
    TermKey{TermKind::fee_for_service,
            "fee_for_service",
            "of_schedule",
            &Term::amount,
            1.0,
            {0.0, 10.0},
            "multiple of the fee schedule",
            "Fee of each visit against the visit fee schedule."},
    TermKey{TermKind::capitation,
            "capitation",
            "usd_per_member_month",
            &Term::amount,
            kCents,
            {0.0, 10000.0},
            "USD per member and month",
            "Paid for each attributed member and month."},
    TermKey{TermKind::care_management_fee,
            "care_management_fee",
            "usd_per_member_month",
            &Term::amount,
            kCents,
            {0.0, 10000.0},
            "USD per member and month",
            "Paid for each attributed member with at most one condition."},
    TermKey{TermKind::care_management_fee,
            "care_management_fee",
            "usd_per_complex_member_month",
            &Term::rate,
            kCents,
            {0.0, 10000.0},
            "USD per member and month",
            "Paid for each attributed member with two or more conditions."},
    TermKey{TermKind::protected_time,
            "protected_time",
            "minutes_per_week",
            &Term::amount,
            1.0,
            {0.0, 2400.0},
            "minutes per full-time clinician and week",
            "Paid time without a visit."},
    TermKey{TermKind::protected_time,
            "protected_time",
            "usd_per_minute",
            &Term::rate,
            kCents,
            {0.0, 100.0},
            "USD per minute",
            "Paid for each protected minute."},
    TermKey{TermKind::visit_floor,
            "visit_floor",
            "minutes",
            &Term::amount,
            1.0,
            {1.0, 120.0},
            "minutes",
            "Shortest visit that may be offered."},
    TermKey{TermKind::panel_cap,
            "panel_cap",
            "people_per_fte",
            &Term::amount,
            1.0,
            {50.0, 20000.0},
            "people per full-time clinician",
            "Most attributed people for one full-time clinician."},
};

std::vector<std::string> term_names() {
  std::vector<std::string> names;
  for (const TermKey& entry : kTermKeys) {
    if (names.empty() || names.back() != entry.term) names.emplace_back(entry.term);
  }
  return names;
}

std::vector<std::string> key_names(std::string_view term) {
  std::vector<std::string> names;
  for (const TermKey& entry : kTermKeys) {
    if (entry.term == term) names.emplace_back(entry.key);
  }
  return names;
}

/// Dollars as written times 100 need not be whole cents in binary: rounded to a millionth of a cent.
double scaled(double value, double scale) {
  return scale == 1.0 ? value : std::round(value * scale * 1e6) / 1e6;
}

/// True when there are none.
bool has_known_keys(const YamlNode& node, const std::string& name, Diagnostics& faults) {
  const auto allowed = key_names(name);
  const std::size_t before = faults.size();
  for (const YamlKey& key : node.keys) {
    if (std::find(allowed.begin(), allowed.end(), key.text) != allowed.end()) continue;
    std::string meant = nearest(key.text, allowed);
    if (!meant.empty()) meant = fmt::format("payment.{}.{}", name, meant);
    report(faults, key.place,
           fmt::format("unknown key {}.{}", shown("payment." + name + "." + key.text), did_you_mean(meant)));
  }
  return faults.size() == before;
}

bool bind_term_key(const TermKey& entry, const YamlNode& body, bool tell_missing, Term& term,
                   Diagnostics& faults) {
  const Wording wording{fmt::format("payment.{}.{}", entry.term, entry.key), entry.unit, entry.about, "", ""};
  const YamlNode* value = body.find(entry.key);
  if (value == nullptr && !tell_missing) return false;
  if (value == nullptr) {
    report(faults, body.place, fmt::format("{} is missing.{}", wording.key, second_line(wording)));
    return false;
  }
  double number = 0.0;
  if (!bind_number(*value, wording, entry.bounds, number, faults)) return false;
  term.*entry.field = scaled(number, entry.scale);
  return true;
}

/// The term of one list item; nothing after a fault.
std::optional<Term> bind_term(const YamlNode& item, Diagnostics& faults) {
  if (item.kind == NodeKind::broken) return std::nullopt;
  if (item.kind != NodeKind::map || item.keys.size() != 1) {
    report(faults, item.place,
           fmt::format("each term of payment has the form 'capitation: {{...}}', not {}",
                       item.kind == NodeKind::map ? "several or no keys" : kind_words(item)));
    return std::nullopt;
  }
  const std::string& name = item.keys[0].text;
  const auto names = term_names();
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    report(faults, item.keys[0].place,
           fmt::format("unknown payment term {}.{}", shown(name), did_you_mean(nearest(name, names))));
    return std::nullopt;
  }
  const YamlNode& body = item.items[0];
  if (!is_section(body, "payment." + name, faults)) return std::nullopt;
  const bool is_known = has_known_keys(body, name, faults);
  Term term{};
  bool is_good = is_known;
  for (const TermKey& entry : kTermKeys) {
    if (entry.term != name) continue;
    term.kind = entry.kind;
    is_good = bind_term_key(entry, body, is_known, term, faults) && is_good;
  }
  return is_good ? std::optional(term) : std::nullopt;
}

void report_repeated_terms(const YamlNode& list, Diagnostics& faults) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    if (list.items[i].keys.size() != 1) continue;
    const YamlKey& key = list.items[i].keys[0];
    const auto same = [&](const YamlNode& other) {
      return !other.keys.empty() && other.keys[0].text == key.text;
    };
    const auto end = list.items.begin() + static_cast<std::ptrdiff_t>(i);
    const auto first = std::find_if(list.items.begin(), end, same);
    if (first == end) continue;
    report(faults, key.place,
           fmt::format("payment has two terms {}; the first is on line {}", shown(key.text),
                       first->keys[0].place.line));
  }
}

}  // namespace

std::span<const TermKey> term_keys() { return kTermKeys; }

Contract bind_payment(const YamlNode& node, Diagnostics& faults) {
  Contract contract;
  if (node.kind == NodeKind::broken) return contract;
  if (node.kind != NodeKind::list || node.items.empty() || node.items.size() > 100) {
    report(faults, node.place,
           fmt::format("payment must be a list of terms like '- capitation: {{...}}', not {}",
                       node.kind == NodeKind::list ? (node.items.empty() ? "an empty one" : "more than 100")
                                                   : kind_words(node)));
    return contract;
  }
  report_repeated_terms(node, faults);
  for (const YamlNode& item : node.items) {
    const auto term = bind_term(item, faults);
    if (term) contract.terms.push_back(*term);
  }
  std::stable_sort(contract.terms.begin(), contract.terms.end(),
                   [](const Term& a, const Term& b) { return a.kind < b.kind; });
  return contract;
}

}  // namespace rapport::scenario
