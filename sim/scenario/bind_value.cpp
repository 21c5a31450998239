// Numbers and text against their bounds; how a refusal is worded.
#include "scenario/bind_value.h"

#include <fmt/format.h>

#include "scenario/number.h"
#include "scenario/text_check.h"

namespace rapport::scenario {

namespace {

/// The text of a plain scalar; reports and returns nothing for anything else.
const std::string* plain_scalar(const YamlNode& node, const Wording& wording, Diagnostics& faults) {
  if (node.kind == NodeKind::broken) return nullptr;
  if (node.kind == NodeKind::scalar && !node.quoted) return &node.text;
  const std::string read = node.kind == NodeKind::scalar
                               ? fmt::format("is text in quotes; write the number without them")
                               : fmt::format("must be one number, not {}", kind_words(node));
  const std::string value = node.kind == NodeKind::scalar ? " = " + shown(node.text) : "";
  report(faults, node.place, fmt::format("{}{} {}.{}", wording.key, value, read, second_line(wording)));
  return nullptr;
}

void report_fault(const YamlNode& node, const Wording& wording, const std::string& fault,
                  Diagnostics& faults) {
  report(faults, node.place, fmt::format("{} = {}.{}", wording.key, fault, second_line(wording)));
}

void report_outside(const YamlNode& node, const Wording& wording, const std::string& lo,
                    const std::string& hi, Diagnostics& faults) {
  const std::string unit = wording.unit.empty() ? "" : fmt::format(" ({})", wording.unit);
  const std::string read = shown(node.text);
  report(faults, node.place,
         fmt::format("{} = {} is outside {} to {}{}.{}", wording.key, read.substr(1, read.size() - 2), lo, hi,
                     unit, second_line(wording)));
}

}  // namespace

std::string second_line(const Wording& wording) {
  if (wording.about.empty()) return "";
  std::string text = fmt::format("\n  {}", wording.about);
  if (!wording.fallback.empty()) text += fmt::format(" Default {}", wording.fallback);
  if (!wording.source.empty()) text += fmt::format(" [{}]", wording.source);
  if (text.back() != '.') text += '.';
  return text;
}

bool bind_number(const YamlNode& node, const Wording& wording, Range bounds, double& into,
                 Diagnostics& faults) {
  const std::string* text = plain_scalar(node, wording, faults);
  if (text == nullptr) return false;
  const ReadNumber number = read_number(*text);
  if (!number.value) {
    report_fault(node, wording, number.fault, faults);
    return false;
  }
  if (!bounds.contains(*number.value)) {
    report_outside(node, wording, number_text(bounds.lo), number_text(bounds.hi), faults);
    return false;
  }
  into = *number.value;
  return true;
}

bool bind_whole(const YamlNode& node, const Wording& wording, std::int64_t lo, std::int64_t hi,
                std::int64_t& into, Diagnostics& faults) {
  const std::string* text = plain_scalar(node, wording, faults);
  if (text == nullptr) return false;
  const ReadWhole whole = read_whole(*text);
  if (!whole.fault.empty()) {
    report_fault(node, wording, whole.fault, faults);
    return false;
  }
  if (whole.beyond || *whole.value < lo || *whole.value > hi) {
    report_outside(node, wording, std::to_string(lo), std::to_string(hi), faults);
    return false;
  }
  into = *whole.value;
  return true;
}

bool bind_text(const YamlNode& node, const std::string& key, std::size_t most, bool lines, std::string& into,
               Diagnostics& faults) {
  if (node.kind == NodeKind::broken) return false;
  if (node.kind != NodeKind::scalar) {
    report(faults, node.place, fmt::format("{} must be text, not {}", key, kind_words(node)));
    return false;
  }
  if (node.text.size() > most) {
    report(faults, node.place, fmt::format("{} has {} bytes; at most {}", key, node.text.size(), most));
    return false;
  }
  const std::string fault = value_fault(node.text, lines);
  if (!fault.empty()) {
    report(faults, node.place, fmt::format("{} {}", key, fault));
    return false;
  }
  into = node.text;
  return true;
}

bool is_section(const YamlNode& node, const std::string& key, Diagnostics& faults) {
  if (node.kind == NodeKind::map) return true;
  if (node.kind == NodeKind::broken) return false;
  report(faults, node.place, fmt::format("{} must be a map of keys, not {}", key, kind_words(node)));
  return false;
}

}  // namespace rapport::scenario
