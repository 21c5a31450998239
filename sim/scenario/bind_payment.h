// The payment section: a list of terms, each at most once.
#pragma once

#include <span>
#include <string_view>

#include "base/declare.h"
#include "payment/contract.h"
#include "scenario/yaml_document.h"

namespace rapport::scenario {

/// One number of a term as the user writes it; the contract holds `scale` times as much.
struct TermKey {
  TermKind kind;
  std::string_view term;
  std::string_view key;
  double Term::*field;
  double scale;
  Range bounds;
  std::string_view unit;
  std::string_view about;
};

std::span<const TermKey> term_keys();

/// Terms in the order of `TermKind`, whatever their order in the list.
Contract bind_payment(const YamlNode& node, Diagnostics& faults);

}  // namespace rapport::scenario
